"""``cleanup plan``: what would move by rules, as a page and as a document to edit. Changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cleanup.cli import options
from cleanup.cli.bundles import Display, PlanToFile, Verbosity, given, to_type
from cleanup.cli.exits import Exit
from cleanup.cli.setting_options import Rules
from cleanup.language import mark, tr
from cleanup.model.ids import LAST
from cleanup.settings import option_of

if TYPE_CHECKING:
    from pathlib import Path


def plan(
    *,
    scan: options.Scan = "last",
    listed: Annotated[bool, typer.Option("--list", help=mark("List the kept plans instead of making one."))] = False,
    rules: Rules,
    form: options.PlanFormat = "table",
    to_file: PlanToFile,
    top: options.Top = None,
    quiet: options.Quiet = False,
    display: Display,
) -> Exit:
    """Show what would move by rules, and write it to a file that can be edited. Changes nothing."""
    from cleanup import api
    from cleanup.cli.formats import FORMATS, plan_formats
    from cleanup.cli.output import check_output, deliver
    from cleanup.cli.proposal import page_of, propose
    from cleanup.cli.session import begin
    from cleanup.cli.showing import show
    from cleanup.store.scans import name_for_commands
    from cleanup.workflow.asking import choice_of
    from cleanup.workflow.ways import way_of

    if listed:
        return _list(form, scan, rules, to_file, quiet, display)
    session = begin(display, {**given(rules), "top": top}, Verbosity(quiet), form, known=plan_formats())
    written = "json" if form == "table" else form
    write = FORMATS[written].plan
    assert write is not None
    output = check_output(to_file.output, written, force=to_file.force)
    made = api.plan(scan, context=session.context, settings=session.settings)
    proposal = propose(made, session.context, way_of(session.settings), choice_of(session.settings, session.context))
    if output is not None or form != "table":
        deliver(lambda stream: write(proposal.plan, stream), output)
    if form == "table":
        commands = (
            _next(name_for_commands(session.context.state, made.scan, scan), rules, to_file.output)
            if made.steps
            else ()
        )
        show(lambda on_terminal: page_of(proposal, session.style, commands, on_terminal=on_terminal), session)
    return Exit.DONE


def _list(form: str, scan: str, rules: Rules, to_file: PlanToFile, quiet: bool, display: Display) -> Exit:
    from cleanup.cli.bundles import ToFile
    from cleanup.cli.session import begin
    from cleanup.cli.showing import only_one_of, show
    from cleanup.workflow.kept_plans import told_plans

    only_one_of("plan", **{"--list": True, "SCAN": scan != LAST})
    for name, value in given(rules).items():
        only_one_of("plan", **{"--list": True, option_of(name): value})
    session = begin(display, {}, Verbosity(quiet), form, ToFile(to_file.output, to_file.force))
    kept = told_plans(session.context)
    if not kept and form == "table":
        text = f"{tr('No plan is kept.')}\n{tr('Next:  cleanup review')}\n"
        show(lambda _: text, session)
        return Exit.DONE
    from cleanup.documents.kept_plans import write_kept_plans
    from cleanup.report.kept_plans_page import draw_kept_plans

    show(
        lambda on_terminal: draw_kept_plans(kept, session.style, on_terminal=on_terminal),
        session,
        lambda stream: write_kept_plans(kept, stream),
    )
    return Exit.DONE


def _next(scan: str, rules: Rules, output: Path | None) -> tuple[tuple[str, str], ...]:
    from cleanup.report.commands import command

    if output is None:
        chosen = to_type(rules)
        offered = [
            (command("plan", scan, *chosen, "-o", "plan.json"), tr("a file to edit and move by")),
            (command("review", scan, *chosen), tr("choose one by one")),
        ]
    else:
        offered = [(command("trash", "--plan", str(output)), tr("move them; asks first"))]
    return tuple((text, purpose) for text, purpose in offered if text)
