"""The file manager of macOS (``NSFileManager``), which moves to the trash and says where the thing is then."""

from __future__ import annotations

import errno
import importlib
import os
import stat
from typing import Any

# Foundation/FoundationErrors.h: errors with no POSIX number behind them.
_NO_TRASH = 3328  # NSFeatureUnsupportedError
_NUMBERS = {4: errno.ENOENT, 257: errno.EPERM, 260: errno.ENOENT, 513: errno.EPERM, 640: errno.ENOSPC, 642: errno.EROFS}


class NoTrashThere(OSError):
    """The volume has no trash; nothing was moved."""


def throw_away(path: bytes) -> bytes | None:
    """Let the file manager move a thing to the trash, by its path; gives where it says it put it.

    A link itself is moved, not its target. Raises OSError if it refused, and ImportError without its library. What it
    says is not trusted: see the mover.
    """
    try:
        foundation: Any = importlib.import_module("Foundation")
        objc: Any = importlib.import_module("objc")
    except ImportError:
        raise ImportError(name="pyobjc-framework-Cocoa") from None
    # An address that does not say so ends in a slash for a link to a folder, and then means that folder.
    is_folder = stat.S_ISDIR(os.lstat(path).st_mode)
    with objc.autorelease_pool():
        address = foundation.NSURL.fileURLWithPath_isDirectory_(os.fsdecode(path), is_folder)
        manager = foundation.NSFileManager.defaultManager()
        done, put, error = manager.trashItemAtURL_resultingItemURL_error_(address, None, None)
        if not done:
            raise _error_of(error)
        return None if put is None else os.fsencode(str(put.path()))


def _error_of(error: Any) -> OSError:
    """The error as Python has it, with the POSIX number if there is one behind it, and the system's own name for it."""
    if error is None:
        return OSError(None, "the file manager gave no reason")
    domain, code = str(error.domain()), int(error.code())
    said = f"{error.localizedDescription() or 'no reason given'} ({domain} {code})"
    if (domain, code) == ("NSCocoaErrorDomain", _NO_TRASH):
        return NoTrashThere(errno.EOPNOTSUPP, said)
    behind = (error.userInfo() or {}).get("NSUnderlyingError")
    if behind is not None and str(behind.domain()) == "NSPOSIXErrorDomain":
        return OSError(int(behind.code()), said)
    if domain == "NSPOSIXErrorDomain":
        return OSError(code, said)
    return OSError(_NUMBERS.get(code), said)
