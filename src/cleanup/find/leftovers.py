"""What programs leave behind, by the rules in ``disk/rules/leftovers.toml`` and in the user's own file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.in_use import InUse
from cleanup.disk.reading.hashing import Look
from cleanup.disk.rules.builds import build_rules
from cleanup.disk.rules.homes import is_where_things_arrive
from cleanup.disk.rules.leftovers import (
    OWN_RULES,
    Choosing,
    Leftover,
    any_name,
    company,
    found_at_home,
    has_letters,
    is_at_home,
    is_younger,
    leftover_rules,
    letters,
    most_letters,
    own_rules,
    which,
)
from cleanup.disk.rules.looks import MOST, Seen
from cleanup.disk.rules.stores import folders_at
from cleanup.disk.system import Handle, facts_at, leave, open_folder, read_at
from cleanup.find.finder import FIRST_BYTES, Finder, Search, ToldRule
from cleanup.language import mark
from cleanup.model.category import Category, Proof, Unit
from cleanup.model.finding import BY_RULE, WHEN_NAMED, Certainty, Findings, Reason, Ruling, Verdict, Why
from cleanup.model.grouping import are_among, distinct
from cleanup.model.inventory import NO_FOLDER, Inventory, Rows
from cleanup.model.letters import Letters
from cleanup.model.names import alike, names_at
from cleanup.model.noted import Noted
from cleanup.model.paths import SEPARATOR
from cleanup.model.thing import Kind, Things

_A_SECOND = 10**9
# Copied or unpacked files keep their times, and somebody may have brought them here on purpose.
_LATELY = Ruling(Verdict.ASK, mark("it is old, but arrived only recently"))
_RULINGS = {
    Choosing.ALWAYS: (Verdict.GOES, BY_RULE, Certainty.EXACT),
    Choosing.NAMED: (Verdict.ASK, WHEN_NAMED, Certainty.LIKELY),
    Choosing.NEVER: (Verdict.ASK, "", Certainty.LIKELY),
}


class Leftovers(Finder):
    """Partial downloads, locks, backups, thumbnails, dumps, known logs and caches, each by its own rule."""

    category: ClassVar[Category] = Category(
        "leftovers",
        mark("what programs leave behind: unfinished downloads, locks, dumps, caches"),
        unit=Unit.FILE,
        takes=frozenset(Kind),
        wholes=True,
        may_be_safe=True,
        proof=Proof.BY_RULE,
    )

    def __init__(self) -> None:
        self._take({**leftover_rules()})

    def learn(self, config: Path) -> None:
        """Add the user's own rules after those that come with the program."""
        self._take({**leftover_rules(), **own_rules(config / OWN_RULES)})

    def told(self) -> tuple[ToldRule, ...]:
        """All rules, in the order in which they are checked."""
        return tuple(
            ToldRule(name, rule.what, rule.why, rule.names, rule.days, rule.choose) for name, rule in self.rules.items()
        )

    def _take(self, rules: dict[str, Leftover]) -> None:
        self.rules = rules
        anywhere = [rule for rule in rules.values() if not is_at_home(rule) and has_letters(rule)]
        edges = [os.fsdecode(letters(name)) for rule in anywhere for name in rule.names]
        self.noted = Noted(
            beginnings=tuple({edge.strip("\0") for edge in edges if edge.startswith("\0")}),
            endings=tuple({edge.strip("\0") for edge in edges if edge.endswith("\0")}),
            folders=frozenset(name.lower() for rule in anywhere if rule.takes is Kind.FOLDER for name in rule.names),
            holding=frozenset(
                name
                for rule in rules.values()
                if rule.takes is Kind.FOLDER and not (has_letters(rule) or is_at_home(rule))
                for name in rule.inside
            ),
        )

    def at_home(self, home: str) -> Iterable[str]:
        """The hidden places in a home that rules name."""
        return found_at_home(self.rules.values(), home)

    def also_wants(self, search: Search, rows: Rows) -> tuple[str, dict[int, Look]]:
        """The first bytes of files that a rule looks into."""
        looking = [rule for rule in self.rules.values() if rule.takes is Kind.FILE and (rule.starts or rule.proof)]
        its = Letters(search.inventory.file_names(rows))
        rows = rows[its.having(most_letters(name) for rule in looking for name in rule.names)]
        names, texts = any_name(looking), search.inventory.file_names(rows).split(b"\0")[:-1]
        fit = (row for row, text in zip(rows.tolist(), texts, strict=True) if names.fullmatch(alike(os.fsdecode(text))))
        return FIRST_BYTES, dict.fromkeys(fit, _first_bytes)

    def find(self, search: Search) -> Findings:
        """Look at all names at once; then at each candidate, what is beside it and what is in it."""
        rules = tuple(self.rules.values())
        now = int(search.request.now.timestamp()) * _A_SECOND
        in_use, found, lately, unseen = InUse(), [], [], []
        for thing, seen in _each(_candidates(search, rules), search):
            try:
                rule = which(rules, seen, search.home, now)
            except OSError:
                # What cannot be looked at stays; if it was unreadable, the walk has reported it.
                continue
            if rule is None or in_use.has(os.path.join(seen.folder, seen.name)):
                continue
            found.append((thing, rules.index(rule)))
            lately.append(is_younger(rule, seen.came(), now))
            unseen.append(_unseen(search.inventory, thing, seen))
        return _findings(self.category, rules, found, lately, unseen)


def _findings(
    category: Category,
    rules: tuple[Leftover, ...],
    found: list[tuple[int, int]],
    lately: list[bool],
    unseen: list[int],
) -> Findings:
    """The findings, each with the reason of its rule, by number, and with its ruling unless it arrived recently."""
    used = sorted({number for _, number in found})
    reasons, rulings = [], []
    for number in used:
        rule = rules[number]
        verdict, word, certainty = _RULINGS[rule.choose]
        reasons.append(Reason(Why(rule.what), certainty))
        rulings.append(Ruling(verdict, rule.why, word))
    numbers = np.searchsorted(used, [number for _, number in found]).astype(np.uint16)
    return Findings(
        category=category,
        reasons=tuple(reasons) or (Reason(Why(mark("left by a program"))),),
        members=np.array([thing for thing, _ in found], dtype=np.int64),
        starts=np.arange(len(found) + 1, dtype=np.int64),
        details=np.zeros(len(found), dtype=np.int64),
        reasoned=numbers,
        # The last one says that it was looked into, whatever was found.
        rulings=(*rulings, _LATELY, Ruling(Verdict.GOES, "", BY_RULE)),
        ruled=np.where(np.array(lately, dtype=np.bool_), len(rulings), numbers).astype(np.uint16),
        unseen=np.array(unseen, dtype=np.int64),
    )


def _unseen(inventory: Inventory, thing: int, seen: Seen) -> int:
    """The bytes in a folder that was listed aside; those of a searched folder are in the inventory."""
    row = thing - len(inventory.files)
    if seen.kind is not Kind.FOLDER or row < inventory.searched[1]:
        return 0
    return int(getattr(seen.manifest, "allocated", 0))


def _candidates(search: Search, rules: tuple[Leftover, ...]) -> Rows:
    """The things whose names fit a rule; for rules about places in a home, only those in the home."""
    inventory, things = search.inventory, Things(search.inventory)
    others = [rule for rule in rules if not is_at_home(rule)]
    anywhere = np.concatenate([
        _named_by(list(filter(has_letters, others)), inventory),
        _by_company(search, [rule for rule in others if not has_letters(rule)]),
    ])  # fmt: skip
    aside = _came_aside(inventory)
    if not search.request.selection.everything:
        return distinct(np.concatenate([anywhere, aside]))
    home = list(folders_at(inventory, {os.fsencode(search.home)}).values())
    inside = things.within(things.folders_within(np.array(home, dtype=np.int64)))[0] if home else None
    at_home = _named_by([rule for rule in rules if is_at_home(rule)], inventory) if home else aside
    return distinct(np.concatenate([anywhere, aside, at_home if inside is None else at_home[inside[at_home]]]))


def _named_by(rules: list[Leftover], inventory: Inventory) -> Rows:
    """The things whose names contain the letters that these rules ask for."""
    found = []
    for table, kind, begin in _tables(inventory):
        pattern = any_name(rule for rule in rules if rule.takes is kind)
        its = _letters(inventory, kind)
        needles = (most_letters(name) for rule in rules if rule.takes is kind for name in rule.names)
        rows = np.flatnonzero(its.having(needles))
        texts = names_at(inventory.names, table["name"][rows]).split(b"\0")[:-1]
        fit = [pattern.fullmatch(alike(os.path.basename(os.fsdecode(text)))) is not None for text in texts]
        found.append(rows[np.array(fit, dtype=np.bool_)] + begin)
    return np.concatenate(found)


def _by_company(search: Search, rules: list[Leftover]) -> Rows:
    """The things that rules recognise by what is beside a file or directly in a folder."""
    inventory = search.inventory
    inside = {name for rule in rules if rule.takes is Kind.FOLDER for name in company(rule)}
    endings = tuple(name for rule in rules if rule.takes is Kind.FILE for name in company(rule))
    folders = [row for row in _folders_with(inside, inventory).tolist() if not _is_a_place(search, row)]
    things = Things(inventory).of_folders(np.array(folders, dtype=np.int64))
    return np.concatenate([_files_beside(endings, inventory), things])


def _folders_with(names: set[bytes], inventory: Inventory) -> Rows:
    """The folders with a file of one of these names in them, and those listed aside, which may have one."""
    holding = inventory.files["folder"][inventory.letters.having(b"\0%s\0" % name for name in names)].astype(np.int64)
    if not names:
        return holding
    # What is protected for a name in it is listed aside; what is listed aside for its own name, other rules know.
    aside = np.arange(inventory.searched[1], len(inventory.folders), dtype=np.int64)
    named = (b"\0%s\0" % os.fsencode(name) for build in build_rules().values() for name in build.folders)
    return distinct(np.concatenate([holding, aside[~inventory.folder_letters.having(named)[aside]]]))


def _files_beside(endings: tuple[bytes, ...], inventory: Inventory) -> Rows:
    """The files beside which there is another one of the same name and one of these endings after it."""
    folders = inventory.files["folder"]
    others = np.flatnonzero(inventory.letters.ending_with(endings))
    wanted = {(inventory.file_name(row), int(folders[row])) for row in others.tolist()}
    near = np.flatnonzero(are_among(folders, distinct(folders[others]))).tolist()
    found = [
        row for row in near if any((inventory.file_name(row) + each, int(folders[row])) in wanted for each in endings)
    ]
    return np.array(found, dtype=np.int64)


def _is_a_place(search: Search, folder: int) -> bool:
    """Whether no program made this folder: a root, one that a desktop expects, or one where things arrive."""
    path = search.inventory.folder_path(folder)
    is_root = search.inventory.folders["folder"][folder] == NO_FOLDER
    return is_root or path in search.expected_folders or is_where_things_arrive(os.fsdecode(path))


def _letters(inventory: Inventory, kind: Kind) -> Letters:
    match kind:
        case Kind.FILE:
            return inventory.letters
        case Kind.FOLDER:
            return inventory.folder_letters
        case Kind.LINK:
            return Letters(names_at(inventory.names, inventory.links["name"]))


def _came_aside(inventory: Inventory) -> Rows:
    """The things from places in the home that were listed aside; their names are whole paths from the home on."""
    found = []
    for (table, _, begin), searched in zip(_tables(inventory), inventory.searched, strict=True):
        names = Letters(names_at(inventory.names, table["name"][searched:]))
        found.append(np.flatnonzero(names.having([SEPARATOR])) + begin + searched)
    return np.concatenate(found)


def _tables(inventory: Inventory) -> tuple[tuple[NDArray[Any], Kind, int], ...]:
    """Each table of an inventory, its kind, and the number of its first thing."""
    folders = len(inventory.files)
    return (
        (inventory.files, Kind.FILE, 0),
        (inventory.folders, Kind.FOLDER, folders),
        (inventory.links, Kind.LINK, folders + len(inventory.folders)),
    )


def _first_bytes(_folder: Handle, _name: bytes, file: int) -> bytes:
    return read_at(file, MOST, 0)


def _each(things: Rows, search: Search) -> Iterator[tuple[int, Seen]]:
    """The current state of these things, folder by folder; what is gone or out of reach is left out."""
    handle: Handle | None = None
    last = ""
    try:
        for thing, path in zip(things.tolist(), Things(search.inventory).each_path(things), strict=True):
            folder, name = os.path.split(os.fsdecode(path))
            try:
                if handle is None or folder != last:
                    if handle is not None:
                        leave(handle)
                        handle = None
                    handle, last = open_folder(folder), folder
                yield thing, Seen(handle, folder, name, facts_at(handle, name), search.first_bytes(thing))
            except OSError:
                continue
    finally:
        if handle is not None:
            leave(handle)
