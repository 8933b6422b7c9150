"""Make folders of the program's own, which nobody else may look into."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def make_private_folder(path: Path) -> None:
    """Make a folder, and missing ones above it, for this user alone; raises OSError.

    As the base directory specification requires, whatever the umask of the process.
    """
    missing = []
    while not path.is_dir():
        missing.append(path)
        path = path.parent
    for folder in reversed(missing):
        with suppress(FileExistsError):
            folder.mkdir(0o700)
