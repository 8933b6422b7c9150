"""Who is who on this computer, and where Windows keeps their things."""

from __future__ import annotations

import ctypes
import os
import sys

assert sys.platform == "win32"

import winreg  # noqa: E402
from ctypes import wintypes  # noqa: E402
from functools import cache  # noqa: E402
from uuid import UUID  # noqa: E402

from cleanup.disk.system.windows import calls  # noqa: E402
from cleanup.model.row import NO_OWNER  # noqa: E402

# KNOWNFOLDERID (knownfolders.h).
_LOCAL = UUID("f1b32785-6fba-4fcf-9d55-7b8e7f157091")
_ROAMING = UUID("3eb685db-65f9-4cf6-a03a-e3ef65729f3d")
_OF_ALL = UUID("62ab5d82-fdc1-4dc3-a9dd-070d1d495d97")
_PROFILE = UUID("5e6c858f-0e22-4760-9afe-ea3317b67173")
_OF_USER = {
    "desktop": UUID("b4bfcc3a-db2c-424c-b029-7fe99a87c641"),
    "documents": UUID("fdd39ad0-238f-46af-adb4-6c85480369c7"),
    "downloads": UUID("374de290-123f-4565-9164-39c4925e467b"),
    "music": UUID("4bd8d571-6d19-48d3-be97-422220080e43"),
    "pictures": UUID("33e28130-4e1e-4676-835a-98395c3bc3bb"),
    "videos": UUID("18989b1d-99b5-455b-841c-ab7c74e4ddfc"),
}
_PROFILES = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList"
_READ_TOKEN, _TOKEN_USER, _TOKEN_ELEVATION = 0x8, 1, 20

_advapi32 = ctypes.WinDLL("advapi32", use_last_error=True)
_shell32 = ctypes.WinDLL("shell32")
_ole32 = ctypes.WinDLL("ole32")
_process = calls.kernel32.GetCurrentProcess
_process.restype = wintypes.HANDLE
_open_token = _advapi32.OpenProcessToken
_open_token.argtypes = (wintypes.HANDLE, wintypes.DWORD, ctypes.POINTER(wintypes.HANDLE))
_token_says = _advapi32.GetTokenInformation
_token_says.argtypes = (
    wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD, ctypes.POINTER(wintypes.DWORD),
)  # fmt: skip
_sid_text = _advapi32.ConvertSidToStringSidW
_sid_text.argtypes = (ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))
_let_go = calls.kernel32.LocalFree
_let_go.argtypes = (ctypes.c_void_p,)
_known_folder = _shell32.SHGetKnownFolderPath
_known_folder.argtypes = (ctypes.c_char_p, wintypes.DWORD, wintypes.HANDLE, ctypes.POINTER(ctypes.c_void_p))
_free = _ole32.CoTaskMemFree
_free.argtypes = (ctypes.c_void_p,)


def user_number() -> int:
    """The owner that all files have here, where owners are not numbers."""
    return NO_OWNER


def owner_name(number: int) -> str:  # noqa: ARG001
    """Nothing: numbers say nothing about owners here."""
    return ""


@cache
def is_elevated() -> bool:
    """Whether this program may do what no ordinary user may."""
    token = wintypes.HANDLE()
    if not _open_token(_process(), _READ_TOKEN, ctypes.byref(token)):
        return False
    told, length = wintypes.DWORD(), wintypes.DWORD()
    try:
        _token_says(token, _TOKEN_ELEVATION, ctypes.byref(told), 4, ctypes.byref(length))
    finally:
        calls.close(int(token.value or 0))
    return bool(told.value)


@cache
def own_sid() -> str:
    """The user this program runs as, as a SID; raises OSError."""
    token, length = wintypes.HANDLE(), wintypes.DWORD()
    if not _open_token(_process(), _READ_TOKEN, ctypes.byref(token)):
        raise calls.last_error()
    # TOKEN_USER begins with the address of the SID.
    told = (ctypes.c_void_p * 32)()
    try:
        if not _token_says(token, _TOKEN_USER, told, ctypes.sizeof(told), ctypes.byref(length)):
            raise calls.last_error()
    finally:
        calls.close(int(token.value or 0))
    return sid_text(told[0] or 0)


def sid_text(sid: int) -> str:
    """The SID at this address as text (S-1-5-21-…); raises OSError."""
    text = ctypes.c_void_p()
    if not _sid_text(sid, ctypes.byref(text)):
        raise calls.last_error()
    try:
        return ctypes.wstring_at(text.value or 0)
    finally:
        _let_go(text)


def known_folder(which: UUID) -> str:
    """Where one of Windows' known folders is, even if somebody moved it; "" if there is none."""
    found = ctypes.c_void_p()
    failed = _known_folder(which.bytes_le, 0, None, ctypes.byref(found))
    try:
        return "" if failed or not found.value else ctypes.wstring_at(found.value)
    finally:
        _free(found)


@cache
def known_folders() -> dict[str, str]:
    """This user's folders for what arrives and is kept, by kind, even if a cloud or the user moved them."""
    found = {kind: known_folder(which) for kind, which in _OF_USER.items()}
    return {kind: path for kind, path in found.items() if os.path.isabs(path)}


def homes() -> set[str]:
    """The homes of all users that the system knows, whatever the environment says."""
    found: set[str] = set()
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _PROFILES) as profiles:
            for number in range(winreg.QueryInfoKey(profiles)[0]):
                with winreg.OpenKey(profiles, winreg.EnumKey(profiles, number)) as profile:
                    found.add(os.path.expandvars(winreg.QueryValueEx(profile, "ProfileImagePath")[0]))
    except OSError:
        pass
    return {home for home in {*found, home_of_user()} if os.path.isabs(home)}


def home_of_user() -> str:
    """The home according to the system, whatever the environment says."""
    return known_folder(_PROFILE)


def home_told() -> str:
    """The home that the environment names; the system's if that is missing or not an absolute path."""
    home = os.environ.get("USERPROFILE", "")
    return home if os.path.isabs(home) else home_of_user()


def _told(variable: str, which: UUID) -> str:
    told = os.environ.get(variable, "")
    return told if os.path.isabs(told) else known_folder(which)


def own_folders(home: str) -> tuple[str, str, str]:  # noqa: ARG001
    """Where the program's cache, state and settings are for the user it runs as."""
    local = os.path.join(_told("LOCALAPPDATA", _LOCAL), "cleanup")
    return (
        os.path.join(local, "cache"),
        os.path.join(local, "state"),
        os.path.join(_told("APPDATA", _ROAMING), "cleanup"),
    )


def machine_folder() -> str:
    """Where the settings of the whole machine are."""
    return os.path.join(_told("ProgramData", _OF_ALL), "cleanup")


def step_back() -> None:
    """Give this process a lower priority at the processor, the disk and the memory (PROCESS_MODE_BACKGROUND_BEGIN)."""
    calls.kernel32.SetPriorityClass(wintypes.HANDLE(_process()), 0x100000)
