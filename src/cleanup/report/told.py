"""What is only for information and never moves: each on two lines, with what its owner can do about it."""

from __future__ import annotations

from rich.text import Text

from cleanup.language import Marked, said, tr
from cleanup.model.scan import Scan
from cleanup.model.thing import Things
from cleanup.report.numbers import reason
from cleanup.report.safe import shown
from cleanup.report.sheet import Sheet


def told_lines(scan: Scan, sheet: Sheet) -> list[Text]:
    """The findings of categories from which nothing is chosen, biggest first."""
    lines: list[Text] = []
    things = Things(scan.inventory)
    for found in scan.findings:
        for group in range(len(found)) if found.category.only_told else ():
            first, *others = sorted(found.things(group).tolist(), key=lambda thing: thing == found.keepers[group])
            lines.append(Text(sheet.path(things.path(first), sheet.width)))
            why = reason(found.reason(group).why, int(found.details[group]), binary=sheet.style.binary, local=True)
            more = [sheet.path(things.path(other), sheet.width // 2) for other in others]
            ruling = found.ruling(int(found.starts[group])).why
            told = [*([shown(said(Marked(ruling)))] if ruling else []), *more]
            lines += sheet.wrapped(": ".join([why, *told]), "dim", 2)
    return [Text(tr("Only shown, never moved"), style="bold"), *lines] if lines else []
