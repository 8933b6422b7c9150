"""Reviews of real folders: scanned in this process, shown on a page without a terminal, driven by keys and clicks."""

from __future__ import annotations

import asyncio
import builtins
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Static

from cleanup.model.choice import Choice
from cleanup.model.preview import NoPreview
from cleanup.model.scan import Scan
from cleanup.plan.selection import Selection
from cleanup.report.safe import shown as harmless
from cleanup.report.style import PageStyle
from cleanup.review.details_box import DetailsBox
from cleanup.review.group_list import GroupList
from cleanup.review.page import ReviewPage
from cleanup.review.place_tree import PlaceTree
from cleanup.review.probe import Ending, Probe
from cleanup.review.shown import Shown
from cleanup.store.scans import remember
from cleanup.workflow.environment import Context
from cleanup.workflow.reviewing import begin, changed_things, moved_things, preview
from support.looking import scan
from support.processes import PATIENCE
from support.selecting import EveryCopy

Drawing = Mapping[str, "str | bytes | Drawing"]
Journey = Callable[["User"], Awaitable[None]]
ALL = EveryCopy(categories=("duplicates", "large", "stale", "empty-files", "empty-folders"))
NOT_STALE = ("duplicates", "large", "empty-files", "empty-folders")
# The workers that end by themselves; a question on the page waits for its answer.
_THREADS = {"preview", "filter", "again"}


def draw(root: Path, drawing: Drawing) -> Path:
    """Make a tree of files, each a minute younger than the one before; a folder is as old as its oldest file."""
    for number, (name, content) in enumerate(_files(drawing), 1):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (1_600_000_000 + number * 60,) * 2)
    for folder in root.rglob("*/"):
        oldest = min((path.stat().st_mtime for path in folder.rglob("*") if path.is_file()), default=0)
        os.utime(folder, (oldest, oldest))
    return root


def _files(drawing: Drawing, above: str = "") -> Iterator[tuple[str, bytes]]:
    for name, content in drawing.items():
        if isinstance(content, Mapping):
            yield from _files(content, f"{above}{name}/")
        else:
            yield above + name, content if isinstance(content, bytes) else content.encode()


class ScannedFolder:
    """A folder, the scan of it, and what is chosen of that."""

    def __init__(self, root: Path, own: Path, choice: Choice = EveryCopy(), found: Scan | None = None, **scan_options: Any) -> None:  # fmt: skip  # noqa: E501, B008
        self.root = root
        options = {"everything": False, "large": 500_000, "categories": NOT_STALE} | scan_options
        self.scan = found or scan([root], own, **options)
        self.context = context = Context.inside(root, own)
        remember(context.state, self.scan)
        self.selection: Selection = begin(self.scan.id, choice, context)
        groups = self.selection.groups
        nothing_wrong = [lambda _: ""] * 3
        look = (partial(changed_things, groups, context.state), partial(moved_things, groups, context.state))
        self.probe = Probe(*look, partial(preview, groups), *nothing_wrong)

    def page(self, file: str = "plan.json", *, first_time: bool = False, shown: Shown | None = None, said: str = "",
             **probe: Any) -> ReviewPage:  # fmt: skip
        """The page on which to choose; ``shown`` is the list of one before, ``said`` what it begins with."""
        style = PageStyle(home=os.fsencode(self.root))
        about = f"Scan just now of {harmless(os.path.basename(self.root))}"
        looked = replace(self.probe, **probe)
        return ReviewPage(
            self.selection, looked, style, about=about, file=file, first_time=first_time, shown=shown, said=said
        )

    def thing(self, path: str | bytes) -> int:
        """The number of the thing with this path below the root."""
        wanted = os.fsencode(self.root) + b"/" + os.fsencode(path)
        groups = self.selection.groups
        return next(thing for thing in np.unique(groups.members).tolist() if groups.path(thing) == wanted)

    def group(self, path: str) -> int:
        """The number of the first group with this thing."""
        groups = self.selection.groups
        return int(groups.owners[groups.members == self.thing(path)][0])

    def _below(self, mask: np.ndarray) -> set[str]:
        paths = map(self.selection.groups.path, np.flatnonzero(mask).tolist())
        return {os.fsdecode(os.path.relpath(path, os.fsencode(self.root))) for path in paths}

    @property
    def chosen(self) -> set[str]:
        """What is chosen, by its path below the root."""
        return self._below(self.selection.chosen)

    @property
    def kept(self) -> set[str]:
        """The copies that stay."""
        return self._below(self.selection.copies.kept())


def nothing_changed(stopped: Callable[[], bool]) -> Iterator[np.ndarray]:
    """A probe by which all is as it was."""
    return iter(())


def no_preview(thing: int, columns: int, rows: int) -> NoPreview:
    """A probe by which nothing can be seen."""
    return NoPreview("not today")


class User:
    """Somebody in front of a page."""

    def __init__(self, pilot: Pilot[Ending]) -> None:
        self.pilot = pilot
        self.page: ReviewPage = pilot.app  # type: ignore[assignment]

    async def settle(self) -> None:
        """Wait until the page has done all it was asked for: no message is on its way, no thread is at work, and what
        asks something has asked it."""
        quiet, end = 0, time.monotonic() + 60
        while quiet < 2 and self.page.is_running:
            assert time.monotonic() < end, "the page never comes to rest"
            await self.until(lambda: not self._works(threads=True), "threads that look at files")
            await self.page.animator.wait_until_complete()
            if not await self.pilot._wait_for_screen():
                return
            quiet = 0 if self._is_busy() else quiet + 1
            if self.page.is_running:
                self.page.screen._on_timer_update()

    async def until(self, true: Callable[[], object], what: str, *keys: str) -> None:
        """Wait for something, and press these keys as long as it is not so; fails when it does not come."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, f"not seen on the page in {PATIENCE:.0f} s: {what}"
            await (self.press(*keys) if keys else asyncio.sleep(0.001))

    async def close_questions(self) -> None:
        """Leave all questions that stand before the page."""
        await self.until(lambda: len(self.page.screen_stack) == 1, "the page without a question", "escape")

    def _works(self, *, threads: bool) -> bool:
        return any((worker.group in _THREADS) == threads and not worker.is_finished for worker in self.page.workers)

    def _is_busy(self) -> bool:
        screens = self.page.screen_stack if self.page.is_running else []
        pumps = [self.page, *(pump for screen in screens for pump in screen.walk_children(with_self=True))]
        return (
            # One that is behind another does what it put off once it is in front again.
            any(screen._callbacks for screen in screens[-1:])
            or any(pump.message_queue_size for pump in pumps)
            or self._works(threads=True)
            or (len(screens) == 1 and self._works(threads=False))
        )

    async def press(self, *keys: str) -> list[str]:
        """Press these keys, each after all is done that the one before asked for; gives the screen after them."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()
        return self.screen if self.page.is_running else []

    async def type(self, text: str) -> list[str]:
        """Type a text, character by character."""
        names = {" ": "space", "/": "slash", ".": "full_stop", "-": "minus", "?": "question_mark", "_": "underscore"}
        await self.pilot.press(*(names.get(character, character) for character in text))
        await self.settle()
        return self.screen

    async def click(self, text: str, column: int = 0, times: int = 1) -> list[str]:
        """Click where a text stands on the screen, so many columns further right."""
        lines = self.screen
        row = next(number for number, line in enumerate(lines) if text in line)
        place = (cells_before(lines[row], text) + column, row)
        await self.pilot.click(offset=place, times=times)
        await self.settle()
        return self.screen

    async def resize(self, columns: int, rows: int) -> list[str]:
        """Make the terminal larger or smaller."""
        await self.pilot.resize_terminal(columns, rows)
        await self.until(lambda: self.page.screen._compositor.size == (columns, rows), "the new size")
        await self.settle()
        return self.screen

    @property
    def screen(self) -> list[str]:
        """What stands on the screen, line by line."""
        lines = [strip.text for strip in self.page.screen._compositor.render_strips()]
        width, height = self.page.size
        assert [cell_len(line) for line in lines] == [width] * height
        return [line.rstrip() for line in lines]

    @property
    def list(self) -> GroupList:
        """The list of groups."""
        return self.page.query_one("#groups", GroupList)

    @property
    def tree(self) -> PlaceTree:
        """The tree of places."""
        return self.page.query_one("#places", PlaceTree)

    @property
    def listed(self) -> list[str]:
        """What stands in the list, line by line, wherever it is scrolled to."""
        # Behind the folders, the list has one column, or none.
        width = self.list.scrollable_content_region.width
        width = width if width > 1 else self.page.size.width
        lines = self.page.lines
        return ["".join(text for text, _ in lines.line(line, width)).rstrip() for line in range(len(self.page.shown))]

    @property
    def current(self) -> str:
        """The line that the next key is about."""
        return self.listed[self.list.cursor]

    def text(self, name: str) -> str:
        """What a line of the page says: tabs, about, legend; or the problem with an answer."""
        return str(self.page.screen.query_one(f"#{name}", Static).render())

    @property
    def state(self) -> str:
        """What goes so far, without which scan that is of."""
        return str(self.page.query_one("#state", Static).render()).strip().split("   ")[0]

    @property
    def said(self) -> str:
        """What just happened."""
        return str(self.page.query_one("#said", Static).render()).strip()

    @property
    def details(self) -> list[str]:
        """The facts of the current line, and below them what is in the file."""
        return self.page.query_one("#details", DetailsBox).text.splitlines()


def cells_before(line: str, text: str) -> int:
    """In how many cells from the left a text begins."""
    return cell_len(line[: line.index(text)])


def review(
    page: ReviewPage, journey: Journey, size: tuple[int, int] = (80, 24), *, settled: bool = True
) -> Ending | None:
    """Let somebody use a page; gives how it ended, or None where it did not.

    Unless ``settled``, the journey begins while the page is still at work.
    """

    async def at_once(_least: float = 0, _most: float = 0) -> None:
        """The pilot waits by the clock for a processor with nothing to do; ``settle`` waits for what it is about."""
        await asyncio.sleep(0)

    async def run() -> None:
        async with page.run_test(size=size) as pilot:
            user = User(pilot)
            if settled:
                await user.settle()
            await journey(user)
            if settled:
                await user.settle()

    page.animation_level = "none"
    with (
        patch("textual.app.wait_for_idle", at_once),
        patch("textual.pilot.wait_for_idle", at_once),
        patch("cleanup.review.details_box._PREVIEW_AFTER", 0),
    ):
        asyncio.run(run())
    return page.return_value


@contextmanager
def no_disk(monkeypatch: Any) -> Iterator[None]:
    """The disk is out of reach, but for the source of Python's modules: a traceback shows it."""

    def refusing(call: Callable[..., Any]) -> Callable[..., Any]:
        def refuse(path: Any, *arguments: Any, **options: Any) -> Any:
            if str(path).endswith(".py"):
                return call(path, *arguments, **options)
            raise AssertionError(f"the disk was touched: {path!r}")

        return refuse

    with monkeypatch.context() as patched:
        for name in ("open", "stat", "lstat", "scandir", "listdir", "readlink", "access"):
            patched.setattr(os, name, refusing(getattr(os, name)))
        patched.setattr(builtins, "open", refusing(open))
        yield
