"""What a scan says about each copy: which one stays, what goes by default, what a person is asked about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cleanup.language import mark
from cleanup.model.category import Proof
from cleanup.model.finding import NO_KEEPER, OTHER_OWNER, OTHER_VOLUME, SMALL, Findings, Ruling, Verdict
from cleanup.model.inventory import Rows
from cleanup.model.neighbours import NO_NEIGHBOURS, Neighbours
from cleanup.model.rule import RULES, TIE, WHY_TIE, written
from cleanup.model.thing import Things
from cleanup.plan.archive_verdicts import ruled_archives
from cleanup.plan.folder_verdicts import ruled_folders
from cleanup.plan.keep_rules import Known
from cleanup.plan.keeper import USUAL, by_proof, choose_keepers
from cleanup.plan.settled import Settled, is_exact, rounds
from cleanup.plan.standing import Sides, Standing, by_sides, parted
from cleanup.plan.verdicts import ruled

# Why the copy shown as the keeper stays, by the position of the rule that decided.
_KEPT = (
    *(Ruling(Verdict.STAYS, RULES[rule.name].why, written(rule)) for rule in USUAL),
    Ruling(Verdict.STAYS, WHY_TIE, TIE),
)
# What stays on another side: for others on it; or it has nothing to stay for it, and is only reported.
_OF_SIDES = (
    Ruling(Verdict.STAYS, mark("it stays for those of the same owner on the same drive"), "own-side"),
    Ruling(Verdict.ASK, mark("it belongs to a different user from the copy that stays"), OTHER_OWNER),
    Ruling(Verdict.ASK, mark("it is on a different drive from the copy that stays"), OTHER_VOLUME),
)


def judged(
    all_findings: tuple[Findings, ...],
    things: Things,
    standing: Standing | None = None,
    neighbours: Neighbours = NO_NEIGHBOURS,
) -> tuple[Findings, ...]:
    """The findings, those of several things each with what stays by the usual rules, and rulings on the others.

    What is one too many by a stronger proof does not stay, if there is anything else.
    """
    standing = standing or Standing(things)
    found, settled = list(all_findings), Settled(things)
    for place in by_proof(all_findings):
        if found[place].category.proof is Proof.ALIKE and len(found[place].keepers):
            # Only its finder has seen the pictures, and says which is the best.
            continue
        if found[place].category.only_told and len(found[place].keepers):
            # It says itself which ones contain everything that others do.
            continue
        each = settled.left(found[place])
        if len(each.members) == len(each) or each.category.proof is Proof.NONE:
            each = replace(each, keepers=np.full(len(each), NO_KEEPER, dtype=np.int64))
            if each.category.proof is Proof.EXTRACTED and len(each):
                each = ruled_archives(each, things, standing)
            found[place] = each
            continue
        if each.category.proof is Proof.SAME_TREE:
            each = _without_inner(each, things, standing)
        sides = parted(each.members, each.starts, standing, across_volumes=False)
        sided = by_sides(each, sides)
        kept, decided = _chosen(sided, things, standing, settled)
        if each.category.proof is Proof.SAME_BYTES:
            sided = ruled(sided, things, standing, neighbours)
        elif each.category.proof is Proof.SAME_TREE and is_exact(each) and not len(each.ruled):
            sided = ruled_folders(sided, things, standing, neighbours)
        found[place] = _put_together(each, sided, sides, kept, decided, standing)
    return tuple(found)


def _chosen(sided: Findings, things: Things, standing: Standing, settled: Settled) -> tuple[Rows, Rows]:
    """What stays on each side by the usual rules, and by which; from then on that is settled."""
    kept = np.full(len(sided), NO_KEEPER, dtype=np.int64)
    decided = np.zeros(len(sided), dtype=np.int64)
    for sides in rounds(sided, things):
        some = sided.only(sides)
        kept[sides], decided[sides] = choose_keepers(some.without(settled.unfit(some)), things, USUAL, Known(standing))
        settled.add(some, kept[sides])
    return kept, decided


def _without_inner(found: Findings, things: Things, standing: Standing) -> Findings:
    """Groups of folders without those inside a folder that goes: once it is gone, they are like nobody's any more."""
    sides = parted(found.members, found.starts, standing, across_volumes=False)
    settled = Settled(things)
    _chosen(by_sides(found, sides), things, standing, settled)
    return settled.left(found)


def _put_together(
    found: Findings, sided: Findings, sides: Sides, kept: Rows, decided: Rows, standing: Standing
) -> Findings:
    """The findings with the copy that stays on each group's main side, and all rulings."""
    keepers = kept if len(sides.groups) == len(found) else _of_main_sides(found, sides, kept, standing)
    rulings = sided.rulings or (Ruling(Verdict.ASK),)
    before = sided.ruled.astype(np.int64)
    if not len(before):
        before = np.zeros(len(found.members), dtype=np.int64)
        if len(found.ruled):
            before = found.ruled[sides.order].astype(np.int64)
    lengths = np.diff(sides.starts)
    of_sides = len(rulings) + decided
    main = keepers[sides.groups]
    foreign = standing.owners(kept) != standing.owners(main)
    others = kept != main
    of_sides[others] = len(rulings) + len(_KEPT) + np.where(lengths > 1, 0, np.where(foreign, 1, 2))[others]
    after = np.empty(len(found.members), dtype=np.int64)
    after[sides.order] = np.where(sided.members == np.repeat(kept, lengths), np.repeat(of_sides, lengths), before)
    return _with_rulings(replace(found, keepers=keepers), (*rulings, *_KEPT, *_OF_SIDES), after)


def _with_rulings(found: Findings, rulings: tuple[Ruling, ...], numbers: Rows) -> Findings:
    """The findings with these rulings: only those that are used, and those by which things could go."""
    used = np.bincount(numbers, minlength=len(rulings)) > 0
    used |= [ruling.verdict is Verdict.GOES for ruling in rulings]
    places = np.cumsum(used) - 1
    some = tuple(ruling for ruling, is_used in zip(rulings, used.tolist(), strict=True) if is_used)
    return replace(found, rulings=some, ruled=places[numbers].astype(SMALL))


def _of_main_sides(found: Findings, sides: Sides, kept: Rows, standing: Standing) -> Rows:
    """The copy that stays on each group's largest side; of several, the best by the usual rules."""
    lengths = np.diff(sides.starts)
    largest = np.flatnonzero(lengths == np.maximum.reduceat(lengths, sides.of_groups(len(found))[:-1])[sides.groups])
    bounds = np.concatenate([[0], np.cumsum(np.bincount(sides.groups[largest], minlength=len(found)))])
    best = replace(by_sides(found, sides), members=kept[largest], starts=bounds.astype(np.int64))
    return choose_keepers(best, standing.things, USUAL, Known(standing))[0]
