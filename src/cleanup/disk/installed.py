"""Which packages are installed here, according to dpkg, rpm, a Mac's receipts and Windows Installer."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cache

from cleanup.disk.contents.installers import Package, System, fields_of
from cleanup.disk.quietly import beginning_of, names_at
from cleanup.disk.system import told_by_rpm, versions_by_msi

_STATUS = "/var/lib/dpkg/status"
_RECEIPTS = "/var/db/receipts"
_MOST = 1 << 26


def installed_versions(package: Package) -> frozenset[str]:
    """The versions of a package that are installed here; none if that is unknown."""
    if package.system is System.MSI:
        return versions_by_msi(package.name)
    return _LISTS[package.system]().get(package.name, frozenset())


@cache
def _by_dpkg() -> dict[str, frozenset[str]]:
    try:
        told = beginning_of(_STATUS, _MOST)
    except OSError:
        return {}
    every = (fields_of(paragraph) for paragraph in told.split(b"\n\n"))
    return _together(
        (each["Package"], each["Version"]) for each in every if each.get("Status", "").endswith(" installed")
    )


@cache
def _by_rpm() -> dict[str, frozenset[str]]:
    lines = (line.split(" ") for line in told_by_rpm("%{NAME} %{VERSION}-%{RELEASE}\n").splitlines())
    return _together((line[0], line[1]) for line in lines if len(line) == 2)


@cache
def _by_receipts() -> dict[str, frozenset[str]]:
    """A receipt is a property list for each package, with its identifier and version."""
    import plistlib

    found = []
    try:
        names = [name for name in names_at(_RECEIPTS) if name.endswith(".plist")]
    except OSError:
        names = []
    for name in names:
        try:
            receipt = plistlib.loads(beginning_of(os.path.join(_RECEIPTS, name), _MOST))
            found.append((str(receipt["PackageIdentifier"]), str(receipt["PackageVersion"])))
        except (OSError, ValueError, LookupError, TypeError, plistlib.InvalidFileException):
            continue
    return _together(found)


def _together(found: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """The versions by name; a system may have several versions of one, such as kernels."""
    versions: dict[str, frozenset[str]] = {}
    for name, version in found:
        versions[name] = versions.get(name, frozenset()) | {version}
    return versions


_LISTS: dict[System, Callable[[], dict[str, frozenset[str]]]] = {
    System.DPKG: _by_dpkg, System.RPM: _by_rpm, System.MAC: _by_receipts,
}  # fmt: skip
