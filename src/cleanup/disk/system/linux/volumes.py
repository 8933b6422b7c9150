"""The mount table of Linux: which file systems there are, where, and what their access times are worth."""

from __future__ import annotations

import os
import re
import sys

from cleanup.disk.filesystems import is_fuse, is_network
from cleanup.model.coverage import Volume

assert sys.platform == "linux"

_OCTAL = re.compile(rb"\\([0-7]{3})")


def mount_table() -> tuple[Volume, ...]:
    """Every mounted file system, later mounts of one place hiding earlier ones; empty where there is no table."""
    try:
        with open("/proc/self/mountinfo", "rb") as table:
            lines = table.read().splitlines()
    except OSError:
        return ()
    volumes: dict[str, Volume] = {}
    for line in lines:
        volume = _parse(line)
        volumes[volume.path] = volume
    return tuple(volumes.values())


def _parse(line: bytes) -> Volume:
    # proc_pid_mountinfo(5): id parent major:minor root mount-point options [tags…] - type source super-options
    before, _, after = line.partition(b" - ")
    fields = before.split(b" ")
    path = os.fsdecode(_OCTAL.sub(lambda match: bytes([int(match[1], 8)]), fields[4]))
    described = after.split(b" ")
    filesystem = described[0].decode("ascii", "replace")
    options = set(fields[5].decode("ascii", "replace").split(","))
    if b"ro" in described[-1].split(b","):
        options.add("ro")
    trusted, reason = _judge(filesystem, options)
    return Volume(path, filesystem, trusted, reason)


def _judge(filesystem: str, options: set[str]) -> tuple[bool, str]:
    """Whether access times can be trusted, and why (mount(8); relatime is exact to a day)."""
    if "noatime" in options:
        return False, "noatime"
    if "ro" in options:
        return False, "read-only"
    if is_network(filesystem):
        return False, "network drive"
    if is_fuse(filesystem):
        return False, "fuse"
    if filesystem == "overlay":
        # The lower layers are mounted noatime inside the kernel (fs/overlayfs/super.c).
        return False, "overlay"
    return True, "relatime" if "relatime" in options else "strictatime"
