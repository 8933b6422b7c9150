"""What Windows Installer says about a package (MSI) and what it has installed: tables are read, nothing in the package
runs.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

assert sys.platform == "win32"

from ctypes import wintypes  # noqa: E402

# MSIDBOPEN_READONLY, INSTALLSTATE_DEFAULT (msiquery.h, msi.h).
_READ_ONLY, _INSTALLED = None, 5
# A code has 38 characters; no version or property that is asked for needs more.
_ROOM = 256
_MOST_RELATED = 64
_PROPERTY = "SELECT `Value` FROM `Property` WHERE `Property`='{}'"


@cache
def _msi() -> ctypes.WinDLL | None:
    """The library, or None if Windows has none."""
    try:
        return ctypes.WinDLL("msi")
    except OSError:
        return None


def package_in_msi(path: str) -> tuple[str, str] | None:
    """The code that all versions of a package share, or its own if they share none, and its version; None if it cannot
    be read as a package.
    """
    msi = _msi()
    try:
        return _told_in(msi, path) if msi is not None else None
    except OSError:
        # The library failed on what it read (Wine's does on a truncated package).
        return None


def _told_in(msi: ctypes.WinDLL, path: str) -> tuple[str, str] | None:
    database = wintypes.ULONG()
    if msi.MsiOpenDatabaseW(path, _READ_ONLY, ctypes.byref(database)):
        return None
    with _closed(msi, database):
        code = _property(msi, database, "UpgradeCode") or _property(msi, database, "ProductCode")
        version = _property(msi, database, "ProductVersion")
    return (code, version) if code and version else None


def versions_by_msi(code: str) -> frozenset[str]:
    """The versions of a package that are installed here for this user, by a code in the form of ``package_in_msi``."""
    msi = _msi()
    if msi is None:
        return frozenset()
    versions = (_version(msi, product) for product in (code, *_related(msi, code)))
    return frozenset(version for version in versions if version)


def _related(msi: ctypes.WinDLL, code: str) -> Iterator[str]:
    product = ctypes.create_unicode_buffer(_ROOM)
    for number in range(_MOST_RELATED):
        if msi.MsiEnumRelatedProductsW(code, 0, number, product):
            return
        yield product.value


def _version(msi: ctypes.WinDLL, product: str) -> str:
    if msi.MsiQueryProductStateW(product) != _INSTALLED:
        return ""
    room, length = ctypes.create_unicode_buffer(_ROOM), wintypes.DWORD(_ROOM)
    failed = msi.MsiGetProductInfoW(product, "VersionString", room, ctypes.byref(length))
    return "" if failed else room.value


def _property(msi: ctypes.WinDLL, database: wintypes.ULONG, name: str) -> str:
    """The value in the table of properties; "" if there is none."""
    view, record = wintypes.ULONG(), wintypes.ULONG()
    if msi.MsiDatabaseOpenViewW(database, _PROPERTY.format(name), ctypes.byref(view)):
        return ""
    with _closed(msi, view):
        if msi.MsiViewExecute(view, 0) or msi.MsiViewFetch(view, ctypes.byref(record)):
            return ""
        with _closed(msi, record):
            room, length = ctypes.create_unicode_buffer(_ROOM), wintypes.DWORD(_ROOM)
            failed = msi.MsiRecordGetStringW(record, 1, room, ctypes.byref(length))
            return "" if failed else room.value


@contextmanager
def _closed(msi: ctypes.WinDLL, handle: wintypes.ULONG) -> Iterator[None]:
    try:
        yield
    finally:
        msi.MsiCloseHandle(handle)
