"""What every page is drawn on: its width in terminal cells, with or without colour and special characters."""

from __future__ import annotations

import io
from collections.abc import Callable

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from cleanup.language import tr, trn
from cleanup.report.numbers import size
from cleanup.report.safe import at_home, shortened
from cleanup.report.style import PageStyle

_WIDEST = 110
_NARROWEST = 40
_LEAST_PATH = 12
# Holds the place of a path in a sentence whose length decides how much of the path is shown.
GAP = "\0"
_BLOCKS = "▏▎▍▌▋▊▉█"
# For terminals that cannot show these; one character each, so that columns stay aligned.
_PLAIN = str.maketrans("·…“”", '-~""')


class Sheet:
    """The width of one page, and how sizes, paths and long sentences look on it."""

    def __init__(self, style: PageStyle, width: int, draws: bool) -> None:
        self.style = style
        self.width = width
        self.draws = draws

    def size(self, count: int) -> str:
        """Bytes in words."""
        return size(count, binary=self.style.binary)

    def path(self, path: bytes, width: int) -> str:
        """A path, shortened in the middle to fit into ``cells``."""
        return shortened(at_home(path, self.style.home), width)

    def with_path(self, sentence: str, path: bytes, width: int) -> str:
        """A sentence with a path in place of its ``GAP``, shortened so that all of it fits into ``cells``."""
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
        """Parts with dots between them, after a start; short parts are not broken."""
        short = self.width // 2
        kept = [part.replace(" ", "\u00a0") if cell_len(part) <= short else part for part in parts]
        return self.wrapped(start + " · ".join(kept), style)

    def wrapped(self, text: str, style: object, indent: int = 0) -> list[Text]:
        """Text in lines that fit, broken between words and indented by a number of cells."""
        lines, line = [], ""
        for word in text.split(" "):
            if line and indent + cell_len(line) + 1 + cell_len(word) > self.width:
                lines.append(line)
                line = "  " + word
            else:
                line = f"{line} {word}" if line else word
        margin = " " * indent
        return [Text(margin + each.replace("\u00a0", " "), style=str(style)) for each in [*lines, line]]

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

    def next_commands(self, commands: list[tuple[str, str]]) -> list[Text]:
        """The commands to type next, each with its purpose if there is room."""
        if not commands:
            return []
        label = tr("Next:")
        if cell_len(label) + 2 + max(cell_len(command) for command, _ in commands) > self.width:
            return [Text(label), *(Text("  ") + Text(command, style="bold cyan") for command, _ in commands)]
        room = self.width - cell_len(label) - 4
        short = [cell_len(each) for each, purpose in commands if cell_len(each) + cell_len(purpose) <= room]
        width = max(short, default=0)
        lines = []
        for number, (command, purpose) in enumerate(commands):
            start = label if number == 0 else " " * cell_len(label)
            line = Text(f"{start}  ") + Text(command, style="bold cyan")
            if cell_len(command) <= width and width + cell_len(purpose) <= room:
                line.append(f"{'':<{width - cell_len(command)}}  {purpose}", style="dim")
            lines.append(line)
        return lines


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
    sheet = Sheet(style, max(_NARROWEST, min(console.width, _WIDEST)), draws)
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
