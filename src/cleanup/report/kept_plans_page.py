"""The page of the plans that are kept."""

from __future__ import annotations

from collections import Counter

from rich.cells import cell_len
from rich.text import Text

from cleanup.language import tr
from cleanup.model.category import Kind
from cleanup.model.kept_plan import KeptPlan
from cleanup.report.commands import command
from cleanup.report.numbers import ago, size
from cleanup.report.safe import shown
from cleanup.report.sheet import Sheet, draw, joined
from cleanup.report.style import PageStyle
from cleanup.report.words import THINGS, few_folders, said_of


def draw_kept_plans(plans: list[KeptPlan], style: PageStyle, *, on_terminal: bool) -> str:
    """Draw the plans, newest first; there must be at least one."""

    def lines(sheet: Sheet) -> list[Text]:
        rows = [line for plan in plans for line in _lines_of(plan, sheet)]
        usable = next((plan.name for plan in plans if not plan.problem), "")
        commands = [
            (command("review", usable), tr("go on with it")),
            (command("trash", "--plan", usable), tr("move it; asks first")),
        ]
        kept = sheet.wrapped(tr("Each is kept for 30 days."), "dim")
        return joined([rows, kept, sheet.next_commands([each for each in commands if each[0]])])

    return draw(lines, style, on_terminal=on_terminal)


def _lines_of(plan: KeptPlan, sheet: Sheet) -> list[Text]:
    name = Text(shown(plan.name), style="bold")
    if plan.problem:
        return [name, *sheet.wrapped(shown(plan.problem), "yellow", 2)]
    words = "  " + words_of(plan, sheet.style)
    if len(name) + cell_len(words) <= sheet.width:
        return [name + Text(words)]
    return [name, *sheet.wrapped(words.strip(), "", 2, 0)]


def words_of(plan: KeptPlan, style: PageStyle) -> str:
    """When a plan was made, of which folders, and how much it would move."""
    assert plan.created_at is not None
    kinds = +Counter({Kind.FILE: plan.amounts.things - plan.folders, Kind.FOLDER: plan.folders})
    return tr(
        "{when}, of {folders}: {files}, {size}",
        when=ago(style.now - plan.created_at),
        folders=few_folders(plan.roots, style.home),
        files=said_of(THINGS, kinds),
        size=size(plan.amounts.worth, binary=style.binary),
    )
