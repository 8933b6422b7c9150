"""What kind of installer a file is, by its contents, and what a package says about itself. Reads the disk.

The marks of the kinds: PE and its installers (NSIS ``NullsoftInst``, Inno Setup, WiX), MSI by the class of its root
(000C1084), ``koly`` at the end of a disk image (UDIF), ``xar!``, ar with ``debian-binary``, RPM's lead, ISO 9660.
"""

from __future__ import annotations

import io
import os
import re
import struct
import tarfile
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from cleanup.disk.quietly import Opened, opened
from cleanup.disk.system import package_in_msi

_MSI, _MSP = (bytes([kind, 0x10, 0x0C, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]) for kind in (0x84, 0x86))
_XAR, _RPM, _DEBIAN = b"xar!", b"\xed\xab\xee\xdb", b"!<arch>\ndebian-binary"
_SETUPS = (
    b"NullsoftInst",
    b"Inno Setup Setup Data",
    b".wixburn",
    b"InstallShield",
    b"WinZip Self-Extractor",
)
_SYSTEMS = (b"CASPER", b"ISOLINUX", b"BOOTMGR", b"SOURCES", b"LIVE", b"ARCH", b"ANACONDA")
_HEAD, _TAIL, _MOST = 1 << 12, 1 << 16, 1 << 21
_FIELD = re.compile(rb"^(Package|Version|Status|Architecture): *(.*)$", re.MULTILINE)
_IN_TURN = re.compile(r"([^0-9]*)([0-9]*)")
_FARTHEST = 1 << 26


class Kind(StrEnum):
    """What an installer is for."""

    WINDOWS = "windows"
    MAC = "mac"
    DEBIAN = "debian"
    LINUX = "linux"
    SYSTEM = "system"


def _is_windows_setup(file: Opened, head: bytes) -> bool:
    if head[:2] != b"MZ" or len(head) < 0x40:
        return False
    (offset,) = struct.unpack_from("<I", head, 0x3C)
    begins = file.begins(_MOST)
    return begins[offset : offset + 4] == b"PE\0\0" and any(mark in begins for mark in _SETUPS)


def _is_msi(file: Opened, head: bytes) -> bool:
    return _class_of(file, head) == _MSI


def _is_patch(file: Opened, head: bytes) -> bool:
    return _class_of(file, head) == _MSP


def _class_of(file: Opened, head: bytes) -> bytes:
    """The class of an OLE file's root entry, which is in the first sector of its directory ([MS-CFB] 2.6)."""
    if head[:8] != b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return b""
    shift, sector = struct.unpack_from("<H", head, 0x1E)[0], struct.unpack_from("<I", head, 0x30)[0]
    root = ((sector + 1) << shift) if shift in {9, 12} else 0
    return file.at(root + 80, 16) if root <= _FARTHEST else b""


def _is_appx(file: Opened, head: bytes) -> bool:
    return head[:4] == b"PK\3\4" and b"AppxManifest.xml" in file.ends(_TAIL)


def _is_mac_image(file: Opened, head: bytes) -> bool:
    return not head.startswith(b"encrcdsa") and file.ends(512)[:4] == b"koly"


def _is_system_image(file: Opened, head: bytes) -> bool:  # noqa: ARG001
    begins = file.begins(_MOST)
    return begins[32769:32774] == b"CD001" and sum(name in begins[32768:] for name in _SYSTEMS) > 0


def _starts(*marks: bytes) -> Callable[[Opened, bytes], bool]:
    return lambda _, head: head.startswith(marks)


_BY_ENDING: dict[str, tuple[Kind, Callable[[Opened, bytes], bool]]] = {
    ".exe": (Kind.WINDOWS, _is_windows_setup),
    ".msi": (Kind.WINDOWS, _is_msi),
    ".msp": (Kind.WINDOWS, _is_patch),
    ".msix": (Kind.WINDOWS, _is_appx),
    ".msixbundle": (Kind.WINDOWS, _is_appx),
    ".appx": (Kind.WINDOWS, _is_appx),
    ".dmg": (Kind.MAC, _is_mac_image),
    ".pkg": (Kind.MAC, _starts(_XAR)),
    ".mpkg": (Kind.MAC, _starts(_XAR)),
    ".xip": (Kind.MAC, _starts(_XAR)),
    ".deb": (Kind.DEBIAN, _starts(_DEBIAN)),
    ".rpm": (Kind.LINUX, _starts(_RPM)),
    ".snap": (Kind.LINUX, _starts(b"hsqs")),
    ".flatpak": (Kind.LINUX, _starts(b"xdg-app\0", b"flatpak\0")),
    ".run": (Kind.LINUX, lambda _, head: head.startswith(b"#!") and b"Makeself" in head),
    ".iso": (Kind.SYSTEM, _is_system_image),
    ".img": (Kind.SYSTEM, _is_system_image),
}
ENDINGS = tuple(ending.encode() for ending in _BY_ENDING)
"""What the names of installers end with, in lower case."""


class System(StrEnum):
    """Who keeps the list of what is installed."""

    DPKG = "dpkg"
    RPM = "rpm"
    MAC = "mac"
    MSI = "msi"


class Package(NamedTuple):
    """What a package says about itself: who keeps its list, its name there, for which computers, its version."""

    system: System
    name: str
    computers: str
    version: str


class Installer(NamedTuple):
    """What kind of installer a file is, and the packages it says it contains; for a Mac, each of its parts."""

    kind: Kind
    packages: list[Package]


def installer_at(path: str) -> Installer | None:
    """What a file installs, or None if its contents do not match its name. Opens it once; raises OSError."""
    with opened(path) as file:
        return installer_in(file, path)


def installer_in(file: Opened, path: str) -> Installer | None:
    """The same for the file at a path that is already open."""
    known = _BY_ENDING.get(os.path.splitext(path)[1].lower())
    if known is None:
        return None
    kind, is_one = known
    head = file.begins(_HEAD)
    if not is_one(file, head):
        return None
    # Windows opens these itself.
    told = package_in_msi(path) if is_one is _is_msi else None
    return Installer(kind, [Package(System.MSI, told[0], "", told[1])] if told else _packages_in(file, head))


def _packages_in(file: Opened, head: bytes) -> list[Package]:
    """What packages for Macs, RPM and Debian say they contain; other installers are not read further."""
    if head.startswith(_XAR):
        # Scans need XML only for these.
        from cleanup.disk.contents.apple_package import parts_of

        return [Package(System.MAC, name, "", version) for name, version in parts_of(file) if name and version]
    if head.startswith(_RPM):
        # Its lead: for which computers, and name, version and release in one.
        written = head[10:76].partition(b"\0")[0].decode("utf-8", "replace").rsplit("-", 2)
        found = Package(System.RPM, written[0], head[8:10].hex(), "-".join(written[1:]))
        return [found] if len(written) > 2 else []
    told = fields_of(_control_of(file.begins(_MOST))) if head.startswith(_DEBIAN) else {}
    if not told.get("Package") or not told.get("Version"):
        return []
    return [Package(System.DPKG, told["Package"], told.get("Architecture", ""), told["Version"])]


def order_of(version: str) -> list[list[tuple[list[int], int]]]:
    """A version as a sort key, newer ones larger, as in deb-version(7): epoch, version and revision, each as letters
    and numbers in turn.
    """
    epoch, _, rest = version.rpartition(":")
    upstream, _, revision = rest.rpartition("-") if "-" in rest else (rest, "", "")
    return [
        [(_order_of_letters(letters), int(digits or 0)) for letters, digits in _IN_TURN.findall(part)]
        for part in (epoch or "0", upstream, revision)
    ]


def _order_of_letters(text: str) -> list[int]:
    """``~`` sorts before the end, letters before everything else."""
    return [*(-1 if each == "~" else ord(each) + (0 if each.isalpha() else 0x110000) for each in text), 0]


def fields_of(text: bytes) -> dict[str, str]:
    """The fields of a dpkg paragraph, by name."""
    return {name.decode(): value.decode("utf-8", "replace").strip() for name, value in _FIELD.findall(text)}


def _control_of(archive: bytes) -> bytes:
    """The file ``control`` of a package: an ar archive whose second member is a packed tar (deb(5))."""
    at = 8
    while at + 60 <= len(archive):
        name, size = archive[at : at + 16].strip(), archive[at + 48 : at + 58].strip()
        if not size.isdigit():
            return b""
        if name.startswith(b"control.tar"):
            return _control_in(archive[at + 60 : at + 60 + int(size)])
        at += 60 + int(size) + int(size) % 2
    return b""


def _control_in(packed: bytes) -> bytes:
    try:
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            for member in tar:
                if member.name.lstrip("./") == "control" and member.isreg() and member.size < _TAIL:
                    file = tar.extractfile(member)
                    return file.read() if file else b""
    except (tarfile.TarError, EOFError, ValueError):
        pass
    return b""
