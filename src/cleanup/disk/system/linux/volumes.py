"""The mount table of Linux: which file systems there are, where, and whether their access times mean anything."""

from __future__ import annotations

import fcntl
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from cleanup.disk.filesystems import is_fuse, is_network

if TYPE_CHECKING:
    from cleanup.model.coverage import Mount

assert sys.platform == "linux"

# FS_IOC_GETFSUUID (linux/fs.h, since 6.9) and BTRFS_IOC_FS_INFO (linux/btrfs.h), and where the UUID is in the answer.
_GET_UUID = (0x80111500, 1)
_ASKED = {"btrfs": (0x8400941F, 16)}
_ANSWER = 1024
_SECTOR = 512
_COLON = r"(?<!\\):"
_OCTAL = rb"\\([0-7]{3})"


def mount_table() -> tuple[Mount, ...]:
    """Every mounted file system; later mounts of one place hide earlier ones. Empty if there is no table."""
    return tuple({fields[4]: _mount(fields, described) for fields, described in _told()}.values())


def mounted() -> tuple[tuple[str, str], ...]:
    """Where file systems are mounted, and of which type: as in ``mount_table``, at little cost."""
    return tuple({decoded(fields[4]): described[0].decode("ascii", "replace") for fields, described in _told()}.items())


def _told() -> Iterator[tuple[list[bytes], list[bytes]]]:
    """The words of each line of the table."""
    try:
        with open("/proc/self/mountinfo", "rb") as table:
            lines = table.read().splitlines()
    except OSError:
        return
    for line in lines:
        # proc_pid_mountinfo(5): id parent major:minor root mount-point options [tags…] - type source super-options
        before, _, after = line.partition(b" - ")
        yield before.split(b" "), after.split(b" ")


def _mount(fields: list[bytes], described: list[bytes]) -> Mount:
    from cleanup.model.coverage import Mount

    filesystem = described[0].decode("ascii", "replace")
    options = set(fields[5].decode("ascii", "replace").split(","))
    of_whole = described[-1].split(b",")
    if b"ro" in of_whole:
        options.add("ro")
    upper = next((option[9:] for option in of_whole if option.startswith(b"upperdir=")), b"")
    source = decoded(described[1])
    trusted, reason = _judge(filesystem, options)
    read_only = "ro" in options or (filesystem == "overlay" and not upper)
    return Mount(
        decoded(fields[4]),
        filesystem,
        trusted,
        reason,
        read_only,
        _source(filesystem, source, fields[2].decode("ascii", "replace")),
        number=int(fields[0]),
        upper=decoded(upper),
        root=decoded(fields[3]),
        source=source,
        shows=_layers(of_whole) if filesystem == "overlay" else _shown_by_program(filesystem, source),
    )


def _layers(options: list[bytes]) -> tuple[str, ...]:
    """The folders of an overlay."""
    found: list[str] = []
    for option in options:
        name, _, value = option.partition(b"=")
        if name == b"upperdir":
            found.append(decoded(value))
        elif name in {b"lowerdir", b"lowerdir+", b"datadir+"}:
            # A colon in a name has a backslash before it.
            found += [folder.replace("\\:", ":") for folder in re.split(_COLON, decoded(value)) if folder]
    return tuple(found)


def _shown_by_program(filesystem: str, source: str) -> tuple[str, ...]:
    """The folders that a user's program shows, as far as it says: HOST:PATH, paths, or just their ends."""
    if not is_fuse(filesystem) and not is_network(filesystem):
        return ()
    parts = [part for part in source.split(":") if part]
    return tuple([part for part in parts if part.startswith("/")] or parts)


def decoded(path: bytes) -> str:
    """A path as the kernel's tables write it."""
    return os.fsdecode(re.sub(_OCTAL, lambda match: bytes([int(match[1], 8)]), path) if b"\\" in path else path)


def _source(filesystem: str, source: str, device: str) -> str:
    """What a file system comes from, if that is the same for all of its subvolumes; otherwise its device number."""
    if filesystem == "zfs":
        return f"zfs:{source.partition('/')[0]}"
    return source if source.startswith("/dev/") or is_network(filesystem) else device


def with_uuid(volume: Mount) -> Mount:
    """The volume with its file system's UUID as its identity, if one can be found. Looks at where it is."""
    if not volume.identity.startswith("/dev/"):
        return volume
    from cleanup.model.coverage import LASTING

    device = os.path.realpath(volume.identity)
    uuid = _uuid_by_kernel(volume) or _uuid_by_link(device) or _uuid_by_start(device, volume.filesystem)
    return replace(volume, identity=LASTING + uuid if uuid else device)


def _uuid_by_kernel(volume: Mount) -> str:
    """The UUID from the file system itself, so that two copies of one image have the same, or ""."""
    if volume.filesystem.startswith("fuseblk"):
        # Served by a program that may not respond.
        return ""
    request, start = _ASKED.get(volume.filesystem, _GET_UUID)
    try:
        folder = os.open(volume.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return ""
    answer = bytearray(_ANSWER)
    try:
        fcntl.ioctl(folder, request, answer)
    except OSError:
        return ""
    finally:
        os.close(folder)
    # Loaded here: every command looks at the mount table, and few ask for this.
    from uuid import UUID

    found = bytes(answer[start : start + 16])
    return str(UUID(bytes=found)) if any(found) else ""


def _uuid_by_link(device: str) -> str:
    try:
        for link in os.scandir("/dev/disk/by-uuid"):
            if os.path.realpath(link.path) == device:
                return link.name
    except OSError:
        pass
    return ""


def _uuid_by_start(device: str, filesystem: str) -> str:
    """The serial number at the start of an exFAT or NTFS disk, as udev writes it; "" if it may not be read."""
    if not filesystem.startswith("fuseblk"):
        return ""
    try:
        with open(device, "rb", buffering=0) as disk:
            start = disk.read(_SECTOR)
    except OSError:
        return ""
    if start[3:11] == b"EXFAT   ":
        number = start[103:99:-1].hex().upper()
        return f"{number[:4]}-{number[4:]}"
    return start[79:71:-1].hex().upper() if start[3:11] == b"NTFS    " else ""


def subvolume(path: str, filesystem: str) -> str:
    """What distinguishes the subvolume of a path from the others on its volume, wherever it is mounted; "" if there are
    none. Raises OSError.
    """
    # Made from the UUID and the number of the subvolume: btrfs_statfs in fs/btrfs/super.c.
    return f"{os.statvfs(path).f_fsid:x}" if filesystem == "btrfs" else ""


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


def is_kept_in_step(path: bytes) -> bool:  # noqa: ARG001
    """Unknown: the system knows nothing about cloud programs."""
    return False
