"""Windows' calls on open files and folders, with types; the seam for changing things uses them too.

A handle is Windows' number for something open. Whoever gets one closes it. All raise OSError.
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
# ERROR_NO_MORE_FILES; the empty root of a volume is reported as missing (ERROR_FILE_NOT_FOUND).
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

# Statuses for which Windows' own table has too vague a word (ntstatus.h).
_IS_FOLDER, _DELETE_PENDING = 0xC00000BA - 2**32, 0xC0000056 - 2**32
_CODES = {_IS_FOLDER: 336, _DELETE_PENDING: 2}


def last_error(path: str = "") -> OSError:
    """The exception for the last failed call to kernel32 in this thread."""
    return error_of(ctypes.get_last_error(), path)


def open_path(path: str, access: int, share: int = SHARE_ALL) -> int:
    r"""Open what is at an absolute path (``\\?\…``), even a link at its end; links above it are followed."""
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
    """Open, or make, a name in the open folder with this handle; an empty name is the folder itself.

    Follows no link if ``options`` say ``NO_LINK``. The name is taken literally, whatever is reserved in paths. What is
    made gets the permissions of the descriptor at this address, ``security``, or those of its folder.
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
    """Close what is open."""
    _close(handle)


def ask(handle: int, kind: int, size: int) -> bytes:
    """Information of this kind about what is open, in at most this many bytes."""
    buffer = ctypes.create_string_buffer(size)
    if not _ask(handle, kind, buffer, size):
        raise last_error()
    return buffer.raw


def read(handle: int, most: int) -> bytes:
    """At most this many bytes of an open file, from the current position."""
    buffer, length = ctypes.create_string_buffer(most), wintypes.DWORD()
    if not _read(handle, buffer, most, ctypes.byref(length), None):
        raise last_error()
    return ctypes.string_at(buffer, length.value)


def next_portion(handle: int, kind: int, size: int) -> bytes:
    """The next names in an open folder with their information (``NAMES`` begins again); nothing at the end."""
    buffer = ctypes.create_string_buffer(size)
    if _ask(handle, kind, buffer, size):
        return buffer.raw
    if ctypes.get_last_error() in _AT_END:
        return b""
    raise last_error()


def tell(handle: int, kind: int, content: bytes) -> None:
    """Set what Windows keeps about what is open, or remove the thing, depending on the kind."""
    if not _tell(handle, kind, ctypes.create_string_buffer(content, len(content)), len(content)):
        raise last_error()


def rename(handle: int, folder: int, name: str, *, replacing: bool) -> None:
    """Give what is open (for ``DELETE``) a name in the open folder with this handle, on the same volume."""
    text = name.encode("utf-16-le", "surrogatepass")
    # With space for at least two letters and the end, as in the whole structure.
    content = _RENAME.pack(replacing, folder, len(text)) + text + bytes(4)
    status = _nt_tell(handle, _Status(), ctypes.create_string_buffer(content), len(content), _NEW_NAME)
    if status:
        raise status_error(status, name)


def number(handle: int) -> int:
    """The number of an open file on its volume, in 64 bits: the fastest question there is."""
    found = ctypes.c_uint64()
    status = _nt_ask(handle, _Status(), ctypes.byref(found), 8, _INTERNAL)
    if status:
        raise status_error(status)
    return found.value


def free_bytes(handle: int) -> int:
    """The free bytes on the volume of an open file or folder, whoever may use them."""
    # FILE_FS_FULL_SIZE_INFORMATION: units in all, free for the caller, free; sectors a unit, bytes a sector.
    found = (ctypes.c_uint64 * 4)()
    status = _nt_ask_volume(handle, _Status(), found, 32, _FULL_SIZE)
    if status:
        raise status_error(status)
    sizes = found[3]
    return found[2] * (sizes & 0xFFFFFFFF) * (sizes >> 32)


def short_serial(handle: int) -> int:
    """The serial number of the volume of an open file or folder, in 32 bits."""
    # FILE_FS_VOLUME_INFORMATION: when it was made, its serial number, and its label.
    found = (ctypes.c_uint32 * 256)()
    status = _nt_ask_volume(handle, _Status(), found, ctypes.sizeof(found), _VOLUME)
    if status:
        raise status_error(status)
    return found[2]


def reparse_data(handle: int) -> bytes:
    """The contents of a link, or another reparse point."""
    buffer, length = ctypes.create_string_buffer(_MOST_REPARSE), wintypes.DWORD()
    if not _control(handle, _GET_REPARSE_POINT, None, 0, buffer, _MOST_REPARSE, ctypes.byref(length), None):
        raise last_error()
    return buffer.raw[: length.value]


def path_of(handle: int) -> str:
    r"""Where what is open is now, by its true name (``\\?\C:\…``)."""
    size = 1 << 15
    buffer = ctypes.create_unicode_buffer(size)
    if not _final(handle, buffer, size, 0):
        raise last_error()
    return buffer.value
