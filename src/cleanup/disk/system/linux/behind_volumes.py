"""Files that volumes are made of, and swap files: Linux and the programs behind FUSE volumes write to them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from stat import S_ISREG

from cleanup.disk.filesystems import is_fuse

if sys.platform == "linux":
    from cleanup.disk.system.linux.volumes import decoded, mount_table

assert sys.platform == "linux"

_FUSE = "/dev/fuse"


def files_behind_volumes() -> frozenset[str]:
    """Disk images in use and swap files, by their real paths, as far as this user may know."""
    return frozenset([*_of_loops(), *_of_swap(), *_of_fuse()])


def image_behind(source: str) -> str:
    """The disk image behind a mount with this source, "" if there is none, or it is unknown."""
    with suppress(OSError), open(f"/sys/class/block/{os.path.basename(source)}/loop/backing_file", "rb") as told:
        return os.fsdecode(told.read().removesuffix(b"\n"))
    return ""


def _of_loops() -> Iterator[str]:
    """For loop devices, mounted or not: an encrypted volume or a disk array may lie in between."""
    with suppress(OSError):
        for name in os.listdir("/sys/block"):
            if name.startswith("loop"):
                # A device that is not in use has no such file.
                with suppress(OSError), open(f"/sys/block/{name}/loop/backing_file", "rb") as told:
                    yield os.fsdecode(told.read().removesuffix(b"\n"))


def _of_swap() -> Iterator[str]:
    with suppress(OSError), open("/proc/swaps", "rb") as table:
        for line in table.read().splitlines()[1:]:
            yield decoded(line.split(b" ", 1)[0].split(b"\t", 1)[0])


def _of_fuse() -> Iterator[str]:
    """What FUSE volumes are mounted from, and what their programs have open."""
    volumes = [mount for mount in mount_table() if is_fuse(mount.filesystem)]
    if not volumes:
        return
    yield from (os.path.realpath(mount.source) for mount in volumes if os.path.isfile(mount.source))
    with suppress(OSError):
        for process in filter(str.isdecimal, os.listdir("/proc")):
            with suppress(OSError):
                opened = [f"/proc/{process}/fd/{number}" for number in os.listdir(f"/proc/{process}/fd")]
                if any(_leads_to(path) == _FUSE for path in opened):
                    yield from (_leads_to(path) for path in opened if _is_file(path))


def _leads_to(opened: str) -> str:
    try:
        return os.readlink(opened)
    except OSError:
        return ""


def _is_file(opened: str) -> bool:
    try:
        return S_ISREG(os.stat(opened).st_mode)
    except OSError:
        return False
