"""An option of a finder: an option of the command line and a setting of the same name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from cleanup.language import Marked, mark, tr
from cleanup.model.errors import UsageProblem
from cleanup.model.near import did_you_mean
from cleanup.model.quantity import parse_age, parse_count, parse_size

_MOST = 10**9
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class OptionType(StrEnum):
    """How the value of an option is written."""

    SIZE = "size"
    AGE = "age"
    COUNT = "count"
    WORD = "word"


VALUE_NAMES = {
    OptionType.SIZE: mark("SIZE"),
    OptionType.AGE: mark("AGE"),
    OptionType.COUNT: mark("N"),
    OptionType.WORD: mark("WORD"),
}
"""What stands for a value of each type in a help text."""


@dataclass(frozen=True, slots=True)
class FinderOption:
    """One option; ``default`` is written as a user would write it, ``help`` says in one line what it is for.

    An option of type ``WORD`` takes only these ``words``.
    """

    name: str
    type: OptionType
    default: str
    help: Marked
    words: tuple[str, ...] = ()

    def parse(self, text: str, now: datetime) -> int:
        """The value of a text: bytes, a count, the position of a word, or the moment that long ago in nanoseconds since
        1970.

        Raises UsageProblem.
        """
        match self.type:
            case OptionType.SIZE:
                return _some_bytes(text)
            case OptionType.AGE:
                return (parse_age(text, now) - _EPOCH) // timedelta(microseconds=1) * 1000
            case OptionType.COUNT:
                return parse_count(text, _MOST)
            case OptionType.WORD:
                return self._place(text)

    def _place(self, text: str) -> int:
        if text not in self.words:
            names = ", ".join(self.words)
            hint = did_you_mean(text, self.words, tr("Choose one of: {names}.", names=names))
            raise UsageProblem(tr("“{text}” is not a possible value.", text=text), hint)
        return self.words.index(text)


def _some_bytes(text: str) -> int:
    """A size above 0; raises UsageProblem."""
    size = parse_size(text)
    if size == 0:
        raise UsageProblem(
            tr("“{text}” is no limit: every file is that large.", text=text), tr("Write 1B or more: 500MB.")
        )
    return size
