"""What stays of each group: by rules first, then by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cleanup.model.category import Proof
from cleanup.model.finding import NO_KEEPER
from cleanup.model.inventory import NO_FOLDER, Rows
from cleanup.model.rule import BY_HAND, TIE, Rule, written
from cleanup.model.thing import Mask
from cleanup.model.tree import above
from cleanup.plan.groups import NO_GROUP, Groups
from cleanup.plan.keeper import by_proof, choose_keepers


class Copies:
    """Which thing of each group stays, and by which rule. Groups of which nothing has to stay have none.

    ``keepers`` and ``decided`` (places in the list of rules) are columns by group; call ``renew`` after they were
    changed from outside. ``changed`` says which of some things are not what the scan saw any more.
    """

    def __init__(self, groups: Groups, rules: tuple[Rule, ...], changed: Callable[[Rows], Mask]) -> None:
        self._groups = groups
        self._changed = changed
        self.rules = rules
        self._words = list(dict.fromkeys([*map(written, rules), TIE, BY_HAND]))
        self.keepers = groups.keepers()
        self.decided = np.zeros(len(groups), dtype=np.int64)
        self._are_copies: Mask = np.concatenate([np.zeros(0, dtype=np.bool_), *(
            np.full(len(found), np.any(found.keepers != NO_KEEPER)) for found in groups.scan.findings
        )])  # fmt: skip
        self.renew()
        self.choose(groups.every, rules)

    def renew(self) -> None:
        """Forget what was worked out of the keepers."""
        # Computed when first needed.
        self._kept: Mask | None = None
        self._holding: Mask | None = None

    def among(self, groups: Rows) -> Rows:
        """Those of these groups of which one thing stays."""
        return groups[self._are_copies[groups]]

    def is_one(self, group: int) -> bool:
        """Whether one thing of a group stays."""
        return bool(self._are_copies[group])

    def rule(self, group: int) -> str:
        """By which rule the thing that stays of a group does, as it is written, or ``tie`` or ``by-hand``."""
        return self._words[self.decided[group]] if self._are_copies[group] else ""

    def tied(self) -> Mask:
        """For each group, whether no rule could choose between its things."""
        return np.asarray(self._are_copies & (self.decided == self._words.index(TIE)))

    def kept(self) -> Mask:
        """For each thing, whether it stays of a group, or lies in a folder that does."""
        if self._kept is None:
            things = self._groups.all_things
            kept = np.zeros(things.count, dtype=np.bool_)
            kept[self.keepers[self.keepers != NO_KEEPER]] = True
            self._kept = things.stays_with(kept)
        return self._kept

    def holding(self) -> Mask:
        """For each thing, whether it is a folder in which something lies that stays of a group."""
        if self._holding is None:
            things = self._groups.all_things
            self._holding = np.zeros(things.count, dtype=np.bool_)
            if len(things.folders_of(self._groups.members)):
                rows = things.values("folder", self.keepers[self.keepers != NO_KEEPER])
                folders = above(things.inventory.parents, rows[rows != NO_FOLDER])
                self._holding[things.of_folders(np.flatnonzero(folders))] = True
        return self._holding

    def owners(self, thing: int) -> list[int]:
        """The groups of which this thing is the one that stays."""
        owners: list[int] = np.flatnonzero(self.keepers == thing).tolist()
        return owners

    def proving(self) -> Rows:
        """For each thing the group that can prove that it is one too many, or NO_GROUP.

        A file that is the same, byte for byte, is compared as that, whatever else it is.
        """
        found = np.full(self._groups.all_things.count, NO_GROUP, dtype=np.int64)
        for proof in (Proof.SAME_TREE, Proof.SAME_BYTES):
            for category, findings in reversed(list(enumerate(self._groups.scan.findings))):
                if findings.category.proof is proof:
                    things, owners = self._groups.members_of(self.among(self._groups.of_category(category)))
                    found[things] = owners
        return found

    def keep(self, group: int, thing: int) -> None:
        """Let this thing stay of a group, as chosen by hand."""
        self.keepers[group] = thing
        self.decided[group] = self._words.index(BY_HAND)
        self.renew()

    def choose(self, groups: Rows, rules: tuple[Rule, ...]) -> None:
        """Let rules say what stays of these groups; what changed only where there is nothing else.

        What is one too many by a stronger proof does not stay either, where there is anything else: so that no
        category takes from another what it could choose.
        """
        words = [*map(written, rules), TIE]
        self._words += [word for word in words if word not in self._words]
        numbers = np.asarray([self._words.index(word) for word in words])
        scan, things = self._groups.scan, self._groups.all_things
        spare = np.zeros(things.count, dtype=np.bool_)
        for category in by_proof(scan.findings):
            found = scan.findings[category]
            first, end = self._groups.offsets[category : category + 2]
            if not self._are_copies[first:end].any():
                continue
            mine = groups[(groups >= first) & (groups < end)]
            if len(mine):
                some = found.only(mine - first)
                some = some.without(self._changed(some.members)).without(spare[some.members])
                self.keepers[mine], decided = choose_keepers(some, things, rules, scan.roots)
                self.decided[mine] = numbers[decided]
            spare[found.members[found.members != np.repeat(self.keepers[first:end], np.diff(found.starts))]] = True
        self.renew()
