"""``cleanup plan``: what would move by rules, as a page and as a document to edit. Changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleanup.cli import options
from cleanup.cli.bundles import Display, PlanToFile, Verbosity, given, to_type
from cleanup.cli.exits import Exit
from cleanup.cli.setting_options import Rules
from cleanup.language import tr

if TYPE_CHECKING:
    from pathlib import Path


def plan(
    *,
    scan: options.Scan = "last",
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
    from cleanup.workflow.ways import way_of

    session = begin(display, {**given(rules), "top": top}, Verbosity(quiet), form, known=plan_formats())
    written = "json" if form == "table" else form
    write = FORMATS[written].plan
    assert write is not None
    output = check_output(to_file.output, written, force=to_file.force)
    made = api.plan(scan, context=session.context, settings=session.settings)
    proposal = propose(made, session.context, way_of(session.settings))
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
