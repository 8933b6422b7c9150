"""The macOS calls that Python lacks, through ctypes, with the numbers and layouts of Apple's headers.

Each function takes the library that it calls, so that its answers and errors can be tested anywhere. Layouts, numbers
and symbol names are checked against Apple's own headers in ``tests/unit/disk/test_apple_headers.py``.
"""

from __future__ import annotations

import ctypes
import os
import struct
from typing import Any, NamedTuple

# sys/resource.h: the kinds of policy, for the whole process, and what is chosen.
IOPOL_TYPE_DISK = 0
IOPOL_TYPE_VFS_ATIME_UPDATES = 2
IOPOL_TYPE_VFS_MATERIALIZE_DATALESS_FILES = 3
IOPOL_SCOPE_PROCESS = 0
IOPOL_THROTTLE = 3
IOPOL_ATIME_UPDATES_OFF = 1
IOPOL_MATERIALIZE_DATALESS_FILES_OFF = 1
# sys/mount.h
MNT_NOWAIT = 2
MNT_RDONLY = 0x1
MNT_LOCAL = 0x1000
MNT_NOATIME = 0x10000000
MNT_STRICTATIME = 0x80000000
# sys/attr.h
ATTR_BIT_MAP_COUNT = 5
ATTR_CMN_RETURNED_ATTRS = 0x80000000
ATTR_CMNEXT_PRIVATESIZE = 0x8
ATTR_CMNEXT_EXT_FLAGS = 0x200
FSOPT_PACK_INVAL_ATTRS = 0x8
FSOPT_ATTR_CMN_EXTENDED = 0x20
EF_IS_SYNC_ROOT = 0x4
# sys/fcntl.h
F_FULLFSYNC = 51


class AttrList(ctypes.Structure):
    """What to look up about a file (``struct attrlist``)."""

    _fields_ = (
        ("bitmapcount", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort),
        ("commonattr", ctypes.c_uint32),
        ("volattr", ctypes.c_uint32),
        ("dirattr", ctypes.c_uint32),
        ("fileattr", ctypes.c_uint32),
        ("forkattr", ctypes.c_uint32),
    )


class StatFs(ctypes.Structure):
    """What the system says about a volume (``struct statfs`` with 64-bit inodes)."""

    _fields_ = (
        ("f_bsize", ctypes.c_uint32),
        ("f_iosize", ctypes.c_int32),
        ("f_blocks", ctypes.c_uint64),
        ("f_bfree", ctypes.c_uint64),
        ("f_bavail", ctypes.c_uint64),
        ("f_files", ctypes.c_uint64),
        ("f_ffree", ctypes.c_uint64),
        ("f_fsid", ctypes.c_int32 * 2),
        ("f_owner", ctypes.c_uint32),
        ("f_type", ctypes.c_uint32),
        ("f_flags", ctypes.c_uint32),
        ("f_fssubtype", ctypes.c_uint32),
        ("f_fstypename", ctypes.c_char * 16),
        ("f_mntonname", ctypes.c_char * 1024),
        ("f_mntfromname", ctypes.c_char * 1024),
        ("f_flags_ext", ctypes.c_uint32),
        ("f_reserved", ctypes.c_uint32 * 7),
    )


class Mounted(NamedTuple):
    """One volume, as the system has it mounted."""

    path: bytes
    source: bytes
    filesystem: str
    flags: int


def keep_quiet(library: Any) -> None:
    """Let this process and those it starts fetch nothing from a cloud, and leave access times alone.

    Reading what is only in the cloud then fails with EDEADLK. Does nothing where the system lacks this (before macOS
    10.15).
    """
    for kind, choice in (
        (IOPOL_TYPE_VFS_MATERIALIZE_DATALESS_FILES, IOPOL_MATERIALIZE_DATALESS_FILES_OFF),
        (IOPOL_TYPE_VFS_ATIME_UPDATES, IOPOL_ATIME_UPDATES_OFF),
    ):
        library.setiopolicy_np(kind, IOPOL_SCOPE_PROCESS, choice)


def give_way(library: Any) -> None:
    """Let this process, and those it starts, wait for the disk while others use it."""
    library.setiopolicy_np(IOPOL_TYPE_DISK, IOPOL_SCOPE_PROCESS, IOPOL_THROTTLE)


def mounted(library: Any) -> tuple[Mounted, ...]:
    """Everything that is mounted, in the order of mounting; raises OSError. Waits for no server."""
    # On Intel the name without this ending is an older call with another layout.
    call = getattr(library, "getfsstat$INODE64", None) or library.getfsstat
    count = _checked(call(None, 0, MNT_NOWAIT))
    while True:
        # One more than there are, so that one mounted meanwhile is noticed.
        table = (StatFs * (count + 1))()
        told = _checked(call(table, ctypes.sizeof(table), MNT_NOWAIT))
        if told <= count:
            return tuple(
                Mounted(
                    each.f_mntonname, each.f_mntfromname, each.f_fstypename.decode("ascii", "replace"), each.f_flags
                )
                for each in table[:told]
            )
        count = told


_ANSWER = struct.Struct("=I5IqQ")
"""Its length, what was returned, the private size, the flags: packed, in the order of their numbers."""


class Extended(NamedTuple):
    """What only the newer attributes say about a file; each None if its file system does not say.

    ``private`` are the bytes that come free when only this file is erased: not those of a clone or a snapshot.
    """

    private: int | None
    flags: int | None


def extended(library: Any, file: int) -> Extended:
    """Look up the attributes of an open file or folder. Opens and fetches nothing; never raises."""
    wanted = ATTR_CMNEXT_PRIVATESIZE | ATTR_CMNEXT_EXT_FLAGS
    ask = AttrList(ATTR_BIT_MAP_COUNT, 0, ATTR_CMN_RETURNED_ATTRS, 0, 0, 0, wanted)
    answer = ctypes.create_string_buffer(_ANSWER.size)
    options = FSOPT_PACK_INVAL_ATTRS | FSOPT_ATTR_CMN_EXTENDED
    if library.fgetattrlist(file, ctypes.byref(ask), answer, len(answer), options):
        return Extended(None, None)
    length, *returned, private, flags = _ANSWER.unpack(answer.raw)
    there = returned[-1] if length >= _ANSWER.size else 0
    return Extended(
        private if there & ATTR_CMNEXT_PRIVATESIZE and private >= 0 else None,
        flags if there & ATTR_CMNEXT_EXT_FLAGS else None,
    )


def is_kept_in_step(library: Any, folder: int) -> bool:
    """Whether an open folder is the top of something a cloud keeps in sync, such as an iCloud Desktop."""
    flags = extended(library, folder).flags
    return flags is not None and bool(flags & EF_IS_SYNC_ROOT)


def system_library() -> Any:
    """The library of this system, with the types of the calls above."""
    library = ctypes.CDLL(None, use_errno=True)
    for name in ("setiopolicy_np", "getfsstat", "getfsstat$INODE64", "fgetattrlist"):
        if (call := getattr(library, name, None)) is not None:
            call.argtypes = _TYPES[name.partition("$")[0]]
            call.restype = ctypes.c_int
    return library


_TYPES: dict[str, tuple[Any, ...]] = {
    "setiopolicy_np": (ctypes.c_int, ctypes.c_int, ctypes.c_int),
    "getfsstat": (ctypes.c_void_p, ctypes.c_int, ctypes.c_int),
    "fgetattrlist": (ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint32),
}


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer
