"""The full-screen page: places on the left, groups in the middle, what is known of one of them beside or below."""

from __future__ import annotations

import time
from typing import ClassVar, TypeVar

import numpy as np
from rich.text import Text
from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Footer, Input, Static, Tree
from textual.worker import get_current_worker

from cleanup.language import tr, trn
from cleanup.model.inventory import Rows
from cleanup.model.preview import Preview
from cleanup.model.rule import Rule, RuleName
from cleanup.plan.selection import Selection
from cleanup.report.left_alone import why_not
from cleanup.report.look import Look
from cleanup.report.numbers import files
from cleanup.review.details import describe, drawn
from cleanup.review.dialogs import AskFile, PickOne, ShowText
from cleanup.review.group_list import GroupList
from cleanup.review.keys import help_text
from cleanup.review.lines import Lines
from cleanup.review.outside import Ending, Outside, Wish
from cleanup.review.place_tree import Place, PlaceTree
from cleanup.review.places import Places
from cleanup.review.rules import rule_named, rules_to_pick, scopes_to_pick
from cleanup.review.shown import NOBODY, Order, Shown
from cleanup.review.words import Words

LEAST_WIDTH, LEAST_HEIGHT = 60, 16
_WIDE = 140
_PREVIEW_AFTER = 0.12
_FACTS = 3
W = TypeVar("W", bound=Widget)


class DetailsBox(VerticalScroll):
    """Where facts and preview stand; tells when it has another size."""

    _room: Size | None = None

    class Resized(Message):
        """There is more room, or less."""

    def on_resize(self) -> None:
        # A scroll bar that comes or goes with what is shown makes no other room: that would go round for ever.
        if self.outer_size != self._room:
            self._room = self.outer_size
            self.post_message(self.Resized())


class ReviewPage(App[Ending]):
    """Shows a selection and changes it; ends with what the user wants done. Never acts."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "cleanup review"
    CSS_PATH = "page.tcss"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  (so that textual has it)
        (0, "-small"), (LEAST_WIDTH, "-narrow"), (_WIDE, "-wide"),
    ]  # fmt: skip
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LEAST_HEIGHT, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        # In the order in which a narrow terminal can spare them.
        Binding("space,enter", "mark", tr("choose"), key_display=tr("space")),
        Binding("k", "keep", tr("keep")),
        Binding("r", "rule", tr("rule")),
        Binding("slash", "filter", tr("filter"), key_display="/"),
        Binding("t", "move", tr("trash")),
        Binding("question_mark", "help", tr("help"), key_display="?"),
        Binding("q", "leave", tr("leave")),
        Binding("p", "save", tr("save")),
        Binding("u", "undo", tr("undo")),
        Binding("s", "skip", tr("skip")),
        Binding("f", "keep_folder", tr("keep folder"), show=False),
        Binding("n", "never_ask", tr("never ask"), show=False),
        Binding("a", "all_shown", tr("all shown"), show=False),
        Binding("x", "none_shown", tr("none shown"), show=False),
        Binding("o", "order", tr("order"), show=False),
        Binding("escape", "show_all", show=False),
        Binding("ctrl+c,ctrl+q", "leave", show=False, priority=True),
    ]

    def __init__(self, selection: Selection, outside: Outside, look: Look, *, about: str, file: str) -> None:
        """``about`` says which scan this is and how old; ``file`` is where a plan is saved if nothing else is said."""
        super().__init__()
        self.selection = selection
        self.outside = outside
        self.look = look
        self._about = about
        self._file = file
        groups = selection.groups
        asked = selection.staying.asked()
        self.shown = Shown(groups, asked)
        self.lines = Lines(selection, self.shown, look)
        self._places = Places(groups, asked, selection.kept())
        self._words = Words(groups)
        self._changed = 0
        self._checked = False
        self._said = ""
        self._preview: tuple[int, Preview] | None = None

    # What is on the page

    def compose(self) -> ComposeResult:
        yield Static(id="about")
        with Horizontal(id="body"):
            yield PlaceTree(self.selection.groups, self._places, self.look, id="places")
            with Container(id="right"):
                yield GroupList(self.lines, self.shown, id="groups")
                with DetailsBox(id="details", can_focus=False):
                    yield Static(id="facts", markup=False)
                    yield Static(id="preview", markup=False)
        yield Input(placeholder=tr("words in the path"), id="filter", compact=True)
        yield Static(id="state")
        yield Footer(compact=True)
        yield Static(Text(self._too_small()), id="too-small")

    def on_mount(self) -> None:
        self._list.focus()
        self._say("")
        self._look_again()

    def _too_small(self) -> str:
        return tr("This page needs {width} columns and {height} lines. Make the window larger, or leave with q and "
                  "type: cleanup review --plain", width=LEAST_WIDTH, height=LEAST_HEIGHT)  # fmt: skip

    @property
    def _list(self) -> GroupList:
        return self._find("#groups", GroupList)

    def _find(self, selector: str, kind: type[W]) -> W:
        """A part of the page itself, also while a question stands in front of it; not after the page was closed."""
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
        """Show what is chosen so far, and what just happened."""
        self._said = said
        amounts = self.selection.amounts()
        chosen = tr("{files} chosen · {size} come free", files=files(amounts.things),
                    size=self.lines.size(amounts.reclaimable))  # fmt: skip
        state = Text(" ").append(chosen, "bold")
        if said:
            state.append(f"  {said}")
        self._find("#state", Static).update(state)
        self._show_about()

    def _show_about(self) -> None:
        """Show which scan this is, whether it still holds, and how much of it is on the list."""
        if not self.screen_stack:
            return
        parts = [trn("{n} group shown", "{n} groups shown", len(self.shown.numbers)), self._order_name(), self._about]
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
        """Where the page is too small to be shown, nothing can be done that nobody would see."""
        is_small = self.size.width < LEAST_WIDTH or self.size.height < LEAST_HEIGHT
        return not is_small or action in {"leave", "show_all"} or not hasattr(self, f"action_{action}")

    def on_resize(self) -> None:
        """Where the page was too small, there may be keys again; or none, where it is now."""
        self.refresh_bindings()

    @on(DetailsBox.Resized)
    def _look_anew(self) -> None:
        """Look into the file anew, for the room there is now."""
        self._preview = None
        self._show_facts()

    # Details and preview

    @on(GroupList.Moved)
    def _show_facts(self) -> None:
        if not self.screen_stack:
            return
        current = self._current()
        facts = self._find("#facts", Static)
        if current is None:
            facts.update("")
            self._find("#preview", Static).update("")
            return
        facts.update(describe(self.selection, self.lines, self.look.home, *current))
        group, thing = current
        looked_at = thing if thing != NOBODY else self.selection.groups.in_order(group)[0]
        if self._preview is not None and self._preview[0] == looked_at:
            return
        self._preview = None
        self._find("#preview", Static).update("")
        region = self._find("#details", VerticalScroll).size
        self._look_into(looked_at, max(region.width - 1, 10), max(region.height - _FACTS, 4))

    @work(thread=True, exclusive=True, group="preview")
    def _look_into(self, thing: int, columns: int, rows: int) -> None:
        worker = get_current_worker()
        # Who runs down the list wants no file opened on the way.
        time.sleep(_PREVIEW_AFTER)
        if worker.is_cancelled:
            return
        preview = self.outside.preview(thing, columns, rows)
        if not worker.is_cancelled:
            self.call_from_thread(self._show_preview, thing, preview)

    def _show_preview(self, thing: int, preview: Preview) -> None:
        if not self.screen_stack:
            return
        self._preview = (thing, preview)
        self._find("#preview", Static).update(drawn(preview))

    # Whether the files are still what the scan saw

    @work(thread=True, group="again")
    def _look_again(self) -> None:
        worker = get_current_worker()
        for things in self.outside.changed(lambda: worker.is_cancelled):
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

    # Which groups are shown

    @on(Tree.NodeHighlighted)
    def _go_to_place(self, event: Tree.NodeHighlighted[Place]) -> None:
        if event.node.data is not None:
            self._show_place(event.node.data)

    def _show_place(self, place: Place) -> None:
        if (self.shown.category, self.shown.folder) == place:
            return
        self.shown.category, self.shown.folder = place
        self._show_anew()

    def _show_anew(self) -> None:
        if not self.screen_stack:
            return
        self.shown.update()
        self._list.cursor = 0
        self._renew(self._said)

    def action_filter(self) -> None:
        """Type words that a path must have."""
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
        """Show all again, and go back to the list."""
        box = self._find("#filter", Input)
        box.display = False
        if box.value:
            box.value = ""
        self._list.focus()

    def action_order(self) -> None:
        """Sort the list by something else."""
        orders = list(Order)
        self.shown.order = orders[(orders.index(self.shown.order) + 1) % len(orders)]
        self._show_anew()

    # Choosing

    @on(GroupList.Marked)
    def action_mark(self) -> None:
        """Choose the thing on the current line, or leave it; on a group's line all of its copies but one."""
        current = self._current()
        if current is None:
            return
        group, thing = current
        selection = self.selection
        if thing != NOBODY:
            self._did(selection.leave(thing) if selection.chosen[thing] else selection.choose(group, thing))
            return
        one = np.asarray([group], dtype=np.int64)
        if selection.chosen[selection.groups.things(group)].any():
            self._did(selection.leave_all(one))
        else:
            self._did(selection.choose_all(one))

    def action_keep(self) -> None:
        """Keep the copy on the current line, and choose the others."""
        if (current := self._current()) is None:
            return
        if current[1] == NOBODY:
            self._say(tr("Go to the copy that is to stay."))
        else:
            self._did(self.selection.keep(*current))

    def action_keep_folder(self) -> None:
        """Keep everything in the folder of the current line, and choose the copies elsewhere."""
        if (current := self._current()) is None:
            return
        folder = self._folder_of(*current)
        before = self.selection.chosen.copy()
        self.selection.apply(Rule(RuleName.IN, folder), self.selection.groups.every)
        more = int(np.count_nonzero(self.selection.chosen & ~before))
        self._renew(tr("All in {folder} stays; {n} more chosen.", folder=self.lines.path(folder, 30), n=f"{more:,}"))

    def action_skip(self) -> None:
        """Choose nothing of this group, and go on to the next."""
        if (current := self._current()) is not None:
            self._did(self.selection.skip(current[0]))
            self._list.action_group(1)

    def action_never_ask(self) -> None:
        """Choose nothing of this group, now and in every later scan."""
        if (current := self._current()) is not None:
            self.selection.never_ask(current[0])
            self._renew(tr("Kept for good, once you end with p or t."))
            self._list.action_group(1)

    def action_all_shown(self) -> None:
        """Choose all copies on the list but those that stay."""
        self._did(self.selection.choose_all(self.shown.numbers))

    def action_none_shown(self) -> None:
        """Choose nothing that is on the list."""
        self._did(self.selection.leave_all(self.shown.numbers))

    def action_undo(self) -> None:
        """Take the last choice back."""
        self._renew(tr("Taken back.") if self.selection.undo() else tr("There is nothing to take back."))

    def _did(self, why: str) -> None:
        self._renew(tr("Stays: {reason}.", reason=why_not(why)) if why else "")

    def _folder_of(self, group: int, thing: int) -> bytes:
        groups = self.selection.groups
        looked_at = thing if thing != NOBODY else groups.in_order(group)[0]
        row = int(groups.folder_of[looked_at])
        return groups.inventory.folder_path(row)

    @work
    async def action_rule(self) -> None:
        """Let a rule say which copies stay, for this group, for a folder, for all that is shown, or everything."""
        if (current := self._current()) is None:
            return
        folder = self._folder_of(*current)
        rules = rules_to_pick(self.lines.path(folder, 40))
        picked = await self.push_screen_wait(PickOne(tr("Which copy stays?"), rules))
        if picked is None:
            return
        rule = rule_named(picked, folder)
        scopes = scopes_to_pick(self.shown, current[0], folder, self.lines)
        where = await self.push_screen_wait(PickOne(tr("In which groups?"), [text for text, _ in scopes]))
        if where is not None:
            self._did(self.selection.apply(rule, scopes[where][1]()))

    # Ending

    @work
    async def action_save(self) -> None:
        """Save the plan, and end."""
        name = await self.push_screen_wait(AskFile(self._file, self.outside.problem_with))
        if name is not None:
            self.exit(Ending(Wish.SAVE, name))

    def action_move(self) -> None:
        """End, and go on to the question whether to move what is chosen."""
        if self.selection.amounts().things:
            self.exit(Ending(Wish.MOVE))
        else:
            self._say(tr("Nothing is chosen yet."))

    @work(group="leave")
    async def action_leave(self) -> None:
        """End with nothing changed; asks first when something was chosen by hand. Before a question, take that back."""
        if len(self.screen_stack) > 1:
            self.screen.dismiss(None)
            return
        if not self.selection.changes:
            self.exit(Ending(Wish.LEAVE, decide=False))
            return
        answers = [tr("Go on choosing"), tr("Leave; nothing moves, nothing is saved")]
        if self.selection.forgotten.any():
            answers.append(tr("Leave, but remember what is never asked again"))
        picked = await self.push_screen_wait(PickOne(tr("Leave without a plan?"), answers))
        if picked:
            self.exit(Ending(Wish.LEAVE, decide=picked == 2))

    def action_help(self) -> None:
        """Show all keys."""
        self.push_screen(ShowText(help_text()))
