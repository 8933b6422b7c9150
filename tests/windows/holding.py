"""Another program that has something open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cleanup.disk.system.windows import calls
from cleanup.disk.system.windows.handles import long_path

WRITE = 0x2
NOBODY = 0


@contextmanager
def held(path: Path, access: int = calls.READ_DATA, share: int = NOBODY) -> Iterator[None]:
    """Open for this, and what others may do with it meanwhile."""
    handle = calls.open_path(long_path(str(path)), access, share)
    try:
        yield
    finally:
        calls.close(handle)
