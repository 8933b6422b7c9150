"""What is chosen from a scan, and which copy of each group stays: by rules first, then by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np

from cleanup.model.belonging import Belonging, filed_anywhere
from cleanup.model.choice import Choice
from cleanup.model.inventory import Rows
from cleanup.model.plan import Amounts
from cleanup.model.rule import Rule, RuleName
from cleanup.model.thing import Kind, Mask
from cleanup.plan.by_folder import ByFolder
from cleanup.plan.choosable import KEPT, Choosable
from cleanup.plan.groups import Groups
from cleanup.plan.past import Change, Past
from cleanup.plan.savings import once
from cleanup.plan.standing import lasts_anywhere

LAST_COPY = "last-copy"
SET_ASIDE = "set-aside"


class Selection(Choosable):
    """The things that are chosen to move. A copy that stays is never among them, nor what may not be chosen.

    Begins with what ``choice`` chooses by rules; what is not in its folders, or too young for it, is never chosen.
    Groups that were skipped, or are never to be asked about again, change only through actions on that very group. Each
    change is one step for ``undo``. Does not touch the disk itself.
    """

    def __init__(
        self,
        groups: Groups,
        choice: Choice,
        stays: Callable[[bytes], str],
        level: Callable[[bytes], int] = lasts_anywhere,
        belonging: Callable[[bytes], Belonging] = filed_anywhere,
    ) -> None:
        super().__init__(groups, choice, stays, level, belonging)
        self.chosen: Mask = np.zeros(groups.all_things.count, dtype=np.bool_)
        self._past = Past(
            self.chosen,
            self.aside.skipped,
            self.aside.forgotten,
            self.aside.spared,
            self.held,
            self.copies.keepers,
            self.copies.decided,
        )
        # Someone who lets rules choose among all copies decides about none of them by folder.
        self.by_folder = ByFolder(groups, () if choice.every_copy else groups.scan.savings.look_by_folder)
        self._choose(groups.of_categories(self.categories), self.meant)

    # What there is

    @property
    def changes(self) -> int:
        """How many changes could be undone."""
        return len(self._past.done)

    def amounts(self) -> Amounts:
        """How many things go, their bytes, and the bytes that come free."""
        groups, going = self.groups, self.going()
        return Amounts(int(np.count_nonzero(going)), int(groups.sizes[going].sum()), int(groups.freed[going].sum()))

    def going(self) -> Mask:
        """The chosen things that can move, each once: what is in a folder that goes is part of that."""
        going = self.chosen.copy()
        going[self.groups.stuck] = False
        return once(going, self.groups.all_things)

    def kinds(self) -> Counter[Kind]:
        """How many things of each kind go."""
        return self.groups.all_things.kinds(self.going())

    def begin_with(self, things: Rows, stay: Rows) -> None:
        """Choose these things and no others, as far as they may be; ``stay`` has what stays for each, or NO_KEEPER."""
        self.copies.keep_for(things, stay)
        free = self.in_reach[things] & ~self.held[things] & ~self.copies.kept()[things]
        free &= ~self.copies.holding()[things] & ~self.copies.leaning_badly()[things]
        free[free] = ~self.staying.stay(things[free])
        self.chosen[:] = False
        self.chosen[things[free]] = True

    def go_on_with(self, things: Rows, stay: Rows) -> None:
        """As ``begin_with``, in place of what was chosen so far; one step for ``undo``."""
        with self._past.change("plan"):
            self.begin_with(things, stay)

    def hold(self, things: Rows) -> None:
        """Choose none of these from now on: somebody said that everything in their folder stays."""
        self.held[things] = True
        self.chosen[self.held] = False

    def leave_what_is_aside(self) -> None:
        """Choose nothing in groups that are set aside."""
        self.chosen[self.aside.things()] = False

    # What can be done; each returns the word for why it was not done, or ""

    def choose(self, group: int, thing: int) -> str:
        """Choose one thing; if it was to stay, another copy in its group stays instead."""
        if self.aside.things(but=group)[thing]:
            return SET_ASIDE
        if why := self.why_not(thing):
            sides = self.copies.sides_kept_by(thing)
            if why != KEPT or not sides:
                return why
            others = [[each for each in self.copies.on_side(side) if self._can_stay(each, thing)] for side in sides]
            if not all(others):
                return LAST_COPY
        with self._past.change("choose", self.groups.path(thing)):
            self.aside.take_up(group)
            self.aside.spared[thing] = False
            if why:
                for side, each in zip(sides, others, strict=True):
                    self.copies.keep(side, min(each, key=self.groups.path))
            self.chosen[thing] = True
            self._drop_kept()
        return ""

    def leave(self, thing: int) -> str:
        """Stop choosing a thing."""
        with self._past.change("leave", self.groups.path(thing)):
            self.chosen[thing] = False
        return ""

    def keep(self, group: int, thing: int) -> str:
        """Keep this copy, and choose the others in its group."""
        if not self.copies.is_one(group):
            return self.leave(thing)
        if self.staying.changed(np.asarray([thing])).any():
            return self.staying.why(thing)
        with self._past.change("keep", self.groups.path(thing)):
            self.aside.take_up(group)
            self.aside.spared[self.groups.things(group)] = False
            self.copies.keep(self.copies.side(group, thing), thing)
            self._drop_kept()
            self._choose(np.asarray([group], dtype=np.int64))
        return ""

    def choose_group(self, group: int) -> str:
        """Choose all copies in a group but the one that stays, whatever was decided about their folders."""
        with self._past.change("choose-all", self._name(group)):
            self.aside.spared[self.groups.things(group)] = False
            self._choose(np.asarray([group], dtype=np.int64))
        return ""

    def choose_all(self, groups: Rows) -> str:
        """Choose all copies in these groups but those that stay."""
        with self._past.change("choose-all", *self._told(groups)):
            self._choose(groups)
        return ""

    def leave_all(self, groups: Rows) -> str:
        """Choose nothing in these groups."""
        with self._past.change("leave-all", *self._told(groups)):
            self.chosen[self.groups.members_of(groups)[0]] = False
        return ""

    def leave_these(self, things: Rows) -> str:
        """Stop choosing these things."""
        with self._past.change("leave-these", self._folder(things)):
            self.chosen[things] = False
        return ""

    def choose_these(self, things: Rows, groups: Rows) -> str:
        """Choose what may be chosen of these things; ``groups`` has the group of each, in which one copy stays."""
        wanted = np.zeros(len(self.chosen), dtype=np.bool_)
        wanted[things] = True
        with self._past.change("choose-these", b"", len(np.unique(groups))):
            self._choose(np.unique(groups), wanted)
        return ""

    def let_go(self, things: Rows, groups: Rows) -> str:
        """Choose what may be chosen of these things, all in one folder, and let others in their ``groups`` stay."""
        with self._past.change("let-go", self._folder(things)):
            self.aside.spared[things] = False
            wanted = np.zeros(len(self.chosen), dtype=np.bool_)
            wanted[things[self.may_go(things, groups)]] = True
            self.copies.let_others_stay(wanted, self.chosen)
            self._drop_kept()
            self._choose(np.unique(groups), wanted)
        return "" if not len(things) or self.chosen[things].any() else self.why_none(things)

    def spare(self, things: Rows) -> str:
        """Let these things stay, all in one folder: only a key on one of them chooses it."""
        with self._past.change("spare", self._folder(things)):
            self.chosen[things] = False
            self.aside.spared[things] = True
        return ""

    def invert(self, groups: Rows) -> str:
        """In these groups choose what may be and is not chosen, and free what is; the copies that stay do."""
        with self._past.change("invert", *self._told(groups)):
            things, _ = self.groups.members_of(groups)
            were = things[self.chosen[things]]
            self._choose(groups)
            self.chosen[were] = False
        return ""

    def apply(self, rule: Rule, groups: Rows) -> str:
        """Let a rule decide which copy in each of these groups stays, and choose the others.

        What was set aside stays as it is. ``in`` changes only groups with a copy in its folder, and nothing in there is
        chosen from then on.
        """
        grouped = self._under_rules(groups)
        with self._past.change(f"rule-{rule.name}", rule.folder, len(grouped)):
            self._apply(rule, grouped)
        return ""

    def foreseen(self, rule: Rule, groups: Rows) -> Mask:
        """What would be chosen if this rule decided which copies in these groups stay; changes nothing."""
        with self._past.trial():
            self._apply(rule, self._under_rules(groups))
            chosen = self.chosen.copy()
        self.copies.renew()
        return chosen

    def _under_rules(self, groups: Rows) -> Rows:
        """Those of these groups in which one copy stays, and that were not set aside."""
        grouped = self.copies.among(groups)
        return grouped[~self.aside.groups()[grouped]]

    def _apply(self, rule: Rule, grouped: Rows) -> None:
        if rule.name == RuleName.IN:
            inside = self._hold([rule.folder])
            things, owners = self.groups.members_of(grouped)
            grouped = np.unique(owners[inside[things]])
        self.copies.choose(grouped, (rule, *(each for each in self.copies.rules if each != rule)))
        self._drop_kept()
        self.chosen[self.held] = False
        if self.strict:
            things, _ = self.groups.members_of(grouped)
            self.chosen[things[self.copies.tied()[things]]] = False
        self._choose(grouped)

    def skip(self, group: int) -> str:
        """Choose nothing in a group, and mark it as looked at."""
        with self._past.change("skip", self._name(group)):
            self.aside.skipped[group] = True
            self._leave_what_holds(group)
        return ""

    def never_ask(self, group: int) -> str:
        """Choose nothing in a group, now and later."""
        with self._past.change("never-ask", self._name(group)):
            self.aside.forgotten[group] = True
            self._leave_what_holds(group)
        return ""

    def ask_again(self, group: int) -> str:
        """Take back that a group is skipped, or never asked about again; this chooses nothing in it."""
        with self._past.change("ask-again", self._name(group)):
            self.aside.take_up(group)
        return ""

    def undo(self) -> Change | None:
        """Undo the last change; returns it, or None if there is none."""
        return self._changed_by(self._past.undo())

    def redo(self) -> Change | None:
        """Redo what was undone last; returns it, or None if there is nothing."""
        return self._changed_by(self._past.redo())

    def history(self) -> tuple[list[Change], list[Change]]:
        """What was done, and what was undone; the last of each is the next to be undone, or redone."""
        return self._past.done, self._past.undone

    def _changed_by(self, change: Change | None) -> Change | None:
        if change:
            self.copies.renew()
            self._settle()
        return change

    def _told(self, groups: Rows) -> tuple[bytes, int]:
        """What is recorded about a change to these groups: the name of one, or how many there are."""
        return (self._name(int(groups[0])) if len(groups) == 1 else b"", len(groups))

    def _folder(self, things: Rows) -> bytes:
        """The folder that contains the first of these."""
        if not len(things):
            return b""
        return self.groups.scan.inventory.folder_path(int(self.groups.folder_of[things[0]]))

    def _name(self, group: int) -> bytes:
        return self.groups.path(self.groups.in_order(group)[0])

    def mark_changed(self, things: Rows) -> None:
        """These things are no longer what the scan saw: they are not chosen, and no copy depends on them."""
        self.staying.mark_changed(things)
        self._settle()

    def mark_moved(self, things: Rows) -> None:
        """cleanup itself moved these things: they are not chosen, and no copy depends on them."""
        self.staying.mark_moved(things)
        self._settle()

    # How it is done

    def _choose(self, groups: Rows, wanted: Mask | None = None) -> None:
        """Choose what may be chosen in these groups; with ``strict`` nothing in a tie."""
        things, owners = self.groups.members_of(groups)
        if wanted is not None:
            things, owners = things[wanted[things]], owners[wanted[things]]
        free = self.may_go(things, owners)
        free &= ~self.copies.kept()[things] & ~self.copies.holding()[things] & ~self.copies.leaning_badly()[things]
        free &= ~self.aside.spared[things]
        if self.strict:
            free &= ~self.copies.tied()[things]
        self.chosen[things[free]] = True

    def _leave_what_holds(self, group: int) -> None:
        self.chosen[self.aside.holding(np.asarray([group], dtype=np.int64))] = False

    def _drop_kept(self) -> None:
        """Nothing that stays is chosen, and no folder that contains some of it."""
        self.chosen[self.copies.kept() | self.copies.holding() | self.copies.leaning_badly()] = False

    def _can_stay(self, other: int, thing: int) -> bool:
        if other == thing or self.chosen[other] or self.staying.changed(np.asarray([other])).any():
            return False
        return self.copies.lasts_as_well(other, thing)

    def _settle(self) -> None:
        """After things changed: none of them is chosen, and they do not stay if another copy can."""
        self.chosen[np.flatnonzero(self.chosen)] = ~self.staying.stay(np.flatnonzero(self.chosen))
        self.copies.choose_anew(self.copies.lost())
        self._drop_kept()
