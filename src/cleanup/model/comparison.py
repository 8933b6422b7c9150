"""The result of comparing an old place with new ones: what is also in these, what is not, what nobody saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from cleanup.model.inventory import Inventory
from cleanup.model.trouble import Trouble


class Verdict(StrEnum):
    """``ALL``: every file in the old place is elsewhere, byte for byte; ``SOME``: some are only there; ``UNKNOWN``: not
    everything was looked at, so nobody can say.
    """

    ALL = "all-elsewhere"
    SOME = "only-in-old"
    UNKNOWN = "not-all-seen"


class Pair(NamedTuple):
    """Rows of a file in the old place, and of one in a new place with the same bytes."""

    row: int
    other: int


@dataclass(frozen=True, slots=True)
class OnlyThere:
    """A file that is only in the old place, or a folder in which all files are: their number, and their bytes."""

    path: bytes
    files: int
    size: int
    is_folder: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """``files`` and ``size`` are for everything in the old place, each physical file once; ``elsewhere`` for those that
    are also in a new place, by digests of all bytes made now. ``empty`` files contain nothing that could be lost,
    ``links`` were not compared. ``unseen`` are folders in the old place with something in them that was not looked at,
    ``unseen_new`` such folders in the new ones.
    """

    old: bytes
    new: tuple[bytes, ...]
    files: int
    size: int
    elsewhere: int
    elsewhere_size: int
    empty: int
    links: int
    only: tuple[OnlyThere, ...]
    unseen: tuple[bytes, ...]
    unseen_new: tuple[bytes, ...]
    troubles: tuple[Trouble, ...]
    complete: bool
    inventory: Inventory = field(repr=False, compare=False)
    pairs: Sequence[Pair] = field(default=(), repr=False)

    @property
    def missing(self) -> int:
        """How many files were found in no new place."""
        return sum(each.files for each in self.only)

    @property
    def not_read(self) -> int:
        """How many files in the old place are unknown."""
        return self.files - self.empty - self.elsewhere - self.missing

    @property
    def verdict(self) -> Verdict:
        """What can be said for certain."""
        if not self.complete or self.unseen or self.not_read or (self.only and (self.unseen_new or self.troubles)):
            return Verdict.UNKNOWN
        return Verdict.SOME if self.only else Verdict.ALL
