"""The box with the facts about the current line and a preview."""

from __future__ import annotations

import asyncio
from functools import partial

from rich.text import Text
from textual import work
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cleanup.model.preview import Preview
from cleanup.report.safe import shortened
from cleanup.review.apart import apart
from cleanup.review.details import drawn
from cleanup.review.probe import Probe

_PREVIEW_AFTER = 0.12
# A longer path would leave no room for the preview.
_LINES_OF_A_PATH = 3


class DetailsBox(ScrollView, can_focus=True):
    """Shows the facts about a thing at once and its preview a moment later. Only lines that change are drawn again."""

    def __init__(self, probe: Probe, *, id: str) -> None:  # noqa: A002  (textual's own word)
        super().__init__(id=id)
        self._probe = probe
        self._room: Size | None = None
        self._thing: int | None = None
        self._facts: list[Text] = []
        self._preview: list[Text] = []
        self._strips: list[Strip] = []

    @property
    def text(self) -> str:
        """All its text, line by line."""
        return "\n".join(strip.text.rstrip() for strip in self._strips)

    def show(self, facts: list[Text], thing: int | None) -> None:
        """Show these facts, and a preview of this thing."""
        self._facts = facts
        if thing != self._thing:
            self._thing = thing
            self._look_anew()
            self.scroll_home(animate=False)
        self._renew()

    def on_resize(self) -> None:
        """Make the preview again for the new size."""
        if self.scrollable_content_region.size != self._room:
            self._room = self.scrollable_content_region.size
            self._look_anew()
            self._renew()

    def render_line(self, y: int) -> Strip:
        """Draw one visible line."""
        line, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        strip = self._strips[line] if line < len(self._strips) else Strip.blank(width)
        return strip.apply_style(self.rich_style)

    def _renew(self) -> None:
        width, height = self.scrollable_content_region.size
        before, self._strips = self._strips, [self._strip(line, width) for line in self._lines(width)]
        # A change of height draws it anew, so it keeps its height as long as everything fits.
        self.virtual_size = Size(0, max(len(self._strips), height))
        blank = Strip.blank(width)
        longest = max(len(before), len(self._strips))
        old, new = ([*strips, *[blank] * (longest - len(strips))] for strips in (before, self._strips))
        for number in range(longest):
            if old[number] != new[number]:
                self.refresh_line(number)

    def _lines(self, width: int) -> list[Text]:
        if width <= 0:
            return []
        lines: list[Text] = []
        for fact in self._facts:
            fact.plain = shortened(fact.plain, width * _LINES_OF_A_PATH)
            lines += fact.wrap(self.app.console, width, overflow="fold")
        return lines + self._preview

    def _strip(self, line: Text, width: int) -> Strip:
        line.end = ""
        return Strip(line.render(self.app.console)).adjust_cell_length(width)

    def _look_anew(self) -> None:
        """Make the preview again for the current thing and size."""
        self._preview = []
        room = self.scrollable_content_region.size
        if self._thing is not None and room.width > 0:
            facts = len(self._lines(room.width))
            self._look_into(self._thing, room.width, max(room.height - facts, 4))

    @work(exclusive=True, group="preview")
    async def _look_into(self, thing: int, columns: int, rows: int) -> None:
        # While somebody scrolls down the list, no file is opened on the way.
        await asyncio.sleep(_PREVIEW_AFTER)
        self._show_preview(await apart(partial(self._probe.preview, thing, columns, rows)))

    def _show_preview(self, preview: Preview) -> None:
        if self.is_attached:
            self._preview = drawn(preview)
            self._renew()
