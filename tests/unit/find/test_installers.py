"""Installers by their contents: of each kind a true one and what only has its name, and what people keep on purpose."""

from __future__ import annotations

import io
import os
import plistlib
import shutil
import struct
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cleanup.disk import installed
from cleanup.disk.contents import installers
from cleanup.disk.system import rpm as rpm_of_system
from cleanup.disk.system import told_by_rpm
from cleanup.model.choice import Choice
from cleanup.model.scan import Scan
from cleanup.plan.groups import Groups
from cleanup.plan.selection import Selection
from support.ages import make_old
from support.looking import scan

NAME = "installers"
LISTS = (installed._by_dpkg, installed._by_rpm, installed._by_receipts)
LATER = datetime.now(UTC) + timedelta(days=90)


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    """The system is asked once in a process: here, once in a test."""
    for each in LISTS:
        each.cache_clear()
    yield
    for each in LISTS:
        each.cache_clear()


def program(content: bytes) -> bytes:
    return b"MZ" + bytes(0x3A) + struct.pack("<I", 0x40) + b"PE\0\0" + bytes(200) + content


def ole(class_of_root: bytes) -> bytes:
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<H", head, 0x1E, 9)
    return bytes(head) + bytes(80) + class_of_root + bytes(416)


def member(name: bytes, content: bytes) -> bytes:
    return (
        name.ljust(16) + b"0".ljust(12) + b"0".ljust(6) * 2 + b"100644".ljust(8) + b"%-10d`\n" % len(content) + content
    )


def debian(version: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        text = f"Package: hello\nVersion: {version}\n".encode()
        info = tarfile.TarInfo("./control")
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))
    return b"!<arch>\n" + member(b"debian-binary", b"2.0\n") + member(b"control.tar.gz", packed.getvalue())


CLASS = bytes([0x84, 0x10, 0x0C, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46])
PATCH = bytes([0x86]) + CLASS[1:]
DISC = bytes(32769) + b"CD001" + bytes(3000)
TRUE = {
    "setup.exe": program(b"...NullsoftInst..."),
    "Setup2.EXE": program(b"Inno Setup Setup Data (6.0)"),
    "office.msi": ole(CLASS),
    "office.msp": ole(PATCH),
    "store.msix": b"PK\3\4" + bytes(100) + b"AppxManifest.xml",
    "App.dmg": bytes(99) + b"koly".ljust(512, b"\0"),
    "App.pkg": b"xar!" + bytes(30),
    "hello.deb": debian("1"),
    "hello.rpm": b"\xed\xab\xee\xdb" + bytes(30),
    "x.snap": b"hsqs" + bytes(30),
    "driver.run": b"#!/bin/sh\n# Makeself 2.4\n",
    "debian.iso": DISC + b"ISOLINUX",
}
NEAR = {
    "tool.exe": program(b"a plain program"),
    "notes.exe": b"MZ are letters",
    "cut.exe": b"MZ",
    "letter.msi": ole(bytes(16)),
    "patch.msi": ole(PATCH),
    "x.msi": b"x",
    "zip.msix": b"PK\3\4" + bytes(100),
    "secret.dmg": b"encrcdsa" + bytes(999),
    "disc.dmg": bytes(2000),
    "data.pkg": b"my data",
    "text.deb": b"a letter to deb",
    "data.rpm": b"x" * 30,
    "run.run": b"#!/bin/sh\necho hello",
    "holiday.iso": DISC + b"VIDEO_TS",
    "prog.AppImage": b"\x7fELF\2\1\1\0AI\2" + bytes(30),
    "setup-portable.exe": program(b"NullsoftInst"),
}


def found_in(home: Path) -> Scan:
    return scan([home], home, now=LATER)


def names(found: Scan) -> dict[str, str]:
    """What is known of each installer, by its path."""
    (findings,) = (each for each in found.findings if each.category.name == NAME)
    return {
        os.fsdecode(found.finding(findings, group).files[0].path): findings.ruling(group).why
        for group in range(len(findings))
    }


def test_each_kind_is_told_by_its_contents(home: Path) -> None:
    for name, content in {**TRUE, **NEAR}.items():
        path = home / "Downloads" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    found = found_in(home)
    assert {os.path.basename(path) for path in names(found)} == TRUE.keys()
    selection = Selection(Groups(found), Choice(categories=(NAME,)), lambda _: "")
    assert not selection.chosen.any()


@pytest.mark.parametrize("place", ["Documents", "Downloads/Games", "Downloads/Treiber/graphics", "Software"])
def test_what_somebody_keeps_is_left_alone(home: Path, place: str) -> None:
    (home / place).mkdir(parents=True)
    (home / place / "setup.exe").write_bytes(TRUE["setup.exe"])
    assert not names(found_in(home))


def test_a_new_one_is_left_alone(home: Path) -> None:
    (home / "Downloads").mkdir()
    (home / "Downloads" / "setup.exe").write_bytes(TRUE["setup.exe"])
    assert not names(scan([home], home, now=datetime.now(UTC) + timedelta(days=20)))


def test_an_old_one_that_came_here_lately_is_shown(home: Path) -> None:
    (home / "Downloads").mkdir()
    (home / "Downloads" / "setup.exe").write_bytes(TRUE["setup.exe"])
    make_old(home)
    assert len(names(scan([home], home, now=datetime.now(UTC)))) == 1


@pytest.mark.parametrize(
    ("version", "words"),
    [("2.10", "this very version is installed here"), ("1.0", "another version is installed here")],
)
def test_what_is_installed_is_told(home: Path, monkeypatch: pytest.MonkeyPatch, version: str, words: str) -> None:
    status = home / "status"
    status.write_text(
        "Package: hello\nStatus: install ok installed\nVersion: 2.10\n\n"
        "Package: bye\nStatus: deinstall ok config-files\nVersion: 3\n",
        newline="\n",
    )
    monkeypatch.setattr(installed, "_STATUS", str(status))
    (home / "Downloads").mkdir()
    (home / "Downloads" / "hello.deb").write_bytes(debian(version))
    assert list(names(found_in(home)).values()) == [words]


def test_a_mark_of_origin_is_told(home: Path) -> None:
    (home / "Downloads").mkdir()
    for name in ("one.exe", "two.exe"):
        (home / "Downloads" / name).write_bytes(TRUE["setup.exe"])
    if not hasattr(os, "setxattr"):
        pytest.skip("no extended attributes here")
    try:
        os.setxattr(home / "Downloads" / "one.exe", "user.xdg.origin.url", b"https://example.org/one.exe")
    except OSError as error:
        pytest.skip(f"no extended attributes here: {error.strerror}")
    known = {os.path.basename(path): words for path, words in names(found_in(home)).items()}
    assert known["one.exe"] == "downloaded, and the source is known"
    assert known["two.exe"].startswith("nothing says")


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("1.9", "1.10"), ("1.0~rc1", "1.0"), ("1.0", "1.0a"), ("1.0", "1.0-1"), ("9", "1:1"), ("0:5", "5.1"),
        ("1.0-1", "1.0-1+deb12u1"), ("1.0a", "1.0+b"), ("2.36-9", "2.36-10"), ("1.0-rc-1", "1.0-rc-2"),
    ],
)  # fmt: skip
def test_which_version_is_newer(older: str, newer: str) -> None:
    assert installers.order_of(older) < installers.order_of(newer)
    assert not installers.order_of(newer) < installers.order_of(older)


def rpm(name: str, computers: int = 1) -> bytes:
    return b"\xed\xab\xee\xdb\3\0\0\0" + struct.pack(">H", computers) + name.encode().ljust(66, b"\0") + bytes(20)


def test_a_newer_one_beside_it_is_told(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "_STATUS", str(tmp_path / "none"))
    laid = {
        "hello_1.9.deb": debian("1.9"), "hello_1.10.deb": debian("1.10"), "other/hello_1.0.deb": debian("1.0"),
        "b-1.rpm": rpm("b-1.0-1"), "b-2.rpm": rpm("b-1.0-2"), "b-3.rpm": rpm("b-1.0-3", 2), "c.rpm": rpm("c"),
    }  # fmt: skip
    for name, content in laid.items():
        path = home / "Downloads" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    known = {os.path.basename(path): words for path, words in names(found_in(home)).items()}
    told = {name for name, words in known.items() if words == "a newer one lies beside it"}
    assert told == {"hello_1.9.deb", "b-1.rpm"}
    assert len(known) == len(laid)


@pytest.fixture
def rpm_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home in which rpm keeps its list, as Debian's does; nobody may read it, as whom rpm is asked by root."""
    if shutil.which("rpmbuild") is None:
        pytest.skip("needs rpmbuild")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        monkeypatch.setattr(rpm_of_system, "_SURROUNDINGS", {"HOME": folder})
        yield Path(folder)


def built(folder: Path, version: str) -> Path:
    """A true package, as rpmbuild makes it."""
    spec = folder / "hello.spec"
    spec.write_text(
        f"Name: hello\nVersion: {version}\nRelease: 3\nSummary: x\nLicense: MIT\nBuildArch: noarch\n"
        "%description\nx\n%files\n"
    )
    command = ["rpmbuild", "-bb", "--quiet", "--define", f"_topdir {folder}", str(spec)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "HOME": str(folder)})
    return next((folder / "RPMS").rglob(f"hello-{version}-*.rpm"))


@pytest.mark.parametrize(
    ("version", "words"),
    [("2.10", "this very version is installed here"), ("1.0", "another version is installed here")],
)
def test_rpm_is_asked_what_is_installed(home: Path, rpm_home: Path, tmp_path: Path, version: str, words: str) -> None:
    command = ["rpm", "-i", "--justdb", "--nodeps", str(built(tmp_path, "2.10"))]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "HOME": str(rpm_home)})
    (home / "Downloads").mkdir()
    shutil.copy(built(tmp_path, version), home / "Downloads" / "hello.rpm")
    assert list(names(found_in(home)).values()) == [words]


def test_rpm_runs_nothing_of_whoever_is_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("rpm") is None:
        pytest.skip("needs rpm")
    mark = tmp_path / "it ran"
    (tmp_path / ".rpmmacros").write_text(f"%_dbpath %(touch '{mark}'; echo {tmp_path}/list)\n")
    (tmp_path / ".popt").write_text(f"rpm alias -qa --eval '%(touch \"{mark}\")'\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert told_by_rpm("%{NAME}\n") is not None
    assert not mark.exists()
    assert {path.name for path in tmp_path.iterdir()} == {".rpmmacros", ".popt"}
    subprocess.run(["rpm", "-qa"], capture_output=True, check=False)
    assert mark.exists(), "these settings would have run it"


def xar(*parts: bytes, style: str = "application/octet-stream") -> bytes:
    """A package for a Mac with so many parts, each with a ``PackageInfo``."""
    heap, files = b"", ""
    for number, part in enumerate(parts):
        text = zlib.compress(part) if style.endswith("gzip") else part
        files += (
            f'<file id="{number}"><name>part{number}.pkg</name><type>directory</type><file id="9{number}"><data>'
            f'<length>{len(text)}</length><encoding style="{style}"/><offset>{len(heap)}</offset>'
            f"<size>{len(part)}</size></data><type>file</type><name>PackageInfo</name></file></file>"
        )
        heap += text
    contents = f'<?xml version="1.0" encoding="UTF-8"?><xar><toc>{files}</toc></xar>'.encode()
    packed = zlib.compress(contents)
    return struct.pack(">4sHHQQI", b"xar!", 28, 1, len(packed), len(contents), 1) + packed + heap


def part(identifier: str, version: str) -> bytes:
    return f'<pkg-info format-version="2" identifier="{identifier}" version="{version}"/>'.encode()


@pytest.mark.parametrize("style", ["application/x-gzip", "application/octet-stream"])
@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([part("org.a", "1.2")], "this very version is installed here"),
        ([part("org.a", "1.2"), part("org.b", "3")], "this very version is installed here"),
        ([part("org.a", "1.3")], "another version is installed here"),
        ([part("org.a", "1.2"), part("org.b", "4")], "another version is installed here"),
        ([part("org.a", "1.2"), part("org.c", "1")], "nothing says where it came from: you may not get it again"),
    ],
)
def test_a_receipt_of_a_mac_is_told(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: list[bytes], words: str, style: str
) -> None:
    receipts = tmp_path / "receipts"
    receipts.mkdir()
    for identifier, version in (("org.a", "1.2"), ("org.b", "3")):
        receipt = {"PackageIdentifier": identifier, "PackageVersion": version}
        (receipts / f"{identifier}.plist").write_bytes(plistlib.dumps(receipt, fmt=plistlib.FMT_BINARY))
    (receipts / "bad.plist").write_bytes(b"bplist00")
    monkeypatch.setattr(installed, "_RECEIPTS", str(receipts))
    (home / "Downloads").mkdir()
    (home / "Downloads" / "a.pkg").write_bytes(xar(*parts, style=style))
    assert list(names(found_in(home)).values()) == [words]


@pytest.mark.parametrize(
    "content",
    [
        b"xar!", xar(part("org.a", "1.2"))[:60], xar(b"<pkg-info"), xar(b"no text"),
        xar(b'<!DOCTYPE a [<!ENTITY b "b">]><pkg-info identifier="&b;" version="1"/>'),
        xar(part("org.a", "1.2")).replace(b"xar!\0\x1c", b"xar!\xff\xff"),
    ],
)  # fmt: skip
def test_a_package_that_cannot_be_read_is_an_installer_all_the_same(home: Path, content: bytes) -> None:
    (home / "Downloads").mkdir()
    (home / "Downloads" / "a.pkg").write_bytes(content)
    assert installers.installer_at(str(home / "Downloads" / "a.pkg")) == (installers.Kind.MAC, [])
    assert list(names(found_in(home)).values()) == ["nothing says where it came from: you may not get it again"]
