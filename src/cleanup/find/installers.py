"""Old installers in inboxes: recognised by their contents, with what is known about getting them again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

import numpy as np

from cleanup.disk.contents.installers import ENDINGS, Installer, Kind, Package, installer_at, installer_in, order_of
from cleanup.disk.installed import installed_versions
from cleanup.disk.quietly import looked_into
from cleanup.disk.reading.hashing import Look
from cleanup.disk.rules.homes import INBOXES, kinds_of_folders
from cleanup.disk.system import Handle, says_its_origin
from cleanup.find.finder import Finder, Search
from cleanup.language import mark
from cleanup.model.category import Category
from cleanup.model.finding import ONLY_BY_HAND, SMALL, Certainty, Findings, Measure, Reason, Ruling, Verdict, Why
from cleanup.model.inventory import Rows
from cleanup.model.names import alike

_REASONS = {
    Kind.WINDOWS: mark("an installer for Windows, here since {}"),
    Kind.MAC: mark("an installer for a Mac, here since {}"),
    Kind.DEBIAN: mark("a package for Debian and similar systems, here since {}"),
    Kind.LINUX: mark("a package for Linux, here since {}"),
    Kind.SYSTEM: mark("a disc image that installs a system, here since {}"),
}
_RULINGS = (
    Ruling(Verdict.ASK, mark("nothing says where it came from: you may not get it again"), ONLY_BY_HAND),
    Ruling(Verdict.ASK, mark("downloaded, and the source is known"), ONLY_BY_HAND),
    Ruling(Verdict.ASK, mark("this very version is installed here"), ONLY_BY_HAND),
    Ruling(Verdict.ASK, mark("another version is installed here"), ONLY_BY_HAND),
    Ruling(Verdict.ASK, mark("a newer one lies beside it"), ONLY_BY_HAND),
)
_UNKNOWN, _DOWNLOADED, _INSTALLED, _IN_ANOTHER, _NEWER_BESIDE = range(len(_RULINGS))
_LOOK = "installer"
_A_MONTH = timedelta(days=30)
# People keep installers in these on purpose.
_KEPT = frozenset({
    "games", "spiele", "jeux", "software", "installers", "installer", "drivers", "treiber", "pilotes", "firmware",
    "bios", "portable", "packages", "repodata", "steam",
})  # fmt: skip


class Installers(Finder):
    """Old files in an inbox that install something; each may be the only one, so no rule chooses."""

    category: ClassVar[Category] = Category(
        "installers",
        mark("installers where downloads arrive; shown, never chosen"),
        cost=mark("it would have to be downloaded again, if it is still there"),
        remark=mark("a month old or more"),
    )

    def also_wants(self, search: Search, rows: Rows) -> tuple[str, dict[int, Look]]:
        """The look that says what a file installs."""
        return _LOOK, {row: partial(_look, path) for row, path in _old_ones(search, rows)}

    def find(self, search: Search) -> Findings:
        """Look at names and places, then into each candidate."""
        inventory = search.inventory
        before = search.seen.get(_LOOK, {})
        found: list[tuple[int, Kind, int]] = []
        packages: dict[int, tuple[str, Package]] = {}
        for row, text in _old_ones(search, inventory.first):
            try:
                one = before[row] if row in before else installer_at(text)
                if not isinstance(one, Installer):
                    continue
                if len(one.packages) == 1:
                    packages[len(found)] = os.path.dirname(text), one.packages[0]
                found.append((row, one.kind, _what_is_known(text, one.packages)))
            except OSError:
                continue
        for place in _outdone(packages):
            row, kind, known = found[place]
            found[place] = row, kind, known if known == _INSTALLED else _NEWER_BESIDE
        members = np.array([row for row, *_ in found], dtype=np.int64)
        kinds = list(_REASONS)
        return Findings(
            category=self.category,
            reasons=tuple(Reason(Why(why, Measure.MOMENT), Certainty.LIKELY) for why in _REASONS.values()),
            members=members,
            starts=np.arange(len(members) + 1, dtype=np.int64),
            details=inventory.files["changed"][members].astype(np.int64),
            reasoned=np.array([kinds.index(kind) for _, kind, _ in found], dtype=SMALL),
            rulings=_RULINGS,
            ruled=np.array([known for *_, known in found], dtype=SMALL),
        )


def _old_ones(search: Search, rows: Rows) -> Iterator[tuple[int, str]]:
    """Those of these rows that are named like installers and have been in an inbox for long, with their paths."""
    inventory = search.inventory
    limit = int((search.request.now - _A_MONTH).timestamp()) * 10**9
    rows = rows[inventory.files["modified"][rows] < limit]
    rows = rows[inventory.letters.ending_with(ENDINGS)[rows]]
    for row, path in zip(rows.tolist(), inventory.paths(rows), strict=True):
        if _is_placed(text := os.fsdecode(path)):
            yield row, text


def _look(path: str, _folder: Handle, _name: bytes, file: int) -> Installer | None:
    return installer_in(looked_into(file), path)


def _is_placed(path: str) -> bool:
    """Whether a file is in an inbox, and not in a folder there in which people keep installers."""
    parts = [alike(part) for part in path.split(os.sep)]
    if "portable" in parts[-1]:
        return False
    inboxes = [place for place, part in enumerate(parts[:-1]) if kinds_of_folders().get(part) in INBOXES]
    return bool(inboxes) and _KEPT.isdisjoint(parts[inboxes[0] + 1 : -1])


def _outdone(packages: dict[int, tuple[str, Package]]) -> Iterator[int]:
    """The positions of the packages beside which a newer one of the same name lies."""
    newest: dict[tuple[str, str, str, str], Any] = {}
    for folder, package in packages.values():
        key, order = (folder, *package[:3]), order_of(package.version)
        newest[key] = max(newest.get(key, order), order)
    for place, (folder, package) in packages.items():
        if order_of(package.version) < newest[(folder, *package[:3])]:
            yield place


def _what_is_known(path: str, packages: list[Package]) -> int:
    """The position of the ruling on an installer; raises OSError."""
    installed = [installed_versions(package) for package in packages]
    if packages and all(installed):
        is_same = all(package.version in versions for package, versions in zip(packages, installed, strict=True))
        return _INSTALLED if is_same else _IN_ANOTHER
    return _DOWNLOADED if says_its_origin(path) else _UNKNOWN
