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
    """A title, and its rows, each with as many lines as it takes; ``beyond`` is how many more there are without a row.

    ``all_by`` is the option that shows all of them.
    """

    title: list[Text]
    rows: list[list[Text]]
    beyond: int = 0
    all_by: str = ""

    def lines(self, most: int) -> list[Text]:
        """The title and the first rows; then how many more there are."""
        lines = [*self.title, *chain.from_iterable(self.rows[:most])]
        if more := self.left_out(most):
            text = trn("… and {n} more ({option})", "… and {n} more ({option})", more, option=self.all_by)
            lines.append(Text("  " + text, style="dim"))
        return lines

    def left_out(self, most: int) -> int:
        """How many there are besides these first rows."""
        return len(self.rows) - most + self.beyond


def room_of(sheet: Sheet) -> int:
    """How many lines a page may take: those of the screen, but no fewer than on a small one."""
    if sheet.height:
        return max(_LINES, sheet.height - _AROUND)
    return _LINES if sheet.width >= _WIDE else 2 * _LINES


def fewest_lines(parts: list[Part]) -> int:
    """How many lines below their titles the parts take at least."""
    return _taken(parts, _fewest(parts))


def _fewest(parts: list[Part]) -> list[int]:
    return [min(_FEWEST // max(map(len, part.rows), default=1) or 1, len(part.rows)) for part in parts]


def _taken(parts: list[Part], rows: list[int]) -> int:
    """How many lines this many rows of each part take, including lines about the rest."""
    return sum(
        sum(map(len, part.rows[:most])) + bool(part.left_out(most)) for part, most in zip(parts, rows, strict=True)
    )


def fitting(parts: list[Part], room: int) -> list[int]:
    """How many rows of each part fit into this many lines; a few lines of each are always shown."""
    fewest = _fewest(parts)
    rows = [len(part.rows) for part in parts]
    while _taken(parts, rows) > room and rows != fewest:
        longest = max(range(len(rows)), key=lambda number: rows[number] - fewest[number])
        rows[longest] -= 1
    # A line that says there is one more takes as much space as that one.
    return [
        most + (part.left_out(most) == sum(map(len, part.rows[most:])) == 1)
        for part, most in zip(parts, rows, strict=True)
    ]
