"""The box with the facts and the preview of the current line."""

from __future__ import annotations

import time

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.widgets import Static
from textual.worker import get_current_worker

from cleanup.model.preview import Preview
from cleanup.review.details import drawn
from cleanup.review.probe import Probe

_PREVIEW_AFTER = 0.12
_FACTS = 3


class DetailsBox(VerticalScroll):
    """Shows the facts of a thing at once and its preview a moment later."""

    def __init__(self, probe: Probe, *, id: str, can_focus: bool) -> None:  # noqa: A002  (textual's own word)
        super().__init__(id=id, can_focus=can_focus)
        self._probe = probe
        self._room: Size | None = None
        self._thing: int | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="facts", markup=False)
        yield Static(id="preview", markup=False)

    def show(self, facts: Text, thing: int | None) -> None:
        """Show these facts, and a preview of this thing."""
        self.query_one("#facts", Static).update(facts)
        if thing != self._thing:
            self._thing = thing
            self._look_anew()

    def on_resize(self) -> None:
        # A scroll bar that comes or goes with what is shown makes no other room: that would go round for ever.
        if self.outer_size != self._room:
            self._room = self.outer_size
            self._look_anew()

    def _look_anew(self) -> None:
        """Make the preview again for the current size."""
        self.query_one("#preview", Static).update("")
        if self._thing is not None:
            self._look_into(self._thing, max(self.size.width - 1, 10), max(self.size.height - _FACTS, 4))

    @work(thread=True, exclusive=True, group="preview")
    def _look_into(self, thing: int, columns: int, rows: int) -> None:
        worker = get_current_worker()
        # While somebody scrolls down the list, no file is opened on the way.
        time.sleep(_PREVIEW_AFTER)
        if worker.is_cancelled:
            return
        preview = self._probe.preview(thing, columns, rows)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show_preview, preview)

    def _show_preview(self, preview: Preview) -> None:
        if self.is_attached:
            self.query_one("#preview", Static).update(drawn(preview))
