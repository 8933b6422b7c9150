"""What may be chosen from a scan, and why the rest may not: a stable word for each reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from cleanup.model.belonging import Belonging
from cleanup.model.choice import Choice
from cleanup.model.inventory import Rows
from cleanup.model.rule import DEFAULT_RULES, RuleName
from cleanup.model.thing import Mask
from cleanup.plan.asked_for import asked_for, within
from cleanup.plan.copies import Copies
from cleanup.plan.groups import Groups
from cleanup.plan.set_aside import SetAside
from cleanup.plan.standing import Standing
from cleanup.plan.staying import Staying
from cleanup.plan.verdicts import IN_WHOLE

HELD = "held"
KEPT = "kept"
FLEETING = "keeper-not-lasting"
HOLDS_KEEPER = "holds-keeper"
OUTSIDE = "outside"


class Choosable:
    """Knows what rules and keys may choose: nothing that stays, was set aside, or is outside of what was asked for.

    ``in_reach`` is what was asked for, and ``meant`` the part of it that the rules choose from the ``categories``;
    ``held`` is what somebody said stays. ``stays`` gives the word for why a path is never chosen, or "".
    """

    def __init__(
        self,
        groups: Groups,
        choice: Choice,
        stays: Callable[[bytes], str],
        level: Callable[[bytes], int],
        belonging: Callable[[bytes], Belonging],
    ) -> None:
        self.groups = groups
        self.staying = Staying(groups, choice.decided, stays, choice.owner)
        self.strict = choice.strict
        rules = choice.keep if choice.strict and choice.keep else (*choice.keep, *DEFAULT_RULES)
        self.aside = SetAside(groups)
        self.held: Mask = np.zeros(groups.all_things.count, dtype=np.bool_)
        standing = Standing(groups.all_things, groups.scan.volumes, level, belonging)
        self.copies = Copies(groups, rules, self.staying.changed, standing, across_volumes=choice.across_volumes)
        self._hold(rule.folder for rule in choice.keep if rule.name == RuleName.IN)
        self._in_wholes = choice.in_wholes
        self.in_reach = within(groups, choice)
        if choice.only_with_reference:
            self.in_reach &= self.copies.beside(self.held)
        self._named = choice.categories
        self.categories, goes = asked_for(groups, choice)
        self.meant = self.in_reach & goes

    def asked(self) -> Mask:
        """For each group, whether a person is asked about it: its category and folder were asked for, if any were, and
        something in it is not decided yet.
        """
        groups = self.groups
        asked = self.staying.asked() & groups.with_any(self.in_reach[groups.members])
        if self._named is not None:
            named = np.zeros(len(groups), dtype=np.bool_)
            named[self.groups.of_categories(self._named)] = True
            asked &= named
        return asked

    def why_not(self, thing: int) -> str:
        """The word for why a thing cannot be chosen (``kept`` for one that stays in its group), or ""."""
        if self.held[thing]:
            return HELD
        if not self.in_reach[thing]:
            return OUTSIDE
        if word := self.staying.why(thing) or self.copies.apart(thing):
            return word
        if self.copies.kept()[thing]:
            return KEPT
        if self.copies.leaning_badly()[thing]:
            return FLEETING
        return HOLDS_KEEPER if self.copies.holding()[thing] else ""

    def can_go(self, things: Rows) -> Mask:
        """Which of these things a key on them could choose while the same copies stay."""
        copies = self.copies
        free = self.in_reach[things] & ~self.held[things]
        free &= ~copies.kept()[things] & ~copies.leaning_badly()[things] & ~copies.holding()[things]
        free[free] = ~self.staying.stay(things[free])
        return free

    def why_none(self, things: Rows) -> str:
        """The word for why a key for many things can choose none of these."""
        if not self._in_wholes and self.copies.in_wholes[things].all():
            return IN_WHOLE
        return next((word for thing in things.tolist() if (word := self.why_not(thing)) not in {"", KEPT}), KEPT)

    def may_go(self, things: Rows, owners: Rows) -> Mask:
        """Which of these things a key for many may choose, if another one in their group stays."""
        free = self.in_reach[things] & ~self.held[things]
        free &= ~self.aside.things()[things]
        if not self._in_wholes:
            free &= ~(self.copies.in_wholes[things] & self.copies.are_copies[owners])
        free[free] = ~self.staying.stay(things[free])
        return free

    def _hold(self, folders: Iterable[bytes]) -> Mask:
        """Hold what is in these folders from now on; returns it."""
        wanted = tuple(folders)
        if not wanted:
            return self.held
        inside, _ = self.groups.below(wanted)
        self.held |= inside
        return inside
