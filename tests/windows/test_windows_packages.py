"""Packages of Windows Installer: what they say of themselves, and whether they are installed; a real one is."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import cleanup
from cleanup.disk.system import package_in_msi, versions_by_msi

_CREATE = ctypes.c_void_p(3)
PRODUCT, NEWER, FAMILY = (f"{{0000000{number}-1111-4222-8333-444444444444}}" for number in (1, 2, 3))
TABLES = (
    "CREATE TABLE `Property` (`Property` CHAR(72) NOT NULL, `Value` CHAR(0) NOT NULL PRIMARY KEY `Property`)",
    "CREATE TABLE `Directory` (`Directory` CHAR(72) NOT NULL, `Directory_Parent` CHAR(72), "
    "`DefaultDir` CHAR(255) NOT NULL PRIMARY KEY `Directory`)",
    "CREATE TABLE `Component` (`Component` CHAR(72) NOT NULL, `ComponentId` CHAR(38), `Directory_` CHAR(72) NOT NULL, "
    "`Attributes` SHORT NOT NULL, `Condition` CHAR(255), `KeyPath` CHAR(72) PRIMARY KEY `Component`)",
    "CREATE TABLE `Feature` (`Feature` CHAR(38) NOT NULL, `Feature_Parent` CHAR(38), `Title` CHAR(64), "
    "`Description` CHAR(255), `Display` SHORT, `Level` SHORT NOT NULL, `Directory_` CHAR(72), "
    "`Attributes` SHORT NOT NULL PRIMARY KEY `Feature`)",
    "CREATE TABLE `FeatureComponents` (`Feature_` CHAR(38) NOT NULL, `Component_` CHAR(72) NOT NULL "
    "PRIMARY KEY `Feature_`, `Component_`)",
    "CREATE TABLE `File` (`File` CHAR(72) NOT NULL, `Component_` CHAR(72) NOT NULL, `FileName` CHAR(255) NOT NULL, "
    "`FileSize` LONG NOT NULL, `Version` CHAR(72), `Language` CHAR(20), `Attributes` SHORT, "
    "`Sequence` SHORT NOT NULL PRIMARY KEY `File`)",
    "CREATE TABLE `Media` (`DiskId` SHORT NOT NULL, `LastSequence` SHORT NOT NULL, `DiskPrompt` CHAR(64), "
    "`Cabinet` CHAR(255), `VolumeLabel` CHAR(32), `Source` CHAR(72) PRIMARY KEY `DiskId`)",
    "CREATE TABLE `InstallExecuteSequence` (`Action` CHAR(72) NOT NULL, `Condition` CHAR(255), "
    "`Sequence` SHORT PRIMARY KEY `Action`)",
    "INSERT INTO `Directory` (`Directory`, `DefaultDir`) VALUES ('TARGETDIR', 'SourceDir')",
    "INSERT INTO `Component` (`Component`, `ComponentId`, `Directory_`, `Attributes`) "
    "VALUES ('one', '{00000009-1111-4222-8333-444444444444}', 'TARGETDIR', 0)",
    "INSERT INTO `Feature` (`Feature`, `Level`, `Attributes`) VALUES ('all', 1, 0)",
    "INSERT INTO `FeatureComponents` (`Feature_`, `Component_`) VALUES ('all', 'one')",
    "INSERT INTO `Media` (`DiskId`, `LastSequence`) VALUES (1, 1)",
)
ACTIONS = {
    "CostInitialize": 800, "FileCost": 900, "CostFinalize": 1000, "InstallValidate": 1400, "InstallInitialize": 1500,
    "ProcessComponents": 1600, "RegisterProduct": 6100, "PublishFeatures": 6300, "PublishProduct": 6400,
    "InstallFinalize": 6600,
}  # fmt: skip


def run(database: ctypes.c_ulong, query: str) -> None:
    msi, view = ctypes.WinDLL("msi"), ctypes.c_ulong()
    assert msi.MsiDatabaseOpenViewW(database, query, ctypes.byref(view)) == 0, query
    assert msi.MsiViewExecute(view, 0) == 0, query
    msi.MsiCloseHandle(view)


def make_msi(path: Path, product: str, version: str) -> Path:
    """A package that installs nothing but the knowledge that it is installed."""
    msi, database, summary = ctypes.WinDLL("msi"), ctypes.c_ulong(), ctypes.c_ulong()
    path.parent.mkdir(exist_ok=True)
    assert msi.MsiOpenDatabaseW(str(path), _CREATE, ctypes.byref(database)) == 0
    for query in TABLES:
        run(database, query)
    properties = {"ProductCode": product, "ProductVersion": version, "UpgradeCode": FAMILY, "ProductName": "Tool",
                  "Manufacturer": "Nobody", "ProductLanguage": "1033", "ALLUSERS": "1"}  # fmt: skip
    for name, value in properties.items():
        run(database, f"INSERT INTO `Property` (`Property`, `Value`) VALUES ('{name}', '{value}')")
    for action, number in ACTIONS.items():
        run(database, f"INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('{action}', {number})")
    assert msi.MsiGetSummaryInformationW(database, None, 10, ctypes.byref(summary)) == 0
    # Template, number of the package, version of the installer, kind of words and of source ([MS-OSHARED] 2.3.3).
    for number, text in {7: ";1033", 9: product}.items():
        assert msi.MsiSummaryInfoSetPropertyW(summary, number, 30, 0, None, text) == 0
    for number, value in {14: 200, 15: 0}.items():
        assert msi.MsiSummaryInfoSetPropertyW(summary, number, 3, value, None, None) == 0
    assert msi.MsiSummaryInfoPersist(summary) == 0
    assert msi.MsiDatabaseCommit(database) == 0
    msi.MsiCloseHandle(summary)
    msi.MsiCloseHandle(database)
    return path


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Path]:
    package = make_msi(tmp_path / "Downloads" / "tool.msi", PRODUCT, "1.2.3")
    subprocess.run(["msiexec", "/i", str(package), "/qn"], check=True, timeout=300)
    yield package
    subprocess.run(["msiexec", "/x", PRODUCT, "/qn"], check=True, timeout=300)


def known_of(folder: Path) -> dict[str, str]:
    """What a scan tells of each installer, by name."""
    for path in folder.iterdir():
        os.utime(path, (1_500_000_000, 1_500_000_000))
    found = cleanup.scan([folder], only=["installers"])
    (findings,) = found.findings
    return {
        os.path.basename(os.fsdecode(found.finding(findings, group).files[0].path)): findings.ruling(group).why
        for group in range(len(findings))
    }


def test_a_package_that_is_installed_is_told_and_another_version_of_it(installed: Path) -> None:
    assert package_in_msi(str(installed)) == (FAMILY, "1.2.3")
    assert versions_by_msi(FAMILY) == {"1.2.3"}
    make_msi(installed.with_name("tool 2.msi"), NEWER, "2.0.0")
    assert known_of(installed.parent) == {
        "tool.msi": "this very version is installed here",
        "tool 2.msi": "another version is installed here",
    }


def test_a_package_that_is_not_installed(tmp_path: Path) -> None:
    package = make_msi(tmp_path / "Downloads" / "tool.msi", PRODUCT, "1.2.3")
    assert versions_by_msi(FAMILY) == frozenset()
    assert set(known_of(package.parent)) == {"tool.msi"}


@pytest.mark.parametrize("keep", [0, 512, 2048])
def test_a_package_that_was_cut_says_nothing(tmp_path: Path, keep: int) -> None:
    package = make_msi(tmp_path / "Downloads" / "tool.msi", PRODUCT, "1.2.3")
    package.write_bytes(package.read_bytes()[:keep])
    assert package_in_msi(str(package)) is None
