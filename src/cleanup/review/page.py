"""The full-screen page: folders on the left, groups in the middle, details beside or below."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import numpy as np
from textual import on, work
from textual.binding import Binding, BindingType

from cleanup.language import tr, trn
from cleanup.model.inventory import Rows
from cleanup.model.rule import Rule, RuleName
from cleanup.plan.left_in_folders import Emptied, emptied
from cleanup.report.safe import shown
from cleanup.report.words import why_not
from cleanup.review.browsing import BrowsingPage
from cleanup.review.dialogs import AskFile, PickOne, ShowText
from cleanup.review.group_list import GroupList
from cleanup.review.keys import help_text
from cleanup.review.probe import Ending, Outcome
from cleanup.review.rules import applied_in_words, emptied_in_words, rule_named, rules_to_pick, scopes_to_pick
from cleanup.review.shown import MORE, NOBODY
from cleanup.review.steps import in_words, steps_to_pick
from cleanup.review.taking_keys import ASKING

_FOLDERS_TOLD = 3


class ReviewPage(BrowsingPage):
    """Changes the selection it shows, and ends with what the user wants done. Moves nothing itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", show=False),
        Binding("K", "keep", show=False),
        Binding("f", "keep_folder", show=False),
        Binding("r", "rule", show=False),
        Binding("s", "skip", show=False),
        Binding("n", "never_ask", show=False),
        Binding("a", "all_shown", show=False),
        Binding("x", "none_shown", show=False),
        Binding("i", "invert", show=False),
        Binding("v", "from_here", show=False),
        Binding("u", "undo", show=False),
        Binding("U", "redo", show=False),
        Binding("H", "steps", show=False),
        Binding("R", "scan_again", show=False),
        Binding("p", "save", show=False),
        Binding("P", "open_plan", show=False),
        Binding("t", "move_to_trash", show=False),
        Binding("q", "leave", show=False),
        Binding("question_mark", "help", show=False),
        Binding("ctrl+z", "suspend_process", show=False),
        Binding("ctrl+c,ctrl+q", "leave", show=False, priority=True),
    ]

    # Choosing

    @on(GroupList.Marked)
    def action_mark(self) -> None:
        """Choose or free the thing on the current line; on a group's line, all of its copies but one."""
        selection = self.selection
        if self.shown.begun is not None and len(self.shown):
            self._mark_between(self.shown.begun)
            return
        if (folder := self._current_folder()) is not None:
            self._mark_folder(folder)
            return
        if (current := self._current()) is None:
            return
        group, thing = current
        if thing != NOBODY:
            self._did(selection.leave(thing) if selection.chosen[thing] else selection.choose(group, thing))
            return
        one = np.asarray([group], dtype=np.int64)
        if selection.aside.groups()[group]:
            self._did(selection.ask_again(group))
        elif selection.chosen[selection.groups.things(group)].any():
            self._did(selection.leave_all(one))
        else:
            self._did(selection.choose_group(group))

    def _mark_folder(self, folder: int) -> None:
        """Choose all copies in the folder of a line, or none of them; only those in groups on the list."""
        if folder == MORE:
            self._list.action_fold()
            return
        things, groups = self.selection.by_folder.things(folder, self.shown.wanted)
        if self.selection.chosen[things].any():
            self._did(self.selection.leave_these(things))
        elif why := self.selection.let_go(things, groups):
            self._did(why)
        else:
            self._renew(self._told_of(folder, self.lines.after(folder)))

    def _told_of(self, folder: int, words: str) -> str:
        path = self.lines.path(self.selection.by_folder.lines[folder].folder, 30)
        return f"{path}: {words}." if words else ""

    def action_keep(self) -> None:
        """Keep the copy on the current line, and choose the others."""
        if (folder := self._current_folder()) is not None:
            self._keep_line(folder)
            return
        if (current := self._current()) is None:
            return
        if current[1] == NOBODY:
            self._say(tr("Go to the copy you want to keep."))
        else:
            self._did(self.selection.keep(*current))

    def action_keep_folder(self) -> None:
        """Keep everything in the folder of the current line, and choose the copies elsewhere."""
        if (folder := self._folder_here()) is not None:
            rule = Rule(RuleName.IN, folder)
            self._apply_or_ask(rule, np.flatnonzero(self.selection.asked()))

    def _apply_or_ask(self, rule: Rule, groups: Rows) -> None:
        """Apply a rule; if it would empty folders, say so first."""
        selection = self.selection
        if folders := emptied(selection.groups, selection.chosen, selection.foreseen(rule, groups)):
            self._ask_before(rule, groups, folders)
        else:
            self._apply(rule, groups)

    def _apply(self, rule: Rule, groups: Rows) -> None:
        before = int(np.count_nonzero(self.selection.chosen))
        self.selection.apply(rule, groups)
        more = int(np.count_nonzero(self.selection.chosen)) - before
        self._renew(applied_in_words(rule, more, partial(self.lines.path, width=30)))

    @work(group=ASKING)
    async def _ask_before(self, rule: Rule, groups: Rows, folders: list[Emptied]) -> None:
        told = [
            emptied_in_words(each, self.selection, partial(self.lines.path, width=30))
            for each in folders[:_FOLDERS_TOLD]
        ]
        if more := len(folders) - len(told):
            told.append(trn("and {n} more folder", "and {n} more folders", more))
        answers = [tr("Do it; u undoes it"), tr("Leave everything as it is")]
        if await self.push_screen_wait(PickOne("\n".join(told), answers)) == 0:
            self._apply(rule, groups)

    def action_skip(self) -> None:
        """Choose nothing in this group, or none of the copies in this folder, and go to the next."""
        if (folder := self._current_folder()) is not None:
            self._keep_line(folder)
            self._list.action_group(1)
        elif (current := self._current()) is not None:
            self._did(self.selection.skip(current[0]))
            self._list.action_group(1)

    def action_never_ask(self) -> None:
        """Choose nothing in this group, now and in every later scan."""
        if self._current_folder() is not None:
            self._say(tr("Open it, and press n on its groups."))
        elif (current := self._current()) is not None:
            self.selection.never_ask(current[0])
            self._renew(tr("Kept for good when you end with p or t."))
            self._list.action_group(1)

    def action_all_shown(self) -> None:
        """Choose all copies on the list except those that stay."""
        self._did(self.selection.choose_all(self.shown.numbers))

    def action_none_shown(self) -> None:
        """Choose nothing on the list."""
        self._did(self.selection.leave_all(self.shown.numbers))

    def action_invert(self) -> None:
        """Swap chosen and free on the list; one copy of each group stays."""
        self._did(self.selection.invert(self.shown.numbers))

    def action_from_here(self) -> None:
        """Begin to mark a range: the other end is where space is pressed."""
        self.shown.begun = self._list.cursor if self.shown.begun is None and len(self.shown) else None
        self._list.refresh()
        self._say("" if self.shown.begun is None else tr("Go to the other end and press space; v or Esc ends it."))

    def _mark_between(self, anchor: int) -> None:
        things, groups = self.shown.things_between(anchor, self._list.cursor)
        self.shown.begun = None
        before = int(np.count_nonzero(self.selection.chosen))
        self.selection.choose_these(things, groups)
        more = int(np.count_nonzero(self.selection.chosen)) - before
        self._renew(
            trn("{n} more goes; one copy of each group stays.", "{n} more go; one copy of each group stays.", more)
        )

    def action_undo(self) -> None:
        """Undo the last choice."""
        if change := self.selection.undo():
            self._renew(tr("Undone: {what}. U does it again.", what=in_words(change, self.lines)))
        else:
            self._renew(tr("Nothing to undo."))

    def action_redo(self) -> None:
        """Redo what was undone last."""
        if change := self.selection.redo():
            self._renew(tr("Redone: {what}.", what=in_words(change, self.lines)))
        else:
            self._renew(tr("Nothing to redo."))

    @work(group=ASKING)
    async def action_steps(self) -> None:
        """Show all steps, and go to the one that is picked, back or forward."""
        answers, away = steps_to_pick(self.selection, self.lines)
        picked = await self.push_screen_wait(PickOne(tr("Go back to, or on to, which step?"), answers, away.index(0)))
        if picked is None:
            return
        for _ in range(abs(away[picked])):
            self.selection.redo() if away[picked] > 0 else self.selection.undo()
        self._renew(tr("Everything is as it was after that step.") if away[picked] else "")

    def _did(self, why: str) -> None:
        self._renew(tr("Stays: {reason}.", reason=why_not(why)) if why else "")

    def _keep_line(self, folder: int) -> None:
        """Keep the copies in the folder of a line; only those in groups on the list."""
        if folder == MORE:
            self._say(tr("Open it to see these folders."))
            return
        self.selection.spare(self.selection.by_folder.things(folder, self.shown.wanted)[0])
        self._renew(self._told_of(folder, tr("its copies stay, until you mark them here")))

    def _folder_here(self) -> bytes | None:
        """The folder of the current line, if it has one."""
        if (line := self._current_folder()) is not None:
            return None if line == MORE else self.selection.by_folder.lines[line].folder
        return self._folder_of(*current) if (current := self._current()) is not None else None

    def _groups_here(self) -> Rows:
        """The groups that the current line is about."""
        if (line := self._current_folder()) is not None:
            return self.shown.groups_below(line)
        current = self._current()
        return np.asarray([current[0]] if current is not None else [], dtype=np.int64)

    def _folder_of(self, group: int, thing: int) -> bytes:
        groups = self.selection.groups
        looked_at = thing if thing != NOBODY else groups.in_order(group)[0]
        row = int(groups.folder_of[looked_at])
        return groups.scan.inventory.folder_path(row)

    @work(group=ASKING)
    async def action_rule(self) -> None:
        """Let a rule decide which copies stay: in this group, in a folder, in all groups shown, or everywhere."""
        if (folder := self._folder_here()) is None:
            return
        here = self._groups_here()
        rules = rules_to_pick(self.lines.path(folder, 40))
        picked = await self.push_screen_wait(PickOne(tr("Which copy stays?"), rules))
        if picked is None:
            return
        rule = rule_named(picked, folder)
        scopes = scopes_to_pick(self.shown, self.selection.asked(), here, folder, self.lines)
        where = await self.push_screen_wait(PickOne(tr("In which groups?"), [text for text, _ in scopes]))
        if where is not None:
            self._apply_or_ask(rule, scopes[where][1]())

    # Ending

    @work(group=ASKING)
    async def action_save(self) -> None:
        """Ask where to save the plan, and end."""
        name = await self.push_screen_wait(AskFile(self._file, self.probe.problem_with))
        if name is not None:
            self.exit(Ending(Outcome.SAVE, name))

    @work(group=ASKING)
    async def action_open_plan(self) -> None:
        """Ask which of the saved plans of this scan to go on with."""
        if not (plans := self.probe.plans()):
            self._say(tr("No plan of this scan is kept; p keeps one."))
            return
        answers = [tr("{name}  {words}", name=shown(name), words=words) for name, words in plans]
        picked = await self.push_screen_wait(PickOne(tr("Go on with which plan? It replaces your marks."), answers))
        if picked is not None:
            self.exit(Ending(Outcome.OPEN, plans[picked][0]))

    def action_scan_again(self) -> None:
        """End, and let the caller scan the same folders again; marks stay."""
        self.exit(Ending(Outcome.SCAN))

    def action_move_to_trash(self) -> None:
        """End, and let the caller ask whether to move what is chosen."""
        if self.selection.chosen.any():
            self.exit(Ending(Outcome.MOVE))
        else:
            self._say(tr("Nothing is marked yet."))

    @work(group=ASKING)
    async def action_leave(self) -> None:
        """Close the dialog in front, or else end without a plan; asks first if something was chosen by hand."""
        if len(self.screen_stack) > 1:
            self.screen.dismiss(None)
            return
        if self.selection.changes == self._saved_changes:
            self.exit(Ending(Outcome.LEAVE, decide=False))
            return
        endings = {
            tr("Keep choosing"): None,
            tr("Leave; the marks are kept for the next time"): Ending(Outcome.LEAVE, decide=False, keep=True),
            tr("Leave, and forget the marks"): Ending(Outcome.FORGET, decide=False),
        }
        if self.selection.aside.forgotten.any():
            words = tr("Leave; keep the marks, and what to never ask about again")
            endings[words] = Ending(Outcome.LEAVE, keep=True)
        picked = await self.push_screen_wait(PickOne(tr("Leave? Nothing moves."), [*endings]))
        if picked is not None and (ending := [*endings.values()][picked]):
            self.exit(ending)

    def action_help(self) -> None:
        """Show all keys."""
        self.push_screen(ShowText(help_text()))
