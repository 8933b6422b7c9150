"""Stores of packages and backups of phones: told with their size and what can be done, and never moved."""

from __future__ import annotations

import os
import plistlib
from datetime import datetime
from pathlib import Path

import pytest

from cleanup.disk.rules.stores import store_rules
from cleanup.model.scan import Scan
from support.looking import below, occupied, scan

BACKUPS = "Library/Application Support/MobileSync/Backup"


def told(found: Scan, category: str, home: Path) -> dict[str, tuple[int, str]]:
    """The size and the words on each folder of a category."""
    (findings,) = (each for each in found.findings if each.category.name == category)
    return {
        below(found.finding(findings, group).files[0].path, home): (
            int(findings.details[group]), findings.ruling(group).why,
        )
        for group in range(len(findings))
    }  # fmt: skip


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("name", store_rules())
def test_a_store_is_told_with_its_own_command(home: Path, name: str, everything: bool) -> None:
    store = store_rules()[name]
    package = home / store.places[0] / "package"
    write(package, b"x" * 5000)
    os.link(package, home / "in use")
    write(home / store.places[0] / "spare", b"x" * 5000)
    write(home / "Documents" / "uv" / "pkgs", b"x")
    found = scan([home], home, everything=everything)
    size = occupied(home / store.places[0] / "spare")
    assert told(found, "package-stores", home) == {store.places[0]: (size, store.clean)}
    assert found.savings.by_category["package-stores"].reclaimable_bytes == 0


@pytest.mark.parametrize("where", ["", "Old laptop"])
def test_a_phone_is_told_by_its_name_and_the_day_of_its_backup(home: Path, where: str) -> None:
    backup = home / where / BACKUPS / "0001"
    info = {"Device Name": "Anna’s {phone}\u202e", "Last Backup Date": datetime(2020, 1, 2)}
    write(backup / "Info.plist", plistlib.dumps(info))
    write(backup / "blob", b"x" * 9000)
    found = scan([home], home, everything=False)
    size = occupied(*backup.iterdir())
    words = "Anna’s {phone}\\u202e, 2020-01-02"
    assert told(found, "phone-backups", home) == {(Path(where) / BACKUPS / "0001").as_posix(): (size, words)}


@pytest.mark.parametrize(
    "info", [b"", b"no list", b"<plist>", b"bplist00", plistlib.dumps([]), plistlib.dumps({}), plistlib.dumps({"x": 1})]
)
def test_what_says_of_no_device_is_no_backup(home: Path, info: bytes) -> None:
    write(home / BACKUPS / "0001" / "Info.plist", info)
    write(home / "Backup" / "0001" / "Info.plist", plistlib.dumps({"Device Name": "Anna’s phone"}))
    assert told(scan([home], home, everything=False), "phone-backups", home) == {}
