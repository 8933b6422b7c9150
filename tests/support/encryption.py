"""Folders that their file system encrypts (fscrypt)."""

from __future__ import annotations

import fcntl
import os
import struct
from pathlib import Path

import pytest

from cleanup.act.system import closing
from cleanup.disk.system import open_folder
from support.disks import Disk, ext4_image
from support.kinds import Mount

# linux/fscrypt.h: FS_IOC_ADD_ENCRYPTION_KEY and FS_IOC_SET_ENCRYPTION_POLICY, with a key that is known by its number;
# AES-256-XTS for what is in files, AES-256-CTS for their names, these made longer to hide how long they are.
_ADD_KEY, _SET_POLICY = 0xC0506617, 0x800C6613
_KEY = struct.Struct("=II32sII32x")
_BY_NUMBER = 2
_POLICY = struct.Struct("=BBBB4x16s")
_HOW = (2, 1, 4, 3)


def encrypting_disk(tmp_path: Path, mount: Mount) -> Path:
    """A mounted volume that can have encrypted folders; skips the test where there is none."""
    return Disk(ext4_image(tmp_path / "image", 64 << 20, "-O", "encrypt"), tmp_path / "drive", mount).place


def encrypted(folder: Path) -> Path:
    """Make a folder that is encrypted with a key of its own; skips the test where the kernel cannot."""
    folder.mkdir()
    raw = os.urandom(64)
    asked = bytearray(_KEY.pack(_BY_NUMBER, 0, bytes(32), len(raw), 0) + raw)
    with closing(open_folder(str(folder))) as opened:
        try:
            fcntl.ioctl(opened, _ADD_KEY, asked)
            fcntl.ioctl(opened, _SET_POLICY, _POLICY.pack(*_HOW, _KEY.unpack_from(asked)[2][:16]))
        except OSError as error:
            pytest.skip(f"the kernel encrypts no folders: {error.strerror}")
    return folder
