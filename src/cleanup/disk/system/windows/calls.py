"""The calls of Windows about open files and folders, typed once; the seam of what changes things uses them too.

A handle is Windows' own number of what is open. Whoever gets one closes it. All raise OSError.
"""

from __future__ import annotations

import ctypes
import sys
from struct import Struct

assert sys.platform == "win32"

from ctypes import wintypes  # noqa: E402

from cleanup.disk.system.windows.errors import error_of  # noqa: E402

# winnt.h: what is asked for.
LIST = READ_DATA = 0x1
READ_ATTRIBUTES = 0x80
DELETE = 0x10000
READ_CONTROL = 0x20000
SYNCHRONIZE = 0x100000
# What others may do meanwhile.
SHARE_READ, SHARE_ALL = 0x1, 0x7
# NtCreateFile: what is to be there, and how it is opened.
OPEN, CREATE = 1, 2
FOLDER, SYNCHRONOUS, NO_FOLDER, NO_LINK = 0x1, 0x20, 0x40, 0x200000
# GetFileInformationByHandleEx and SetFileInformationByHandle.
BASIC, STANDARD, DISPOSITION, TAG, MORE_NAMES, NAMES, IDENTITY = 0, 1, 4, 9, 10, 11, 18

_BACKUP, _REPARSE = 0x02000000, 0x00200000
_OPEN_EXISTING = 3
_INTERNAL, _NEW_NAME = 6, 10
# FILE_RENAME_INFORMATION: whether it may replace; the new folder; bytes of the name, which follows.
_RENAME = Struct("<I4xQI")
_VOLUME, _FULL_SIZE = 1, 7
_GET_REPARSE_POINT = 0x900A8
_MOST_REPARSE = 1 << 14
_CASELESS = 0x40
# ERROR_NO_MORE_FILES; an empty top of a volume is said not to be there (ERROR_FILE_NOT_FOUND).
_AT_END = {18, 2}
_INVALID = ctypes.c_void_p(-1).value

kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
ntdll = ctypes.WinDLL("ntdll")


class _Name(ctypes.Structure):
    _fields_ = (("length", wintypes.USHORT), ("most", wintypes.USHORT), ("text", ctypes.c_char_p))


class _Object(ctypes.Structure):
    _fields_ = (
        ("length", wintypes.ULONG), ("folder", wintypes.HANDLE), ("name", ctypes.POINTER(_Name)),
        ("attributes", wintypes.ULONG), ("security", ctypes.c_void_p), ("quality", ctypes.c_void_p),
    )  # fmt: skip


_Status = ctypes.c_void_p * 2

_create = kernel32.CreateFileW
_create.restype = wintypes.HANDLE
_create.argtypes = (
    wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, ctypes.c_void_p, wintypes.DWORD, wintypes.DWORD, wintypes.HANDLE,
)  # fmt: skip
_close = kernel32.CloseHandle
_close.argtypes = (wintypes.HANDLE,)
_ask = kernel32.GetFileInformationByHandleEx
_ask.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
_tell = kernel32.SetFileInformationByHandle
_tell.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
_control = kernel32.DeviceIoControl
_control.argtypes = (
    wintypes.HANDLE, wintypes.DWORD, ctypes.c_void_p, wintypes.DWORD, ctypes.c_void_p, wintypes.DWORD,
    ctypes.POINTER(wintypes.DWORD), ctypes.c_void_p,
)  # fmt: skip
_read = kernel32.ReadFile
_read.argtypes = (
    wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD, ctypes.POINTER(wintypes.DWORD), ctypes.c_void_p,
)  # fmt: skip
_final = kernel32.GetFinalPathNameByHandleW
_final.argtypes = (wintypes.HANDLE, wintypes.LPWSTR, wintypes.DWORD, wintypes.DWORD)
_nt_create = ntdll.NtCreateFile
_nt_create.restype = wintypes.LONG
_nt_create.argtypes = (
    ctypes.POINTER(wintypes.HANDLE), wintypes.DWORD, ctypes.POINTER(_Object), ctypes.c_void_p, ctypes.c_void_p,
    wintypes.ULONG, wintypes.ULONG, wintypes.ULONG, wintypes.ULONG, ctypes.c_void_p, wintypes.ULONG,
)  # fmt: skip
_nt_ask = ntdll.NtQueryInformationFile
_nt_ask.restype = wintypes.LONG
_nt_ask.argtypes = (wintypes.HANDLE, ctypes.c_void_p, ctypes.c_void_p, wintypes.ULONG, ctypes.c_int)
_nt_ask_volume = ntdll.NtQueryVolumeInformationFile
_nt_ask_volume.restype = wintypes.LONG
_nt_ask_volume.argtypes = _nt_ask.argtypes
_nt_tell = ntdll.NtSetInformationFile
_nt_tell.restype = wintypes.LONG
_nt_tell.argtypes = _nt_ask.argtypes
_dos_error = ntdll.RtlNtStatusToDosError
_dos_error.restype = wintypes.ULONG
_dos_error.argtypes = (wintypes.LONG,)

# Statuses for which Windows' own table has a word that says too little (ntstatus.h).
_IS_FOLDER, _DELETE_PENDING = 0xC00000BA - 2**32, 0xC0000056 - 2**32
_CODES = {_IS_FOLDER: 336, _DELETE_PENDING: 2}


def last_error(path: str = "") -> OSError:
    """The exception for what went wrong in the last call to kernel32 of this thread."""
    return error_of(ctypes.get_last_error(), path)


def open_path(path: str, access: int, share: int = SHARE_ALL) -> int:
    r"""Open what lies at a whole path (``\\?\…``), a link itself at its end; links above it are followed."""
    handle = _create(path, access, share, None, _OPEN_EXISTING, _BACKUP | _REPARSE, None)
    if handle == _INVALID:
        raise last_error(path)
    return int(handle)


def open_in(
    folder: int,
    name: str,
    access: int,
    options: int,
    *,
    share: int = SHARE_ALL,
    disposition: int = OPEN,
    security: int = 0,
) -> int:
    """Open, or make, a name in the open folder of this handle; a name of no letters is the folder itself.

    Follows no link if ``options`` say ``NO_LINK``. The name is taken as it is, whatever is reserved in paths. What is
    made gets the rights of the descriptor at this address, ``security``, or those of its folder.
    """
    text = name.encode("utf-16-le", "surrogatepass")
    named = ctypes.pointer(_Name(len(text), len(text), text))
    what = _Object(ctypes.sizeof(_Object), folder, named, _CASELESS, security)
    handle = wintypes.HANDLE()
    status = _nt_create(
        ctypes.byref(handle), access | SYNCHRONIZE, ctypes.byref(what), _Status(), None, 0, share, disposition,
        options | SYNCHRONOUS, None, 0,
    )  # fmt: skip
    if status:
        raise status_error(status, name)
    return int(handle.value or 0)


def status_error(status: int, path: str = "") -> OSError:
    """The exception for an NTSTATUS."""
    return error_of(_CODES.get(status) or _dos_error(status), path)


def close(handle: int) -> None:
    """Let go of what is open."""
    _close(handle)


def ask(handle: int, kind: int, size: int) -> bytes:
    """What Windows tells of what is open, of this kind, in so many bytes at the most."""
    buffer = ctypes.create_string_buffer(size)
    if not _ask(handle, kind, buffer, size):
        raise last_error()
    return buffer.raw


def read(handle: int, most: int) -> bytes:
    """At most so many bytes of an open file, from where it was read last."""
    buffer, length = ctypes.create_string_buffer(most), wintypes.DWORD()
    if not _read(handle, buffer, most, ctypes.byref(length), None):
        raise last_error()
    return buffer.raw[: length.value]


def next_portion(handle: int, kind: int, size: int) -> bytes:
    """The next names of an open folder with what is told of them (``NAMES`` begins anew); nothing at the end."""
    buffer = ctypes.create_string_buffer(size)
    if _ask(handle, kind, buffer, size):
        return buffer.raw
    if ctypes.get_last_error() in _AT_END:
        return b""
    raise last_error()


def tell(handle: int, kind: int, content: bytes) -> None:
    """Set what Windows keeps of what is open, or remove it: that depends on the kind."""
    if not _tell(handle, kind, ctypes.create_string_buffer(content, len(content)), len(content)):
        raise last_error()


def rename(handle: int, folder: int, name: str, *, replacing: bool) -> None:
    """Give what is open (for ``DELETE``) a name in the open folder of this handle, on the same volume."""
    text = name.encode("utf-16-le", "surrogatepass")
    # With room for two letters and the end at the least, as the whole structure has.
    content = _RENAME.pack(replacing, folder, len(text)) + text + bytes(4)
    status = _nt_tell(handle, _Status(), ctypes.create_string_buffer(content), len(content), _NEW_NAME)
    if status:
        raise status_error(status, name)


def number(handle: int) -> int:
    """The number of an open file on its volume, in 64 bits: the quickest question there is."""
    found = ctypes.c_uint64()
    status = _nt_ask(handle, _Status(), ctypes.byref(found), 8, _INTERNAL)
    if status:
        raise status_error(status)
    return found.value


def free_bytes(handle: int) -> int:
    """The free bytes of the volume that an open file or folder lies on, whoever may use them."""
    # FILE_FS_FULL_SIZE_INFORMATION: units in all, free for the caller, free; sectors a unit, bytes a sector.
    found = (ctypes.c_uint64 * 4)()
    status = _nt_ask_volume(handle, _Status(), found, 32, _FULL_SIZE)
    if status:
        raise status_error(status)
    sizes = found[3]
    return found[2] * (sizes & 0xFFFFFFFF) * (sizes >> 32)


def short_serial(handle: int) -> int:
    """The serial number of the volume that an open file or folder lies on, in 32 bits."""
    # FILE_FS_VOLUME_INFORMATION: when it was made, its serial number, and how it is called.
    found = (ctypes.c_uint32 * 256)()
    status = _nt_ask_volume(handle, _Status(), found, ctypes.sizeof(found), _VOLUME)
    if status:
        raise status_error(status)
    return found[2]


def reparse_data(handle: int) -> bytes:
    """What a link, or another reparse point, says."""
    buffer, length = ctypes.create_string_buffer(_MOST_REPARSE), wintypes.DWORD()
    if not _control(handle, _GET_REPARSE_POINT, None, 0, buffer, _MOST_REPARSE, ctypes.byref(length), None):
        raise last_error()
    return buffer.raw[: length.value]


def path_of(handle: int) -> str:
    r"""Where what is open lies now, by its true name (``\\?\C:\…``)."""
    size = 1 << 15
    buffer = ctypes.create_unicode_buffer(size)
    if not _final(handle, buffer, size, 0):
        raise last_error()
    return buffer.value
