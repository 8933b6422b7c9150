"""``cleanup decisions``: the files you never want to be asked about again."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from typing import Annotated
from unicodedata import normalize

import typer

from cleanup.cli import options
from cleanup.cli.exits import Exit
from cleanup.cli.formats import PAGE_FORMATS
from cleanup.language import mark, tr, trn


def list_decisions(form: options.PageFormat = "table") -> Exit:
    """List the files you are never asked about, each as it can stand in the settings file."""
    from cleanup.cli.output import check_format, deliver
    from cleanup.cli.showing import print_lines
    from cleanup.model.decision import written
    from cleanup.report.safe import shown
    from cleanup.store.decisions import decisions as remembered
    from cleanup.store.scans import known_scans
    from cleanup.workflow.environment import Context

    check_format(form, PAGE_FORMATS)
    found = sorted(remembered(Context.current().state), key=lambda decision: (decision.path, decision.content))
    if form == "json":
        from cleanup.documents.program import write_decisions

        deliver(lambda stream: write_decisions(found, stream), None)
        return Exit.DONE
    for decision in found:
        print(shown(written(decision)))
    if not found:
        scanned = known_scans(Context.current().state)
        then = ("cleanup review", tr("and “n” on what should stay")) if scanned else ("cleanup scan", "")
        nothing = tr("You have not decided anything for good yet.")
        print_lines(lambda sheet: [*sheet.wrapped(nothing, ""), *sheet.next_commands([then])])
    return Exit.DONE


def forget(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar=mark("GLOB"), help=mark("Full paths, or patterns such as '*/Photos/*'.")),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help=mark("Forget all decisions."))] = False,
) -> Exit:
    """Take decisions back, so that you are asked again."""
    from cleanup.model.errors import UsageProblem
    from cleanup.store.decisions import decisions as remembered
    from cleanup.store.decisions import forget_decisions
    from cleanup.workflow.environment import Context

    if bool(paths) == everything:
        raise UsageProblem(tr("Say which decisions to take back."), tr("Name a path or a pattern, or --all."))
    state = Context.current().state
    known = remembered(state)
    texts = {os.fsdecode(decision.path) for decision in known}
    named = texts if everything else {text for path in paths or () for text in _named(path, texts)}
    gone = [decision for decision in known if os.fsdecode(decision.path) in named]
    if not gone and not everything:
        raise UsageProblem(
            tr("No decision is about “{paths}”.", paths=", ".join(paths or ())), tr("See: cleanup decisions list")
        )
    forget_decisions(state, gone)
    print(trn("{n} decision taken back.", "{n} decisions taken back.", len(gone)))
    return Exit.DONE


def _named(name: str, known: set[str]) -> set[str]:
    """The one of these paths that is named or, if none is, those that match it as a pattern."""
    from cleanup.disk.as_typed import as_typed

    whole = os.path.abspath(as_typed(name))
    if whole in known:
        return {whole}
    # One letter can be encoded in two ways that look the same.
    pattern = normalize("NFC", name)
    return {path for path in known if fnmatchcase(normalize("NFC", path), pattern)}
