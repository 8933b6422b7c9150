"""The drives of this computer: which volumes they show, of which type, and how full they are."""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import replace
from string import ascii_uppercase

assert sys.platform == "win32"

from ctypes import wintypes  # noqa: E402

from cleanup.disk.system.windows import calls  # noqa: E402
from cleanup.disk.system.windows.handles import device_of, long_path  # noqa: E402
from cleanup.model.coverage import LASTING, Mount  # noqa: E402

# GetDriveTypeW: what says nothing or leads nowhere, and what lies on another computer.
_NOTHING, _REMOTE = {0, 1}, 4
_READ_ONLY = 0x80000
_NO_QUESTIONS = 0x1
_LONGEST = 1 << 12
# What is shown as a drive by subst is written in the object manager's way.
_SHOWN_FOLDER = "\\??\\"

_kernel32 = calls.kernel32
_drive_type = _kernel32.GetDriveTypeW
_drive_type.argtypes = (wintypes.LPCWSTR,)
_about = _kernel32.GetVolumeInformationW
_about.argtypes = (
    wintypes.LPCWSTR, wintypes.LPWSTR, wintypes.DWORD, ctypes.c_void_p, ctypes.c_void_p,
    ctypes.POINTER(wintypes.DWORD), wintypes.LPWSTR, wintypes.DWORD,
)  # fmt: skip
_device_behind = _kernel32.QueryDosDeviceW
_device_behind.argtypes = (wintypes.LPCWSTR, wintypes.LPWSTR, wintypes.DWORD)
_free_space = _kernel32.GetDiskFreeSpaceExW
_free_space.argtypes = (wintypes.LPCWSTR, *(ctypes.POINTER(ctypes.c_uint64),) * 3)
_quietly = _kernel32.SetThreadErrorMode
_quietly.argtypes = (wintypes.DWORD, ctypes.POINTER(wintypes.DWORD))


def mount_table() -> tuple[Mount, ...]:
    """All drives with something in them. Those on other computers are listed but not asked: they may not respond."""
    letters = _kernel32.GetLogicalDrives()
    before = wintypes.DWORD()
    # No dialog that asks for a disk.
    _quietly(_NO_QUESTIONS, ctypes.byref(before))
    try:
        found = [_drive(f"{each}:") for number, each in enumerate(ascii_uppercase) if letters >> number & 1]
    finally:
        _quietly(before.value, None)
    return tuple(mount for mount in found if mount is not None)


def _drive(name: str) -> Mount | None:
    path = name + "\\"
    kind = _drive_type(path)
    if kind in _NOTHING:
        return None
    behind = _behind(name)
    if kind == _REMOTE:
        return Mount(path, "smbfs", access_times=False, reason="network drive", identity=behind, root="\\")
    filesystem, flags = ctypes.create_unicode_buffer(_LONGEST), wintypes.DWORD()
    if not _about(path, None, 0, None, None, ctypes.byref(flags), filesystem, _LONGEST):
        return None
    root = "\\"
    if behind.startswith(_SHOWN_FOLDER):
        drive, root = os.path.splitdrive(behind.removeprefix(_SHOWN_FOLDER))
        behind = _behind(drive)
    return Mount(
        path, _usual_name(filesystem.value), access_times=False, reason="not kept", root=root or "\\",
        read_only=bool(flags.value & _READ_ONLY), identity=behind,
    )  # fmt: skip


def _behind(drive: str) -> str:
    r"""What a drive letter stands for: ``\Device\HarddiskVolume3``, or ``\??\C:\folder``; the letter if unknown."""
    buffer = ctypes.create_unicode_buffer(_LONGEST)
    return buffer.value if _device_behind(drive, buffer, _LONGEST) else drive


def _usual_name(filesystem: str) -> str:
    """The type of a file system, as other systems call it."""
    low = filesystem.lower()
    return "vfat" if low.startswith("fat") else low


def with_uuid(volume: Mount) -> Mount:
    """The volume with its serial number as its identity, written as other systems do. Looks at where it is."""
    try:
        handle = calls.open_path(long_path(volume.path), calls.READ_ATTRIBUTES)
    except OSError:
        return volume
    try:
        serial = device_of(handle)
    except OSError:
        return volume
    finally:
        calls.close(handle)
    if not serial:
        return volume
    short = f"{serial:08X}"
    return replace(volume, identity=LASTING + (f"{short[:4]}-{short[4:]}" if serial < 1 << 32 else f"{serial:016X}"))


def room_on_volume(path: str | bytes) -> tuple[int, int]:
    """The size in bytes of the volume of a path, and how many its user could still write; raises OSError."""
    free, size = ctypes.c_uint64(), ctypes.c_uint64()
    text = os.fsdecode(path)
    if not _free_space(long_path(text), ctypes.byref(free), ctypes.byref(size), None):
        raise calls.last_error(text)
    return size.value, free.value
