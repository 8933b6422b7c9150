"""The page of a comparison: first the verdict, then what is only in the old place."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from cleanup.language import number, tr, trn
from cleanup.model.comparison import Comparison, Verdict
from cleanup.model.paths import SEPARATOR
from cleanup.report.safe import shown
from cleanup.report.sheet import GAP, Sheet, draw, joined
from cleanup.report.style import PageStyle

_TROUBLES_SHOWN = 3


def draw_comparison(
    found: Comparison, commands: Sequence[tuple[str, str]], style: PageStyle, *, on_terminal: bool
) -> str:
    """Draw the page; ``commands`` are the next ones to type, each with its purpose."""

    def lines(sheet: Sheet) -> list[Text]:
        first = _verdict(found, sheet)
        if style.headline_only:
            return first
        return joined([first, _only(found, sheet), _unseen(found, sheet), sheet.next_commands(list(commands))])

    return draw(lines, style, on_terminal=on_terminal)


def _verdict(found: Comparison, sheet: Sheet) -> list[Text]:
    match found.verdict:
        case Verdict.ALL:
            text = trn(
                "The one file of {old} is elsewhere too, verified byte for byte.",
                "All {n} files of {old} are elsewhere too, verified byte for byte.",
                found.files, old=GAP,
            )  # fmt: skip
            style = "bold green"
        case Verdict.SOME:
            text = trn(
                "{n} file of {all} is only in {old}.", "{n} files of {all} are only in {old}.",
                found.missing, all=number(found.files), old=GAP,
            )  # fmt: skip
            style = "bold"
        case Verdict.UNKNOWN:
            text = tr("Not everything about {old} is known: some of it could not be looked at.", old=GAP)
            if not (found.unseen or found.not_read):
                text = tr(
                    "Not everything about {old} is known: some of the other place could not be looked at.", old=GAP
                )
            style = "bold yellow"
    # A path may be long: the sentence is wrapped, not cut.
    lines = sheet.wrapped(sheet.with_path(text, found.old, 2 * sheet.width), style, 0, 2)
    told = [
        tr("{n} elsewhere, {size}", n=number(found.elsewhere), size=sheet.size(found.elsewhere_size)),
        tr("{n} only there, {size}", n=number(found.missing), size=sheet.size(sum(each.size for each in found.only))),
    ]
    if found.empty:
        told.append(trn("{n} empty", "{n} empty", found.empty))
    if found.not_read:
        told.append(trn("{n} not read", "{n} not read", found.not_read))
    if found.links:
        told.append(trn("{n} link not compared", "{n} links not compared", found.links))
    return [*lines, *sheet.wrapped(" · ".join(told), "dim")]


def _only(found: Comparison, sheet: Sheet) -> list[Text]:
    if not found.only:
        return []
    lines = [Text(tr("Only there"), style="bold")]
    most = len(found.only) if sheet.style.full else sheet.style.most
    for each in found.only[:most]:
        amount = sheet.size(each.size)
        if each.is_folder:
            amount = trn("{n} file, {size}", "{n} files, {size}", each.files, size=amount)
        lines.append(sheet.row(each.path + (SEPARATOR if each.is_folder else b""), amount))
    if (rest := len(found.only) - most) > 0:
        lines += sheet.wrapped(trn("… {n} more: -v shows it, -f json too", "… {n} more: -v shows all, -f json too",
                                   rest), "dim")  # fmt: skip
    return lines


def _unseen(found: Comparison, sheet: Sheet) -> list[Text]:
    lines: list[Text] = []
    for folders, title in (
        (found.unseen, tr("Not everything in these folders was looked at")),
        (found.unseen_new, tr("In the other places, not everything in these folders was looked at")),
    ):
        if folders:
            lines += sheet.wrapped(title, "bold yellow")
            lines += [Text("  " + sheet.path(each, sheet.width - 2)) for each in folders[: sheet.style.most]]
            if (rest := len(folders) - sheet.style.most) > 0:
                lines.append(Text("  " + trn("… {n} more", "… {n} more", rest), style="dim"))
    most = len(found.troubles) if sheet.style.full else _TROUBLES_SHOWN
    for trouble in found.troubles[:most]:
        text = tr("{path}: {problem}", path=GAP, problem=shown(trouble.message))
        lines += sheet.wrapped(sheet.with_path(text, trouble.path, sheet.width - 2), "", 2)
    return lines
