"""Reasons in words. Apart from findings, whose columns are slow to load, so that a list of runs does without."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """What the number in a reason means, so that the report can write it as people do."""

    NOTHING = "nothing"
    BYTES = "bytes"
    COUNT = "count"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Why:
    """A reason in words, with ``{}`` where the finding's own number goes; the text is translated when shown.

    ``one`` is said instead where that number is a count of one.
    """

    text: str
    measure: Measure = Measure.NOTHING
    one: str = ""
