"""Backups of phones and tablets that a computer keeps: one for each device, with its size."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar
from xml.parsers.expat import ExpatError

import numpy as np

from cleanup.disk.quietly import beginning_of
from cleanup.disk.rules.stores import bytes_of_its_own
from cleanup.find.finder import Finder, Search
from cleanup.language import mark
from cleanup.model.category import Category, Unit
from cleanup.model.finding import Findings, Measure, Reason, Ruling, Verdict, Why
from cleanup.model.grouping import are_among
from cleanup.model.harmless import shown
from cleanup.model.inventory import Inventory
from cleanup.model.names import names_at
from cleanup.model.paths import SEPARATOR
from cleanup.model.thing import Kind, Things

_PLACES = (
    "Library/Application Support/MobileSync/Backup", "Apple/MobileSync/Backup",
    "AppData/Roaming/Apple Computer/MobileSync/Backup", "AppData/Roaming/Apple/MobileSync/Backup",
)  # fmt: skip
_ENDING = SEPARATOR.join((b"", b"MobileSync", b"Backup"))
_MOST = 1 << 20
# What plistlib raises of a file that is none, or only begins like one.
_UNREADABLE = (OSError, ValueError, TypeError, LookupError, AttributeError, ExpatError, RecursionError)


class PhoneBackups(Finder):
    """Backups made by Finder and iTunes; each may be all that is left of a phone, so none is ever chosen."""

    category: ClassVar[Category] = Category(
        "phone-backups",
        mark("backups of phones, one for each device; shown, never chosen"),
        unit=Unit.FOLDER,
        takes=frozenset({Kind.FOLDER}),
        only_told=True,
        remark=mark("shown only"),
    )

    def at_home(self, home: str) -> Iterable[str]:
        """The backups that are there."""
        for place in _PLACES:
            try:
                with os.scandir(os.path.join(home, place)) as listed:
                    yield from (os.path.join(place, each.name) for each in listed if each.is_dir(follow_symlinks=False))
            except OSError:
                continue

    def find(self, search: Search) -> Findings:
        """Look for folders in such places that name a device."""
        found: dict[str, tuple[int, str, int]] = {}
        for row in _rows(search.inventory):
            path = os.fsdecode(search.inventory.folder_path(row))
            if path in found:
                # Where its place is searched, it came aside as well.
                continue
            try:
                found[path] = (row, _device(path), bytes_of_its_own(path))
            except _UNREADABLE:
                continue
        return Findings(
            category=self.category,
            reasons=(Reason(Why(mark("the backup of a phone or tablet, {} in all"), Measure.BYTES)),),
            members=Things(search.inventory).of_folders(np.array([row for row, *_ in found.values()], dtype=np.int64)),
            starts=np.arange(len(found) + 1, dtype=np.int64),
            details=np.array([size for *_, size in found.values()], dtype=np.int64),
            rulings=tuple(Ruling(Verdict.ASK, device) for _, device, _ in found.values()),
            ruled=np.arange(len(found), dtype=np.uint16),
        )


def _rows(inventory: Inventory) -> list[int]:
    """The folders directly in a folder of backups; the names of those listed aside are whole paths from a home on."""
    called_so = np.flatnonzero(inventory.folder_letters.ending_with([b"backup"])).tolist()
    places = np.array([row for row in called_so if inventory.folder_path(row).endswith(_ENDING)], dtype=np.int64)
    aside = inventory.searched[1]
    names = names_at(inventory.names, inventory.folders["name"][aside:]).split(b"\0")[:-1]
    came_aside = (row for row, name in enumerate(names, aside) if name.rpartition(SEPARATOR)[0].endswith(_ENDING))
    return sorted({*np.flatnonzero(are_among(inventory.parents, places)).tolist(), *came_aside})


def _device(path: str) -> str:
    """The name of the device and the day of its last backup, from the files in the folder.

    Raises OSError or ValueError if they do not say.
    """
    import plistlib

    told = plistlib.loads(beginning_of(os.path.join(path, "Info.plist"), _MOST))
    name, day = told.get("Device Name"), told.get("Last Backup Date")
    if not isinstance(name, str) or not name:
        raise ValueError(path)
    return shown(f"{name}, {day:%Y-%m-%d}" if isinstance(day, datetime) else name)
