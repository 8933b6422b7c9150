"""The loops over single files that take most of a scan: compiled if possible, otherwise in plain Python.

Both give the same answers, and tests run both. ``PURE_PYTHON=1`` in the environment chooses plain Python.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from cleanup.disk import rows, system
from cleanup.disk.reading import small_files
from cleanup.disk.reading.small_files import Failed
from cleanup.disk.rows import Looked
from cleanup.disk.system import Handle, Listed
from cleanup.model.compiled import compiled
from cleanup.model.row import packed

_built = compiled("cleanup.disk._native")
# Builds from before these changed would read and fill other ones.
_sizes = getattr(_built, "ROW_BYTES", 0), getattr(_built, "DIGEST_BYTES", 0)
_compiled = _built if _sizes == (struct.calcsize(packed()), small_files.DIGEST_BYTES) else None
IS_COMPILED = _compiled is not None

# Compiled for Linux only: elsewhere, a folder does not say what its names are.
listed_in: Callable[[Handle], Listed] = getattr(_compiled, "listed_in", system.listed_in)
leave: Callable[[Handle], None] = getattr(_compiled, "leave", system.leave)
look_at_names: Callable[[Handle, list[str], int], Looked] = (_compiled or rows).look_at_names
digest_small_files: Callable[
    [list[tuple[bytes, int]], bytes, bytes, Callable[[bytes], bytes]], tuple[bytes, Failed]
] = (_compiled or small_files).digest_small_files
