"""The one door to the system for all that changes: which module answers is decided here and nowhere else."""

from __future__ import annotations

import sys

from cleanup.act.system.folders import exists, flush_volume, remove, rename_without_replacing

if sys.platform == "win32":
    from cleanup.act.system.windows import (
        HOLD,
        attribute_names,
        copy_attribute,
        give_to,
        set_mode,
        sync_all,
        try_lock,
        write_at,
    )
else:
    from cleanup.act.system.posix import (
        HOLD,
        attribute_names,
        copy_attribute,
        give_to,
        set_mode,
        sync_all,
        try_lock,
        write_at,
    )

__all__ = [
    "HOLD", "attribute_names", "copy_attribute", "exists", "flush_volume", "give_to", "remove",
    "rename_without_replacing", "set_mode", "sync_all", "try_lock", "write_at",
]  # fmt: skip
