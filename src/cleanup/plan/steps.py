"""From findings to the steps of a plan: every redundant copy, and what else was asked for; never a copy that stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np

from cleanup.model.choice import Choice
from cleanup.model.finding import NO_KEEPER, Findings, Why
from cleanup.model.inventory import FileEntry
from cleanup.model.plan import DUPLICATES, Identity, Keeper, Kind, LeftAlone, Step
from cleanup.model.rule import DEFAULT_RULES, TIE, RuleName, written
from cleanup.model.scan import Scan
from cleanup.plan.keeper import choose_keepers, is_in

_COPY = Why("the same bytes as the copy that stays")


def choose_steps(
    scan: Scan, choice: Choice, stays: Callable[[bytes], str]
) -> tuple[tuple[Step, ...], tuple[LeftAlone, ...]]:
    """The steps for the findings that may move, and what of them is left alone.

    ``stays`` gives the code of the reason why a path is never chosen by rules, or "". A file with names that the scan
    did not see is left alone: moving it would free nothing. One that is known to be a redundant copy is compared with
    the one that stays, whatever category it is chosen for.
    """
    kept, keeper_of = _keepers(scan, choice)
    steps: list[Step] = []
    left: Counter[str] = Counter()
    done: set[tuple[bool, int]] = set()
    for findings in scan.findings:
        if findings.category not in choice.categories:
            continue
        for row, group in zip(findings.rows.tolist(), findings.group_of_rows().tolist(), strict=True):
            if (findings.of_folders, row) in done or (not findings.of_folders and row in kept):
                continue
            done.add((findings.of_folders, row))
            entry = scan.inventory.folder_entry(row) if findings.of_folders else scan.inventory.entry(row)
            if not _is_meant(entry, choice):
                continue
            keeper, rule = (NO_KEEPER, "") if findings.of_folders else keeper_of.get(row, (NO_KEEPER, ""))
            if code := _left_alone(entry, choice, rule, stays):
                left[code] += 1
                continue
            steps += _steps(entry, findings, group, _keeper(scan, keeper, rule), len(steps))
    return tuple(steps), tuple(LeftAlone(code, count) for code, count in sorted(left.items()))


def _keepers(scan: Scan, choice: Choice) -> tuple[frozenset[int], dict[int, tuple[int, str]]]:
    """The rows of all copies that stay; for each redundant copy the row of the one that stays, and by which rule."""
    rules = choice.keep if choice.strict and choice.keep else (*choice.keep, *DEFAULT_RULES)
    words = [*map(written, rules), TIE]
    keeper_of = {}
    for findings in scan.findings:
        if not np.any(findings.keepers != NO_KEEPER):
            continue
        kept = choose_keepers(findings, scan.inventory, rules, scan.roots)
        for group, (keeper, decided) in enumerate(zip(kept.keepers.tolist(), kept.decided.tolist(), strict=True)):
            others = [row for row in findings.members(group).tolist() if row != keeper]
            keeper_of.update(dict.fromkeys(others, (keeper, words[decided])))
    return frozenset(keeper for keeper, _ in keeper_of.values()), keeper_of


def _is_meant(entry: FileEntry, choice: Choice) -> bool:
    """Whether all names of a file lie where the user lets the rules choose, and it is old enough."""
    if choice.older_than is not None and entry.modified >= choice.older_than:
        return False
    names = (entry.path, *entry.also)
    return not choice.under or all(any(is_in(path, folder) for folder in choice.under) for path in names)


def _left_alone(entry: FileEntry, choice: Choice, rule: str, stays: Callable[[bytes], str]) -> str:
    if rule == TIE and choice.strict:
        return "tie"
    held = [rule.folder for rule in choice.keep if rule.name is RuleName.IN]
    if any(is_in(path, folder) for path in (entry.path, *entry.also) for folder in held):
        return "held"
    if entry.links > 1 + len(entry.also):
        return "other-names"
    for path in (entry.path, *entry.also):
        if code := stays(path):
            return code
    return ""


def _keeper(scan: Scan, row: int, rule: str) -> Keeper | None:
    if row == NO_KEEPER:
        return None
    entry = scan.inventory.entry(row)
    return Keeper(entry.path, _identity(entry), rule)


def _steps(entry: FileEntry, findings: Findings, group: int, keeper: Keeper | None, number: int) -> Iterator[Step]:
    """One step for each name of a file: its bytes come free only when all of them have gone."""
    why, detail = findings.why, int(findings.details[group])
    if findings.category == DUPLICATES:
        why, detail = _COPY, 0
    for path in (entry.path, *entry.also):
        number += 1
        yield Step(
            id=str(number),
            path=path,
            kind=Kind.FOLDER if findings.of_folders else Kind.FILE,
            identity=Identity(entry.device, entry.inode, 0, 0) if findings.of_folders else _identity(entry),
            allocated=entry.allocated,
            links=entry.links,
            category=findings.category,
            why=why,
            detail=detail,
            keeper=keeper,
        )


def _identity(entry: FileEntry) -> Identity:
    return Identity(entry.device, entry.inode, entry.size, entry.modified)
