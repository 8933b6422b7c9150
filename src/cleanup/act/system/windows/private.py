"""The permissions that files and folders of our own are made with."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

assert sys.platform == "win32"

from ctypes import wintypes  # noqa: E402

from cleanup.disk.system.windows import calls  # noqa: E402
from cleanup.disk.system.windows.users import own_sid  # noqa: E402

# In the language of security descriptors: nothing is inherited from above; the system, administrators and the user may
# do everything, also with all that is put into it.
_ONLY_THESE = "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;{user})"
# As Windows has it for the folder with everybody's bins: users may look into it, and make folders in it.
_FOLDERS_OF_ALL = "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;NP;0x1201ad;;;BU)"
_REVISION = 1

_advapi32 = ctypes.WinDLL("advapi32", use_last_error=True)
_from_text = _advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW
_from_text.argtypes = (wintypes.LPCWSTR, wintypes.DWORD, ctypes.POINTER(ctypes.c_void_p), ctypes.c_void_p)
_free = calls.kernel32.LocalFree
_free.argtypes = (ctypes.c_void_p,)


def private_to_user() -> AbstractContextManager[int]:
    """The address of a security descriptor for what is made meanwhile, for this user alone; raises OSError."""
    return _descriptor(_ONLY_THESE.format(user=own_sid()))


def open_to_folders() -> AbstractContextManager[int]:
    """The same for a folder in which everybody may make one of their own; raises OSError."""
    return _descriptor(_FOLDERS_OF_ALL)


@contextmanager
def _descriptor(text: str) -> Iterator[int]:
    found = ctypes.c_void_p()
    if not _from_text(text, _REVISION, ctypes.byref(found), None):
        raise calls.last_error()
    try:
        yield found.value or 0
    finally:
        _free(found)
