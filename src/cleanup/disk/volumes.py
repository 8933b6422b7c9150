"""The mount table: which file systems there are, where, and what their access times are worth."""

from __future__ import annotations

import os
import re
import sys

from cleanup.model.paths import is_inside
from cleanup.model.volume import Volume

# File systems without files of anybody's: the kernel shows its own state in them.
PSEUDO = frozenset(
    {
        "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devfs", "devpts", "devtmpfs",
        "efivarfs", "fdescfs", "fusectl", "hugetlbfs", "mqueue", "nsfs", "proc", "procfs", "pstore", "rpc_pipefs",
        "securityfs", "selinuxfs", "sysfs", "tracefs",
    }
)  # fmt: skip
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "9p", "ceph", "afs"})
# File systems that can hold on to blocks after a file is gone: in snapshots, or shared with other files.
SHARING = frozenset({"apfs", "bcachefs", "btrfs", "xfs", "zfs"})
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


def volume_of(path: str, mounts: tuple[Volume, ...]) -> Volume:
    """The volume an absolute path lies on, by the mount table."""
    best = Volume("/", "unknown", access_times=False, reason=f"not known on {sys.platform}")
    for volume in mounts:
        if is_inside(path, volume.path) and len(volume.path) >= len(best.path):
            best = volume
    return best


def is_cloud_drive(volume: Volume) -> bool:
    """Whether files may be placeholders that a program of the user's fetches when they are opened."""
    return is_fuse(volume.filesystem)


def is_fuse(filesystem: str) -> bool:
    """Whether a file system is a program of the user's; disks in such a program (``fuseblk``) are disks."""
    return filesystem == "fuse" or filesystem.startswith("fuse.")


def is_network(filesystem: str) -> bool:
    """Whether a file system of this type lies on another computer."""
    return filesystem in _NETWORK


def mounts_inside(path: str, mounts: tuple[Volume, ...]) -> tuple[str, ...]:
    """The places at or below an absolute path where something is mounted."""
    return tuple(volume.path for volume in mounts if is_inside(volume.path, path))


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
    if filesystem in _NETWORK:
        return False, "network drive"
    if is_fuse(filesystem):
        return False, "fuse"
    if filesystem == "overlay":
        # The lower layers are mounted noatime inside the kernel (fs/overlayfs/super.c).
        return False, "overlay"
    return True, "relatime" if "relatime" in options else "strictatime"
