"""What this computer says about its Recycle Bins: by drive, by its settings and by its administrator's rules."""

from __future__ import annotations

import ctypes
import sys

assert sys.platform == "win32"

import winreg  # noqa: E402
from ctypes import wintypes  # noqa: E402

from cleanup.disk.system.facts import BinRules  # noqa: E402
from cleanup.disk.system.windows import calls, rights, users  # noqa: E402
from cleanup.disk.system.windows.files import facts_by_path  # noqa: E402
from cleanup.disk.system.windows.layouts import Facts  # noqa: E402
from cleanup.disk.system.windows.volumes import room_on_volume  # noqa: E402

_FIXED = 3
_MEGABYTE = 1 << 20
# If nothing is set, Windows takes about a twentieth of a drive, and more of a small one.
_USUAL_SHARE = 20
_BIN = r"Software\Microsoft\Windows\CurrentVersion\Explorer\BitBucket\Volume"
_POLICIES = r"Software\Microsoft\Windows\CurrentVersion\Policies\Explorer"
# Storage Sense: whether it is on, whether it empties the bin, and after how many days (0: never).
_SENSE = r"Software\Microsoft\Windows\CurrentVersion\StorageSense\Parameters\StoragePolicy"
_SENSE_ON, _EMPTIES_BIN, _DAYS_IN_BIN, _USUAL_DAYS = "01", "08", "256", 30
_SENSE_POLICY = r"Software\Policies\Microsoft\Windows\StorageSense"
_ADMINISTRATORS, _SYSTEM = "S-1-5-32-544", "S-1-5-18"
_LONGEST = 64

_drive_type = calls.kernel32.GetDriveTypeW
_drive_type.argtypes = (wintypes.LPCWSTR,)
_volume_name = calls.kernel32.GetVolumeNameForVolumeMountPointW
_volume_name.argtypes = (wintypes.LPCWSTR, wintypes.LPWSTR, wintypes.DWORD)


def account() -> str:
    """The name of this user's folder in a bin: the user's SID. Raises OSError."""
    return users.own_sid()


def bin_rules(top: str) -> BinRules:
    r"""What becomes of things thrown away on the drive of this path, ``C:\``; raises OSError."""
    size = room_on_volume(top)[0]
    set_here = f"{_BIN}\\{_guid(top)}"
    off = any(_number(root, _POLICIES, "NoRecycleFiles") for root in _ROOTS)
    off = off or bool(_number(winreg.HKEY_CURRENT_USER, set_here, "NukeOnDelete"))
    room = _number(winreg.HKEY_CURRENT_USER, set_here, "MaxCapacity")
    shares = [share for root in _ROOTS if (share := _number(root, _POLICIES, "RecycleBinSize")) is not None]
    allowed = [size // _USUAL_SHARE if room is None else room * _MEGABYTE, *(size * share // 100 for share in shares)]
    return BinRules(fixed=_drive_type(top) == _FIXED, off=off, room=min(allowed))


_ROOTS = (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE)


def days_in_trash() -> int | None:
    """After how many days Windows empties the bin by itself (Storage Sense); None if it does not.

    An administrator's settings override the user's.
    """
    allowed = _number(winreg.HKEY_LOCAL_MACHINE, _SENSE_POLICY, "AllowStorageSenseGlobal")
    days = _number(winreg.HKEY_LOCAL_MACHINE, _SENSE_POLICY, "ConfigStorageSenseRecycleBinCleanupThreshold")
    is_on = _number(winreg.HKEY_CURRENT_USER, _SENSE, _SENSE_ON) if allowed is None else allowed
    if days is None:
        is_on = is_on and _number(winreg.HKEY_CURRENT_USER, _SENSE, _EMPTIES_BIN)
        days = _number(winreg.HKEY_CURRENT_USER, _SENSE, _DAYS_IN_BIN)
        days = _USUAL_DAYS if days is None else days
    return (days or None) if is_on else None


def _guid(top: str) -> str:
    r"""How ``\\?\Volume{…}\`` is written in the registry: ``{…}``; raises OSError."""
    name = ctypes.create_unicode_buffer(_LONGEST)
    if not _volume_name(top, name, _LONGEST):
        raise calls.last_error(top)
    return name.value[len("\\\\?\\Volume") :].rstrip("\\")


def _number(root: int, key: str, name: str) -> int | None:
    try:
        with winreg.OpenKey(root, key) as opened:
            found = winreg.QueryValueEx(opened, name)[0]
    except OSError:
        return None
    return found if isinstance(found, int) else None


def is_users_own(path: str, facts: Facts) -> bool:
    """Whether what is at a path, with these facts, belongs to this user; False if that cannot be found out.

    What an administrator's program makes can belong to all administrators.
    """
    own = {users.own_sid()} | ({_ADMINISTRATORS, _SYSTEM} if users.is_elevated() else set())
    try:
        return _is_it(path, facts) and rights.owner_at(path) in own
    except OSError:
        return False


def may_others_change(path: str, facts: Facts) -> bool:
    """Whether anybody but the system, administrators and this user may change what is at a path with these facts.

    True if that cannot be found out.
    """
    try:
        return not _is_it(path, facts) or rights.may_others_write(path, facts)
    except OSError:
        return True


def _is_it(path: str, facts: Facts) -> bool:
    seen = facts_by_path(path)
    return (seen.st_dev, seen.st_ino) == (facts.st_dev, facts.st_ino)
