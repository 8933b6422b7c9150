"""What the full-screen page shows, and how to move around in it; choosing is in ``page.py``."""

from __future__ import annotations

import asyncio
from typing import TypeVar

import numpy as np
from rich.text import Text
from textual import events, on, work
from textual.app import App, ComposeResult
from textual.containers import Container, Horizontal
from textual.widget import Widget
from textual.widgets import Footer, Input, Static, Tree
from textual.worker import get_current_worker

from cleanup.language import tr, trn
from cleanup.model.inventory import Rows
from cleanup.plan.selection import Selection
from cleanup.report.numbers import files
from cleanup.report.style import PageStyle
from cleanup.review.details import describe
from cleanup.review.details_box import DetailsBox
from cleanup.review.group_list import GroupList
from cleanup.review.lines import Lines
from cleanup.review.place_tree import Place, PlaceTree
from cleanup.review.places import Places
from cleanup.review.probe import Ending, Probe
from cleanup.review.shown import NOBODY, Order, Shown
from cleanup.review.words import Words

LEAST_WIDTH, LEAST_HEIGHT = 60, 16
_WIDE = 140
W = TypeVar("W", bound=Widget)


class BrowsingPage(App[Ending]):
    """Shows a selection: places, groups and details, sorted and filtered."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "cleanup review"
    CSS_PATH = "page.tcss"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  (so that textual has it)
        (0, "-small"), (LEAST_WIDTH, "-narrow"), (_WIDE, "-wide"),
    ]  # fmt: skip
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LEAST_HEIGHT, "-high")]  # noqa: RUF012

    def __init__(
        self, selection: Selection, probe: Probe, style: PageStyle, *, about: str, file: str, limits: str = ""
    ) -> None:
        """``about`` says which scan this is and how old, ``limits`` to what of it the page is narrowed; ``file`` is
        where a plan is saved by default."""
        super().__init__()
        self.selection = selection
        self.probe = probe
        self.style = style
        self._about = about
        self._limits = limits
        self._file = file
        groups = selection.groups
        asked = selection.asked()
        self.shown = Shown(groups, asked)
        # What is safe to move is listed first: begin there, before any key can be typed.
        self.shown.category = next((number for number in range(len(groups.scan.findings))
                                    if asked[groups.of_category(number)].any()), None)  # fmt: skip
        self.shown.update()
        self.lines = Lines(selection, self.shown, style)
        self._places = Places(groups, asked, selection.copies.kept())
        self._words = Words(groups)
        self._changed = 0
        self._checked = False
        self._before: Place = (None, None)
        self._said = ""
        self._loop: asyncio.AbstractEventLoop | None = None

    # What is on the page

    def compose(self) -> ComposeResult:
        yield Static(id="about")
        with Horizontal(id="body"):
            yield PlaceTree(self.selection.groups, self._places, self.style, id="places")
            with Container(id="right"):
                yield GroupList(self.lines, self.shown, id="groups")
                yield DetailsBox(self.probe, id="details", can_focus=False)
        yield Input(placeholder=tr("words in the path"), id="filter", compact=True)
        yield Static(id="state")
        yield Footer(compact=True)
        yield Static(Text(self._too_small()), id="too-small")

    def on_mount(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._list.focus()
        self._say("")
        self._look_again()

    async def on_event(self, event: events.Event) -> None:
        """Take no key and no click once the page is about to close: they were meant for what is there no more."""
        if isinstance(event, events.InputEvent) and (self._exit or not self.screen_stack):
            return
        await super().on_event(event)

    def end_from_outside(self) -> None:
        """End without an answer; for a signal, which alone wakes nobody."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.exit)
        else:
            self.exit()

    def _too_small(self) -> str:
        return tr("This page needs {width} columns and {height} lines. Make the window larger, or leave with q and "
                  "type: cleanup review --plain", width=LEAST_WIDTH, height=LEAST_HEIGHT)  # fmt: skip

    @property
    def _list(self) -> GroupList:
        return self._find("#groups", GroupList)

    def _find(self, selector: str, kind: type[W]) -> W:
        """A widget of the page, even while a dialog is in front of it; raises NoMatches once the page is closed."""
        return self.screen_stack[0].query_one(selector, kind)

    def _current(self) -> tuple[int, int] | None:
        """The group and the thing of the current line, if there is any."""
        return self.shown.at(self._list.cursor) if len(self.shown) else None

    def _renew(self, said: str = "") -> None:
        if not self.screen_stack:
            return
        self._list.renew()
        self._say(said)
        self._show_facts()

    def _say(self, said: str) -> None:
        """Update the status line: what is chosen so far, and what just happened."""
        self._said = said
        amounts = self.selection.amounts()
        chosen = tr("{files} chosen · {size} come free", files=files(amounts.things),
                    size=self.lines.size(amounts.reclaimable))  # fmt: skip
        state = Text(" ").append(chosen, "bold")
        if elsewhere := self._marked_elsewhere():
            state.append(" " + trn("({n} not on this list: m)", "({n} not on this list: m)", elsewhere), "bold")
        if said:
            state.append(f"  {said}")
        self._find("#state", Static).update(state)
        self._show_about()

    def _marked_elsewhere(self) -> int:
        """How many things are chosen that no group on the list has."""
        elsewhere = self.selection.chosen.copy()
        elsewhere[self.selection.groups.members_of(self.shown.numbers)[0]] = False
        return int(np.count_nonzero(elsewhere))

    def _show_about(self) -> None:
        """Show which scan this is, whether its files changed since, and how much of it is listed."""
        if not self.screen_stack:
            return
        parts = [trn("{n} group shown", "{n} groups shown", len(self.shown.numbers)), self._order_name(), self._about]
        if self.shown.marked is not None:
            parts.insert(0, tr("only what goes"))
        elif self.shown.with_words is not None:
            parts.insert(0, tr("only what was found"))
        if self._limits:
            parts.insert(0, self._limits)
        if self._changed:
            parts.insert(0, trn("{n} changed since the scan", "{n} changed since the scan", self._changed))
        elif self._checked:
            parts.append(tr("nothing changed since"))
        self._find("#about", Static).update(Text(" " + " · ".join(parts), no_wrap=True, overflow="ellipsis"))

    def _order_name(self) -> str:
        return {
            Order.FREES: tr("biggest first"),
            Order.COPIES: tr("most copies first"),
            Order.OLDEST: tr("oldest first"),
            Order.PATH: tr("by path"),
        }[self.shown.order]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Allow nothing while the page is too small to be shown, except to leave."""
        is_small = self.size.width < LEAST_WIDTH or self.size.height < LEAST_HEIGHT
        return not is_small or action in {"leave", "show_all"} or not hasattr(self, f"action_{action}")

    def on_resize(self) -> None:
        """Check which keys work at the new size."""
        self.refresh_bindings()

    @on(GroupList.Moved)
    def _show_facts(self) -> None:
        if not self.screen_stack:
            return
        details = self._find("#details", DetailsBox)
        if (current := self._current()) is None:
            details.show(Text(), None)
            return
        group, thing = current
        looked_at = thing if thing != NOBODY else self.selection.groups.in_order(group)[0]
        details.show(describe(self.selection, self.lines, self.style.home, group, thing), looked_at)

    # Which files changed since the scan

    @work(thread=True, group="again")
    def _look_again(self) -> None:
        worker = get_current_worker()
        for things in self.probe.changed(lambda: worker.is_cancelled):
            if worker.is_cancelled:
                return
            if len(things):
                self.call_from_thread(self._mark_changed, things)
        self._checked = True
        if not worker.is_cancelled:
            self.call_from_thread(self._show_about)

    def _mark_changed(self, things: Rows) -> None:
        self.selection.mark_changed(things)
        self._changed += len(things)
        self._renew(tr("Some files changed since the scan: they stay."))

    # Which groups are listed

    @on(Tree.NodeHighlighted)
    def _go_to_place(self, event: Tree.NodeHighlighted[Place]) -> None:
        # While the page opens the tree goes to where the list is already, by way of its root.
        if event.node.data is not None and self._find("#places", PlaceTree).has_focus:
            self._show_place(event.node.data)

    def _show_place(self, place: Place) -> None:
        if self.shown.marked is None and (self.shown.category, self.shown.folder) == place:
            return
        self.shown.marked = None
        self.shown.category, self.shown.folder = place
        self._show_anew()

    def _show_anew(self) -> None:
        if not self.screen_stack:
            return
        self.shown.update()
        self._list.cursor = 0
        self._renew(self._said)

    def action_filter(self) -> None:
        """Ask for words that a path must contain."""
        box = self._find("#filter", Input)
        box.display = True
        box.focus()

    @on(Input.Changed, "#filter")
    def _filter(self, event: Input.Changed) -> None:
        self._find_words(event.value)

    @on(Input.Submitted, "#filter")
    def _filtered(self) -> None:
        self._list.focus()

    @work(thread=True, exclusive=True, group="filter")
    def _find_words(self, words: str) -> None:
        worker = get_current_worker()
        found = self._words.groups_with(words, lambda: worker.is_cancelled) if words.strip() else None
        if not worker.is_cancelled:
            self.call_from_thread(self._show_found, found)

    def _show_found(self, found: np.ndarray | None) -> None:
        self.shown.with_words = found
        self._show_anew()

    def action_show_all(self) -> None:
        """Drop the filter and go back to the list."""
        box = self._find("#filter", Input)
        box.display = False
        if box.value:
            box.value = ""
        self._list.focus()

    def action_marked(self) -> None:
        """Show all that goes, of all categories, and nothing else; or the list as it was before."""
        if self.shown.marked is None:
            self._before = self.shown.category, self.shown.folder
            self.shown.category = self.shown.folder = None
            groups = self.selection.groups
            self.shown.marked = groups.with_any(self.selection.chosen[groups.members])
            self.action_show_all()
        else:
            self.shown.marked = None
            self.shown.category, self.shown.folder = self._before
        self._show_anew()

    def action_order(self) -> None:
        """Sort the list by the next order."""
        orders = list(Order)
        self.shown.order = orders[(orders.index(self.shown.order) + 1) % len(orders)]
        self._show_anew()
