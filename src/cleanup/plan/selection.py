"""What is chosen of a scan, and which copy of each group stays: by rules first, then by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanup.model.choice import Choice
from cleanup.model.decision import Decision
from cleanup.model.finding import NO_KEEPER, Findings
from cleanup.model.inventory import Rows
from cleanup.model.plan import Amounts
from cleanup.model.rule import BY_HAND, DEFAULT_RULES, TIE, Rule, RuleName, written
from cleanup.plan.groups import NO_GROUP, Groups, Mask
from cleanup.plan.keeper import choose_keepers
from cleanup.plan.staying import Staying, decision_of

HELD = "held"
KEPT = "kept"
LAST_COPY = "last-copy"
Groups_ = Rows


@dataclass(frozen=True, slots=True)
class _Change:
    """What one change did: for each column the places and what stood there before."""

    name: str
    columns: tuple[tuple[NDArray[Any], Rows, NDArray[Any]], ...]


class Selection:
    """The things that are chosen to move. A copy that stays is never among them, nor what may not be chosen.

    Begins with what ``choice`` chooses by rules. Each change is one step for ``undo``. Does not touch the disk itself;
    ``stays`` gives the word for why a path is never chosen, or "".
    """

    def __init__(self, groups: Groups, choice: Choice, stays: Callable[[bytes], str]) -> None:
        self.groups = groups
        self.staying = Staying(groups, choice.decided, stays)
        self.categories = _categories(groups, choice)
        self._strict = choice.strict
        self._rules = choice.keep if choice.strict and choice.keep else (*choice.keep, *DEFAULT_RULES)
        self._words = list(dict.fromkeys([*map(written, self._rules), TIE, BY_HAND]))
        things = len(groups.sizes)
        self.chosen: Mask = np.zeros(things, dtype=np.bool_)
        self.skipped: Mask = np.zeros(len(groups), dtype=np.bool_)
        self.forgotten: Mask = np.zeros(len(groups), dtype=np.bool_)
        self._held: Mask = np.zeros(things, dtype=np.bool_)
        self.keepers = groups.keepers()
        self._of_copies: Mask = np.concatenate([np.zeros(0, dtype=np.bool_), *(
            np.full(len(found), np.any(found.keepers != NO_KEEPER)) for found in groups.scan.findings
        )])  # fmt: skip
        # Made when it is asked for, after the copies that stay have changed.
        self._kept: Mask | None = None
        self._decided = np.zeros(len(groups), dtype=np.int64)
        self._past: list[_Change] = []
        self._hold(rule.folder for rule in choice.keep if rule.name is RuleName.IN)
        self._choose_keepers(self._with_keepers(groups.every), self._rules)
        self.meant = self._meant(choice)
        self._choose(self._of_categories(self.categories), self.meant)

    # What there is

    def rule(self, group: int) -> str:
        """By which rule the copy of a group that stays does, as it is written, or ``tie`` or ``by-hand``."""
        return self._words[self._decided[group]] if self._of_copies[group] else ""

    def why_not(self, thing: int) -> str:
        """The word for why a thing cannot be chosen (``kept`` for a copy that stays), or ""."""
        if self._held[thing]:
            return HELD
        return self.staying.why(thing) or (KEPT if self.kept()[thing] else "")

    def kept(self) -> Mask:
        """For each thing, whether it is a copy that stays."""
        if self._kept is None:
            self._kept = np.zeros(len(self.chosen), dtype=np.bool_)
            self._kept[self.keepers[self.keepers != NO_KEEPER]] = True
        return self._kept

    @property
    def changes(self) -> int:
        """How many changes could be taken back."""
        return len(self._past)

    def amounts(self) -> Amounts:
        """How many things are chosen, their bytes, and the bytes that come free."""
        groups = self.groups
        return Amounts(
            int(np.count_nonzero(self.chosen)),
            int(groups.sizes[self.chosen].sum()),
            int(groups.freed[self.chosen].sum()),
        )

    @cached_property
    def group_of_things(self) -> Rows:
        """For each thing, the group in which it is one of several copies, or NO_GROUP."""
        owners = np.full(len(self.chosen), NO_GROUP, dtype=np.int64)
        grouped = self._with_keepers(self.groups.every)
        things, of_groups = self.groups.members_of(grouped)
        owners[things] = of_groups
        return owners

    def left_alone(self) -> Counter[str]:
        """How many of the things that the rules could choose from stay, by the word for it."""
        things, _ = self.groups.members_of(self._of_categories(self.categories))
        things = np.unique(things[self.meant[things] & ~self.kept()[things] & ~self.chosen[things]])
        words: Counter[str] = Counter()
        tied = self._tied()
        for thing in things.tolist():
            words[TIE if self._strict and tied[thing] else self.why_not(thing)] += 1
        del words[""]
        return words

    def decisions(self) -> list[Decision]:
        """What shall never be asked about again."""
        groups = self.groups
        return [
            decision_of(groups, group, thing, groups.path(thing))
            for group in np.flatnonzero(self.forgotten).tolist()
            for thing in groups.things(group).tolist()
        ]

    # What can be done; each gives the word for why it was not done, or ""

    def choose(self, group: int, thing: int) -> str:
        """Choose one thing; if it was to stay, another copy of its group stays instead."""
        if why := self.why_not(thing):
            if why != KEPT:
                return why
            owners = np.flatnonzero(self.keepers == thing).tolist()
            others = [
                [each for each in self.groups.things(owner).tolist() if self._can_stay(each, thing)] for owner in owners
            ]
            if not all(others):
                return LAST_COPY
        with self._change("choose"):
            if why:
                for owner, each in zip(owners, others, strict=True):
                    self._keep_by_hand(owner, min(each, key=self.groups.path))
            self.chosen[thing] = True
            self.skipped[group] = False
            self._ask_again()
        return ""

    def leave(self, thing: int) -> str:
        """Choose a thing no more."""
        with self._change("leave"):
            self.chosen[thing] = False
        return ""

    def keep(self, group: int, thing: int) -> str:
        """Keep this copy, and choose the others of its group."""
        if not self._of_copies[group]:
            return self.leave(thing)
        if self.staying.changed(np.asarray([thing])).any():
            return self.staying.why(thing)
        with self._change("keep"):
            self._keep_by_hand(group, thing)
            self._choose(np.asarray([group], dtype=np.int64))
        return ""

    def choose_all(self, groups: Groups_) -> str:
        """Choose all copies of these groups but those that stay."""
        with self._change("choose-all"):
            self._choose(groups)
        return ""

    def leave_all(self, groups: Groups_) -> str:
        """Choose nothing of these groups."""
        with self._change("leave-all"):
            self.chosen[self.groups.members_of(groups)[0]] = False
        return ""

    def apply(self, rule: Rule, groups: Groups_) -> str:
        """Let a rule say which copy of each of these groups stays, and choose the others.

        ``in`` changes only groups with a copy in its folder, and nothing in there is chosen from then on.
        """
        grouped = self._with_keepers(groups)
        with self._change("rule"):
            if rule.name is RuleName.IN:
                inside = self._hold([rule.folder])
                things, owners = self.groups.members_of(grouped)
                grouped = np.unique(owners[inside[things]])
            self._choose_keepers(grouped, (rule, *(each for each in self._rules if each != rule)))
            self.chosen[self._held] = False
            if self._strict:
                things, _ = self.groups.members_of(grouped)
                self.chosen[things[self._tied()[things]]] = False
            self._choose(grouped)
        return ""

    def skip(self, group: int) -> str:
        """Choose nothing of a group, and mark it as looked at."""
        with self._change("skip"):
            self.chosen[self.groups.things(group)] = False
            self.skipped[group] = True
        return ""

    def never_ask(self, group: int) -> str:
        """Choose nothing of a group, now and later."""
        with self._change("never-ask"):
            self.chosen[self.groups.things(group)] = False
            self.forgotten[group] = True
        return ""

    def undo(self) -> str:
        """Take the last change back; gives its name, or "" when there is none."""
        if not self._past:
            return ""
        change = self._past.pop()
        for column, places, before in change.columns:
            column[places] = before
        self._kept = None
        self._settle()
        return change.name

    def mark_changed(self, things: Rows) -> None:
        """These things are not what the scan saw any more: they are not chosen, and no copy leans on them."""
        self.staying.mark_changed(things)
        self._settle()

    # How it is done

    @contextmanager
    def _change(self, name: str) -> Iterator[None]:
        columns = (self.chosen, self.skipped, self.forgotten, self._held, self.keepers, self._decided)
        before = [column.copy() for column in columns]
        yield
        changed = []
        for column, old in zip(columns, before, strict=True):
            places = np.flatnonzero(column != old)
            if len(places):
                changed.append((column, places, old[places]))
        if changed:
            self._past.append(_Change(name, tuple(changed)))

    def _choose(self, groups: Groups_, wanted: Mask | None = None) -> None:
        """Choose what may be of these groups; with ``strict`` nothing of a tie."""
        things, owners = self.groups.members_of(groups)
        if wanted is not None:
            things, owners = things[wanted[things]], owners[wanted[things]]
        free = ~self._held[things] & ~self.kept()[things]
        if self._strict:
            free &= ~self._tied()[things]
        free[free] = ~self.staying.stay(things[free])
        self.chosen[things[free]] = True
        touched = np.unique(owners)
        self.skipped[touched] = self.forgotten[touched] = False
        self._ask_again()

    def _ask_again(self) -> None:
        """Nothing that is chosen is in a group that is never asked about."""
        self.forgotten[self.groups.with_any(self.chosen[self.groups.members])] = False

    def _keep_by_hand(self, group: int, thing: int) -> None:
        self.keepers[group] = thing
        self._kept = None
        self._decided[group] = self._words.index(BY_HAND)
        self.chosen[thing] = False

    def _can_stay(self, other: int, thing: int) -> bool:
        return other != thing and not self.chosen[other] and not self.staying.changed(np.asarray([other])).any()

    def _choose_keepers(self, groups: Groups_, rules: tuple[Rule, ...]) -> None:
        """Let rules say which copy of these groups stays; a changed one only where there is no other."""
        words = [*map(written, rules), TIE]
        self._words += [word for word in words if word not in self._words]
        numbers = np.asarray([self._words.index(word) for word in words])
        scan = self.groups.scan
        for category, found in enumerate(scan.findings):
            first, end = self.groups.offsets[category : category + 2]
            mine = groups[(groups >= first) & (groups < end)]
            if len(mine):
                kept = choose_keepers(self._unchanged(found.only(mine - first)), scan.inventory, rules, scan.roots)
                self.keepers[mine] = kept.keepers
                self._kept = None
                self._decided[mine] = numbers[kept.decided]
                self.chosen[kept.keepers] = False

    def _unchanged(self, found: Findings) -> Findings:
        """The same findings without members that changed, but where all did."""
        fit = ~self.staying.changed(found.rows)
        if fit.all():
            return found
        owners = found.group_of_rows()
        fit |= (np.add.reduceat(fit.astype(np.int64), found.starts[:-1]) == 0)[owners]
        lengths = np.bincount(owners[fit], minlength=len(found))
        return replace(found, rows=found.rows[fit], starts=np.concatenate([[0], np.cumsum(lengths)]))

    def _settle(self) -> None:
        """After things changed: nothing of them is chosen, and they do not stay where another copy can."""
        self.chosen[np.flatnonzero(self.chosen)] = ~self.staying.stay(np.flatnonzero(self.chosen))
        grouped = self._with_keepers(self.groups.every)
        lost = grouped[self.staying.changed(self.keepers[grouped])]
        things, owners = self.groups.members_of(lost)
        self._choose_keepers(np.unique(owners[~self.staying.changed(things)]), self._rules)
        self.chosen[self.kept()] = False

    def _hold(self, folders: Any) -> Mask:
        """Hold what lies in these folders from now on; gives that."""
        wanted = tuple(folders)
        if not wanted:
            return self._held
        inside, _ = self.groups.below(wanted)
        self._held |= inside
        return inside

    def _tied(self) -> Mask:
        """For each thing, whether no rule told its group's copies apart."""
        tied = np.zeros(len(self.chosen), dtype=np.bool_)
        groups = np.flatnonzero(self._of_copies & (self._decided == self._words.index(TIE)))
        tied[self.groups.members_of(groups)[0]] = True
        return tied

    def _with_keepers(self, groups: Groups_) -> Rows:
        """Those of these groups whose things are copies of each other."""
        return groups[self._of_copies[groups]]

    def _of_categories(self, names: tuple[str, ...]) -> Rows:
        found = [
            self.groups.of_category(place)
            for place, each in enumerate(self.groups.scan.findings)
            if each.category in names
        ]
        return np.concatenate([np.zeros(0, dtype=np.int64), *found])

    def _meant(self, choice: Choice) -> Mask:
        """For each thing, whether all its names lie where the rules may choose, and it is old enough."""
        meant = np.ones(len(self.chosen), dtype=np.bool_)
        if choice.under:
            meant = self.groups.below(choice.under)[1]
        if choice.older_than is not None:
            meant &= self.groups.modified < choice.older_than
        return meant


def _categories(groups: Groups, choice: Choice) -> tuple[str, ...]:
    """The names of the categories that the rules choose from."""
    if choice.categories is not None:
        return choice.categories
    return tuple(found.category for found in groups.scan.findings if found.safe)
