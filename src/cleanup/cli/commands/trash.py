"""``cleanup trash``: show, ask, move, report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleanup.cli import completion, options
from cleanup.cli.bundles import Display, ToFile, Verbosity, given
from cleanup.cli.exits import Exit
from cleanup.cli.setting_options import Mover, Rules
from cleanup.language import mark, tr
from cleanup.model.ids import LAST
from cleanup.settings import option_of


def trash(
    *,
    files: Annotated[
        list[str] | None, typer.Argument(metavar=mark("FILE"), help=mark("Files, folders or links to move."))
    ] = None,
    scan: Annotated[
        str | None,
        typer.Option(
            metavar=mark("SCAN"),
            help=mark("Choose from this scan (default: the latest)."),
            autocompletion=completion.scans,
        ),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            metavar=mark("FILE"),
            help=mark("Move what this plan lists: a file, or the name of a kept plan."),
            parser=options.file_named,
            autocompletion=completion.plans,
        ),
    ] = None,
    rules: Rules,
    quarantine: Annotated[
        Path | None,
        typer.Option(
            metavar=mark("FOLDER"),
            help=mark("Move to this folder instead of the trash; undo works from there too."),
            parser=options.folder_named,
        ),
    ] = None,
    mover: Mover = None,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
    form: options.Format = "table",
    to_file: ToFile,
    top: options.Top = None,
    display: Display,
    verbosity: Verbosity,
) -> Exit:
    """Move the extra copies of the last scan, or named files, to the trash. Asks first.

    One copy of each group of duplicates stays; every other copy is compared with it byte by byte right before it moves.
    """
    from cleanup import api
    from cleanup.cli.asking import check_can_ask
    from cleanup.cli.formats import FORMATS, plan_formats
    from cleanup.cli.plan_names import file_of_plan
    from cleanup.cli.proposal import agrees_to, move_and_tell, propose, show_proposal, tell_which_scan
    from cleanup.cli.session import begin
    from cleanup.cli.showing import only_one_of
    from cleanup.workflow.asking import choice_of
    from cleanup.workflow.ways import way_of

    only_one_of("trash", **{"FILE": files, "--scan": scan, "--plan": plan})
    only_one_of("trash", **{"--quarantine": quarantine, "--mover": mover})
    for name, value in given(rules).items():
        only_one_of("trash", **{"FILE": files, "--plan": plan, option_of(name): value})
    forms = plan_formats() if dry_run else tuple(FORMATS)
    session = begin(display, {**given(rules), "mover": mover, "top": top}, verbosity, form, to_file, forms)
    context, way = session.context, way_of(session.settings, quarantine)
    if files:
        made = api.plan_files(files, context=context)
    elif plan is not None:
        made = api.load_plan(file_of_plan(plan, context), context=context)
    else:
        made = api.plan(LAST if scan is None else scan, context=context, settings=session.settings)
        if scan in {None, LAST} and yes and not dry_run:
            tell_which_scan(made, session.style)
    if not dry_run:
        check_can_ask(tr("Cannot ask for confirmation: no terminal."), yes=yes)
    by_rules = not files and plan is None
    proposal = propose(made, context, way, choice_of(session.settings, context) if by_rules else None)
    if dry_run:
        return show_proposal(proposal, session)
    return move_and_tell(proposal, session) if agrees_to(proposal, session, yes=yes) else Exit.DONE
