"""Run ``cleanup`` on Linux as if this were a Mac: ``pretend.py ARGUMENTS``.

Python has what it has on macOS, and nothing more; calls of that system's library are answered with Linux's. It cannot
show what only Apple's code does: its trash, its permissions, its clouds.
"""

from __future__ import annotations

# What looks at the system when it is loaded, and would look for a real Mac later.
import asyncio  # noqa: F401
import ctypes
import errno
import fcntl
import os
import platform
import shutil  # noqa: F401
import sqlite3  # noqa: F401
import struct
import subprocess
import sys
import sysconfig
import unicodedata
import uuid  # noqa: F401
from collections.abc import Callable
from pathlib import Path
from typing import Any

_ONLY_LINUX = ("O_PATH", "O_NOATIME", "posix_fadvise", "posix_fallocate", "copy_file_range", "sched_getaffinity",
               "listxattr", "getxattr", "setxattr", "removexattr", "memfd_create", "O_TMPFILE")  # fmt: skip
_HIDDEN_CALLS = {"renameat2", "syncfs", "statx", "fallocate64", "fallocate", "syscall", "mallopt", "malloc_trim"}
_OF_THE_SYSTEM = {"proc", "sysfs", "cgroup", "cgroup2", "devpts", "mqueue", "bpf", "tracefs", "securityfs"}
_EXCL, _SWAP, _NOREPLACE, _EXCHANGE = 4, 2, 1, 2
_F_GETPATH, _F_FULLFSYNC = 50, 51


def folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def spelled(path: str) -> str:
    """A path by the names that its folders list."""
    at = "/"
    for name in filter(None, path.split("/")):
        try:
            listed = os.listdir(at)
        except OSError:
            listed = []
        alike = [each for each in listed if folded(each) == folded(name)]
        at = os.path.join(at, name if name in alike or not alike else alike[0])
    return at


def short(path: str) -> str:
    """A path by the firmlink at the top that leads there, if there is one, and not by the volume for data."""
    above, data, below = path.partition("/System/Volumes/Data/")
    at_the_top = f"{above}/{below}"
    return at_the_top if data and os.path.lexists(at_the_top) and os.path.samefile(at_the_top, path) else path


class Library:
    """The library of macOS."""

    def __init__(self, real: ctypes.CDLL) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        if name in _HIDDEN_CALLS or name == "getfsstat$INODE64":
            raise AttributeError(name)
        return _CALLS.get(name) or getattr(self._real, name)


class Call:
    """A function of a library, whose types can be set."""

    def __init__(self, function: Callable[..., int]) -> None:
        self._function = function
        self.argtypes: Any = None
        self.restype: Any = None

    def __call__(self, *arguments: Any) -> int:
        return self._function(*arguments)


_real_open = ctypes.CDLL
_renameat2 = _real_open(None, use_errno=True).renameat2
_renameat2.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)


def _rename(folder: int, name: bytes, to_folder: int, to_name: bytes, flags: int) -> int:
    done: int = _renameat2(folder, name, to_folder, to_name, {_EXCL: _NOREPLACE, _SWAP: _EXCHANGE}[flags])
    if done and ctypes.get_errno() == errno.EINVAL:
        ctypes.set_errno(errno.ENOTSUP)
    return done


def _getfsstat(table: Any, size: int, wait: int) -> int:
    from cleanup.disk.system.apple import MNT_LOCAL, MNT_RDONLY, StatFs

    lines = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    if table is None:
        return len(lines)
    for row, words in zip(table, lines, strict=False):
        after = words[words.index("-") + 1 :]
        row.f_mntonname = words[4].encode().decode("unicode_escape").encode("latin-1")
        row.f_mntfromname = os.fsencode(after[1])
        kind = after[1] if "fuse" in after[0] else "devfs" if after[0] in _OF_THE_SYSTEM else "apfs"
        row.f_fstypename = kind.encode()[:15]
        row.f_flags = MNT_LOCAL | (MNT_RDONLY if "ro" in words[5].split(",") else 0)
    return min(len(lines), size // ctypes.sizeof(StatFs))


_list, _get, _set = os.listxattr, os.getxattr, os.setxattr
_OURS = "user."


def _told(content: bytes, buffer: Any, size: int) -> int:
    if buffer is not None:
        ctypes.memmove(buffer, content, len(content))
    return len(content)


def _or_failed(call: Callable[[], int]) -> int:
    try:
        return call()
    except OSError as error:
        ctypes.set_errno(error.errno or 0)
        return -1


def _flistxattr(file: int, buffer: Any, size: int, options: int) -> int:
    def names() -> bytes:
        named = [name for name in _list(file) if name.startswith(_OURS) and name not in _BESIDE]
        return b"".join(os.fsencode(name.removeprefix(_OURS)) + b"\0" for name in named)

    return _or_failed(lambda: _told(names(), buffer, size))


def _fgetxattr(file: int, name: bytes, buffer: Any, size: int, position: int, options: int) -> int:
    return _or_failed(lambda: _told(_get(file, _OURS + os.fsdecode(name)), buffer, size))


def _fsetxattr(file: int, name: bytes, content: bytes, size: int, position: int, options: int) -> int:
    return _or_failed(lambda: _set(file, _OURS + os.fsdecode(name), content) or 0)


# A file's flags, and when it was made in nanoseconds: here as attributes, in digits. A volume may take none.
_BESIDE = ("user.pretended-flags", "user.pretended-birth", "user.pretended-private")


def _beside(file: int) -> tuple[int, int]:
    told = []
    for name, otherwise in zip(_BESIDE, (0, os.stat(file).st_ctime_ns), strict=False):
        try:
            told.append(int(_get(file, name)))
        except OSError:
            told.append(otherwise)
    return told[0], told[1]


def _extended(file: int, answer: Any, size: int) -> int:
    """What comes free with a file alone: all it occupies, or what a test wrote down of a clone, in digits."""
    from cleanup.disk.system.apple import ATTR_CMN_RETURNED_ATTRS, ATTR_CMNEXT_EXT_FLAGS, ATTR_CMNEXT_PRIVATESIZE

    told = ATTR_CMNEXT_EXT_FLAGS | ATTR_CMNEXT_PRIVATESIZE
    private = int(_get(file, "user.pretended-private"))
    content = struct.pack("=I5IqQ", 40, ATTR_CMN_RETURNED_ATTRS, 0, 0, 0, told, private, 1)
    ctypes.memmove(answer, content, min(size, len(content)))
    return 0


def _fgetattrlist(file: int, ask: Any, answer: Any, size: int, options: int) -> int:
    if ask._obj.forkattr:
        return _or_failed(lambda: _extended(file, answer, size))
    flags, born = _beside(file)
    told = struct.pack("=I5IqqI", 44, ask._obj.commonattr, 0, 0, 0, 0, *divmod(born, 10**9), flags)
    ctypes.memmove(answer, told, min(size, len(told)))
    return 0


def _give(file: int, name: str, number: int) -> int:
    return _or_failed(lambda: _set(file, name, b"%d" % number) or 0)


def _fsetattrlist(file: int, ask: Any, content: Any, size: int, options: int) -> int:
    seconds, parts = struct.unpack("=qq", content.raw)
    return _give(file, _BESIDE[1], seconds * 10**9 + parts)


_real_utime = os.utime


def _utime(path: Any, *times: Any, **more: Any) -> None:
    """What is changed before it was made was made then."""
    _real_utime(path, *times, **more)
    if isinstance(path, int) and os.stat(path).st_mtime_ns < _beside(path)[1]:
        _give(path, _BESIDE[1], os.stat(path).st_mtime_ns)


_CALLS = {
    "flistxattr": Call(_flistxattr),
    "fgetxattr": Call(_fgetxattr),
    "fsetxattr": Call(_fsetxattr),
    "acl_get_fd_np": Call(lambda *_: 0),
    "acl_set_fd_np": Call(lambda *_: 0),
    "acl_to_text": Call(lambda *_: 0),
    "acl_from_text": Call(lambda *_: 1),
    "acl_init": Call(lambda *_: 1),
    "acl_free": Call(lambda *_: 0),
    "renameatx_np": Call(_rename),
    "getfsstat": Call(_getfsstat),
    "setiopolicy_np": Call(lambda *_: 0),
    "fgetattrlist": Call(_fgetattrlist),
    "fsetattrlist": Call(_fsetattrlist),
    "fchflags": Call(lambda file, flags: _give(file, _BESIDE[0], flags)),
}
_real_fcntl = fcntl.fcntl


def _fcntl(file: int, command: int, argument: Any = 0) -> Any:
    if command == _F_FULLFSYNC:
        os.fsync(file)
        return 0
    if command == _F_GETPATH:
        return os.fsencode(short(spelled(os.readlink(f"/proc/self/fd/{file}")))).ljust(1024, b"\0")
    return _real_fcntl(file, command, argument)


def become_a_mac() -> None:
    sysconfig.get_config_vars()
    platform.uname()
    subprocess.Popen([sys.executable, "-c", ""]).wait()
    os.O_EVTONLY, os.O_SYMLINK = os.O_PATH, os.O_NOFOLLOW  # type: ignore[attr-defined]
    for name in _ONLY_LINUX:
        if hasattr(os, name):
            delattr(os, name)
    fcntl.F_GETPATH, fcntl.F_FULLFSYNC = _F_GETPATH, _F_FULLFSYNC  # type: ignore[attr-defined]
    fcntl.fcntl = _fcntl
    os.utime = _utime
    ctypes.CDLL = lambda name, *rest, **more: (  # type: ignore[assignment, misc]
        Library(_real_open(name, *rest, **more)) if name is None else _real_open(name, *rest, **more)
    )
    # A test can name another folder with Apple's libraries for Python, or one without.
    sys.path.insert(0, os.environ.get("PRETENDED_LIBRARY", str(Path(__file__).with_name("library"))))
    sys.platform = "darwin"


if __name__ == "__main__":
    become_a_mac()
    from cleanup.__main__ import main

    main()
