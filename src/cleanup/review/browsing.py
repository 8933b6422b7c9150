"""Moving around on the full-screen page; choosing is in ``page.py``."""

from __future__ import annotations

import os
from functools import partial
from typing import Any, ClassVar

import numpy as np
from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import Input, Tree
from textual.worker import get_current_worker

from cleanup.language import tr
from cleanup.model.inventory import NO_FOLDER
from cleanup.model.preview import Preview
from cleanup.report.safe import shown
from cleanup.review.apart import apart
from cleanup.review.compare import Pair, pair_to_compare, side_by_side
from cleanup.review.details_box import DetailsBox
from cleanup.review.dialogs import PickOne, ShowWide
from cleanup.review.finding import Finding
from cleanup.review.frame import Frame
from cleanup.review.group_list import GroupList
from cleanup.review.head import orders_to_pick
from cleanup.review.place_tree import PlaceTree
from cleanup.review.shown import MORE, NOBODY
from cleanup.review.taking_keys import ASKING

# Lines that a comparison of two copies takes besides their contents.
_FACTS_BESIDE = 13


class BrowsingPage(Frame):
    """Lists what was asked for: a category, a folder, search results, what goes; and opens files in other programs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", show=False),
        Binding("escape", "show_all", show=False),
        Binding("m", "marked", show=False),
        Binding("S", "order", show=False),
        Binding("enter", "open_file", show=False),
        Binding("o", "open_folder", show=False),
        Binding("y", "copy_path", show=False),
        Binding("c", "compare", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("less_than_sign", "next_category(-1)", show=False),
        Binding("greater_than_sign", "next_category(1)", show=False),
        *(Binding(str(number), f"category({number})", show=False) for number in range(10)),
    ]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._finding = Finding(self.selection.groups, self.style.home)

    def on_mount(self) -> None:
        """Go back to where the previous page was."""
        box = self._find("#filter", Input)
        if self.shown.words:
            box.display = True
            with self.prevent(Input.Changed):
                box.value = self.shown.words
        if self.shown.words and self.shown.with_words is None:
            self._find_words(self.shown.words)

    # From one part of the page to the next

    def action_focus_next(self) -> None:
        """Go from the list to the folders, from there to the details, and back."""
        self._focus_next(1)

    def action_focus_previous(self) -> None:
        """Go round in the other direction."""
        self._focus_next(-1)

    def _focus_next(self, step: int) -> None:
        if len(self.screen_stack) != 1:
            return
        parts = [self._list, self._find("#places", PlaceTree), self._find("#details", DetailsBox)]
        at = next((number for number, part in enumerate(parts) if part.has_focus), -step)
        self._go_to(parts[(at + step) % len(parts)])

    def action_folders(self) -> None:
        """Go to the folders, or from them back to the list."""
        places = self._find("#places", PlaceTree)
        self._go_to(self._list if places.has_focus else places)

    def action_move(self, step: int) -> None:
        """Go down or up in the list while typing."""
        self._list.action_move(step)

    def action_fold(self) -> None:
        """Show one line of the current group, or all of them."""
        self._list.action_fold()

    # Which groups are listed

    def action_category(self, key: int) -> None:
        """Show the category with this number, or all of them."""
        places = [None, *self.shown.categories()]
        if key < len(places):
            self._show_place(places[key], None)

    def action_next_category(self, step: int) -> None:
        """Show the next category, or the one before."""
        places = [None, *self.shown.categories()]
        self.action_category((places.index(self.shown.category) + step) % len(places))

    @on(Tree.NodeHighlighted)
    def _go_to_folder(self, event: Tree.NodeHighlighted[int | None]) -> None:
        # While the page opens, the tree moves to its first line by itself.
        if event.node.tree.has_focus:
            self._show_place(self.shown.category, event.node.data)
            self._say("" if event.node.data is None else self.lines.left_in(event.node.data))

    def _show_place(self, category: int | None, folder: int | None) -> None:
        shown = self.shown
        if shown.marked is None and (shown.category, shown.folder) == (category, folder):
            return
        anew = category != shown.category
        shown.marked, shown.category, shown.folder = None, category, folder
        if anew:
            self._find("#places", PlaceTree).begin()
        self._show_anew()

    def _show_anew(self) -> None:
        if not self.screen_stack:
            return
        self.shown.update()
        self.shown.begun = None
        self._list.cursor = 0
        self._list.nothing = self._why_nothing()
        self._renew()

    def _why_nothing(self) -> str:
        if self.shown.with_words is not None:
            return tr("Nothing here with “{words}”. Esc shows all again.", words=self.shown.words)
        return tr("Nothing goes yet. m goes back.") if self.shown.marked is not None else ""

    def action_filter(self) -> None:
        """Ask what to find."""
        box = self._find("#filter", Input)
        box.display = True
        self._go_to(box)

    @on(Input.Changed, "#filter")
    def _filter(self, event: Input.Changed) -> None:
        self._find_words(event.value)

    @on(Input.Submitted, "#filter")
    def _filtered(self) -> None:
        self._go_to(self._list)

    @work(thread=True, exclusive=True, group="filter")
    def _find_words(self, words: str) -> None:
        worker = get_current_worker()
        found = self._finding.groups_with(words, lambda: worker.is_cancelled) if words.strip() else None
        if not worker.is_cancelled:
            self.call_from_thread(self._show_found, words, found)

    def _show_found(self, words: str, found: np.ndarray | None) -> None:
        self.shown.words, self.shown.with_words = words.strip(), found
        self._show_anew()

    def action_show_all(self) -> None:
        """Clear the search and go back to the list."""
        box = self._find("#filter", Input)
        box.display = False
        if box.value:
            box.value = ""
        if self.shown.begun is not None:
            self.shown.begun = None
            self._list.refresh()
        self._go_to(self._list)

    def action_marked(self) -> None:
        """Show only what goes, from all categories; or the list as it was before."""
        shown = self.shown
        if shown.marked is None:
            shown.cut_down_to(self.selection.chosen)
            self.action_show_all()
        else:
            shown.as_before()
        self._find("#places", PlaceTree).begin()
        self._show_anew()

    @work(group=ASKING)
    async def action_order(self) -> None:
        """Ask how to sort the list."""
        picked = await self.push_screen_wait(PickOne(tr("Sort by"), orders_to_pick()))
        if picked is not None:
            self.shown.sort_by(picked)
            self._show_anew()

    # Side by side, and elsewhere

    def action_compare(self) -> None:
        """Compare the copy on the current line with the one that stays."""
        current = self._current()
        pair = pair_to_compare(self.selection, *current) if current is not None else None
        if current is None or pair is None:
            self._say(tr("There is nothing to compare it with."))
        else:
            self._compare(current[0], pair)

    @work(group=ASKING)
    async def _compare(self, group: int, pair: Pair) -> None:
        width = self.size.width - 8
        room = max((width - 14) // 2, 10), max(self.size.height - _FACTS_BESIDE, 4)
        one, other = [await apart(partial(self.probe.preview, thing, *room)) for thing in pair]
        self._show_beside(group, pair, (one, other), width)

    def _show_beside(self, group: int, pair: Pair, previews: tuple[Preview, Preview], width: int) -> None:
        if len(self.screen_stack) == 1:
            self.push_screen(ShowWide(side_by_side(self.selection, self.lines, group, pair, previews, width)))

    @on(GroupList.Opened)
    def action_open_file(self) -> None:
        """Open the file on the current line in its program; on the line of a group or a folder, open or close that."""
        if self._current_folder() is not None:
            self._list.action_fold()
            return
        if (current := self._current()) is None:
            return
        if current[1] == NOBODY:
            self._list.action_fold()
        elif problem := self.probe.open_file(current[1]):
            self._say(tr("Not opened: {reason}.", reason=problem))
        else:
            self._say(tr("Opened with its own program."))

    def action_open_folder(self) -> None:
        """Show the folder of the current line in the file manager."""
        if (folder := self._thing_of_folder()) is not None:
            problem = self.probe.open_file(folder)
        elif (current := self._current()) is not None:
            thing = current[1] if current[1] != NOBODY else self.selection.groups.in_order(current[0])[0]
            problem = self.probe.open_folder(thing)
        else:
            return
        if problem:
            self._say(tr("Not opened: {reason}.", reason=problem))
        else:
            self._say(tr("Its folder was opened."))

    def _thing_of_folder(self) -> int | None:
        """The number of the folder that the current folder line is about."""
        line = self._current_folder()
        if line is None or line == MORE or (row := self.selection.by_folder.folder_of(line)) == NO_FOLDER:
            return None
        return int(self.selection.groups.all_things.of_folders(np.asarray([row]))[0])

    def action_copy_path(self) -> None:
        """Copy the path of the current line to the terminal's clipboard."""
        thing = current[1] if (current := self._current()) is not None else self._thing_of_folder()
        if thing is None or thing == NOBODY:
            self._say(tr("Go to the file whose path you want."))
            return
        path = os.fsdecode(name := self.selection.groups.path(thing))
        # Never copy anything a terminal would obey, or that looks different from what it is.
        if shown(name) != path:
            self._say(tr("This path has characters that cannot be copied safely."))
            return
        self.copy_to_clipboard(path)
        self._say(tr("The path is copied, if your terminal allows that."))
