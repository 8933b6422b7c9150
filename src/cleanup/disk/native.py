"""The loops over single files that take most of a scan: compiled where that could be built, else in plain Python.

Both give the same answers, and tests run both. ``PURE_PYTHON=1`` in the environment chooses plain Python.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from cleanup.disk import rows, small_files
from cleanup.disk.listing import Handle
from cleanup.disk.rows import Looked
from cleanup.disk.small_files import Failed

look_at_names: Callable[[Handle, list[str], int], Looked] = rows.look_at_names
digest_small_files: Callable[[Handle, list[bytes], bytes, Callable[[bytes], bytes]], tuple[bytes, Failed]] = (
    small_files.digest_small_files
)
names_at: Callable[[bytes, bytes], bytes] = rows.names_at
IS_COMPILED = False

if os.environ.get("PURE_PYTHON", "") in {"", "0"}:
    try:
        from cleanup.disk import _native
    except ImportError:
        # Built only where there is a C compiler, and a system that opens files through folders.
        pass
    else:
        look_at_names, digest_small_files = _native.look_at_names, _native.digest_small_files
        names_at = _native.names_at
        IS_COMPILED = True
