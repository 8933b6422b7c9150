"""Numbers of what moves, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from cleanup.language import trn
from cleanup.model.plan import Kind, Step
from cleanup.model.run import Item
from cleanup.report.numbers import files


def things(moved: Iterable[Step | Item]) -> str:
    """A number of things in words: files, unless there are folders or links among them."""
    return number_of(Counter(thing.kind for thing in moved))


def number_of(kinds: Counter[Kind]) -> str:
    """The same for things that were counted by their kind."""
    if kinds.keys() <= {Kind.FILE}:
        return files(kinds.total())
    if kinds.keys() == {Kind.FOLDER}:
        return trn("{n} folder", "{n} folders", kinds.total())
    return trn("{n} thing", "{n} things", kinds.total())
