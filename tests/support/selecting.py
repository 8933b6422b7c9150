"""Selections over scans made from a few words: things go by their paths, groups by a path in them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import numpy as np

from cleanup.model.choice import Choice
from cleanup.model.coverage import Coverage
from cleanup.model.plan import Step
from cleanup.model.rule import Rule, RuleName
from cleanup.model.scan import Savings, Scan, Sum, Totals
from cleanup.model.thing import Things
from cleanup.plan.groups import Groups
from cleanup.plan.keeper import choose_keepers
from cleanup.plan.selection import Selection
from cleanup.plan.steps import left_alone, steps_of
from support.made import duplicates, inventory, one_each

NOW = datetime(2026, 9, 19, tzinfo=UTC)
CATEGORIES = ("duplicates", "large", "stale", "empty-folders")
_RULES = tuple(map(Rule, (RuleName.ORIGINAL_NAME, RuleName.OLDEST, RuleName.SHORTEST_PATH)))
EveryCopy = partial(Choice, every_copy=True, keep=_RULES)
"""What somebody asks for who lets rules choose of every group, safe or not."""
EVERYTHING = EveryCopy(categories=CATEGORIES)
Files = Mapping[str, Mapping[str, int]]


def scan_of(
    files: Files | Iterable[str],
    copies: Iterable[Iterable[str]] = (),
    large: Iterable[str] = (),
    stale: Iterable[str] = (),
    folders: Iterable[str] = (),
    *,
    roots: tuple[bytes, ...] = (b"/",),
    order: tuple[str, ...] = CATEGORIES,
) -> Scan:
    """A scan of these files in this order, with groups of copies, the large, the stale and empty folders."""
    known = files if isinstance(files, Mapping) else {path: {} for path in files}
    made = inventory(known, dict.fromkeys(folders, 0))
    rows = {made.path(row).decode(): row for row in range(len(made.files))}
    folder_rows = {made.folder_path(row).decode(): row for row in range(len(made.folders))}
    groups = [list(group) for group in copies]
    found = duplicates(*([rows[path] for path in group] for group in groups))
    digests = b"".join(hashlib.sha256(min(group).encode()).digest()[:16] for group in groups)
    found = replace(found, digests=np.frombuffer(digests, dtype=np.uint64).reshape(-1, 2), method="xxh3_128")
    every = {
        "duplicates": replace(found, keepers=choose_keepers(found, Things(made), _RULES)[0]),
        "large": one_each("large", *(rows[path] for path in large)),
        "stale": one_each("stale", *(rows[path] for path in stale)),
        "empty-folders": one_each("empty-folders", *(len(made.files) + folder_rows[path] for path in folders)),
    }
    nothing = Savings(Sum(0, 0), Sum(0, 0), Sum(0, 0), {}, ())
    return Scan(
        "scan-1", "1.0", NOW, NOW, "host", "user", roots, {}, True, Totals(0, 0, 0, 0), Coverage(), (), made,
        tuple(every[name] for name in order), nothing, (),
    )  # fmt: skip


def nothing_stays(path: bytes) -> str:
    """No path has a reason to stay."""
    return ""


class Chooser:
    """A hand that chooses: what ``Selection`` does, said with paths."""

    def __init__(self, scan: Scan, choice: Choice = EVERYTHING, stays: Callable[[bytes], str] = nothing_stays) -> None:
        self.choice = choice
        self.of = Selection(Groups(scan), choice, stays)
        groups = self.of.groups
        self.numbers = {
            name.decode(): thing
            for thing in np.unique(groups.members).tolist()
            for name in (groups.path(thing), *groups.all_things.other_names(thing))
        }  # fmt: skip

    def group(self, path: str, category: str = "") -> int:
        """The number of the first group, of this category if one is named, with this thing."""
        groups = self.of.groups
        return next(
            group
            for group in range(len(groups))
            if self.numbers[path] in groups.things(group) and category in {"", groups.place(group)[0].category.name}
        )

    def groups(self, *paths: str) -> Any:
        """The first groups with these things, or all groups."""
        found = [self.group(path) for path in paths] if paths else range(len(self.of.groups))
        return np.array(found, dtype=np.int64)

    def choose(self, path: str, category: str = "") -> str:
        """Choose one thing."""
        return self.of.choose(self.group(path, category), self.numbers[path])

    def leave(self, path: str) -> str:
        """Leave one thing."""
        return self.of.leave(self.numbers[path])

    def keep(self, path: str, category: str = "") -> str:
        """Let this copy stay."""
        return self.of.keep(self.group(path, category), self.numbers[path])

    def apply(self, name: RuleName, *paths: str, folder: bytes = b"") -> str:
        """Apply a rule to the groups with these things, or to all."""
        return self.of.apply(Rule(name, folder), self.groups(*paths))

    def do(self, done: str) -> str:
        """Do one after the other what these words say, as in ``choose /a, newest /b, in:/f``; gives the last answer."""
        said = ""
        for name, *paths in map(str.split, filter(None, done.split(", "))):
            match name:
                case "changed":
                    self.changed(*paths)
                case "undo":
                    self.of.undo()
                case "choose" | "leave" | "keep":
                    said = getattr(self, name)(*paths)
                case "skip" | "never-ask":
                    said = getattr(self.of, name.replace("-", "_"))(self.group(*paths))
                case "choose-all" | "leave-all":
                    said = getattr(self.of, name.replace("-", "_"))(self.groups(*paths))
                case _:
                    rule, _, folder = name.partition(":")
                    said = self.apply(RuleName(rule), *paths, folder=folder.encode())
        return said

    def changed(self, *paths: str) -> None:
        """Say that these things changed."""
        self.of.mark_changed(np.array([self.numbers[path] for path in paths], dtype=np.int64))

    def why_not(self, path: str) -> str:
        """Why a thing cannot be chosen."""
        return self.of.why_not(self.numbers[path])

    def rule(self, path: str) -> str:
        """By which rule the copy of this thing's group that stays does."""
        return self.of.copies.rule(self.group(path))

    @property
    def chosen(self) -> set[str]:
        """The first names of what is chosen."""
        return {self._path(thing) for thing in np.flatnonzero(self.of.chosen).tolist()}

    @property
    def kept(self) -> set[str]:
        """The first names of the copies that stay."""
        return {self._path(thing) for thing in np.flatnonzero(self.of.copies.kept()).tolist()}

    @property
    def told(self) -> tuple[str, str]:
        """What is chosen, and which copies stay by which rule, as words."""
        return " ".join(sorted(self.chosen)), " ".join(f"{path} {self.rule(path)}" for path in sorted(self.kept))

    @property
    def left(self) -> dict[str, int]:
        """What is left alone of the categories of the choice."""
        return {each.code: each.files for each in left_alone(self.of)}

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of all categories."""
        return steps_of(self.of, CATEGORIES)

    @property
    def state(self) -> tuple[Any, ...]:
        """All that one can see of the selection, to hold against another moment of it."""
        of = self.of
        return (
            self.chosen, self.kept, of.aside.skipped.tolist(), of.aside.forgotten.tolist(), of.copies.keepers.tolist(),
            [of.copies.rule(group) for group in range(len(of.groups))], of.amounts(), of.aside.decisions(), self.left,
            [of.why_not(each) for each in range(len(of.chosen))], self.steps,
        )  # fmt: skip

    def _path(self, thing: int) -> str:
        return self.of.groups.path(thing).decode()
