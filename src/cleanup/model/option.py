"""An option of a finder: an option of the command line and a setting of the same name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from cleanup.language import Marked, mark
from cleanup.model.quantity import parse_age, parse_count, parse_size

_MOST = 10**9
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class OptionType(StrEnum):
    """How the value of an option is written."""

    SIZE = "size"
    AGE = "age"
    COUNT = "count"


VALUE_NAMES = {OptionType.SIZE: mark("SIZE"), OptionType.AGE: mark("AGE"), OptionType.COUNT: mark("N")}
"""What stands for a value of each type in a help text."""


@dataclass(frozen=True, slots=True)
class FinderOption:
    """One option; ``default`` is written as a user would, ``help`` says in one line what it is for."""

    name: str
    type: OptionType
    default: str
    help: Marked

    def parse(self, text: str, now: datetime) -> int:
        """The value of a text: bytes, a count, or the nanoseconds since 1970 of the moment that lies so long ago.

        Raises UsageProblem.
        """
        match self.type:
            case OptionType.SIZE:
                return parse_size(text)
            case OptionType.AGE:
                return (parse_age(text, now) - _EPOCH) // timedelta(microseconds=1) * 1000
            case OptionType.COUNT:
                return parse_count(text, _MOST)
