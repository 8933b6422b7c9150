"""The text of each line in the list of groups, in parts with a style of their own."""

from __future__ import annotations

import os

from rich.cells import cell_len, set_cell_size

from cleanup.language import tr, trn
from cleanup.model.finding import NO_KEEPER
from cleanup.plan.selection import KEPT, Selection
from cleanup.report.numbers import size
from cleanup.report.safe import at_home, shortened, shown
from cleanup.report.style import PageStyle
from cleanup.report.words import why_it_stays, why_not
from cleanup.review.shown import NOBODY, Shown

Part = tuple[str, str]
"""Some text and the part it plays: head, path, chosen, kept, fixed, amount, why."""

MARKS = {"chosen": "[x]", "kept": "[=]", "fixed": "[-]", "free": "[ ]"}
_LEAST_PATH = 4


class Lines:
    """Writes the lines of a list, each fitted to a width in cells."""

    def __init__(self, selection: Selection, shown_groups: Shown, style: PageStyle) -> None:
        self._selection = selection
        self._shown = shown_groups
        self._style = style

    def state(self, thing: int) -> str:
        """The state of a thing: ``chosen``, ``kept``, ``fixed`` (cannot be chosen) or ``free``."""
        selection = self._selection
        if selection.chosen[thing]:
            return "chosen"
        if selection.copies.kept()[thing]:
            return "kept"
        return "fixed" if selection.why_not(thing) else "free"

    def line(self, number: int, width: int) -> list[Part]:
        """The parts of a line, exactly ``width`` cells in total."""
        group, thing = self._shown.at(number)
        if thing == NOBODY:
            return self._head(group, width)
        alone = len(self._selection.groups.things(group)) == 1
        return self._thing(group, thing, width, alone=alone)

    def why(self, group: int, thing: int) -> str:
        """Why a thing in a group stays, in a few words; "" if it may go."""
        match self.state(thing):
            case "kept":
                copies = self._selection.copies
                if word := copies.apart(thing):
                    return why_not(word)
                if sides := copies.sides_kept_by(thing):
                    here = [side for side in sides if copies.sides.groups[side] == group]
                    return why_it_stays(copies.rule_of_side((here or sides)[0]), self._folder)
                return why_not(KEPT)
            case "fixed":
                return why_not(self._selection.why_not(thing))
        return ""

    def path(self, path: bytes, width: int) -> str:
        """A path, shortened to fit into ``cells``."""
        return shortened(at_home(path, self._style.home), width)

    def size(self, count: int) -> str:
        """Bytes in words."""
        return size(count, binary=self._style.binary)

    def _folder(self, folder: bytes) -> str:
        return self.path(folder, 30)

    def _head(self, group: int, width: int) -> list[Part]:
        groups, selection = self._selection.groups, self._selection
        things = groups.things(group)
        going = things[selection.chosen[things]]
        goes = trn("{n} goes", "{n} go", len(going))
        if len(going):
            goes += ", " + self.size(int(groups.freed[going].sum()))
        start = trn("{n} copy", "{n} copies", len(things)) + " · " + goes + " · "
        keeper = selection.copies.keeper(group)
        name = shown(os.path.basename(groups.path(keeper if keeper != NO_KEEPER else groups.in_order(group)[0])))
        note = self._note(group)
        right = [(note, "why")] if note else []
        return [
            (text, "head" if part == "path" else part) for text, part in _filled([(start, "head")], name, right, width)
        ]

    def _note(self, group: int) -> str:
        """What was decided on a whole group, if anything was."""
        if self._selection.forgotten[group]:
            return tr("never asked again")
        return tr("skipped") if self._selection.skipped[group] else ""

    def _thing(self, group: int, thing: int, width: int, *, alone: bool) -> list[Part]:
        state = self.state(thing)
        margin = "" if alone else "  "
        right: list[Part] = []
        if why := (alone and self._note(group)) or self.why(group, thing):
            right.append((why, "why"))
        if alone:
            right.append((f" {self.size(int(self._selection.groups.freed[thing])):>9}", "amount"))
        path = at_home(self._selection.groups.path(thing), self._style.home)
        return _filled([(margin, "path"), (MARKS[state], state), (" ", "path")], path, right, width)


def _filled(left: list[Part], path: str, right: list[Part], width: int) -> list[Part]:
    """A line exactly ``width`` cells wide; the path gets the room that the rest leaves."""
    room = width - sum(cell_len(text) for text, _ in left)
    if room <= _LEAST_PATH:
        return [(set_cell_size("".join(text for text, _ in left) + path, width), "path")]
    for_right = max(room // 3, room - cell_len(path)) - 1
    fitting: list[Part] = []
    for text, part in reversed(right):
        text = text if cell_len(text) <= for_right else set_cell_size(text, for_right - 1).rstrip() + "…"
        for_right -= cell_len(text)
        fitting.insert(0, (text, part))
    room -= sum(cell_len(text) for text, _ in fitting) + bool(fitting)
    path = shortened(path, room)
    return [*left, (path, "path"), (" " * (room - cell_len(path) + bool(fitting)), "path"), *fitting]
