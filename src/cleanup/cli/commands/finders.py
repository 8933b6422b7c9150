"""``cleanup finders``: what can be looked for, and by which rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cleanup.cli import options
from cleanup.cli.exits import Exit
from cleanup.cli.formats import PAGE_FORMATS
from cleanup.find.finder import Finder
from cleanup.language import Marked, mark, said, tr, trn
from cleanup.model.told_rule import ToldRule

if TYPE_CHECKING:
    from rich.text import Text

    from cleanup.model.category import Category
    from cleanup.model.option import FinderOption
    from cleanup.report.sheet import Sheet

_CHOSEN = {
    "always": mark("chosen by default"),
    "named": mark("chosen with --only {name}"),
    "never": mark("shown only"),
}


def finders(
    name: Annotated[str, typer.Argument(metavar=mark("NAME"), help=mark("Show the rules of this one."))] = "",
    form: options.PageFormat = "table",
) -> Exit:
    """List what can be looked for, with the names for --only and --skip; for a single one, also its rules."""
    from cleanup.cli.output import check_format, deliver
    from cleanup.cli.showing import print_lines
    from cleanup.find import FINDERS
    from cleanup.find.finder import why_unavailable
    from cleanup.report.sheet import joined

    check_format(form, PAGE_FORMATS)
    found = [(finder.category, finder.options, why_unavailable(finder)) for finder in _named(name)]
    told = [rule for finder in _named(name) if name for rule in _learned(finder).told()]
    if form == "json":
        from cleanup.documents.program import write_finders

        deliver(lambda stream: write_finders(found, stream, told), None)
        return Exit.DONE
    then = f"cleanup scan --only {name or FINDERS[0].category.name}"
    print_lines(
        lambda sheet: joined([
            _categories(found, sheet), *(_rule(rule, name, sheet) for rule in told), sheet.next_commands([(then, "")])
        ])
    )  # fmt: skip
    return Exit.DONE


def _categories(found: list[tuple[Category, tuple[FinderOption, ...], str]], sheet: Sheet) -> list[Text]:
    rows = []
    for category, _, problem in found:
        note = "  " + tr("(not available here: {reason})", reason=problem) if problem else ""
        rows.append((category.name, said(category.summary) + note))
    return sheet.terms(rows)


def _rule(rule: ToldRule, name: str, sheet: Sheet) -> list[Text]:
    chosen = said(_CHOSEN[rule.choose], name=name)
    return [
        *sheet.wrapped(f"{rule.name}: {said(Marked(rule.what))}", ""),
        *sheet.wrapped(f"{_names(rule)} · {chosen}", "", 2, 0),
        *sheet.wrapped(said(Marked(rule.why)), "", 2, 0),
    ]


def _names(rule: ToldRule) -> str:
    """The names that a rule looks for, and the minimum age."""
    names = ", ".join(rule.names)
    if rule.days == 0:
        return tr("{names} · of any age", names=names)
    return trn("{names} · after a day", "{names} · after {n} days", rule.days, names=names)


def _named(name: str) -> list[type[Finder]]:
    """The finder with this name, or all; raises UsageProblem if there is none."""
    from cleanup.find import FINDERS
    from cleanup.model.errors import UsageProblem
    from cleanup.model.near import did_you_mean

    names = tuple(finder.category.name for finder in FINDERS)
    if name and name not in names:
        raise UsageProblem(
            tr("“{name}” is not a category.", name=name),
            did_you_mean(name, names, tr("Choose one of: {names}.", names=", ".join(names))),
        )
    return [finder for finder in FINDERS if name in {"", finder.category.name}]


def _learned(finder: type[Finder]) -> Finder:
    from pathlib import Path

    from cleanup.disk.system import home_told, own_folders

    one = finder()
    one.learn(Path(own_folders(home_told())[2]))
    return one
