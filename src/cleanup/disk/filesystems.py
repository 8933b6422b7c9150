"""What file system types mean."""

from __future__ import annotations

# File systems with nobody's files on them: the kernel shows its own state there.
PSEUDO = frozenset(
    {
        "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devfs", "devpts", "devtmpfs",
        "efivarfs", "fdescfs", "fusectl", "hugetlbfs", "mqueue", "nsfs", "proc", "procfs", "pstore", "rpc_pipefs",
        "securityfs", "selinuxfs", "sysfs", "tracefs",
    }
)  # fmt: skip
# File systems, and disks, that are gone at the next start.
_IN_MEMORY = frozenset({"tmpfs", "ramfs"})
_DISKS_IN_MEMORY = ("/dev/ram", "/dev/zram")
# Where the system counts what is read from the disk for a program: not if another program reads, or a part of the
# kernel that works for everybody (ZFS).
_COUNTED = frozenset({"btrfs", "ext2", "ext3", "ext4", "f2fs", "ramfs", "tmpfs", "xfs"})
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "9p", "ceph", "afs"})
# Without owners and permissions: a new folder gets those of its parent, and nothing can change them.
WITHOUT_RIGHTS = frozenset({"exfat", "hfs", "msdos", "vfat"})
# Served by a program or a driver that may or may not know owners, permissions and a rename that never replaces.
_UNSURE = frozenset({"fuseblk", "ntfs3"})
# Without inode numbers: the system makes some up for as long as the drive is there.
_MADE_UP = frozenset({"cifs", "exfat", "msdos", "smb3", "smbfs", "vfat"})
# Where, unless set up otherwise, a file's number is made from its path: under another name it is another number.
NUMBERED_BY_PATH = frozenset({"fuse.mergerfs"})
# File systems that can show up under several device numbers.
WITH_SUBVOLUMES = frozenset({"bcachefs", "btrfs", "zfs"})
# File systems that can hold on to blocks after a file is gone: in snapshots, or shared with other files.
SHARING = frozenset({"apfs", "bcachefs", "btrfs", "xfs", "zfs"})


def is_fuse(filesystem: str) -> bool:
    """Whether a file system is served by a user's program; disks served that way (``fuseblk``) are disks."""
    return filesystem == "fuse" or filesystem.startswith("fuse.")


def is_in_memory(filesystem: str, source: str) -> bool:
    """Whether things on a volume of this type, from this source, are gone at the next start."""
    return filesystem in _IN_MEMORY or source.startswith(_DISKS_IN_MEMORY)


def only_a_try_tells(filesystem: str) -> bool:
    """Whether permissions, and a rename that never replaces, are only known to work there once tried."""
    return filesystem in _UNSURE or filesystem.startswith("fuseblk.")


def is_network(filesystem: str) -> bool:
    """Whether a file system of this type is on another computer."""
    return filesystem in _NETWORK


def counts_what_is_read(filesystem: str) -> bool:
    """Whether the system counts what it reads from such a file system's disk for this program (Linux)."""
    return filesystem in _COUNTED


def numbers_last(filesystem: str) -> bool:
    """Whether a file keeps its inode number when its drive is plugged in again."""
    return not (is_fuse(filesystem) or filesystem.startswith("fuseblk") or filesystem in _MADE_UP)
