"""What only Linux says about a thing: the marks that keep it where it is, the flags of ``chattr``, and
its attributes.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import sys
from struct import Struct, calcsize
from typing import NamedTuple

from cleanup.act.system.flags import FlagKinds

if sys.platform == "linux":
    from cleanup.disk.system.posix.library import library

assert sys.platform == "linux"

# linux/stat.h: struct statx, of which only the attributes are used, and their bits.
_STATX = Struct("=IIQ240x")
_IMMUTABLE, _APPEND, _MOUNT_ROOT = 0x10, 0x20, 0x2000
# linux/fcntl.h: AT_SYMLINK_NOFOLLOW and AT_NO_AUTOMOUNT.
_AS_IT_IS = 0x100 | 0x800
# linux/fs.h: FS_IOC_GETFLAGS and FS_IOC_SETFLAGS, whose numbers contain the size of a long; the answer is an int
# anyway.
_GET_FLAGS, _SET_FLAGS = 0x80006601 | calcsize("l") << 16, 0x40006602 | calcsize("l") << 16
_FLAGS = Struct("=I")
# linux/fs.h. A copy gets what chattr sets: s u c S d A m j t C x. Only what is encrypted, or verified by the file
# system (fs-verity), is sealed.
FLAGS = FlagKinds(
    kept=0x1 | 0x2 | 0x4 | 0x8 | 0x40 | 0x80 | 0x400 | 0x4000 | 0x8000 | 0x800000 | 0x2000000,
    roots_own=0x4000,
    locked=_IMMUTABLE | _APPEND,
    sealed=0x800 | 0x100000,
)

_ACL = "system.posix_acl_access"
# Other names under which a file system shows its own access control list to root (XFS): they would be duplicates of it.
_LISTS = frozenset({_ACL, "trusted.SGI_ACL_FILE", "trusted.SGI_ACL_DEFAULT"})

# linux/falloc.h: FALLOC_FL_KEEP_SIZE.
_KEEP_SIZE = 1

_fallocate = getattr(library(), "fallocate64", None)
if _fallocate is not None:
    _fallocate.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64)
_statx = getattr(library(), "statx", None)


class Marks(NamedTuple):
    """Whether a thing is ``locked`` (nobody may remove or change it), and whether a volume is mounted on it."""

    locked: bool = False
    mounted: bool = False


def marks_at(folder: int, name: bytes) -> Marks:
    """What keeps a name in an open folder where it is; follows no link. Nothing if the system does not say.

    Raises OSError.
    """
    if _statx is None:
        return Marks()
    answer = ctypes.create_string_buffer(_STATX.size)
    if _statx(folder, name, _AS_IT_IS, 0, answer):
        number = ctypes.get_errno()
        if number == errno.ENOSYS:
            return Marks()
        raise OSError(number, os.strerror(number), os.fsdecode(name))
    said = _STATX.unpack(answer.raw)[2]
    return Marks(bool(said & (_IMMUTABLE | _APPEND)), bool(said & _MOUNT_ROOT))


def flags_of(file: int) -> int:
    """The flags of an open file (``chattr``); 0 if its file system has none."""
    asked = bytearray(8)
    try:
        fcntl.ioctl(file, _GET_FLAGS, asked)
    except OSError:
        return 0
    return int(_FLAGS.unpack_from(asked)[0])


def born_of(file: int) -> int | None:  # noqa: ARG001
    """When an open file was made: here nobody can set that on another one."""
    return None


def set_born(file: int, born: int) -> None:
    """Nothing to do: no such time was given."""


def reserve(file: int, start: int, length: int) -> None:
    """Reserve space for a part of an open file, whose size stays; raises OSError.

    Does nothing if the file system cannot do so.
    """
    if _fallocate is not None and _fallocate(file, _KEEP_SIZE, start, length):
        number = ctypes.get_errno()
        if number not in {errno.EOPNOTSUPP, errno.ENOSYS}:
            raise OSError(number, os.strerror(number))


def set_flags(file: int, flags: int) -> None:
    """Set the flags of an open file; raises OSError."""
    fcntl.ioctl(file, _SET_FLAGS, _FLAGS.pack(flags) + bytes(4))


def attribute_names(file: int) -> list[str]:
    """The names of the extended attributes of an open file, without its access control list; raises OSError."""
    return [name for name in os.listxattr(file) if name not in _LISTS]


def copy_attribute(file: int, copy: int, name: str) -> None:
    """Give an open file the extended attribute that another one has; raises OSError."""
    os.setxattr(copy, name, os.getxattr(file, name))


def may_be_lost(name: str) -> bool:
    """Whether a copy may lack this attribute: no person and no program set it."""
    return not name.startswith("user.") and name != "security.capability"


def acl_of(file: int) -> bytes:
    """The access control list of an open file, as the system has it; empty if it has none."""
    try:
        return os.getxattr(file, _ACL)
    except OSError:
        return b""


def give_acl(file: int, acl: bytes) -> None:
    """Give an open file this access control list, or remove its own; raises OSError."""
    os.setxattr(file, _ACL, acl) if acl else os.removexattr(file, _ACL)
