"""``cleanup trash``: show, ask, move, tell."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cleanup.cli import choosing, options
from cleanup.cli.exits import Exit
from cleanup.language import mark, tr

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar=mark("FILE"), help=mark("Files, folders or links to move.")),
]
Scan = Annotated[
    str | None, typer.Option("--scan", metavar=mark("SCAN"), help=mark("Choose from this scan (default: the latest)."))
]
PlanFile = Annotated[Path | None, typer.Option("--plan", metavar=mark("FILE"), help=mark("Move what this plan lists."))]
Quarantine = Annotated[
    Path | None,
    typer.Option(
        "--quarantine",
        metavar=mark("FOLDER"),
        help=mark("Move to this folder instead of the trash; undo works from there too."),
    ),
]


def trash(
    files: Files = None,
    scan: Scan = None,
    plan: PlanFile = None,
    only: choosing.Only = None,
    keep: choosing.Keep = None,
    under: choosing.Under = None,
    protect: choosing.Protect = None,
    older_than: choosing.OlderThan = None,
    strict: choosing.Strict = None,
    never_ask: choosing.NeverAsk = None,
    quarantine: Quarantine = None,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
    form: options.Format = "table",
    output: options.Output = None,
    top: options.Top = None,
    binary: options.Binary = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_progress: options.NoProgress = False,
    lang: options.Lang = None,
) -> Exit:
    """Move the redundant copies of the last scan, or named files, to the trash. Asks first.

    Of each group of duplicates one copy stays; each copy is compared with it byte by byte right before it moves.
    """
    from cleanup.cli import moving
    from cleanup.cli.asking import check_can_ask
    from cleanup.cli.proposal import ask_and_move, carry_out_listening, make_plan, propose, show_proposal
    from cleanup.report import FORMATS
    from cleanup.workflow.environment import Context

    moving.only_one_of(**{"FILE": files, "--scan": scan, "--plan": plan})
    rules = {"--only": only, "--keep": keep, "--under": under, "--protect": protect, "--older-than": older_than}
    for name, value in {**rules, "--strict": strict, "--never-ask": never_ask}.items():
        moving.only_one_of(**{"FILE": files, "--plan": plan, name: value})
    forms = ("table", "json") if dry_run else tuple(FORMATS)
    flags = {"top": top, "binary": binary, "lang": lang, **choosing.flags(keep, protect, never_ask, strict)}
    context = Context.current()
    settings, look = moving.settings_and_look(context, form, forms, output, flags, quiet=quiet)
    choice = choosing.choice_of(settings, context, only, under, older_than)
    if not dry_run:
        check_can_ask(tr("This asks before it moves anything, and there is nobody to answer."), yes=yes)
    proposal = propose(make_plan(files, scan, plan, choice, context), context, quarantine)
    if dry_run:
        return show_proposal(proposal, form, output, look)
    move = partial(carry_out_listening, proposal, context, quiet=quiet, verbose=verbose, no_progress=no_progress)
    return ask_and_move(proposal, move, context, form, output, look, yes=yes)
