"""The mount table of Linux: which file systems there are, where, and what their access times are worth."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace

from cleanup.disk.filesystems import is_fuse, is_network
from cleanup.model.coverage import Mount

assert sys.platform == "linux"

_OCTAL = re.compile(rb"\\([0-7]{3})")


def mount_table() -> tuple[Mount, ...]:
    """Every mounted file system, later mounts of one place hiding earlier ones; empty where there is no table."""
    try:
        with open("/proc/self/mountinfo", "rb") as table:
            lines = table.read().splitlines()
    except OSError:
        return ()
    volumes: dict[str, Mount] = {}
    for line in lines:
        volume = _parse(line)
        volumes[volume.path] = volume
    return tuple(volumes.values())


def _parse(line: bytes) -> Mount:
    # proc_pid_mountinfo(5): id parent major:minor root mount-point options [tags…] - type source super-options
    before, _, after = line.partition(b" - ")
    fields = before.split(b" ")
    described = after.split(b" ")
    filesystem = described[0].decode("ascii", "replace")
    options = set(fields[5].decode("ascii", "replace").split(","))
    of_whole = described[-1].split(b",")
    if b"ro" in of_whole:
        options.add("ro")
    upper = next((option[9:] for option in of_whole if option.startswith(b"upperdir=")), b"")
    trusted, reason = _judge(filesystem, options)
    read_only = "ro" in options or (filesystem == "overlay" and not upper)
    return Mount(
        _decoded(fields[4]),
        filesystem,
        trusted,
        reason,
        read_only,
        _source(filesystem, _decoded(described[1]), fields[2].decode("ascii", "replace")),
        number=int(fields[0]),
        upper=_decoded(upper),
        root=_decoded(fields[3]),
    )


def _decoded(path: bytes) -> str:
    return os.fsdecode(_OCTAL.sub(lambda match: bytes([int(match[1], 8)]), path))


def _source(filesystem: str, source: str, device: str) -> str:
    """What a file system comes from, where that is the same for all of its subvolumes; else its device number."""
    if filesystem == "zfs":
        return f"zfs:{source.partition('/')[0]}"
    return source if source.startswith("/dev/") or is_network(filesystem) else device


def with_uuid(volume: Mount) -> Mount:
    """The volume with the UUID of its file system for its identity, if the system knows one."""
    if not volume.identity.startswith("/dev/"):
        return volume
    device = os.path.realpath(volume.identity)
    try:
        for link in os.scandir("/dev/disk/by-uuid"):
            if os.path.realpath(link.path) == device:
                return replace(volume, identity=f"uuid:{link.name}")
    except OSError:
        pass
    return replace(volume, identity=device)


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
