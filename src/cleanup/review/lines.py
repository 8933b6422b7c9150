"""The text of each line in the list of groups, in parts that each have a style."""

from __future__ import annotations

import os

from rich.cells import cell_len, set_cell_size

from cleanup.language import tr, trn
from cleanup.model.finding import NO_KEEPER
from cleanup.model.reasons import in_local_time
from cleanup.plan.choosable import KEPT
from cleanup.plan.selection import Selection
from cleanup.report.numbers import moment, reason, size
from cleanup.report.safe import at_home, shortened, shown
from cleanup.report.style import PageStyle
from cleanup.report.words import why_it_stays, why_not
from cleanup.review.shown import NOBODY, Shown

Part = tuple[str, str]
"""Some text and the part it plays: folder, head, path, chosen, kept, fixed, amount, why."""

MARKS = {"chosen": "[x]", "kept": "[=]", "fixed": "[-]", "free": "[ ]"}
OPEN, FOLDED = "▾ ", "▸ "
# How many cells the lines below a folder line are indented.
INDENT = 2
_LEAST_PATH = 4
_WITH_DATE = 66


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
        indent = INDENT * self._shown.is_below_folder(number)
        margin: list[Part] = [(" " * indent, "path")] if indent else []
        if thing == NOBODY:
            return margin + self._head(group, width - indent)
        alone = len(self._selection.groups.things(group)) == 1
        return margin + self._thing(group, thing, width - indent, alone=alone)

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

    def part_of(self, some: int, whole: int) -> str:
        """One number of bytes out of another, in words; the unit only once if both have the same."""
        first, last = self.size(some) if some else "0", self.size(whole)
        amount, _, unit = first.rpartition(" ")
        if amount and last.endswith(f" {unit}"):
            first = amount
        return tr("{some} of {whole}", some=first, whole=last)

    def _folder(self, folder: bytes) -> str:
        return self.path(folder, 30)

    def _head(self, group: int, width: int) -> list[Part]:
        goes, note = self.goes(group), self.note(group)
        part: Part = (goes, "head") if goes else (MARKS["fixed"], "why")
        right = [(f"{note}  ", "why"), part] if note else [part]
        copies = " · " + self.what(group)
        fold = FOLDED if self._shown.folded[group] else OPEN
        taken = sum(cell_len(text) for text in (fold, copies, *(text for text, _ in right)))
        title = fold + shortened(self.name(group), max(width - taken - 1, _LEAST_PATH)) + copies
        room = width - sum(cell_len(text) for text, _ in right)
        if room <= _LEAST_PATH:
            return [(set_cell_size(title, width), "head")]
        return [(set_cell_size(title, room), "head"), *right]

    def name(self, group: int) -> str:
        """The name of a group: that of the copy that stays, if one does."""
        keeper = self._selection.copies.keeper(group)
        groups = self._selection.groups
        return shown(os.path.basename(groups.path(keeper if keeper != NO_KEEPER else groups.in_order(group)[-1])))

    def goes(self, group: int) -> str:
        """How much of a group goes, out of what could; "" if nothing in it can."""
        groups, chosen = self._selection.groups, self._selection.chosen
        things = groups.things(group)
        going, could = things[chosen[things]], things[self._selection.can_go(things)]
        if not len(could):
            return ""
        return self.going(len(going), int(groups.freed[going].sum()), int(groups.freed[could].sum()))

    def going(self, count: int, some: int, whole: int) -> str:
        """How many things go, and how many bytes out of all that could."""
        return trn("{n} goes, {amount}", "{n} go, {amount}", count, amount=self.part_of(some, whole))

    def what(self, group: int) -> str:
        """How many copies a group has, or what else it is."""
        groups = self._selection.groups
        if self._selection.copies.is_one(group):
            return trn("{n} copy", "{n} copies", len(groups.things(group)))
        findings, place = groups.place(group)
        return reason(findings.reason(place).why, int(findings.details[place]), binary=self._style.binary, local=True)

    def note(self, group: int) -> str:
        """What was decided about a whole group, if anything."""
        if self._selection.aside.forgotten[group]:
            return tr("never asked again")
        return tr("skipped") if self._selection.aside.skipped[group] else ""

    def _thing(self, group: int, thing: int, width: int, *, alone: bool) -> list[Part]:
        groups, state = self._selection.groups, self.state(thing)
        left: list[Part] = [("" if alone else "   ", "path"), (MARKS[state], state), (" ", "path")]
        if width >= _WITH_DATE:
            left.append((f"{self.day(thing)}  ", "why"))
        right: list[Part] = []
        if why := (alone and self.note(group)) or self.why(group, thing):
            right.append((why, "why"))
        if alone:
            right.append((f" {self.size(int(groups.freed[thing])):>9}", "amount"))
        return _filled(left, at_home(groups.path(thing), self._style.home), right, width)

    def day(self, thing: int) -> str:
        """The day a thing was last changed."""
        return f"{in_local_time(moment(int(self._selection.groups.modified[thing]))):%Y-%m-%d}"


def _filled(left: list[Part], path: str, right: list[Part], width: int) -> list[Part]:
    """A line exactly ``width`` cells wide; the path gets whatever room is left."""
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
