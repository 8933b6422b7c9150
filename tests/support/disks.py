"""Small disks to mount, and to take the power from."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import pytest

from support.kinds import Mount

# EXT4_IOC_SHUTDOWN and XFS_IOC_GOINGDOWN (linux/ext4.h, libxfs/xfs_fs.h): _IOR('X', 125, __u32).
_SHUTDOWN = 0x8004587D
_TRIES = 100
_PAUSE = 0.05


class Cut(IntEnum):
    """What a power cut leaves of that which was not flushed: nothing, or the names of files without their content, or
    what the file system had written by itself.

    The first two are flags of the system's call; for the third, the disk goes on as a copy of what is on it.
    """

    WHAT_IS_WRITTEN = 0
    NAMES_KEPT = 1
    ALL_LOST = 2


def ext4_image(path: Path, size: int = 64 << 20, *options: str | Path) -> Path:
    """A new ext4 image of so many bytes, for a loop device; skips the test where it cannot be made."""
    return _image(path, size, "mkfs.ext4", "-q", "-F", *options)


def xfs_image(path: Path) -> Path:
    """A new XFS image of the smallest size there is; skips the test where it cannot be made."""
    return _image(path, 300 << 20, "mkfs.xfs", "-q")


def btrfs_image(path: Path) -> Path:
    """A new btrfs image; skips the test where it cannot be made."""
    return _image(path, 256 << 20, "mkfs.btrfs", "-q")


def exfat_image(path: Path) -> Path:
    """A new exFAT image; skips the test where it cannot be made, or nothing mounts it."""
    if shutil.which("mount.exfat-fuse") is None or not Path("/dev/fuse").exists():
        pytest.skip("needs exfat-fuse and FUSE")
    return _image(path, 64 << 20, "mkfs.exfat")


def _image(path: Path, size: int, *command: str | Path) -> Path:
    with path.open("wb") as file:
        file.truncate(size)
    try:
        subprocess.run([*command, path], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"needs {command[0]}: {error}")
    return path


@dataclass(frozen=True, slots=True)
class Disk:
    """A mounted image whose power can be cut; ``mount`` is the fixture that unmounts it in the end."""

    image: Path
    place: Path
    mount: Mount

    def __post_init__(self) -> None:
        self.place.mkdir()
        self.mount("-o", "loop", self.image, self.place)

    @property
    def _copy(self) -> Path:
        return self.image.with_name(f"{self.image.name} copy")

    def flush(self) -> None:
        """Bring all that was written until now to the disk."""
        subprocess.run(["sync", "-f", self.place], check=True)

    def cut_power(self, cut: Cut) -> None:
        """Cut the power: of what is written from now on, nothing is there later."""
        if cut is Cut.WHAT_IS_WRITTEN:
            subprocess.run(["cp", "--sparse=always", self.image, self._copy], check=True)
            return
        import fcntl  # Windows has none, and imports this file only to skip what needs disks.

        folder = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, _SHUTDOWN, struct.pack("I", cut))
        except OSError as error:
            pytest.skip(f"this kernel cannot shut down a file system: {error}")
        finally:
            os.close(folder)

    def start_again(self) -> None:
        """Mount it again, as after a power cut."""
        _patiently("umount", self.place)
        if self._copy.exists():
            self._copy.replace(self.image)
        for _ in range(_TRIES):
            _patiently("mount", "-o", "loop", self.image, self.place)
            # Whoever looks at all mounts in that moment keeps the dead one alive: the new mount is that one then.
            with suppress(OSError):
                (self.place / "power is back").touch()
                return
            _patiently("umount", self.place)
            time.sleep(_PAUSE)
        raise TimeoutError(f"{self.place} is in use")


def _patiently(*command: str | Path) -> None:
    """Run a command again until it succeeds: others look at mounts too, and a busy one is not for long."""
    for _ in range(_TRIES):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if not done.returncode:
            return
        time.sleep(_PAUSE)
    raise TimeoutError(done.stderr)
