"""The folder lines on the page: what each says, and the facts about it."""

from __future__ import annotations

import numpy as np
from rich.cells import cell_len, set_cell_size
from rich.text import Text

from cleanup.language import tr, trn
from cleanup.model.look_line import LineKind
from cleanup.plan.folder_after import FolderSums, after, sums_of
from cleanup.plan.left_in_folders import going_in
from cleanup.plan.selection import Selection
from cleanup.report.look_lines import words_of
from cleanup.report.safe import at_home, shortened
from cleanup.report.style import PageStyle
from cleanup.report.words import why_not
from cleanup.review.lines import FOLDED, MARKS, OPEN, Lines, Part
from cleanup.review.shown import MORE, NOBODY, Shown

_LEAST_PATH, _ELSEWHERE = 16, 24
_SAMPLE = 9


class PageLines(Lines):
    """The lines of a list that begins with folder lines."""

    def __init__(self, selection: Selection, shown: Shown, style: PageStyle) -> None:
        super().__init__(selection, shown, style)
        self._by_folder = selection.by_folder

    def line(self, number: int, width: int) -> list[Part]:
        """The parts of a line, exactly ``width`` cells in total."""
        if self._shown.at(number)[0] != NOBODY:
            return super().line(number, width)
        folder = self._shown.folder_at(number)
        fold = FOLDED if self._shown.is_folded(number) else OPEN
        if folder == MORE:
            return self._more(fold, width)
        sums = self.sums(folder)
        words = words_of(self._by_folder.lines[folder], self.path(self._by_folder.lines[folder].elsewhere, _ELSEWHERE))
        return _heading(fold, self._name(folder), words, self._amounts(folder, sums), width)

    def sums(self, folder: int) -> FolderSums:
        """How many of a folder line's copies on the list go."""
        return sums_of(self._selection, folder, self._shown.wanted)

    def after(self, folder: int) -> str:
        """What a folder looks like once the copies of its line have gone, in words; "" if unknown."""
        told = after(self._selection, folder, self._shown.wanted)
        if told is None:
            return ""
        if told.whole:
            return trn("the whole folder goes, {n} file in it", "the whole folder goes, {n} files in it", told.files)
        if told.gone == told.files:
            return trn(
                "the only file goes, and nothing remains", "{n} of {n} files go, and nothing remains", told.files
            )
        left = trn("{n} stays in it", "{n} stay in it", told.files - told.gone)
        return trn("{n} of {all} files goes, {left}", "{n} of {all} files go, {left}", told.gone,
                   all=told.files, left=left)  # fmt: skip

    def facts(self, folder: int) -> list[Text]:
        """What to know about a folder line before deciding; for MORE, what it stands for."""
        if folder == MORE:
            return [Text(tr("Open it to see these folders."))] if self._shown.more else []
        line = self._by_folder.lines[folder]
        facts = [Text(words_of(line, at_home(line.elsewhere, self._style.home)), "bold")]
        facts += map(Text, self.before_deciding(folder))
        facts.append(Text(self._name(folder), "bold"))
        return facts + self._sample(folder)

    def before_deciding(self, folder: int) -> list[str]:
        """What a decision about a folder line would lead to, and whether it covers all of the line."""
        told, sums = [], self.sums(folder)
        if not sums.may_go:
            told.append(tr("may not go: {reason}", reason=why_not(self.why_not_folder(folder))))
        elif after_it := self.after(folder):
            is_marked = sums.going == sums.copies
            told.append(
                tr("marked: {after}", after=after_it) if is_marked else tr("if marked: {after}", after=after_it)
            )
        groups = self._by_folder.groups_of(folder)
        here, every = int(np.count_nonzero(self._shown.wanted[groups])), len(groups)
        if here < every:
            told.append(trn("{n} of {all} groups is listed, and keys here change only that one",
                            "{n} of {all} groups are listed, and keys here change only those",
                            here, all=every))  # fmt: skip
        return told

    def why_not_folder(self, folder: int) -> str:
        """The word for why none of the copies of a folder line can be chosen."""
        return self._selection.why_none(self._by_folder.things(folder, self._shown.wanted)[0])

    def _name(self, folder: int) -> str:
        return at_home(self._by_folder.lines[folder].folder, self._style.home)

    def _sample(self, folder: int) -> list[Text]:
        """A few of the copies, from all over the folder."""
        some, more = self.sample(folder, _SAMPLE)
        lines = [Text(f"{MARKS[self.state(thing)]} {path}", "dim") for path, thing in some]
        return lines + ([Text(trn("… and {n} more", "… and {n} more", more), "dim")] if more else [])

    def sample(self, folder: int, most: int) -> tuple[list[tuple[str, int]], int]:
        """A few of the copies of a folder line, in their order, from all over it; and how many more there are."""
        things, _ = self._by_folder.things(folder, self._shown.wanted)
        if self._by_folder.lines[folder].kind is LineKind.SAME_TREE:
            return [], 0
        some = things[np.unique(np.linspace(0, len(things) - 1, min(most, len(things))).astype(np.int64))]
        top = self._by_folder.lines[folder].folder
        paths = sorted((self._selection.groups.path(thing), thing) for thing in some.tolist())
        return [(at_home(path, top).removeprefix("~/"), thing) for path, thing in paths], len(things) - len(some)

    def left_in(self, folder: int) -> str:
        """How much of what was found in a folder goes, so that nobody empties one without knowing."""
        found, going = going_in(self._selection.groups, self._selection.chosen, folder)
        path = self.path(self._selection.groups.scan.inventory.folder_path(folder), 30)
        if found == going:
            return trn(
                "The only file found in {folder} goes.", "All {n} files found in {folder} go.", found, folder=path
            )
        return trn("Of {n} file found in {folder}, {going}.", "Of {n} files found in {folder}, {going}.", found,
                   folder=path, going=trn("{n} goes", "{n} go", going))  # fmt: skip

    def _amounts(self, folder: int, sums: FolderSums) -> list[Part]:
        """The right end of a folder line: how much goes, or why nothing in it can."""
        if not sums.may_go:
            return [(f"{MARKS['fixed']} {self.size(sums.bytes)}", "why")]
        goes = self.goes_of(sums)
        note = tr("stays") if sums.spared else ""
        if not note and sums.copies < len(self._by_folder.things(folder)[0]):
            note = trn("{n} listed", "{n} listed", sums.copies)
        return [(f"{note}  ", "why"), (goes, "head")] if note else [(goes, "head")]

    def goes_of(self, sums: FolderSums) -> str:
        """How much of a folder line goes, out of what could."""
        return self.going(sums.going, sums.bytes_going, sums.bytes)

    def more(self) -> str:
        """How many folder lines are not shown yet; "" if all are."""
        more = self._shown.more
        return trn("{n} more folder", "{n} more folders", len(more)) if more else ""

    def bytes_of_more(self) -> str:
        """What the folder lines that are not shown yet could free."""
        return self.size(sum(self._by_folder.lines[each].reclaimable_bytes for each in self._shown.more))

    def _more(self, fold: str, width: int) -> list[Part]:
        """The line for all folder lines that are not shown yet, or for hiding them again."""
        if not self._shown.more:
            return [(set_cell_size(fold + tr("fewer folders"), width), "folder")]
        amount, text = self.bytes_of_more(), fold + self.more()
        room = max(width - cell_len(amount), 0)
        return [(set_cell_size(text, room), "folder"), (set_cell_size(amount, width - room), "head")]


def _heading(fold: str, path: str, words: str, right: list[Part], width: int) -> list[Part]:
    """A line exactly ``width`` cells wide: a path, cut in the middle; words about it, cut at the end; and amounts."""
    room = width - sum(cell_len(text) for text, _ in right) - 1
    if room <= _LEAST_PATH:
        return [(set_cell_size(f"{fold}{path}", width), "folder")]
    # The name gets a third of the line: people decide by it.
    name = fold + shortened(path, max(room - cell_len(fold) - cell_len(words) - 3, room // 3, _LEAST_PATH))
    rest = room - cell_len(name)
    about = f" · {words}"
    if cell_len(about) > rest:
        about = set_cell_size(about, max(rest - 1, 0)).rstrip() + "…" * (rest > 0)
    return [
        (set_cell_size(name, min(cell_len(name), room)), "folder"),
        (set_cell_size(about, max(rest, 0) + 1), "path"),
        *right,
    ]
