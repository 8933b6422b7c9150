"""What every page is drawn on: its width in terminal cells, with or without colour and special characters."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from cleanup.language import tr, trn
from cleanup.model.paths import HERE
from cleanup.report.numbers import size
from cleanup.report.safe import at_home, shortened
from cleanup.report.style import PageStyle

_WIDEST = 110
_NARROWEST = 40
_LEAST_PATH = 12
_LEAST_WORDS = 24
_BAR = 20
# Stands for a path in a sentence whose length decides how much of the path is shown.
GAP = "\0"
_BLOCKS = "▏▎▍▌▋▊▉█"
# For terminals that cannot show these; one character each, so that columns stay aligned.
_PLAIN = str.maketrans("·…“”", '-~""')


class Row(NamedTuple):
    """A row of a table; a ``name`` in bytes is a path, and ``part`` is a share from 0 to 1 for a bar, -1 for none."""

    name: bytes | str
    amount: str
    words: str
    style: str = ""
    part: float = -1


class Sheet:
    """The width of one page, and how sizes, paths and long sentences look on it.

    ``height`` is that of its screen, 0 if unknown.
    """

    def __init__(self, style: PageStyle, width: int, draws: bool, height: int = 0) -> None:
        self.style = style
        self.width = width
        self.draws = draws
        self.height = height

    def size(self, count: int) -> str:
        """Bytes in words."""
        return size(count, binary=self.style.binary)

    def size_within(self, part: int, whole: int) -> str:
        """Bytes in words next to those of the whole: without a unit if the whole has the same one."""
        text, unit = self.size(part), self.size(whole).rpartition(" ")[2]
        return text.removesuffix(f" {unit}")

    def path(self, path: bytes, width: int) -> str:
        """A path, shortened in the middle to fit into ``cells``."""
        return shortened(at_home(path, self.style.home), width)

    def with_path(self, sentence: str, path: bytes, width: int) -> str:
        """A sentence with a path in place of its ``GAP``, shortened so that everything fits into ``cells``."""
        before, _, after = sentence.partition(GAP)
        return before + self.path(path, max(width - cell_len(before) - cell_len(after), _LEAST_PATH)) + after

    def bar(self, part: float, width: int) -> str:
        """A bar for a share from 0 to 1, at most ``cells`` wide."""
        if not self.draws:
            return f"{'#' * round(part * width):<{width}}"
        eighths = round(part * width * 8) or (1 if part else 0)
        whole, rest = divmod(eighths, 8)
        return f"{'█' * whole + (_BLOCKS[rest - 1] if rest else ''):<{width}}"

    def listed(self, start: str, parts: list[str], style: object) -> list[Text]:
        """Parts separated by dots, after a start; short parts are not broken."""
        short = self.width // 2
        kept = [part.replace(" ", "\u00a0") if cell_len(part) <= short else part for part in parts]
        return self.wrapped(start + " · ".join(kept), style)

    def wrapped(self, text: str, style: object, indent: int = 0, hanging: int = 2) -> list[Text]:
        """Text in lines that fit, broken between words, or inside a word that is too long for a line.

        Lines are indented by a number of cells, and all but the first by some more.
        """
        room = self.width - indent
        lines, line, empty = [], "", True
        for word in text.split(" "):
            if not empty and cell_len(line) + 1 + cell_len(word) > room:
                lines.append(line)
                line, empty = " " * hanging, True
            line, empty = (line + word if empty else f"{line} {word}"), False
            while cell_len(line) > room:
                first, rest = _cut(line, room)
                lines.append(first)
                line = " " * hanging + rest
        margin = " " * indent
        return [Text(margin + each.replace("\u00a0", " "), style=str(style)) for each in [*lines, line]]

    def table(self, rows: Sequence[Row]) -> list[list[Text]]:
        """Rows with a name, an amount and words, each with as many lines as it takes; names and amounts line up."""
        if not rows:
            return []
        amounts = max(cell_len(row.amount) for row in rows)
        longest, bars = max(cell_len(row.words) for row in rows), all(row.part >= 0 for row in rows)
        beside = amounts + longest + 6 + (_BAR + 2 if bars else 0)
        most = max(_LEAST_PATH, self.width * 3 // 10, self.width - beside)
        names = [self._name(row, most) for row in rows]
        width = max(map(cell_len, names))
        room = self.width - 2 - width - 2 - amounts - 2
        if room < _LEAST_WORDS:
            return [self._tall(row, amounts) for row in rows]
        bar = _BAR if bars and longest <= room - _BAR - 2 else 0
        lines = []
        for row, name in zip(rows, names, strict=True):
            line = Text("  " + name + " " * (width - cell_len(name) + 2))
            if bar:
                line.append(self.bar(row.part, bar) + "  ", style=row.style)
            line.append(" " * (amounts - cell_len(row.amount)) + row.amount, style=f"bold {row.style}".strip())
            words = self.wrapped(row.words, "", self.width - room + (bar + 2 if bar else 0), 0)
            line.append("  " + words[0].plain.lstrip(" "))
            line.rstrip()
            lines.append([line, *words[1:]])
        return lines

    def _name(self, row: Row, width: int) -> str:
        return self.path(row.name, width) if isinstance(row.name, bytes) else shortened(row.name, width)

    def _tall(self, row: Row, amounts: int) -> list[Text]:
        """A row on a narrow sheet: the words are below the name and the amount."""
        room = self.width - 2 - amounts - 2
        name = self._name(row, room)
        line = Text("  " + name + " " * (room - cell_len(name) + 2 + amounts - cell_len(row.amount)))
        line.append(row.amount, style=f"bold {row.style}".strip())
        return [line, *(self.wrapped(row.words, "", 4, 0) if row.words else [])]

    def terms(self, rows: Sequence[tuple[str, str]]) -> list[Text]:
        """Names, each with its explanation beside it, or below if a name or the words are too long for that."""
        most = self.width * 2 // 5
        width = max((cell_len(name) for name, _ in rows if cell_len(name) <= most), default=0)
        room = self.width - width - 2
        lines = []
        for name, words in rows:
            if cell_len(name) > width or (cell_len(words) > room and room < _LEAST_WORDS):
                lines += [*self.wrapped(name, ""), *self.wrapped(words, "", 4, 0)]
                continue
            first, *others = self.wrapped(words, "", width + 2, 0)
            lines += [Text(name + " " * (width - cell_len(name)) + "  " + first.plain[width + 2 :]), *others]
        return lines

    def free_later(self, count: int, *, aside: bool) -> str:
        """When these bytes come free; ``aside`` if they are in a quarantine folder rather than the trash."""
        if not count:
            return tr("This frees no space.")
        if aside:
            return tr("{size} come free when that is purged.", size=self.size(count))
        return tr("{size} come free when the trash is emptied.", size=self.size(count))

    def damaged(self, lines: int) -> list[Text]:
        """A note about damaged lines of a journal, if there are any."""
        if not lines:
            return []
        text = trn("{n} line of its journal is damaged and was skipped.",
                   "{n} lines of its journal are damaged and were skipped.", lines)  # fmt: skip
        return self.wrapped(text, "yellow")

    def row(self, path: bytes, amount: str, style: str = "") -> Text:
        """A line with a path on the left and an amount on the right."""
        text = self.path(path, self.width - cell_len(amount) - 2)
        return Text(text) + Text(" " * (self.width - cell_len(text) - cell_len(amount))) + Text(amount, style=style)

    def _command(self, command: str) -> list[Text]:
        """A command in lines that can be typed as they are, also where one goes on in the next line.

        A part that is too long for a line stays whole.
        """
        lines, line = [], ""
        for part in _command_parts(command):
            if line and cell_len(line) + cell_len(part) + 3 > self.width:
                lines.append(f"{line} {HERE.goes_on}")
                line = "    " + part
            else:
                line = f"{line} {part}" if line else "  " + part
        return [Text(each, style="bold cyan") for each in [*lines, line]]

    def next_commands(self, commands: list[tuple[str, str]]) -> list[Text]:
        """The commands to type next, each with its purpose: beside it, or below if there is no space."""
        if not commands:
            return []
        label = tr("Next:")
        width, purposes = (max(cell_len(each[at]) for each in commands) for at in (0, 1))
        if cell_len(label) + 2 + width + 2 + purposes > self.width:
            lines = [Text(label)]
            for command, purpose in commands:
                lines += self._command(command)
                lines += self.wrapped(purpose, "dim", 4, 0) if purpose else []
            return lines
        lines = []
        for number, (command, purpose) in enumerate(commands):
            start = label if number == 0 else " " * cell_len(label)
            line = Text(f"{start}  ") + Text(command, style="bold cyan")
            line.append(f"{'':<{width - cell_len(command)}}  {purpose}", style="dim")
            line.rstrip()
            lines.append(line)
        return lines


def _command_parts(command: str) -> list[str]:
    """A command split at its spaces, except those in quotes; in one piece if the parts do not add up to it."""
    parts = re.findall(r"""(?:'[^']*'|"[^"]*"|\\.|[^ '"\\])+""", command)
    return parts if " ".join(parts) == command else [command]


def _cut(line: str, room: int) -> tuple[str, str]:
    """The beginning of a text that fits into some cells, at least one character, and the rest."""
    end = len(line)
    while end > 1 and cell_len(line[:end]) > room:
        end = max(end - max(1, (cell_len(line[:end]) - room) // 2), 1)
    return line[:end], line[end:]


def draw(lines: Callable[[Sheet], list[Text]], style: PageStyle, *, on_terminal: bool) -> str:
    """Draw a page; with colour only for a terminal that wants it."""
    console = Console(
        file=io.StringIO(),
        force_terminal=on_terminal,
        width=style.width,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
    )
    draws = _can_draw(style.encoding)
    width, height = max(_NARROWEST, min(console.width, _WIDEST)), console.height if on_terminal else 0
    sheet = Sheet(style, width, draws, height)
    with console.capture() as drawn:
        for line in lines(sheet):
            if not draws:
                line.plain = line.plain.translate(_PLAIN)
            console.print(line)
    return drawn.get()


def joined(parts: list[list[Text]]) -> list[Text]:
    """The parts of a page that are not empty, with a blank line between them."""
    lines: list[Text] = []
    for part in parts:
        if part:
            lines += [*part, Text()]
    return lines[:-1]


def _can_draw(encoding: str) -> bool:
    try:
        "█▏·…".encode(encoding)
    except UnicodeError:
        return False
    return True
