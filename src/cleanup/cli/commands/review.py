"""``cleanup review``: choose on a full-screen page, or question by question; then save a plan, or move."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleanup.cli import choosing, options
from cleanup.cli.exits import Exit
from cleanup.language import mark

PlanFile = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar=mark("FILE"), help=mark("Save the plan to this JSON file (default: plan.json).")
    ),
]
Plain = Annotated[
    bool, typer.Option("--plain", help=mark("Ask group by group, for screen readers and simple terminals."))
]


def review(
    scan: options.Scan = "last",
    plain: Plain = False,
    only: choosing.Only = None,
    keep: choosing.Keep = None,
    under: choosing.Under = None,
    protect: choosing.Protect = None,
    older_than: choosing.OlderThan = None,
    strict: choosing.Strict = None,
    never_ask: choosing.NeverAsk = None,
    output: PlanFile = None,
    binary: options.Binary = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_progress: options.NoProgress = False,
    lang: options.Lang = None,
) -> Exit:
    """Choose what goes, on a full-screen page; then save a plan, or move it to the trash. Asks first."""
    from cleanup.cli import moving
    from cleanup.cli.output import check_output
    from cleanup.cli.reviewing import Review, check_terminal, review_on_page, review_plainly
    from cleanup.store.find_scan import find_scan
    from cleanup.workflow.environment import Context
    from cleanup.workflow.reviewing import begin

    flags = {"binary": binary, "lang": lang, **choosing.flags(keep, protect, never_ask, strict)}
    context = Context.current()
    settings, look = moving.settings_and_look(context, "table", ("table",), None, flags, quiet=quiet)
    check_output(output, "json")
    choice = choosing.choice_of(settings, context, only, under, older_than)
    if not plain:
        check_terminal()
    selection = begin(find_scan(context.state, scan), choice, context)
    task = Review(selection, choice, context, look, output, quiet=quiet, verbose=verbose, no_progress=no_progress)
    return review_plainly(task) if plain else review_on_page(task)
