"""Groups and copies that a person set aside: only an action on that very one brings it back."""

from __future__ import annotations

import numpy as np

from cleanup.model.decision import Decision
from cleanup.model.inventory import Rows
from cleanup.model.thing import Mask
from cleanup.plan.groups import NO_GROUP, Groups
from cleanup.plan.staying import decision_of


class SetAside:
    """Which groups were ``skipped``, and which are never to be asked about again and ``forgotten``; both are columns by
    group. Which things are ``spared``, because somebody wants everything in a folder to stay; a column by thing.
    """

    def __init__(self, groups: Groups) -> None:
        self._groups = groups
        self.skipped: Mask = np.zeros(len(groups), dtype=np.bool_)
        self.forgotten: Mask = np.zeros(len(groups), dtype=np.bool_)
        self.spared: Mask = np.zeros(groups.all_things.count, dtype=np.bool_)

    def groups(self) -> Mask:
        """For each group, whether it was set aside."""
        return self.skipped | self.forgotten

    def take_up(self, group: int) -> None:
        """No longer set a group aside."""
        self.skipped[group] = self.forgotten[group] = False

    def things(self, but: int = NO_GROUP) -> Mask:
        """For each thing, whether it is in, or as a folder contains something in, a group that was set aside, other
        than this one.
        """
        aside = self.groups()
        if but != NO_GROUP:
            aside[but] = False
        return self.holding(np.flatnonzero(aside))

    def holding(self, groups: Rows) -> Mask:
        """For each thing, whether it is in one of these groups, or a folder that contains something in them."""
        things, _ = self._groups.members_of(groups)
        found = self._groups.holding(things)
        found[things] = True
        return found

    def decisions(self) -> list[Decision]:
        """What is never to be asked about again."""
        groups = self._groups
        return [
            decision_of(groups, group, thing, groups.path(thing))
            for group in np.flatnonzero(self.forgotten).tolist()
            for thing in groups.things(group).tolist()
        ]
