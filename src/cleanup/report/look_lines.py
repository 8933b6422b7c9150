"""Copies that are worth a look: one row of the page for each folder that one decision can cover."""

from __future__ import annotations

from cleanup.language import tr, trn
from cleanup.model.look_line import LineKind, LookLine
from cleanup.report.safe import shown
from cleanup.report.sheet import Row, Sheet

_MOST = 4


def by_folder(lines: tuple[LookLine, ...], category: str, sheet: Sheet) -> list[tuple[int, Row]]:
    """Rows with their bytes: the biggest lines, and all others in one row for the category; with ``-v`` all of them."""
    most = len(lines) if sheet.style.full or len(lines) <= _MOST else _MOST - 1
    width = max(sheet.width // 3, 20)
    rows = [
        (line.reclaimable_bytes, Row(line.folder, sheet.size(line.reclaimable_bytes), words, "yellow"))
        for line in lines[:most]
        for words in [words_of(line, sheet.path(line.elsewhere, width))]
    ]
    if more := lines[most:]:
        amount = sum(line.reclaimable_bytes for line in more)
        copies = sum(line.files for line in more)
        words = trn("{n} more copy, in {folders}", "{n} more copies, in {folders}", copies,
                    folders=trn("{n} folder", "{n} folders", len({line.folder for line in more})))  # fmt: skip
        rows.append((amount, Row(shown(category), sheet.size(amount), words, "yellow")))
    return rows


def words_of(line: LookLine, elsewhere: str) -> str:
    """Why the copies in a line belong together; ``elsewhere`` is the other folder, as shown."""
    others = _others(line, elsewhere)
    match line.kind:
        case LineKind.PICKED:
            folders = trn("{n} folder", "{n} folders", line.folders_elsewhere)
            picked = min(line.files, line.files_in_folder)
            return trn("{n} file picked out of {folders}", "{n} files picked out of {folders}", picked, folders=folders)
        case LineKind.TWO_WHOLES:
            return trn("shares {n} file with {others}, and both may need it",
                       "shares {n} files with {others}, and both may need them", line.files, others=others)  # fmt: skip
        case LineKind.IN_WHOLE:
            return trn("{n} file is also in {others}, but may be needed here",
                       "{n} files are also in {others}, but may be needed here", line.files, others=others)  # fmt: skip
        case LineKind.OTHER_OWNER:
            return trn("{n} file of another user is also in {others}", "{n} files of another user are also in {others}",
                       line.files, others=others)  # fmt: skip
        case LineKind.SAME_TREE:
            return trn("the same as {others} ({n} file)", "the same as {others} ({n} files)",
                       line.files, others=others)  # fmt: skip
        case LineKind.SAME_FOLDER:
            return trn(
                "{n} copy of another file in this folder", "{n} copies of other files in this folder", line.files
            )
        case _:
            return _also_in(line, others)


def _also_in(line: LookLine, others: str) -> str:
    if line.files == line.files_in_folder == 2:
        return tr("both files are also in {others}", others=others)
    if line.files == line.files_in_folder:
        return trn("its only file is also in {others}", "all {n} files are also in {others}", line.files, others=others)
    return trn("{n} of {all} files is also in {others}", "{n} of {all} files are also in {others}", line.files,
               all=line.files_in_folder, others=others)  # fmt: skip


def _others(line: LookLine, elsewhere: str) -> str:
    if line.folders_elsewhere == 1:
        return elsewhere
    return trn("{folder} and {n} more folder", "{folder} and {n} more folders", line.folders_elsewhere - 1,
               folder=elsewhere)  # fmt: skip
