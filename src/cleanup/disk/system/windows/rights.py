"""Who owns what, and may change it."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys

assert sys.platform == "win32"

from ctypes import wintypes  # noqa: E402

from cleanup.disk.system.windows import calls  # noqa: E402
from cleanup.disk.system.windows.errors import error_of  # noqa: E402
from cleanup.disk.system.windows.handles import handle_of, letter_by_letter, long_path  # noqa: E402
from cleanup.disk.system.windows.layouts import Facts  # noqa: E402
from cleanup.disk.system.windows.sddl import may_others_change  # noqa: E402
from cleanup.disk.system.windows.users import own_sid, sid_text  # noqa: E402

_FILE, _OWNER, _ACCESS_LIST, _REVISION = 1, 0x1, 0x4, 1
# winnt.h: needed to make files in a folder, and to remove from it what forbids removal itself.
_ADD, _TAKE_OUT = 0x2, 0x40

_advapi32 = ctypes.WinDLL("advapi32", use_last_error=True)
_free = calls.kernel32.LocalFree
_free.argtypes = (ctypes.c_void_p,)
_security = _advapi32.GetSecurityInfo
_security.argtypes = (wintypes.HANDLE, ctypes.c_int, wintypes.DWORD, *(ctypes.c_void_p,) * 5)
_as_text = _advapi32.ConvertSecurityDescriptorToStringSecurityDescriptorW
_as_text.argtypes = (
    ctypes.c_void_p, wintypes.DWORD, wintypes.DWORD, ctypes.POINTER(ctypes.c_void_p), ctypes.c_void_p,
)  # fmt: skip


def owner_of(file: int) -> str:
    """The owner of an open file or folder, as a SID; raises OSError."""
    # What was opened for reading may lack the right to read permissions: the same thing is opened once more.
    return _owner_of(calls.open_in(handle_of(file), "", calls.READ_CONTROL, calls.NO_LINK))


def have_one_owner(file: int, other: int) -> bool:
    """Whether two open files or folders belong to one user, or one group; raises OSError."""
    return owner_of(file) == owner_of(other)


def owner_at(path: str) -> str:
    """The owner of what is at a path, even of a link itself, as a SID; raises OSError."""
    return _owner_of(calls.open_path(long_path(path), calls.READ_CONTROL))


def _owner_of(handle: int) -> str:
    """The owner of what is open; closes it."""
    owner, descriptor = ctypes.c_void_p(), ctypes.c_void_p()
    try:
        failed = _security(handle, _FILE, _OWNER, ctypes.byref(owner), None, None, None, ctypes.byref(descriptor))
    finally:
        calls.close(handle)
    if failed:
        raise error_of(failed)
    try:
        return sid_text(owner.value or 0)
    finally:
        _free(descriptor)


def may_others_write(path: str, facts: Facts) -> bool:
    """Whether somebody other than the system, an administrator and this user may change what is at a path.

    If that cannot be found out, it counts as something others can change.
    """
    try:
        rights = _rights_at(path)
    except OSError:
        return True
    return may_others_change(rights, {own_sid()}, folder=stat.S_ISDIR(facts.st_mode))


def _rights_at(path: str) -> str:
    """The owner and the access list of what lies at a path, as text; raises OSError."""
    wanted = _OWNER | _ACCESS_LIST
    handle = calls.open_path(long_path(path), calls.READ_CONTROL)
    descriptor, text = ctypes.c_void_p(), ctypes.c_void_p()
    try:
        failed = _security(handle, _FILE, wanted, None, None, None, None, ctypes.byref(descriptor))
    finally:
        calls.close(handle)
    if failed:
        raise error_of(failed, path)
    try:
        if not _as_text(descriptor, _REVISION, wanted, ctypes.byref(text), None):
            raise calls.last_error(path)
        return ctypes.wstring_at(text.value or 0)
    finally:
        _free(text)
        _free(descriptor)


def why_no_changes(folder: str | bytes) -> int:
    """The error number for why this user can make nothing in a folder, by its permissions and volume alone.

    0 if nothing prevents it. Changes nothing.
    """
    return _why_not_open(os.fsdecode(folder), _ADD)


def why_nothing_leaves(folder: str | bytes) -> int:  # noqa: ARG001
    """0: each thing itself says whether it may be taken out of a folder."""
    return 0


def may_leave(path: str | bytes) -> bool:
    """Whether permissions let this user take a thing out of its folder; True if only a trial can tell.
    Changes nothing.
    """
    text = os.fsdecode(path)
    if _why_not_open(text, calls.DELETE) != errno.EACCES:
        return True
    return _why_not_open(os.path.dirname(text), _TAKE_OUT) != errno.EACCES


def _why_not_open(path: str, access: int) -> int:
    try:
        calls.close(calls.open_path(letter_by_letter(path), access))
    except OSError as error:
        return error.errno or 0
    return 0
