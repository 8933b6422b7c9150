"""Folders of the trash that many items share, opened once."""

from __future__ import annotations

import os
from typing import Self

from cleanup.disk.listing import reach_folder

_READ = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)


class OpenFolders:
    """Reaches folders by their path, following no link, and keeps them open while entered."""

    def __init__(self) -> None:
        self._open: dict[bytes, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for folder in self._open.values():
            os.close(folder)
        self._open.clear()

    def reach(self, path: bytes) -> int:
        """The open folder; raises OSError."""
        folder = self._open.get(path)
        if folder is None:
            folder = self._open[path] = reach_folder(os.fsdecode(path))
        return folder

    def flush(self, path: bytes) -> None:
        """Bring the changes of names in a folder to the disk; raises OSError."""
        # A folder that is only reached cannot be flushed.
        readable = os.open(".", _READ, dir_fd=self.reach(path))
        try:
            os.fsync(readable)
        finally:
            os.close(readable)
