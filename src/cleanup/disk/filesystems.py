"""What the types of file systems mean."""

from __future__ import annotations

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


def is_fuse(filesystem: str) -> bool:
    """Whether a file system is a program of the user's; disks in such a program (``fuseblk``) are disks."""
    return filesystem == "fuse" or filesystem.startswith("fuse.")


def is_network(filesystem: str) -> bool:
    """Whether a file system of this type lies on another computer."""
    return filesystem in _NETWORK
