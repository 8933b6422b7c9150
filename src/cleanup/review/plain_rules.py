"""Rules and folders in the review without a full-screen page: what they would empty is said before."""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np

from cleanup.language import tr
from cleanup.model.inventory import Rows
from cleanup.model.rule import Rule, RuleName
from cleanup.plan.left_in_folders import emptied
from cleanup.plan.selection import Selection
from cleanup.report.safe import at_home
from cleanup.report.style import PageStyle
from cleanup.review.lines import Lines
from cleanup.review.rules import emptied_in_words, rule_named, rules_to_pick, scopes_to_pick
from cleanup.review.shown import Shown

Ask = Callable[[str], str | None]
Say = Callable[[str], None]


class PlainRules:
    """Asks which copies stay, in which groups, and whether folders are to be emptied by it."""

    def __init__(self, selection: Selection, style: PageStyle, ask: Ask, say: Say) -> None:
        self._selection = selection
        self._ask = ask
        self._say = say
        self._home = style.home
        self._shown = Shown(selection.groups, selection.asked())
        self._lines = Lines(selection, self._shown, style)

    def keep_folder(self, thing: int) -> None:
        """Let everything in the folder of a thing stay, and choose copies elsewhere."""
        self._apply(Rule(RuleName.IN, self._folder(thing)), np.flatnonzero(self._selection.asked()))

    def pick(self, group: int, thing: int) -> None:
        """Ask for a rule, and where it counts; no number is no rule."""
        folder = self._folder(thing)
        rules = rules_to_pick(self._lines.path(folder, 40))
        if (number := self._number(tr("Which copy stays?"), rules)) is None:
            return
        scopes = scopes_to_pick(self._shown, self._selection.asked(), np.asarray([group]), folder, self._lines)
        # What is shown is all there is here.
        scopes = [scopes[0], scopes[1], scopes[3]]
        if (where := self._number(tr("In which groups?"), [text for text, _ in scopes])) is not None:
            self._apply(rule_named(number, folder), scopes[where][1]())

    def _folder(self, thing: int) -> bytes:
        return os.path.dirname(self._selection.groups.path(thing))

    def _apply(self, rule: Rule, groups: Rows) -> None:
        selection = self._selection
        folders = emptied(selection.groups, selection.chosen, selection.foreseen(rule, groups))
        for each in folders:
            self._say(emptied_in_words(each, selection, lambda path: at_home(path, self._home)))
        if folders and (self._ask(tr("Do it? [y/N]") + " ") or "").strip().lower() != "y":
            self._say(tr("All is left as it is."))
            return
        selection.apply(rule, groups)

    def _number(self, question: str, answers: list[str]) -> int | None:
        self._say(question)
        for number, answer in enumerate(answers, 1):
            self._say(f"  {number:>2}  {answer}")
        typed = (self._ask(tr("[number, Enter for none]") + " ") or "").strip()
        if typed.isdecimal() and len(typed) < 4 and 0 < int(typed) <= len(answers):
            return int(typed) - 1
        return None
