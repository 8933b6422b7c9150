"""What a decision about a folder settles for the things in it: if it goes, they go too; if it stays, so do they."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from cleanup.model.category import Proof
from cleanup.model.finding import NO_KEEPER, Certainty, Findings
from cleanup.model.inventory import Rows
from cleanup.model.thing import Mask, Things


class Settled:
    """For each thing, whether it is one too many in a group or inside a folder that is, and whether it stays in one
    that does; filled group by group, outer folders first.
    """

    def __init__(self, things: Things) -> None:
        self._things = things
        self.spare: Mask = np.zeros(things.count, dtype=np.bool_)
        self.gone: Mask = np.zeros(things.count, dtype=np.bool_)
        """What lies in a folder that holds nothing which another one does not hold too."""
        self._stays: Mask = np.zeros(things.count, dtype=np.bool_)

    def add(self, found: Findings, keepers: Rows) -> None:
        """These groups are decided: ``keepers`` stay, NO_KEEPER if nothing does."""
        lengths = np.diff(found.starts)
        kept = np.repeat(keepers, lengths)
        spare = found.members[(found.members != kept) & (kept != NO_KEEPER)]
        self.spare[spare] = True
        if found.category.proof is not Proof.SAME_TREE:
            return
        below = self._things.below(self._things.folders_of(spare))
        below[spare] = False
        self.spare |= below
        if is_exact(found):
            self.gone |= below
        staying = np.zeros(len(self.spare), dtype=np.bool_)
        staying[keepers[keepers != NO_KEEPER]] = True
        self._stays |= self._things.stays_with(staying)

    def unfit(self, found: Findings) -> Mask:
        """For each member of groups, whether it should not be the one that stays: it goes, or others stay anyway."""
        if not len(found.members):
            return np.zeros(0, dtype=np.bool_)
        stays = self._stays[found.members]
        one_stays = np.logical_or.reduceat(stays, found.starts[:-1])
        return np.asarray(self.spare[found.members] | (np.repeat(one_stays, np.diff(found.starts)) & ~stays))

    def left(self, found: Findings) -> Findings:
        """The groups without what goes with a folder, and without those with only one thing left."""
        if found.category.proof not in {Proof.SAME_BYTES, Proof.SAME_TREE} or not self.gone[found.members].any():
            return found
        fit = ~self.gone[found.members]
        several = np.add.reduceat(fit.astype(np.int64), found.starts[:-1]) > 1
        some = found.only(np.flatnonzero(several))
        some = some.without(self.gone[some.members])
        return _counted_anew(some)


def is_exact(found: Findings) -> bool:
    """Whether all groups in a category are certain to be what they are said to be."""
    return all(reason.certainty is Certainty.EXACT for reason in found.reasons)


def _counted_anew(found: Findings) -> Findings:
    """The findings with the number of things that are left in each reason."""
    return replace(found, details=np.diff(found.starts))


def rounds(found: Findings, things: Things) -> Iterator[Rows]:
    """All groups, in the order in which they are decided: folders that are in no other come first."""
    left = np.arange(len(found), dtype=np.int64)
    if found.category.proof is not Proof.SAME_TREE:
        yield left
        return
    while len(left):
        some = found.only(left)
        below = things.below(things.folders_of(some.members))[some.members]
        inner = np.logical_or.reduceat(below, some.starts[:-1])
        if inner.all():
            # If they are alike by less than all their contents, folders can be inside each other's.
            inner[:] = False
        yield left[~inner]
        left = left[inner]
