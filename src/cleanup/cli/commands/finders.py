"""``cleanup finders``: what can be looked for, and by which rules."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanup.cli import options
from cleanup.cli.exits import Exit
from cleanup.cli.formats import PAGE_FORMATS
from cleanup.find.finder import Finder
from cleanup.language import Marked, mark, said, tr, trn
from cleanup.model.told_rule import ToldRule

_CHOSEN = {
    "always": mark("chosen by default"),
    "named": mark("chosen with --only {name}"),
    "never": mark("shown only"),
}


def finders(
    name: Annotated[str, typer.Argument(metavar=mark("NAME"), help=mark("The one whose rules are listed."))] = "",
    form: options.PageFormat = "table",
) -> Exit:
    """List what can be looked for, with the names for --only and --skip; of one of them, its rules."""
    from cleanup.cli.output import check_format, deliver
    from cleanup.find import FINDERS
    from cleanup.find.finder import why_unavailable

    check_format(form, PAGE_FORMATS)
    found = [(finder.category, finder.options, why_unavailable(finder)) for finder in _named(name)]
    told = [rule for finder in _named(name) if name for rule in _learned(finder).told()]
    if form == "json":
        from cleanup.documents.program import write_finders

        deliver(lambda stream: write_finders(found, stream, told), None)
        return Exit.DONE
    width = max(len(category.name) for category, _, _ in found)
    for category, _, problem in found:
        note = "  " + tr("(not available here: {reason})", reason=problem) if problem else ""
        print(f"{category.name:<{width}}  {said(category.summary)}{note}")
    for rule in told:
        chosen = said(_CHOSEN[rule.choose], name=name)
        print()
        print(f"{rule.name}: {said(Marked(rule.what))}")
        print(f"  {_names(rule)} · {chosen}")
        print(f"  {said(Marked(rule.why))}")
    print()
    print(tr("Next:  cleanup scan --only {name}", name=name or FINDERS[0].category.name))
    return Exit.DONE


def _names(rule: ToldRule) -> str:
    """The names that a rule is about, and from which age on."""
    names = ", ".join(rule.names)
    if rule.days == 0:
        return tr("{names} · of any age", names=names)
    return trn("{names} · after a day", "{names} · after {n} days", rule.days, names=names)


def _named(name: str) -> list[type[Finder]]:
    """The finder of this name, or all; raises UsageProblem for none."""
    from cleanup.find import FINDERS
    from cleanup.model.errors import UsageProblem
    from cleanup.model.near import did_you_mean

    names = tuple(finder.category.name for finder in FINDERS)
    if name and name not in names:
        raise UsageProblem(
            tr("“{name}” is not a category.", name=name),
            did_you_mean(name, names, tr("There are: {names}.", names=", ".join(names))),
        )
    return [finder for finder in FINDERS if name in {"", finder.category.name}]


def _learned(finder: type[Finder]) -> Finder:
    from pathlib import Path

    from cleanup.disk.system import home_told, own_folders

    one = finder()
    one.learn(Path(own_folders(home_told())[2]))
    return one
