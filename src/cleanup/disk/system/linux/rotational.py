"""Whether a folder is on a spinning disk."""

from __future__ import annotations

import os
import sys
from pathlib import Path

assert sys.platform == "linux"

# Disks of virtual machines call themselves spinning, whatever is beneath.
_VIRTUAL = ("/virtio", "/vbd-", "/vmbus", "/devices/virtual/")


def is_rotational(path: str, system: Path = Path("/sys"), mounts: Path = Path("/proc/self/mountinfo")) -> bool:
    """Whether the disk below an existing path says it spins (Linux, queue/rotational); False if unknown.

    ``system`` and ``mounts`` are where the kernel shows its disks and mounts. Reads only there.
    """
    try:
        device = os.stat(path).st_dev
        if os.major(device) == 0:
            # A file system over several disks has a number of its own.
            device = os.stat(_source(_number(device), mounts)).st_rdev
        return _turns((system / "dev" / "block" / _number(device)).resolve(strict=True))
    except (OSError, ValueError):
        return False


def _number(device: int) -> str:
    return f"{os.major(device)}:{os.minor(device)}"


def _source(number: str, mounts: Path) -> bytes:
    """What is mounted as the file system with this number; raises ValueError if it is not on a disk."""
    for line in mounts.read_bytes().splitlines():
        before, _, after = line.partition(b" - ")
        source = after.split(b" ")[1]
        if before.split(b" ")[2] == number.encode() and source.startswith(b"/dev/"):
            return source
    raise ValueError("not on a disk")


def _turns(device: Path) -> bool:
    below = device / "slaves"
    if below.is_dir() and (parts := sorted(below.iterdir())):
        # Made of others: encrypted, or several as one.
        return any(_turns(part.resolve()) for part in parts)
    if any(word in device.as_posix() for word in _VIRTUAL):
        return False
    # A partition has no queue of its own.
    whole = device if (device / "queue").is_dir() else device.parent
    return (whole / "queue" / "rotational").read_text("ascii").strip() == "1"
