"""Parts of a page that can be longer or shorter, and how much of them fits on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from rich.text import Text

from cleanup.language import trn
from cleanup.report.sheet import Sheet

_AROUND = 2
"""The command above a page, and the next prompt below it."""
_LINES = 24 - _AROUND
_WIDE = 60
"""A narrower sheet breaks lines, and may take two screens where none is known."""
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A title, and its rows, each in as many lines as it takes; ``beyond`` is how many there are without a row."""

    title: list[Text]
    rows: list[list[Text]]
    beyond: int = 0

    def lines(self, most: int) -> list[Text]:
        """The title and the first rows; then how many there are more."""
        lines = [*self.title, *chain.from_iterable(self.rows[:most])]
        if more := self.left_out(most):
            lines.append(Text("  " + trn("… and {n} more", "… and {n} more", more), style="dim"))
        return lines

    def left_out(self, most: int) -> int:
        """How many there are more than these first rows."""
        return len(self.rows) - most + self.beyond


def room_of(sheet: Sheet) -> int:
    """How many lines a page may take: those of the screen, and no fewer than on a small one."""
    if sheet.height:
        return max(_LINES, sheet.height - _AROUND)
    return _LINES if sheet.width >= _WIDE else 2 * _LINES


def fitting(parts: list[Part], room: int) -> list[int]:
    """How many rows of each part fit into so many lines; a few lines of each are always shown."""
    fewest = [min(_FEWEST // max(map(len, part.rows), default=1) or 1, len(part.rows)) for part in parts]
    rows = [len(part.rows) for part in parts]

    def taken() -> int:
        return sum(
            sum(map(len, part.rows[:most])) + bool(part.left_out(most)) for part, most in zip(parts, rows, strict=True)
        )

    while taken() > room and rows != fewest:
        longest = max(range(len(rows)), key=lambda number: rows[number] - fewest[number])
        rows[longest] -= 1
    # A line that says there is one more takes no less room than that one.
    return [
        most + (part.left_out(most) == sum(map(len, part.rows[most:])) == 1)
        for part, most in zip(parts, rows, strict=True)
    ]
