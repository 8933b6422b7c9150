"""From what is chosen to the steps of a plan; never a copy that stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cleanup.model.category import Proof
from cleanup.model.choice import Choice
from cleanup.model.finding import NO_KEEPER, Findings, Why
from cleanup.model.inventory import FileEntry
from cleanup.model.packed import Packed
from cleanup.model.plan import Identity, Keeper, Kind, LeftAlone, Step, identity_seen
from cleanup.model.scan import Scan
from cleanup.plan.groups import NO_GROUP, Groups
from cleanup.plan.selection import Selection

_COPY = Why("the same bytes as the copy that stays")


def choose_steps(
    scan: Scan, choice: Choice, stays: Callable[[bytes], str]
) -> tuple[Sequence[Step], tuple[LeftAlone, ...]]:
    """The steps for the findings that may move by rules, and what of them is left alone.

    ``stays`` gives the code of the reason why a path is never chosen, or "".
    """
    selection = Selection(Groups(scan), choice, stays)
    return steps_of(selection, selection.categories), left_alone(selection)


def steps_of(selection: Selection, categories: tuple[str, ...]) -> Sequence[Step]:
    """A step for each name of each thing that is chosen, told as what it is in the first of these categories.

    One that is known to be a redundant copy is compared with the one that stays, whatever category it is chosen for.
    """
    return Packed(Step, _all_steps(selection, categories))


def _all_steps(selection: Selection, categories: tuple[str, ...]) -> Iterator[Step]:
    groups = selection.groups
    group_of = selection.group_of_things
    left = selection.chosen.copy()
    number = 0
    for category, findings in enumerate(groups.scan.findings):
        if findings.category not in categories:
            continue
        things, owners = groups.members_of(groups.of_category(category))
        wanted = left[things]
        last, keeper = NO_GROUP, None
        for thing, group in zip(things[wanted].tolist(), owners[wanted].tolist(), strict=True):
            if not left[thing]:
                continue
            left[thing] = False
            owner = int(group_of[thing])
            if owner != last:
                last, keeper = owner, _keeper(selection, owner)
            place = group - int(groups.offsets[category])
            for step in _steps(groups.entry(thing), findings, place, keeper, number):
                number += 1
                yield step


def left_alone(selection: Selection) -> tuple[LeftAlone, ...]:
    """What the rules could have chosen and did not, by the code of the reason."""
    return tuple(LeftAlone(code, count) for code, count in sorted(selection.left_alone().items()))


def _keeper(selection: Selection, group: int) -> Keeper | None:
    """The copy that stays of a group, if it is one of duplicates."""
    if group == NO_GROUP:
        return None
    thing = int(selection.keepers[group])
    assert thing != NO_KEEPER
    entry = selection.groups.entry(thing)
    return Keeper(entry.path, identity_seen(entry), selection.rule(group))


def _steps(entry: FileEntry, findings: Findings, group: int, keeper: Keeper | None, number: int) -> Iterator[Step]:
    """One step for each name of a file: its bytes come free only when all of them have gone."""
    why, detail = findings.why, int(findings.details[group])
    if len(findings.members(group)) > 1:
        why, detail = _COPY, 0
    for path in (entry.path, *entry.also):
        number += 1
        yield Step(
            id=str(number),
            path=path,
            kind=Kind.FOLDER if findings.of_folders else Kind.FILE,
            identity=Identity(entry.device, entry.inode, 0, 0) if findings.of_folders else identity_seen(entry),
            allocated=entry.allocated,
            links=entry.links,
            category=findings.category,
            why=why,
            detail=detail,
            keeper=keeper,
            proof=Proof.NONE if keeper is None else Proof.SAME_BYTES,
        )
