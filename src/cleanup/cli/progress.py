"""Progress on standard error: a live line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

from cleanup.language import Marked, mark, number, said, tr, trn
from cleanup.model.event import Listener
from cleanup.model.paths import split
from cleanup.model.trouble import Trouble
from cleanup.report.numbers import size
from cleanup.report.safe import at_home, shortened, shown

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from cleanup.cli.bundles import Verbosity
    from cleanup.cli.interrupt import Interrupt

_PLAIN_EVERY = 5.0
# From how many columns on there is space for a bar, and for the rate and the current folder.
_WITH_BAR, _WITH_RATE = 56, 76


def in_words(stage: str) -> str:
    """A stage in words; finders bring their own."""
    from cleanup.find import FINDERS
    from cleanup.find.finder import stages

    words = {
        "walk": mark("Looking at names"),
        "shared": mark("Looking for shared blocks"),
        "links": mark("Counting the names of files"),
        "move": mark("Moving to the trash"),
        "undo": mark("Bringing back"),
        "purge": mark("Freeing"),
    }
    return said((words | stages(FINDERS)).get(stage, Marked(stage)))


class Quiet(Listener):
    """Reports nothing but warnings and, if asked to, troubles; knows whether the user wants to stop."""

    def __init__(self, interrupt: Interrupt, *, tells_troubles: bool) -> None:
        self._interrupt = interrupt
        self._tells_troubles = tells_troubles
        self._files = self._bytes = 0
        self._all: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""

    def trouble(self, trouble: Trouble) -> None:
        if self._tells_troubles:
            self._say(f"{shown(trouble.path)}: {trouble.message}")

    def warn(self, message: str) -> None:
        self._say(shown(message))

    def stopped(self) -> bool:
        return self._interrupt.asked

    def _say(self, line: str) -> None:
        print(line, file=sys.stderr)


class Plain(Quiet):
    """Says how far it is every few seconds, for logs."""

    def __init__(self, interrupt: Interrupt, *, tells_troubles: bool) -> None:
        super().__init__(interrupt, tells_troubles=tells_troubles)
        self._said = time.monotonic()
        self._stage = ""

    def stage(self, name: str, files: int | None = None, size: int | None = None) -> None:  # noqa: ARG002
        self._stage, self._files, self._bytes, self._all = name, 0, 0, files

    def advance(self, files: int, size: int, where: bytes) -> None:  # noqa: ARG002
        self._files += files
        self._bytes += size
        if time.monotonic() - self._said >= _PLAIN_EVERY:
            self._said = time.monotonic()
            self._say(self._line())

    def _line(self) -> str:
        stage = in_words(self._stage)
        amount = size(self._bytes)
        if self._all is None:
            return trn("{stage}: {n} file, {size}", "{stage}: {n} files, {size}", self._files, stage=stage, size=amount)
        return trn(
            "{stage}: {done} of {n} file, {size}", "{stage}: {done} of {n} files, {size}", self._all,
            stage=stage, done=number(self._files), size=amount,
        )  # fmt: skip


class Live(Quiet):
    """A live line: stage, bar, amount, rate, time left, and current folder."""

    def __init__(self, interrupt: Interrupt, home: bytes, *, tells_troubles: bool) -> None:
        super().__init__(interrupt, tells_troubles=tells_troubles)
        self._progress = _bars()
        self._home = home
        self._task: TaskID | None = None
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over()

    def over(self) -> None:
        self._progress.stop()

    def stage(self, name: str, files: int | None = None, size: int | None = None) -> None:
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._files = self._bytes = 0
        self._all = files
        self._began = time.monotonic()
        # Small files cost by their number, large ones by their bytes: both count.
        self._task = self._progress.add_task(
            in_words(name),
            total=None if files is None else _weight(files, size or 0),
            amount="",
            where="",
        )

    def advance(self, files: int, size: int, where: bytes) -> None:
        if self._task is None:
            return
        if self._interrupt.asked:
            # What is printed from here on stays on the screen.
            self._progress.update(self._task, description=tr("Stopping …"))
            return
        self._files += files
        self._bytes += size
        self._progress.update(self._task, advance=_weight(files, size), amount=self._amount())
        if where:
            self._progress.update(self._task, where=self._where(where))

    def _say(self, line: str) -> None:
        from rich.text import Text

        self._progress.console.print(Text(line))

    def _amount(self) -> str:
        text = trn("{n} file", "{n} files", self._files)
        if self._bytes and self._progress.console.width >= _WITH_BAR:
            rate = self._bytes / max(time.monotonic() - self._began, 0.1)
            text += f" · {size(self._bytes)}"
            if self._all is not None and self._progress.console.width >= _WITH_RATE:
                text += f" · {size(int(rate))}/s"
        return text

    def _where(self, path: bytes) -> str:
        folder = path if self._all is None else split(path)[0]
        return shortened(at_home(folder, self._home), max(self._progress.console.width - 70, 12))


def _weight(files: int, size: int) -> int:
    """Opening a file takes about as long as reading this many bytes of it (tests/bench/README.md)."""
    return files * 64_000 + size


def _bars() -> Progress:
    from rich.console import Console, RenderableType
    from rich.constrain import Constrain
    from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
    from rich.table import Column

    console = Console(stderr=True)

    class Bars(Progress):
        """Leaves space for the “^C” that a terminal writes: if that wraps to the next line, this line stays behind."""

        def get_renderable(self) -> RenderableType:
            width = console.width
            return Constrain(super().get_renderable(), width - 2 if width >= _WITH_BAR else None)

    words = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True))
    amount = TextColumn("{task.fields[amount]}", markup=False, table_column=Column(no_wrap=True))
    columns: list[ProgressColumn] = [SpinnerColumn(), words, amount]
    if console.width >= _WITH_BAR:
        left = TimeRemainingColumn(compact=True, table_column=Column(no_wrap=True, min_width=5))
        columns = [SpinnerColumn(), words, BarColumn(bar_width=8), amount, left]
    if console.width >= _WITH_RATE:
        columns.append(TextColumn("{task.fields[where]}", markup=False, table_column=Column(no_wrap=True, ratio=1)))
    return Bars(*columns, console=console, transient=True, refresh_per_second=5)


def listener(interrupt: Interrupt, verbosity: Verbosity, home: bytes) -> Quiet:
    """The listener for these options: live only where standard error is a terminal that can redraw a line."""
    import os

    if verbosity.quiet or verbosity.no_progress:
        return Quiet(interrupt, tells_troubles=verbosity.verbose)
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR"):
        return Live(interrupt, home, tells_troubles=verbosity.verbose)
    return Plain(interrupt, tells_troubles=verbosity.verbose)
