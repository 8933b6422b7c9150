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
from cleanup.review.shown import NOBODY, Shown

_PARTS = ("head", "path", "chosen", "kept", "fixed", "free", "amount", "why")
# The cells of the arrow of a group, before the mark of a thing in one, and of the mark.
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

    # Over a slow line, the two lines that change are sent and not the whole list.
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
        self.begun: int | None = None
        self.nothing = ""

    def on_mount(self) -> None:
        self.renew()
        self.cursor = min(self._shown.line, self._last)

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
        if self.begun is not None and line in range(min(self.begun, self.cursor), max(self.begun, self.cursor) + 1):
            return Strip([Segment(strip.text, self.get_component_rich_style("group-list--between"))], width)
        return strip

    def _styles(self) -> dict[str, Style]:
        return {part: self.get_component_rich_style(f"group-list--{part}") for part in _PARTS}

    def watch_cursor(self, before: int, now: int) -> None:
        """Keep the current line visible, and send ``Moved``."""
        self._shown.line = now
        self.scroll_to_region(Region(0, now, 1, 1), animate=False, force=True)
        if self.begun is not None:
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
        """Go to the next or the previous group."""
        if len(self._shown):
            self.cursor = self._shown.next_group(self.cursor, step)

    def action_open(self) -> None:
        """Show all copies of the current group; where they are shown, go to the next one."""
        if len(self._shown) and self._shown.folded[group := self._shown.at(self.cursor)[0]] and self._folds(group):
            self._fold(group, folded=False)
        else:
            self.action_group(1)

    def action_close(self) -> None:
        """Go to the line of the current group; from there, show no more of it than that; then go to the one before."""
        if not len(self._shown):
            return
        group, thing = self._shown.at(self.cursor)
        if thing == NOBODY and self._folds(group) and not self._shown.folded[group]:
            self._fold(group, folded=True)
        else:
            self.action_group(-1)

    def action_fold(self) -> None:
        """Show one line of the current group, or all."""
        if len(self._shown) and self._folds(group := self._shown.at(self.cursor)[0]):
            self._fold(group, folded=not self._shown.folded[group])

    def action_fold_all(self) -> None:
        """Show one line of each group, or of none."""
        if len(self._shown):
            group = self._shown.at(self.cursor)[0]
            numbers = self._shown.numbers
            self._shown.fold(numbers, folded=not self._shown.folded[numbers].all())
            self.renew()
            self.cursor = self._shown.line_of(group) or 0

    def _folds(self, group: int) -> bool:
        return len(self._shown.groups.things(group)) > 1

    def _fold(self, group: int, *, folded: bool) -> None:
        self._shown.fold(self._shown.groups.every[group : group + 1], folded=folded)
        self.renew()
        self.cursor = self._shown.line_of(group) or 0

    def on_click(self, event: events.Click) -> None:
        """Go to the line that was clicked; on its arrow also fold it, on its mark choose it or not, twice open it."""
        line = event.y + self.scroll_offset.y
        if line >= len(self._shown):
            return
        self.cursor = line
        group, thing = self._shown.at(line)
        start = _MARGIN if self._folds(group) else 0
        if thing == NOBODY:
            if event.x < _ARROW or event.chain > 1:
                self.action_fold()
        elif start <= event.x < start + _MARK:
            self.post_message(self.Marked())
        elif event.chain > 1:
            self.post_message(self.Opened())
