"""The one door to the system for everything that changes: which module answers is decided here and nowhere else."""

from __future__ import annotations

import sys

from cleanup.act.system.opened import closing
from cleanup.act.system.writers import files_open_to_write, is_lease_gone, take_lease

if sys.platform == "win32":
    from cleanup.act.system.windows.attributes import (
        acl_of,
        attribute_names,
        copy_attribute,
        give_acl,
        may_be_lost,
    )
    from cleanup.act.system.windows.held import (
        FLAGS,
        born_of,
        flags_of,
        flush_file,
        flush_folder,
        flush_folder_at,
        flush_volume,
        give_to,
        is_read_only,
        marks_at,
        may_give,
        reserve,
        set_born,
        set_flags,
        set_mode,
        sync_all,
        try_lock,
        write_at,
        written_ranges,
    )
    from cleanup.act.system.windows.names import (
        exchange,
        file_to_add_to,
        file_to_lock,
        hide,
        hold,
        make_folder,
        make_shared_folder,
        may_change,
        new_file,
        open_pipe,
        pass_or_make,
        path_of_held,
        remove,
        remove_folder,
        rename_without_replacing,
        replace,
        watch,
    )
else:
    from cleanup.act.system.folders import (
        exchange,
        file_to_add_to,
        file_to_lock,
        flush_file,
        flush_folder,
        flush_folder_at,
        flush_volume,
        hide,
        make_folder,
        make_shared_folder,
        may_change,
        new_file,
        open_pipe,
        pass_or_make,
        remove,
        remove_folder,
        rename_without_replacing,
        replace,
    )
    from cleanup.act.system.posix import (
        give_to,
        hold,
        is_read_only,
        may_give,
        path_of_held,
        set_mode,
        sync_all,
        try_lock,
        watch,
        write_at,
        written_ranges,
    )

    if sys.platform == "linux":
        from cleanup.act.system.linux import (
            FLAGS,
            acl_of,
            attribute_names,
            born_of,
            copy_attribute,
            flags_of,
            give_acl,
            marks_at,
            may_be_lost,
            reserve,
            set_born,
            set_flags,
        )
    else:
        from cleanup.act.system.macos import (
            FLAGS,
            acl_of,
            attribute_names,
            born_of,
            copy_attribute,
            flags_of,
            give_acl,
            marks_at,
            may_be_lost,
            reserve,
            second_fork,
            set_born,
            set_flags,
        )

if sys.platform != "darwin":

    def second_fork(file: int) -> bytes:  # noqa: ARG001
        """What an open file has besides its bytes: nothing in which two copies could differ."""
        return b""


COPIES_WHOLE = sys.platform != "win32"
"""Whether a copy on another volume keeps all that belongs to a file: on Windows it would lose rights and streams."""

HAS_SYSTEM_MOVER = sys.platform != "linux"
"""Whether there is a library that calls the system's own way to its trash."""

TRIES_FIRST = sys.platform != "linux"
"""Whether a file of our own goes first, since nobody has tried this kind of system for us."""
