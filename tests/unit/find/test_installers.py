"""Installers by their contents: of each kind a true one and what only has its name, and what people keep on purpose."""

from __future__ import annotations

import io
import os
import struct
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cleanup.disk import installers
from cleanup.model.choice import Choice
from cleanup.model.scan import Scan
from cleanup.plan.groups import Groups
from cleanup.plan.selection import Selection
from support.ages import make_old
from support.looking import scan

NAME = "installers"
LATER = datetime.now(UTC) + timedelta(days=90)


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
DISC = bytes(32769) + b"CD001" + bytes(3000)
TRUE = {
    "setup.exe": program(b"...NullsoftInst..."),
    "Setup2.EXE": program(b"Inno Setup Setup Data (6.0)"),
    "office.msi": ole(CLASS),
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
    [("2.10", "installed here in this very version"), ("1.0", "installed here in another version")],
)
def test_what_is_installed_is_told(home: Path, monkeypatch: pytest.MonkeyPatch, version: str, words: str) -> None:
    status = home / "status"
    status.write_text(
        "Package: hello\nStatus: install ok installed\nVersion: 2.10\n\n"
        "Package: bye\nStatus: deinstall ok config-files\nVersion: 3\n"
    )
    monkeypatch.setattr(installers, "_STATUS", str(status))
    installers._installed.cache_clear()
    (home / "Downloads").mkdir()
    (home / "Downloads" / "hello.deb").write_bytes(debian(version))
    try:
        assert list(names(found_in(home)).values()) == [words]
    finally:
        installers._installed.cache_clear()


def test_a_mark_of_origin_is_told(home: Path) -> None:
    (home / "Downloads").mkdir()
    for name in ("one.exe", "two.exe"):
        (home / "Downloads" / name).write_bytes(TRUE["setup.exe"])
    try:
        os.setxattr(home / "Downloads" / "one.exe", "user.xdg.origin.url", b"https://example.org/one.exe")
    except OSError as error:
        pytest.skip(f"no extended attributes here: {error.strerror}")
    known = {os.path.basename(path): words for path, words in names(found_in(home)).items()}
    assert known["one.exe"] == "downloaded: it says from where"
    assert known["two.exe"].startswith("nothing tells")


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
    monkeypatch.setattr(installers, "_STATUS", str(tmp_path / "none"))
    installers._installed.cache_clear()
    laid = {
        "hello_1.9.deb": debian("1.9"), "hello_1.10.deb": debian("1.10"), "other/hello_1.0.deb": debian("1.0"),
        "b-1.rpm": rpm("b-1.0-1"), "b-2.rpm": rpm("b-1.0-2"), "b-3.rpm": rpm("b-1.0-3", 2), "c.rpm": rpm("c"),
    }  # fmt: skip
    for name, content in laid.items():
        path = home / "Downloads" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    try:
        known = {os.path.basename(path): words for path, words in names(found_in(home)).items()}
    finally:
        installers._installed.cache_clear()
    told = {name for name, words in known.items() if words == "a newer one lies beside it"}
    assert told == {"hello_1.9.deb", "b-1.rpm"}
    assert len(known) == len(laid)
