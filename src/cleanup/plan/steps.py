"""From what is chosen to the steps of a plan; never a copy that stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from cleanup.language import mark
from cleanup.model.belonging import Belonging, filed_anywhere
from cleanup.model.category import Proof
from cleanup.model.choice import Choice
from cleanup.model.finding import NO_KEEPER, Findings, Why
from cleanup.model.grouping import are_among
from cleanup.model.inventory import FileEntry, Rows
from cleanup.model.plan import Identity, Keeper, Kind, LeftAlone, Step, identity_seen
from cleanup.model.rule import TIE
from cleanup.model.scan import Scan
from cleanup.plan.asked_for import only_by_hand
from cleanup.plan.groups import NO_GROUP, Groups
from cleanup.plan.selection import Selection
from cleanup.plan.standing import lasts_anywhere
from cleanup.plan.verdicts import IN_WHOLE

BY_HAND = "only-by-hand"
LOOK = "worth-a-look"
NOT_JUDGED = "not-judged"

_PROVED = {
    Proof.SAME_BYTES: Why(mark("the same bytes as the copy that stays")),
    Proof.SAME_TREE: Why(mark("everything in it is the same as in the folder that stays")),
}
_Against = tuple[Keeper | None, Proof]
_NOTHING: _Against = (None, Proof.NONE)


def choose_steps(
    scan: Scan,
    choice: Choice,
    stays: Callable[[bytes], str],
    level: Callable[[bytes], int] = lasts_anywhere,
    belonging: Callable[[bytes], Belonging] = filed_anywhere,
) -> tuple[Sequence[Step], tuple[LeftAlone, ...]]:
    """The steps for the findings that may move by rules, and what of them is left alone.

    ``stays`` gives the code of the reason why a path is never chosen, or ""; ``level`` says how soon the contents of a
    folder may vanish by themselves, ``belonging`` what they belong to.
    """
    selection = Selection(Groups(scan), choice, stays, level, belonging)
    return steps_of(selection, selection.categories), left_alone(selection)


def steps_of(selection: Selection, categories: tuple[str, ...]) -> Sequence[Step]:
    """A step for each name of each chosen thing, described by the first of these categories that has it.

    A thing known to be an extra copy is compared with the one that stays, whatever category it is chosen for.
    """
    return tuple(_all_steps(selection, categories))


def _all_steps(selection: Selection, categories: tuple[str, ...]) -> Iterator[Step]:
    groups, things = selection.groups, selection.groups.all_things
    # What is in a folder that goes, goes with it.
    left = selection.chosen & ~things.below(things.folders_of(np.flatnonzero(selection.chosen)))
    number = 0
    for category, findings in enumerate(groups.scan.findings):
        if findings.category.name not in categories:
            continue
        members, owners = groups.members_of(groups.of_category(category))
        # A thing in several groups goes with the first.
        firsts = np.unique(members, return_index=True)[1]
        firsts = np.sort(firsts[left[members[firsts]]])
        going, groups_of = members[firsts], owners[firsts]
        left[going] = False
        last, against = NO_GROUP, _NOTHING
        sides = _proving_sides(selection, going, groups_of)
        kept = np.where(sides == NO_GROUP, going, selection.copies.keepers[sides]) if len(going) else going
        for thing, group, side, entry, stays in zip(
            going.tolist(), groups_of.tolist(), sides.tolist(), things.entries(going), things.entries(kept), strict=True
        ):
            if side != last:
                last, against = side, _against(selection, side, stays)
            place = group - int(groups.offsets[category])
            for step in _steps(entry, things.kind(thing), findings, place, against, number):
                number += 1
                yield step


def _proving_sides(selection: Selection, things: Rows, groups: Rows) -> Rows:
    """For each of these things the side that can prove that it is one too many: in any category, else in its group."""
    sides = selection.copies.proving()[things]
    for place in np.flatnonzero((sides == NO_GROUP) & selection.copies.are_copies[groups]).tolist():
        sides[place] = selection.copies.side(int(groups[place]), int(things[place]))
    return sides


def left_alone(selection: Selection) -> tuple[LeftAlone, ...]:
    """What the rules could have chosen and did not, by the code of the reason."""
    groups, copies = selection.groups, selection.copies
    things, _ = groups.members_of(groups.of_categories(selection.categories))
    fixed = copies.kept().copy()
    fixed[copies.all_apart()] = False
    things = np.unique(things[selection.in_reach[things] & ~fixed[things] & ~selection.chosen[things]])
    words: Counter[str] = Counter()
    tied, inside = copies.tied(), copies.in_wholes
    for thing in things[selection.meant[things]].tolist():
        why = selection.why_not(thing)
        words[TIE if selection.strict and tied[thing] else why or (IN_WHOLE if inside[thing] else "")] += 1
    # What a person has to decide about: very many, perhaps.
    others = things[~selection.meant[things]]
    by_hand = only_by_hand(groups, selection.categories)[others]
    words[BY_HAND], others = int(np.count_nonzero(by_hand)), others[~by_hand]
    words.update(word for word in map(copies.apart, others.tolist()) if word)
    others = others[~are_among(others, np.sort(np.asarray(copies.all_apart(), dtype=np.int64)))]
    words[IN_WHOLE] += int(np.count_nonzero(inside[others]))
    words[LOOK if groups.scan.judged else NOT_JUDGED] += int(np.count_nonzero(~inside[others]))
    del words[""]
    return tuple(LeftAlone(code, count) for code, count in sorted((+words).items()))


def _against(selection: Selection, side: int, stays: FileEntry) -> _Against:
    """What the things on a side are compared with before they move, and how: with the one that stays, if one has to."""
    if side == NO_GROUP:
        return _NOTHING
    thing = int(selection.copies.keepers[side])
    assert thing != NO_KEEPER
    groups = selection.groups
    identity = _identity(groups.all_things.kind(thing), stays)
    keeper = Keeper(stays.path, identity, selection.copies.rule_of_side(side), stays.owner)
    return keeper, groups.place(int(selection.copies.sides.groups[side]))[0].category.proof


def _identity(kind: Kind, entry: FileEntry) -> Identity:
    """What makes a thing the one that was seen; a folder's time says nothing about its contents."""
    return Identity(entry.device, entry.inode, 0, 0) if kind is Kind.FOLDER else identity_seen(entry)


def _steps(
    entry: FileEntry, kind: Kind, findings: Findings, group: int, against: _Against, number: int
) -> Iterator[Step]:
    """One step for each name of a thing: its bytes come free only when all of them have gone."""
    why, detail = findings.reason(group).why, int(findings.details[group])
    if findings.category.proof in _PROVED:
        why, detail = _PROVED[findings.category.proof], 0
    identity = _identity(kind, entry)
    keeper, proof = against
    if keeper is None and findings.category.proof in {Proof.BY_RULE, Proof.EXTRACTED}:
        # What it is compared with is not another thing in the scan.
        proof = findings.category.proof
    for path in (entry.path, *entry.also):
        number += 1
        yield Step(
            id=str(number),
            path=path,
            kind=kind,
            identity=identity,
            allocated=entry.allocated,
            links=entry.links,
            category=findings.category.name,
            why=why,
            detail=detail,
            keeper=keeper,
            proof=proof,
            owner=entry.owner,
        )
