"""What is on the full-screen page, and what it says; moving around is in ``browsing.py``."""

from __future__ import annotations

import asyncio
import threading
from functools import partial
from typing import TypeVar

import numpy as np
from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.widget import Widget
from textual.widgets import Input, Static

from cleanup.language import tr, trn
from cleanup.model.inventory import Rows
from cleanup.plan.selection import Selection
from cleanup.report.style import PageStyle
from cleanup.review.apart import apart
from cleanup.review.background import Background
from cleanup.review.details import describe
from cleanup.review.details_box import DetailsBox
from cleanup.review.dialogs import Question
from cleanup.review.folder_rows import PageLines
from cleanup.review.group_list import GroupList
from cleanup.review.head import first_lines, legend, not_listed, tabs, two_ends, what_goes, what_is_listed
from cleanup.review.key_line import KeyLine
from cleanup.review.place_tree import PlaceTree
from cleanup.review.places import Places
from cleanup.review.probe import Probe
from cleanup.review.shown import NOBODY, Shown
from cleanup.review.taking_keys import LEAST_HEIGHT, LEAST_WIDTH, TakingKeys

_WITH_FOLDERS, _WIDE = 116, 170
_WITH_LEGEND = 20


W = TypeVar("W", bound=Widget)
_MOVED = "moved"
# Seconds until the page looks again what other windows moved.
_A_MOMENT = 2.0


class Frame(TakingKeys):
    """Shows a selection: what goes, the categories, the groups of one and their folders, and details."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "cleanup review"
    CSS_PATH = "page.tcss"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  (so that textual has it)
        (0, "-small"), (LEAST_WIDTH, "-narrow"), (_WITH_FOLDERS, "-with-folders"), (_WIDE, "-wide"),
    ]  # fmt: skip
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LEAST_HEIGHT, "-high"), (_WITH_LEGEND, "-tall")]  # noqa: RUF012

    def __init__(
        self,
        selection: Selection,
        probe: Probe,
        style: PageStyle,
        *,
        about: str,
        file: str,
        limits: str = "",
        shown: Shown | None = None,
        said: str = "",
        background: Background | None = None,
        saved_changes: int = 0,
        first_time: bool = False,
    ) -> None:
        """``about`` says which scan this is and how old, ``limits`` what the page is narrowed to; ``file`` is where a
        plan is saved by default. ``shown`` is the list of an earlier page, to go on from there; ``said`` is the first
        message, ``background`` the terminal's brightness. Someone who has made no more than ``saved_changes`` has
        nothing to lose. ``first_time`` shows in three lines what to do.
        """
        super().__init__(background)
        self.selection = selection
        self.probe = probe
        self.style = style
        self._about = about
        self._limits = limits
        self._file = file
        self.shown = shown or Shown(selection.groups, selection.asked(), selection.by_folder)
        self.lines = PageLines(selection, self.shown, style)
        self._places = Places(selection, self.shown.asked)
        self._changed = 0
        self._checked = False
        self._said = said
        self._first_time = first_time
        self._saved_changes = saved_changes
        self._loop: asyncio.AbstractEventLoop | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="state", markup=False)
        yield Static(id="tabs", markup=False)
        yield Static(id="about", markup=False)
        yield Static("\n".join(first_lines()) if self._first_time else "", id="first", markup=False)
        with Horizontal(id="body"):
            yield PlaceTree(self.shown, self._places, self.lines, self.style, id="places")
            with Container(id="right"):
                yield GroupList(self.lines, self.shown, id="groups")
                yield DetailsBox(self.probe, id="details")
        yield Input(placeholder=tr("words, *.mp4, >10M, 2024-06"), id="filter", compact=True)
        yield Static(Text(f" {legend()}"), id="legend", markup=False)
        yield Static(id="said", markup=False)
        yield KeyLine(id="keys")
        yield Static(Text(self._too_small()), id="too-small", markup=False)

    def on_mount(self) -> None:
        self._loop = asyncio.get_running_loop()
        if self._driver is not None:
            self._driver.write(self._background.question())
        self.app_resume_signal.subscribe(self, lambda _: self.call_later(self._draw_all))
        self._go_to(self._list)
        self._find("#first", Static).display = self._first_time
        self._say(self._said)
        self._look_again()
        self.set_interval(_A_MOMENT, self._see_what_moved)

    def end_from_outside(self) -> None:
        """End without an answer; for a signal, which wakes nobody by itself."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.exit)
        else:
            self.exit()

    def _draw_all(self) -> None:
        """Draw every line anew, as after Ctrl-Z, when nothing of the page is on the screen any more."""
        for screen in self.screen_stack:
            for widget in screen.walk_children(with_self=True):
                widget.refresh()

    def _too_small(self) -> str:
        return tr("This page needs {width} columns and {height} lines. Make the window larger, or leave with q and "
                  "type: cleanup review --plain", width=LEAST_WIDTH, height=LEAST_HEIGHT)  # fmt: skip

    @property
    def _list(self) -> GroupList:
        return self._find("#groups", GroupList)

    def _find(self, selector: str, kind: type[W]) -> W:
        """A widget of the page, even behind a dialog; raises NoMatches once the page is closed."""
        return self.screen_stack[0].query_one(selector, kind)

    def _write(self, name: str, text: Text) -> None:
        self._find(f"#{name}", Static).update(text, layout=False)

    def _current(self) -> tuple[int, int] | None:
        """The group and the thing on the current line, if any; None also on a folder line."""
        current = self.shown.at(self._list.cursor) if len(self.shown) else (NOBODY, NOBODY)
        return current if current[0] != NOBODY else None

    def _current_folder(self) -> int | None:
        """The folder line that is the current line, or MORE, if it is one."""
        is_one = len(self.shown) and self._current() is None
        return self.shown.folder_at(self._list.cursor) if is_one else None

    def _renew(self, said: str = "") -> None:
        """Draw everything again after a change of what is chosen or listed, and say what happened."""
        if not self.screen_stack:
            return
        self._list.renew()
        self._find("#places", PlaceTree).renew()
        self._say(said)
        self._show_facts()

    def _say(self, said: str) -> None:
        """Say what just happened and, above it, how much goes so far."""
        self._said = said
        self._show_said()
        self._show_state()

    def _show_said(self) -> None:
        room = self.size.width - 2
        cut = self._said if cell_len(self._said) <= room else set_cell_size(self._said, max(room - 1, 0)).rstrip() + "…"
        self._write("said", Text(f" {cut}", no_wrap=True))

    def _show_state(self) -> None:
        if not self.screen_stack:
            return
        width = self.size.width
        goes = what_goes(self.selection, self.lines)
        if n := not_listed(self.selection, self.shown):
            goes += " " + trn("(m: {n} not listed here)", "(m: {n} not listed here)", n)
        self._write("state", two_ends(goes, self._limits or self._about, width, "bold"))
        self._write("tabs", tabs(self.shown, width))
        self._write("about", two_ends(what_is_listed(self.shown, self.lines), self._news(), width))

    def _news(self) -> str:
        """Whether everything is still as it was seen; and which scan this is, if the first line does not say so."""
        news = ""
        if self._changed:
            news = trn("{n} changed since the scan (R: look again)", "{n} changed since the scan (R: look again)",
                       self._changed)  # fmt: skip
        elif self._checked:
            news = tr("nothing changed since")
        if self._limits:
            # A line that is too long loses its end.
            news = f"{news} · {self._about}" if news else self._about
        return news

    def on_resize(self) -> None:
        """Work out which keys fit the new size, and fill the lines."""
        self.refresh_bindings()
        self.call_after_refresh(self._show_lines)

    def _go_to(self, part: Widget) -> None:
        """Give a part of the page the keys at once: what is typed next belongs to it, however quickly it comes."""
        self.screen_stack[0].set_focus(part)

    def _show_lines(self) -> None:
        if not self.screen_stack:
            return
        self._show_said()
        self._show_state()
        if not self._is_small and self.screen_stack[0].focused is None:
            # After the window was too small to show it, nothing takes keys.
            self._go_to(self._list)
        if isinstance(self.screen, Question):
            self.screen.come_back()

    @on(GroupList.Moved)
    def _show_facts(self) -> None:
        if not self.screen_stack:
            return
        self._show_keys()
        details = self._find("#details", DetailsBox)
        if (folder := self._current_folder()) is not None:
            details.show(self.lines.facts(folder), None)
            return
        if (current := self._current()) is None:
            details.show([], None)
            return
        group, thing = current
        looked_at = thing if thing != NOBODY else self.selection.groups.in_order(group)[0]
        details.show(describe(self.selection, self.lines, self.style.home, group, thing), looked_at)

    @on(events.DescendantFocus)
    def _show_keys(self) -> None:
        """Show the keys that matter where the cursor is."""
        if not self.screen_stack:
            return
        current, focused = self._current(), self.screen_stack[0].focused
        self._find("#body", Horizontal).set_class(isinstance(focused, PlaceTree), "folders")
        place = "single"
        if isinstance(focused, Input):
            place = "filter"
        elif isinstance(focused, PlaceTree):
            place = "folders"
        elif self._current_folder() is not None:
            place = "line"
        elif current is not None and self.selection.copies.is_one(current[0]):
            place = "group" if current[1] == NOBODY else "copy"
        self._find("#keys", KeyLine).show(place)

    # Which files changed since the scan

    @work(group="again")
    async def _look_again(self) -> None:
        moved = await apart(self.probe.moved)
        if len(moved):
            self._mark_moved(moved)
        stopped = threading.Event()
        pieces = iter(self.probe.changed(stopped.is_set))
        try:
            while (things := await apart(partial(next, pieces, None))) is not None:
                if len(things := np.setdiff1d(things, moved)):
                    self._mark_changed(things)
        finally:
            stopped.set()
        self._checked = True
        self._show_state()
        # Worked out now, so that sorting by it need not wait.
        await apart(lambda: self.shown.places_by_path)

    @on(events.AppFocus)
    def _see_what_moved(self) -> None:
        """Look what was moved in another window, every moment and whenever somebody comes back to this one."""
        if not any(worker.group == _MOVED and not worker.is_finished for worker in self.workers):
            self._look_what_moved()

    @work(group=_MOVED)
    async def _look_what_moved(self) -> None:
        moved = await apart(self.probe.moved)
        if len(moved) and self.screen_stack:
            self._mark_moved(moved)

    def _mark_moved(self, things: Rows) -> None:
        # A page that is shown again has a message of its own, not the old one's.
        if self.shown.moved[things].all():
            return
        self.selection.mark_moved(things)
        self.shown.moved[things] = True
        self.shown.update()
        self._renew(trn("{n} file was moved since the scan, and is not listed any more.",
                        "{n} files were moved since the scan, and are not listed any more.", len(things)))  # fmt: skip

    def _mark_changed(self, things: Rows) -> None:
        self._changed += len(things)
        if self.selection.staying.changed(things).all():
            return
        marked = np.count_nonzero(self.selection.chosen)
        self.selection.mark_changed(things)
        # The third line says how many changed; what the page began with is said nowhere else.
        is_told = np.count_nonzero(self.selection.chosen) == marked and self._said
        self._renew(self._said if is_told else tr("Some files changed since the scan: they stay."))
