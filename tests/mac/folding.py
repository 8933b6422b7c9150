"""A volume as a Mac can have it: ``folding.py FOLDER PLACE KIND`` shows the folder there until it is unmounted.

Names are kept as they are written, and found in any capitals and any form of their accents. ``apfs`` renames without
replacing and links; ``exfat`` refuses both. A name with ``dataless`` in it cannot be read (EDEADLK), as what is only in
iCloud; one with ``private`` cannot be listed (EPERM), as what macOS keeps from a terminal.
"""

from __future__ import annotations

import errno
import os
import sys
import unicodedata
from typing import Any

import mfusepy

_NOREPLACE = 1


def folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


class Folding(mfusepy.Operations):
    use_ns = True

    def __init__(self, folder: str, kind: str) -> None:
        self.folder, self.kind = folder, kind

    def real(self, path: str) -> str:
        """Where a path leads, by the names that are there; the last one as it is written, if there is none alike."""
        at = self.folder
        for name in filter(None, path.split("/")):
            there = os.listdir(at) if os.path.isdir(at) else []
            at = os.path.join(at, next((each for each in there if folded(each) == folded(name)), name))
        return at

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        seen = os.lstat(self.real(path))
        names = ("ino", "mode", "nlink", "uid", "gid", "size", "blocks", "blksize")
        times = ("atime", "mtime", "ctime")
        return {f"st_{name}": getattr(seen, f"st_{name}") for name in names} | {
            f"st_{name}": getattr(seen, f"st_{name}_ns") for name in times
        }

    def readdir(self, path: str, fh: int) -> list[tuple[str, dict[str, int], int]]:
        if "private" in path:
            raise mfusepy.FuseOSError(errno.EPERM)
        folder = self.real(path)
        # A name without a number is passed over.
        names = [(name, os.lstat(os.path.join(folder, name))) for name in (".", "..", *os.listdir(folder))]
        return [(name, {"st_ino": seen.st_ino, "st_mode": seen.st_mode}, 0) for name, seen in names]

    def open(self, path: str, flags: int) -> int:
        if "dataless" in path:
            raise mfusepy.FuseOSError(errno.EDEADLK)
        return os.open(self.real(path), flags & ~os.O_NOFOLLOW)

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        return os.open(self.real(path), os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        return os.pread(fh, size, offset)

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        return os.pwrite(fh, data, offset)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        os.truncate(self.real(path), length)
        return 0

    def release(self, path: str, fh: int) -> int:
        os.close(fh)
        return 0

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        os.fsync(fh)
        return 0

    def chmod(self, path: str, mode: int) -> int:
        os.chmod(self.real(path), mode)
        return 0

    def utimens(self, path: str, times: Any = None) -> int:
        os.utime(self.real(path), ns=times)
        return 0

    def mkdir(self, path: str, mode: int) -> int:
        os.mkdir(self.real(path), mode)
        return 0

    def rmdir(self, path: str) -> int:
        os.rmdir(self.real(path))
        return 0

    def unlink(self, path: str) -> int:
        os.unlink(self.real(path))
        return 0

    def readlink(self, path: str) -> str:
        return os.readlink(self.real(path))

    def symlink(self, target: str, source: str) -> int:
        os.symlink(source, self.real(target))
        return 0

    def link(self, target: str, source: str) -> int:
        if self.kind == "exfat":
            raise mfusepy.FuseOSError(errno.EOPNOTSUPP)
        os.link(self.real(source), self.real(target), follow_symlinks=False)
        return 0

    def rename(self, old: str, new: str) -> int:
        return self.renamed(old, new, 0)

    def renamed(self, old: str, new: str, flags: int) -> int:
        before, after = self.real(old), self.real(new)
        if flags and (self.kind == "exfat" or flags != _NOREPLACE):
            raise mfusepy.FuseOSError(errno.EINVAL)
        if flags and os.path.lexists(after) and not os.path.samefile(before, after):
            raise mfusepy.FuseOSError(errno.EEXIST)
        if before == after:
            # Another spelling of its own name.
            after = os.path.join(os.path.dirname(after), os.path.basename(new))
        os.rename(before, after)
        return 0

    def statfs(self, path: str) -> dict[str, int]:
        found = os.statvfs(self.folder)
        names = ("bavail", "bfree", "blocks", "bsize", "favail", "ffree", "files", "flag", "frsize", "namemax")
        return {f"f_{name}": getattr(found, f"f_{name}") for name in names}


class Fuse(mfusepy.FUSE):
    """The library forgets the flags of a rename, and would replace what must not be."""

    def rename_fuse_3(self, old: bytes, new: bytes, flags: int) -> int:
        return self.operations.renamed(os.fsdecode(old), os.fsdecode(new), flags)  # type: ignore[no-any-return]


if __name__ == "__main__":
    Fuse(
        Folding(sys.argv[1], sys.argv[3]), sys.argv[2], foreground=True, nothreads=True, use_ino=True, direct_io=True,
        attr_timeout=0, entry_timeout=0, negative_timeout=0, fsname=sys.argv[3], subtype="folding",
    )  # fmt: skip
