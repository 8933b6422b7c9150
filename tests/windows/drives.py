"""A drive with no room for one byte more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def filled(drive: Path) -> Iterator[Path]:
    """Fill a drive up; gives the file that does, whose removal makes room again."""
    filling = drive / "filling"
    with filling.open("wb", buffering=0) as file:
        for size in (1 << 22, 1 << 12):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    try:
        yield filling
    finally:
        filling.unlink(missing_ok=True)
