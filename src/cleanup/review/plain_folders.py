"""Folder lines in a review by questions and answers: one decision covers all copies in the line."""

from __future__ import annotations

from cleanup.language import tr, trn
from cleanup.report.look_lines import words_of
from cleanup.review.plain_desk import Desk, Then
from cleanup.review.shown import MORE

_SAMPLE = 3


def heading(desk: Desk, folder: int) -> str:
    """What a folder line is about, and how much of it goes; for MORE, what it stands for."""
    lines = desk.lines
    if folder == MORE:
        return tr("{folders}, {amount}", folders=lines.more(), amount=lines.bytes_of_more())
    line, sums = desk.selection.by_folder.lines[folder], lines.sums(folder)
    goes = lines.goes_of(sums) if sums.may_go else lines.size(sums.bytes)
    if sums.spared:
        goes = tr("its copies stay, {size}", size=lines.size(sums.bytes))
    return tr("folder {path}, {goes}", path=lines.path(line.folder, 0), goes=goes)


def tell(desk: Desk, folder: int, *, whole: bool = False) -> None:
    """Say what to know before a decision about a folder; with ``whole``, also what is in it."""
    if folder == MORE:
        desk.say("  " + tr("Enter passes them by. Type groups to go through them."))
        return
    line = desk.selection.by_folder.lines[folder]
    for fact in (words_of(line, desk.lines.path(line.elsewhere, 0)), *desk.lines.before_deciding(folder)):
        desk.say(f"  {fact}")
    some, more = desk.lines.sample(folder, desk.lines.sums(folder).copies if whole else _SAMPLE)
    for path, thing in some:
        state = tr("goes") if desk.selection.chosen[thing] else tr("not marked")
        desk.say("  " + tr("{state}: {path}", state=state, path=path))
    if more:
        desk.say("  " + trn("and {n} more", "and {n} more", more))


def mark(desk: Desk, folder: int) -> Then:
    """Choose all copies in a folder; only those in groups on the list."""
    if folder == MORE:
        return _open_first(desk)
    things, groups = desk.selection.by_folder.things(folder, desk.shown.wanted)
    why = desk.selection.let_go(things, groups)
    desk.tell_why_not(why)
    if not why and (after := desk.lines.after(folder)):
        _tell_of(desk, folder, after)
    return Then.ASK if why else Then.NEXT


def unmark(desk: Desk, folder: int) -> Then:
    """Choose none of the copies in a folder; only those in groups on the list."""
    if folder == MORE:
        return _open_first(desk)
    desk.selection.leave_these(desk.selection.by_folder.things(folder, desk.shown.wanted)[0])
    return Then.NEXT


def keep(desk: Desk, folder: int) -> Then:
    """Keep the copies in a folder, whatever is done to many groups at once."""
    if folder == MORE:
        return _open_first(desk)
    desk.selection.spare(desk.selection.by_folder.things(folder, desk.shown.wanted)[0])
    _tell_of(desk, folder, tr("its copies stay, until you mark them here"))
    return Then.NEXT


def turn_groups(desk: Desk, folder: int) -> Then:
    """Start or stop asking about the groups of a folder one by one, right after it; for MORE, about its folders."""
    shown = desk.shown
    is_folded = folder not in shown.unfolded
    count = len(shown.more) if folder == MORE else len(shown.groups_below(folder))
    shown.fold_at(shown.line, folded=not is_folded)
    if not is_folded:
        desk.say(tr("Its groups are not asked about one by one any more."))
        return Then.SAME
    if folder == MORE:
        desk.say(trn("{n} more folder is on the list.", "{n} more folders are on the list.", count))
        return Then.SAME
    desk.say(trn("{n} group in it comes next.", "{n} groups in it come next.", count))
    return Then.NEXT


def _open_first(desk: Desk) -> Then:
    desk.say(tr("Type groups to go through these folders first."))
    return Then.ASK


def _tell_of(desk: Desk, folder: int, words: str) -> None:
    desk.say(f"{desk.lines.path(desk.selection.by_folder.lines[folder].folder, 0)}: {words}.")
