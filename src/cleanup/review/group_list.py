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
from cleanup.review.lines import INDENT, Lines
from cleanup.review.shown import MORE, NOBODY, Shown

_PARTS = ("folder", "head", "path", "chosen", "kept", "fixed", "free", "amount", "why")
# The cells of a group's arrow, before a thing's mark, and of the mark.
_ARROW, _MARGIN, _MARK = 2, 3, 3


class GroupList(ScrollView, can_focus=True):
    """Shows a line for each group and thing, one of which is the current one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"group-list--{part}" for part in (*_PARTS, "cursor", "cursor-blurred", "between")
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup,ctrl+b", "page(-1)", show=False),
        Binding("pagedown,ctrl+f", "page(1)", show=False),
        Binding("home,g", "end(0)", show=False),
        Binding("end,G", "end(1)", show=False),
        Binding("left", "close", show=False),
        Binding("right", "open", show=False),
        Binding("[", "group(-1)", show=False),
        Binding("]", "group(1)", show=False),
        Binding("z", "fold", show=False),
        Binding("Z", "fold_all", show=False),
    ]

    # Over a slow line, only the two lines that change are sent, not the whole list.
    cursor = reactive(0, repaint=False)

    class Moved(Message):
        """Sent when another line becomes the current one."""

    class Marked(Message):
        """Sent when the mark of the current line is clicked."""

    class Opened(Message):
        """Sent when the current line is clicked twice."""

    def __init__(self, lines: Lines, shown: Shown, *, id: str) -> None:  # noqa: A002  (textual's own word)
        super().__init__(id=id)
        self._lines = lines
        self._shown = shown
        self.nothing = ""
        # When the list gets its first cursor, that is where it was before.
        self._begins_at = shown.line

    def on_mount(self) -> None:
        self.renew()
        self.cursor = min(self._begins_at, self._last)

    @property
    def _last(self) -> int:
        return max(len(self._shown) - 1, 0)

    def renew(self) -> None:
        """Draw all lines again after the list or the selection has changed."""
        self.virtual_size = Size(0, max(len(self._shown), 1))
        self.cursor = min(self.cursor, self._last)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one visible line."""
        line = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        styles = self._styles()
        if line >= len(self._shown):
            text = (self.nothing or tr("Nothing to choose here.")) if line == 0 else ""
            return Strip([Segment(text, styles["why"])]).adjust_cell_length(width, styles["path"])
        strip = Strip([Segment(text, styles[part]) for text, part in self._lines.line(line, width)])
        strip = strip.adjust_cell_length(width, styles["path"])
        if line == self.cursor:
            name = "group-list--cursor" if self.has_focus else "group-list--cursor-blurred"
            return Strip([Segment(strip.text, self.get_component_rich_style(name))], width)
        if (begun := self._shown.begun) is not None and min(begun, self.cursor) <= line <= max(begun, self.cursor):
            return Strip([Segment(strip.text, self.get_component_rich_style("group-list--between"))], width)
        return strip

    def _styles(self) -> dict[str, Style]:
        return {part: self.get_component_rich_style(f"group-list--{part}") for part in _PARTS}

    def watch_cursor(self, before: int, now: int) -> None:
        """Keep the current line visible, and send ``Moved``."""
        self._shown.line = now
        self.scroll_to_region(Region(0, now, 1, 1), animate=False, force=True)
        if self._shown.begun is not None:
            self.refresh()
        self.refresh_line(before)
        self.refresh_line(now)
        self.post_message(self.Moved())

    def watch_has_focus(self, _has_focus: bool) -> None:
        super().watch_has_focus(_has_focus)
        self.refresh_line(self.cursor)

    def action_move(self, step: int) -> None:
        """Go down by a number of lines; up if it is negative."""
        self.cursor = min(max(self.cursor + step, 0), self._last)

    def action_page(self, step: int) -> None:
        """Go a page down or up."""
        self.action_move(step * max(self.scrollable_content_region.height - 1, 1))

    def action_end(self, end: int) -> None:
        """Go to the first or the last line."""
        self.cursor = end * self._last

    def action_group(self, step: int) -> None:
        """Go to the next or the previous group or folder."""
        if len(self._shown):
            self.cursor = self._shown.next_block(self.cursor, step)

    def action_open(self) -> None:
        """Open the current group or folder; if it is open, go to the next one."""
        if len(self._shown) and self._shown.is_folded(self.cursor):
            self._fold(folded=False)
        else:
            self.action_group(1)

    def action_close(self) -> None:
        """Go to the line of the current group; from there, close it; then go to the folder line above it, or to the
        previous one.
        """
        if not len(self._shown):
            return
        shown, line = self._shown, self.cursor
        _, thing = shown.at(line)
        if thing == NOBODY and shown.is_folded(line) is False:
            self._fold(folded=True)
        elif shown.is_below_folder(line) and (thing == NOBODY or shown.is_folded(line) is None):
            self.cursor = shown.line_of(NOBODY, shown.folder_at(line)) or 0
        else:
            self.action_group(-1)

    def action_fold(self) -> None:
        """Show one line of the current group or folder, or all of them."""
        if len(self._shown) and (folded := self._shown.is_folded(self.cursor)) is not None:
            self._fold(folded=not folded)

    def action_fold_all(self) -> None:
        """Show one line of each group, or of none."""
        if len(self._shown):
            (group, _), folder = self._shown.at(self.cursor), self._shown.folder_at(self.cursor)
            self._shown.fold_all(folded=not self._shown.folded[self._shown.numbers].all())
            self.renew()
            self.cursor = self._shown.line_of(group, folder) or 0

    def _fold(self, *, folded: bool) -> None:
        shown = self._shown
        (group, _), folder = shown.at(self.cursor), shown.folder_at(self.cursor)
        shown.fold_at(self.cursor, folded=folded)
        self.renew()
        # The first of the others takes the place of the line that stood for all of them.
        if folded or folder != MORE:
            self.cursor = shown.line_of(group, folder) or 0

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked line; on its arrow also fold it, on its mark choose it or not; twice opens it."""
        line = event.y + self.scroll_offset.y
        if line >= len(self._shown):
            return
        self.cursor = line
        (_, thing), margin = self._shown.at(line), INDENT * self._shown.is_below_folder(line)
        start = margin + (_MARGIN if self._shown.is_folded(line) is not None else 0)
        if thing == NOBODY:
            if margin <= event.x < margin + _ARROW or event.chain > 1:
                self.action_fold()
        elif start <= event.x < start + _MARK:
            self.post_message(self.Marked())
        elif event.chain > 1:
            self.post_message(self.Opened())
