"""Which things are never chosen, and why: a stable word for each."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cleanup.model.decision import Decision, content_of
from cleanup.model.finding import OTHER_OWNER
from cleanup.model.inventory import Rows
from cleanup.model.row import NO_OWNER
from cleanup.model.thing import Mask
from cleanup.plan.groups import Groups

NEVER_ASK = "never-ask"
OTHER_NAMES = "other-names"
CHANGED = "changed"
MOVED = "moved"
ONLY_TOLD = "only-told"
_UNKNOWN = 255
# Why nothing is chosen from a place, except by the category whose own rule names what is in it.
_OF_PLACES = frozenset({"hidden", "protected"})


class Staying:
    """Finds out why a thing is never chosen, when first needed.

    A file with names that the scan did not see is not: moving it would free nothing. ``stays`` gives the word for a
    path, or "".
    """

    def __init__(
        self,
        groups: Groups,
        decided: frozenset[Decision],
        stays: Callable[[bytes], str],
        owner: int | None = None,
    ) -> None:
        """With an ``owner``, other users' things are never chosen."""
        self._groups = groups
        self._owner = owner
        self._stays = stays
        self._decided = decided
        self._decided_paths = frozenset(decision.path for decision in decided)
        self._words = ["", CHANGED, MOVED, NEVER_ASK, OTHER_NAMES]
        self._codes: NDArray[np.uint8] = np.full(len(groups.sizes), _UNKNOWN, dtype=np.uint8)

    def stay(self, things: Rows) -> NDArray[np.bool_]:
        """For each of these things, whether it is never chosen."""
        unknown = np.unique(things[self._codes[things] == _UNKNOWN])
        if len(unknown):
            self._codes[unknown] = self._found_out(unknown)
        return np.asarray(self._codes[things] != 0)

    def why(self, thing: int) -> str:
        """The word for why a thing is never chosen, or ""."""
        self.stay(np.asarray([thing]))
        return self._words[int(self._codes[thing])]

    def asked(self) -> NDArray[np.bool_]:
        """For each group, whether there is anything in it that is not decided yet."""
        groups = self._groups
        if not len(groups):
            return np.zeros(0, dtype=np.bool_)
        self.stay(groups.members)
        never = self._codes[groups.members] == self._words.index(NEVER_ASK)
        return ~np.logical_and.reduceat(never, groups.starts[:-1])

    def mark_changed(self, things: Rows) -> None:
        """These things are no longer what the scan saw, or gone."""
        self._codes[things] = self._words.index(CHANGED)

    def mark_moved(self, things: Rows) -> None:
        """cleanup itself moved these things since the scan."""
        self._codes[things] = self._words.index(MOVED)

    def changed(self, things: Rows) -> NDArray[np.bool_]:
        """For each of these things, whether it was marked as changed or moved."""
        return np.isin(self._codes[things], [self._words.index(CHANGED), self._words.index(MOVED)])

    def moved(self) -> NDArray[np.bool_]:
        """For each thing, whether it was marked as moved."""
        return np.asarray(self._codes == self._words.index(MOVED))

    def _code(self, word: str) -> int:
        if word not in self._words:
            self._words.append(word)
        return self._words.index(word)

    def _found_out(self, things: Rows) -> NDArray[np.uint8]:
        """The numbers of the words for these things, which were not looked up before."""
        all_things = self._groups.all_things
        codes = np.zeros(len(things), dtype=np.uint8)
        codes[all_things.partly_seen[things]] = self._code(OTHER_NAMES)
        codes[self._groups.only_told[things]] = self._code(ONLY_TOLD)
        if self._owner is not None:
            owners = all_things.values("owner", things)
            codes[(owners != self._owner) & (owners != NO_OWNER)] = self._code(OTHER_OWNER)
        several = np.isin(things, all_things.inventory.rows_of_several_names).tolist()
        known, decided = codes.tolist(), self._decided_paths
        for place, path in enumerate(all_things.each_path(things)):
            if known[place] and not decided:
                continue
            if not (decided or several[place]):
                # Nearly all are like this, and there can be very many.
                if word := self._stays(path):
                    codes[place] = self._code_of_place(int(things[place]), [word])
                continue
            thing = int(things[place])
            names = (path, *all_things.other_names(thing)) if several[place] else (path,)
            if decided and any(name in decided and self._is_decided(thing, name) for name in names):
                codes[place] = self._code(NEVER_ASK)
            elif not known[place]:
                codes[place] = self._code_of_place(thing, [word for word in map(self._stays, names) if word])
        return codes

    def _code_of_place(self, thing: int, words: list[str]) -> int:
        """The number of the word for where a thing is, unless a category found it that may take what is there, as a
        whole."""
        if words and self._wholes[thing]:
            words = [word for word in words if word not in _OF_PLACES]
        return self._code(words[0]) if words else 0

    @cached_property
    def _wholes(self) -> Mask:
        """For each thing, whether a category found it that may take what is protected or hidden, as a whole."""
        found = np.zeros(len(self._codes), dtype=np.bool_)
        for each in self._groups.scan.findings:
            if each.category.wholes:
                found[each.members] = True
        return found

    def _is_decided(self, thing: int, path: bytes) -> bool:
        owners = self._groups.owners[self._groups.members == thing].tolist()
        return any(decision_of(self._groups, group, thing, path) in self._decided for group in owners)


def decision_of(groups: Groups, group: int, thing: int, path: bytes) -> Decision:
    """The decision that a thing in a group stays."""
    findings, place = groups.place(group)
    size, modified = int(groups.sizes[thing]), int(groups.modified[thing])
    return Decision(content_of(findings.digest(place), size, modified), path)
