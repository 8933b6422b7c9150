"""Folders that are flushed together: one that cannot be is no fault of the disk."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.act.open_folders import OpenFolders
from support.disks import Cut, Disk, ext4_image


def test_folders_that_cannot_be_flushed_are_passed_over(tmp_path: Path) -> None:
    """A file system without that call (this one says "invalid argument"), and a folder that is gone."""
    gone = tmp_path / "gone"
    gone.mkdir()
    with OpenFolders() as folders:
        folders.reach(b"/proc/1")
        folders.reach(os.fsencode(gone))
        folders.reach(os.fsencode(tmp_path))
        gone.rmdir()
        with pytest.raises(OSError, match=os.strerror(errno.EINVAL)):
            folders.flush(b"/proc/1")
        folders.flush_all()


@pytest.mark.root
def test_an_error_of_the_disk_is_told(tmp_path: Path, mount: Callable[..., Path]) -> None:
    disk = Disk(ext4_image(tmp_path / "image", 16 << 20), tmp_path / "disk", mount)
    (disk.place / "folder").mkdir()
    with OpenFolders() as folders:
        folders.reach(os.fsencode(disk.place / "folder"))
        disk.cut_power(Cut.ALL_LOST)
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            folders.flush_all()
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            folders.flush_volume(os.fsencode(disk.place / "folder"))
