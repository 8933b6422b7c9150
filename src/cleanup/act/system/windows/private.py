"""The rights of what only this user, the system and administrators may change: folders and files of our own."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

assert sys.platform == "win32"

from ctypes import wintypes  # noqa: E402

from cleanup.disk.system.windows import calls  # noqa: E402
from cleanup.disk.system.windows.users import own_sid  # noqa: E402

# In the language of security descriptors: nothing is inherited from above; the system, administrators and the user may
# do all, with all that comes into it too.
_ONLY_THESE = "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;{user})"
_REVISION = 1

_advapi32 = ctypes.WinDLL("advapi32", use_last_error=True)
_from_text = _advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW
_from_text.argtypes = (wintypes.LPCWSTR, wintypes.DWORD, ctypes.POINTER(ctypes.c_void_p), ctypes.c_void_p)
_free = calls.kernel32.LocalFree
_free.argtypes = (ctypes.c_void_p,)


@contextmanager
def private_to_user() -> Iterator[int]:
    """The address of a security descriptor for what is made meanwhile; raises OSError."""
    found = ctypes.c_void_p()
    if not _from_text(_ONLY_THESE.format(user=own_sid()), _REVISION, ctypes.byref(found), None):
        raise calls.last_error()
    try:
        yield found.value or 0
    finally:
        _free(found)
