"""The Recycle Bin of who runs the tests: what a test leaves in it is taken away, and nothing else ever."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

from cleanup.disk.system import account

DRIVES = ("C:", "T:", "U:")


def bin_on(drive: str) -> Path:
    return Path(drive + os.sep, "$Recycle.Bin", account())


class Bin:
    """What came to the bins of all drives since the test began."""

    def __init__(self) -> None:
        self._before = set(self._all())

    def new(self, beginning: str) -> list[Path]:
        """The items (``$R``) or notes (``$I``) that were not there."""
        return [path for path in self._all() if path not in self._before and path.name.startswith(beginning)]

    def _all(self) -> Iterator[Path]:
        for drive in DRIVES:
            yield from bin_on(drive).glob("$[IR]*")


@contextmanager
def emptied_of_what_is_new() -> Iterator[Bin]:
    known = Bin()
    try:
        yield known
    finally:
        for path in known.new("$"):
            rmtree(path, ignore_errors=True) if path.is_dir() else path.chmod(0o666) or path.unlink()
