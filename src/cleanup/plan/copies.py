"""What stays in each group: by rules first, then by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from cleanup.model.category import Proof
from cleanup.model.finding import NO_KEEPER, OTHER_OWNER, OTHER_VOLUME, Findings
from cleanup.model.grouping import are_among, members_of_groups
from cleanup.model.inventory import Rows
from cleanup.model.rule import BEST, BY_HAND, TIE, Rule, written
from cleanup.model.thing import Mask
from cleanup.plan.groups import NO_GROUP, Groups
from cleanup.plan.keep_rules import Known
from cleanup.plan.keeper import by_proof, choose_keepers, in_order
from cleanup.plan.settled import Settled, rounds
from cleanup.plan.standing import NO_WHOLE, Sides, Standing, by_sides, main_sides, parted


class Copies:
    """Which thing stays on each side of a group, and by which rule. Groups in which nothing has to stay have none.

    ``are_copies`` says for each group whether one thing in it stays. ``keepers`` and ``decided`` (positions in the list
    of rules) are columns by side; call ``renew`` after changing them from outside. ``changed`` says which of some
    things are no longer what the scan saw.
    """

    def __init__(
        self,
        groups: Groups,
        rules: tuple[Rule, ...],
        changed: Callable[[Rows], Mask],
        standing: Standing,
        *,
        across_volumes: bool = False,
    ) -> None:
        self._groups = groups
        self._changed = changed
        self.rules = rules
        self._known = Known(standing, groups.scan.roots)
        self._words = list(dict.fromkeys([*map(written, in_order(rules)), TIE, BEST, BY_HAND]))
        self.sides = parted(groups.members, groups.starts, standing, across_volumes=across_volumes)
        self._side_of = self.sides.of_members()
        self._of_groups = self.sides.of_groups(len(groups))
        self._main = main_sides(self.sides, len(groups), groups.keepers(), groups.members)
        self._members = groups.members[self.sides.order]
        self.keepers = np.full(len(self.sides.groups), NO_KEEPER, dtype=np.int64)
        self.decided = np.zeros(len(self.sides.groups), dtype=np.int64)
        self.are_copies: Mask = np.concatenate([np.zeros(0, dtype=np.bool_), *(
            np.full(len(found), not found.category.only_told and np.any(found.keepers != NO_KEEPER))
            for found in groups.scan.findings
        )])  # fmt: skip
        self._sided = self._findings_by_sides()
        self._words_apart: dict[int, str] | None = None
        self.choose(groups.every, rules)

    def _findings_by_sides(self) -> list[Findings]:
        """The findings of each category with a group for each side."""
        found = []
        for category, findings in enumerate(self._groups.scan.findings):
            first, end = self._of_groups[self._groups.offsets[category : category + 2]].tolist()
            begin, stop = self.sides.starts[[first, end]].tolist()
            sides = Sides(
                self.sides.order[begin:stop] - begin,
                self.sides.starts[first : end + 1] - begin,
                self.sides.groups[first:end] - self._groups.offsets[category],
            )
            found.append(by_sides(findings, sides))
        return found

    def renew(self) -> None:
        """Forget what was worked out from the keepers."""
        # Computed when first needed.
        self._kept: Mask | None = None
        self._holding: Mask | None = None
        self._leaning: Mask | None = None

    def among(self, groups: Rows) -> Rows:
        """Those of these groups in which one thing stays."""
        return groups[self.are_copies[groups]]

    def is_one(self, group: int) -> bool:
        """Whether one thing in a group stays."""
        return bool(self.are_copies[group])

    def keeper(self, group: int) -> int:
        """The thing that stays on a group's main side, or NO_KEEPER."""
        return int(self.keepers[self._main[group]])

    def rule(self, group: int) -> str:
        """The rule by which the thing that stays in a group does, as written, or ``tie`` or ``by-hand``."""
        return self.rule_of_side(int(self._main[group]))

    def rule_of_side(self, side: int) -> str:
        """The rule by which the thing that stays on a side does."""
        return self._words[self.decided[side]] if self.are_copies[self.sides.groups[side]] else ""

    def side(self, group: int, thing: int) -> int:
        """The side of a group that a thing is on."""
        start = int(self._groups.starts[group])
        place = start + self._groups.things(group).tolist().index(thing)
        return int(self._side_of[place])

    def on_side(self, side: int) -> list[int]:
        """The things on a side."""
        things: list[int] = self._members[self.sides.starts[side] : self.sides.starts[side + 1]].tolist()
        return things

    def apart(self, thing: int) -> str:
        """The word for why a thing has no copy that could stay for it, though it has copies; or ""."""
        return self._apart().get(thing, "")

    def all_apart(self) -> list[int]:
        """All things that have no copy that could stay for them, though they have copies."""
        return list(self._apart())

    def beside(self, marked: Mask) -> Mask:
        """For each thing, whether it is on a side with one of these, which are marked."""
        lengths = np.diff(self.sides.starts)
        numbers = np.repeat(np.arange(len(lengths)), lengths)
        some = np.zeros(len(lengths), dtype=np.bool_)
        some[numbers[marked[self._members]]] = True
        some &= self.are_copies[self.sides.groups]
        found = np.zeros(self._groups.all_things.count, dtype=np.bool_)
        found[self._members[some[numbers]]] = True
        return found

    def lost(self) -> Rows:
        """The sides whose copy that stays has changed, while another one has not."""
        lengths = np.diff(self.sides.starts)
        lost = (self.keepers != NO_KEEPER) & self._changed(np.maximum(self.keepers, 0))
        whole = np.zeros(len(lengths), dtype=np.bool_)
        whole[np.repeat(np.arange(len(lengths)), lengths)[~self._changed(self._members)]] = True
        return np.flatnonzero(lost & whole)

    def _apart(self) -> dict[int, str]:
        if self._words_apart is None:
            self._words_apart = {}
            alone = np.diff(self.sides.starts) == 1
            alone &= self.are_copies[self.sides.groups]
            alone[self._main] = False
            owners = self._known.standing.owners
            sides = np.flatnonzero(alone)
            things = self._members[self.sides.starts[sides]]
            # What stays on the main side may be chosen again; its owner is the same.
            main = self._members[self.sides.starts[self._main[self.sides.groups[sides]]]]
            foreign = owners(things) != owners(main)
            for thing, is_foreign in zip(things.tolist(), foreign.tolist(), strict=True):
                self._words_apart.setdefault(thing, OTHER_OWNER if is_foreign else OTHER_VOLUME)
        return self._words_apart

    def tied(self) -> Mask:
        """For each thing, whether no rule could choose between it and others on its side."""
        tied = self.are_copies[self.sides.groups] & (self.decided == self._words.index(TIE))
        found = np.zeros(self._groups.all_things.count, dtype=np.bool_)
        found[self._members[np.repeat(tied, np.diff(self.sides.starts))]] = True
        return found

    def leaning_badly(self) -> Mask:
        """For each thing, whether what stays for it is in a place that lasts less long than its own."""
        if self._leaning is None:
            self._leaning = np.zeros(self._groups.all_things.count, dtype=np.bool_)
            lengths = np.diff(self.sides.starts)
            some = np.repeat((lengths > 1) & (self.keepers != NO_KEEPER), lengths)
            things, kept = self._members[some], np.repeat(self.keepers, lengths)[some]
            self._leaning[things[self._levels[things] < self._levels[kept]]] = True
        return self._leaning

    @cached_property
    def _levels(self) -> Rows:
        """How soon each thing that has copies may vanish by itself."""
        levels = np.zeros(self._groups.all_things.count, dtype=np.int64)
        some = self._members[np.repeat(np.diff(self.sides.starts) > 1, np.diff(self.sides.starts))]
        levels[some] = self._known.standing.levels(some)
        return levels

    @cached_property
    def in_wholes(self) -> Mask:
        """For each thing that has copies, whether it is part of a program, a project or another whole."""
        inside = np.zeros(self._groups.all_things.count, dtype=np.bool_)
        some = np.unique(self._members[np.repeat(self.are_copies[self.sides.groups], np.diff(self.sides.starts))])
        inside[some] = self._known.standing.places(some).whole != NO_WHOLE
        return inside

    def lasts_as_well(self, other: int, thing: int) -> bool:
        """Whether another thing is in a place that lasts as long as that of this one."""
        return bool(self._levels[other] <= self._levels[thing])

    def kept(self) -> Mask:
        """For each thing, whether it stays in a group, or is in a folder that does."""
        if self._kept is None:
            things = self._groups.all_things
            kept = np.zeros(things.count, dtype=np.bool_)
            kept[self.keepers[self.keepers != NO_KEEPER]] = True
            self._kept = things.stays_with(kept)
        return self._kept

    def holding(self) -> Mask:
        """For each thing, whether it is a folder that contains something that stays in a group."""
        if self._holding is None:
            self._holding = self._groups.holding(self.keepers[self.keepers != NO_KEEPER])
        return self._holding

    def sides_kept_by(self, thing: int) -> list[int]:
        """The sides on which this thing is the one that stays."""
        sides: list[int] = np.flatnonzero(self.keepers == thing).tolist()
        return sides

    def proving(self) -> Rows:
        """For each thing the side that can prove that it is one too many, or NO_GROUP.

        A file that is the same, byte for byte, is compared as that, whatever else it is.
        """
        found = np.full(self._groups.all_things.count, NO_GROUP, dtype=np.int64)
        for proof in (Proof.SAME_TREE, Proof.SAME_BYTES):
            for category, findings in reversed(list(enumerate(self._groups.scan.findings))):
                if findings.category.proof is proof:
                    groups = self.among(self._groups.of_category(category))
                    places, _ = members_of_groups(self._groups.starts, groups)
                    found[self._groups.members[places]] = self._side_of[places]
        return found

    def keep(self, side: int, thing: int) -> None:
        """Let this thing stay on its side, as chosen by hand."""
        self.keepers[side] = thing
        self.decided[side] = self._words.index(BY_HAND)
        self.renew()

    def keep_for(self, things: Rows, stay: Rows) -> None:
        """For each of these things let the other one stay, as chosen by hand, if it is on its side."""
        sides = self.proving()[things]
        for place in np.flatnonzero((sides != NO_GROUP) & (stay != NO_KEEPER)).tolist():
            side, other = int(sides[place]), int(stay[place])
            if self.keepers[side] != other and other in self.on_side(side):
                self.keepers[side], self.decided[side] = other, self._words.index(BY_HAND)
        self.renew()

    def let_others_stay(self, going: Mask, chosen: Mask) -> None:
        """Where one of the ``going`` stays on its side, let the best of the others stay, as chosen by hand: if possible
        one that is not ``chosen``, and in a place that lasts as long.
        """
        lengths = np.diff(self.sides.starts)
        number = np.repeat(np.arange(len(lengths)), lengths)
        kept = np.maximum(self.keepers, 0)
        mine = (self.keepers != NO_KEEPER) & going[kept] & (lengths > 1)
        some = np.flatnonzero(mine[number])
        others, unfit = self._members[some], going | chosen
        fit = ~unfit[others] & ~self._changed(others)
        fit &= self._levels[others] <= self._levels[kept[number[some]]]
        sides = np.unique(number[some][fit])
        self._choose(sides, self.rules, unfit)
        self.decided[sides] = self._words.index(BY_HAND)

    def choose_anew(self, sides: Rows) -> None:
        """Let the rules decide again what stays on these sides."""
        self._choose(sides, self.rules)

    def choose(self, groups: Rows, rules: tuple[Rule, ...]) -> None:
        """Let rules decide what stays in these groups; something changed stays only if there is nothing else.

        Nor does something stay that is one too many by a stronger proof, if there is anything else: so no category
        takes from another what it could choose.
        """
        self._choose(members_of_groups(self._of_groups, groups)[0], rules)

    def _choose(self, sides: Rows, rules: tuple[Rule, ...], unfit: Mask | None = None) -> None:
        """Let rules decide what stays on these sides; nothing that is ``unfit``, if there is anything else."""
        rules = in_order(rules)
        by_best = (in_order(self.rules), in_order((Rule(BEST), *self.rules)))
        words = [*map(written, rules), TIE]
        self._words += [word for word in words if word not in self._words]
        numbers = np.asarray([self._words.index(word) for word in words])
        things = self._groups.all_things
        settled = Settled(things)
        for category in by_proof(self._groups.scan.findings):
            found = self._sided[category]
            first, end = self._of_groups[self._groups.offsets[category : category + 2]].tolist()
            if not self.are_copies[self.sides.groups[first:end]].any():
                continue
            if found.category.proof is Proof.ALIKE and rules in by_best:
                self._keep_best(sides[(sides >= first) & (sides < end)])
                continue
            for each in rounds(found, things):
                mine = each[are_among(each + first, np.sort(sides))]
                if len(mine):
                    some = found.only(mine)
                    some = some.without(self._changed(some.members))
                    if unfit is not None:
                        some = some.without(unfit[some.members])
                    some = some.without(settled.unfit(some))
                    self.keepers[mine + first], decided = choose_keepers(some, things, rules, self._known)
                    self.decided[mine + first] = numbers[decided]
                settled.add(found.only(each), self.keepers[each + first])
        self.renew()

    def _keep_best(self, sides: Rows) -> None:
        """Let what its finder calls the best stay on these sides or, if that is on another side, the first."""
        best = self._groups.keepers()
        for side in sides.tolist():
            things = self.on_side(side)
            kept = int(best[self.sides.groups[side]])
            self.keepers[side] = kept if kept in things else things[0]
            self.decided[side] = self._words.index(BEST)
