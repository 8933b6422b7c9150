"""The list of groups. Only visible lines are drawn, however many there are."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cleanup.language import tr
from cleanup.review.lines import Lines
from cleanup.review.shown import Shown

_PARTS = ("head", "path", "chosen", "kept", "fixed", "free", "amount", "why")
_MARK_ENDS = 5


class GroupList(ScrollView, can_focus=True):
    """Shows a line for each group and thing, one of which is the current one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"group-list--{part}" for part in (*_PARTS, "cursor", "cursor-blurred")}
    DEFAULT_CSS = """
    GroupList {
        background: $surface;
        overflow-x: hidden;
        & > .group-list--head { text-style: bold; }
        & > .group-list--chosen { color: $text-warning; text-style: bold; }
        & > .group-list--kept { color: $text-success; text-style: bold; }
        & > .group-list--fixed { color: $text-muted; }
        & > .group-list--amount { color: $text-accent; }
        & > .group-list--why { color: $text-muted; }
        & > .group-list--cursor { background: $primary; color: $text; text-style: reverse; }
        & > .group-list--cursor-blurred { background: $primary-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "end(0)", show=False),
        Binding("end", "end(1)", show=False),
        Binding("left,[", "group(-1)", show=False),
        Binding("right,]", "group(1)", show=False),
    ]

    cursor = reactive(0)

    class Moved(Message):
        """Sent when another line becomes the current one."""

    class Marked(Message):
        """Sent when the mark of the current line is clicked."""

    def __init__(self, lines: Lines, shown: Shown, *, id: str) -> None:  # noqa: A002  (textual's own word)
        super().__init__(id=id)
        self._lines = lines
        self._shown = shown

    def on_mount(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Draw all lines again after the list or the selection has changed."""
        self.virtual_size = Size(0, max(len(self._shown), 1))
        self.cursor = min(self.cursor, max(len(self._shown) - 1, 0))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one visible line."""
        line = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        styles = self._styles()
        if line >= len(self._shown):
            text = tr("Nothing to choose here.") if line == 0 else ""
            return Strip([Segment(text, styles["why"])]).adjust_cell_length(width, styles["path"])
        strip = Strip([Segment(text, styles[part]) for text, part in self._lines.line(line, width)])
        strip = strip.adjust_cell_length(width, styles["path"])
        if line == self.cursor:
            name = "group-list--cursor" if self.has_focus else "group-list--cursor-blurred"
            return Strip([Segment(strip.text, self.get_component_rich_style(name))], width)
        return strip

    def _styles(self) -> dict[str, Style]:
        return {part: self.get_component_rich_style(f"group-list--{part}") for part in _PARTS}

    def watch_cursor(self) -> None:
        """Keep the current line visible, and send ``Moved``."""
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved())

    def watch_has_focus(self, _has_focus: bool) -> None:
        super().watch_has_focus(_has_focus)
        self.refresh()

    def action_move(self, step: int) -> None:
        """Go down by a number of lines; up if it is negative."""
        self.cursor = min(max(self.cursor + step, 0), max(len(self._shown) - 1, 0))

    def action_page(self, step: int) -> None:
        """Go a page down or up."""
        self.action_move(step * max(self.scrollable_content_region.height - 1, 1))

    def action_end(self, end: int) -> None:
        """Go to the first or the last line."""
        self.cursor = end * max(len(self._shown) - 1, 0)

    def action_group(self, step: int) -> None:
        """Go to the next or the previous group."""
        if len(self._shown):
            self.cursor = self._shown.next_group(self.cursor, step)

    def on_click(self, event: events.Click) -> None:
        """Go to the line that was clicked; a click on its mark also chooses it or not."""
        line = event.y + self.scroll_offset.y
        if line < len(self._shown):
            self.cursor = line
            if event.x <= _MARK_ENDS or event.chain > 1:
                self.post_message(self.Marked())
