"""``cleanup compare``: is everything of an old place elsewhere too? Changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleanup.cli import options
from cleanup.cli.bundles import Display, ToFile, Verbosity
from cleanup.cli.exits import Exit
from cleanup.language import mark, tr

if TYPE_CHECKING:
    from cleanup.model.comparison import Comparison


def compare(
    *,
    old: Annotated[str, typer.Argument(metavar=mark("OLD"), help=mark("The folder or drive you want to let go of."))],
    against: Annotated[
        list[str], typer.Option(metavar=mark("NEW"), help=mark("A folder or drive that stays; can be repeated."))
    ],
    more: Annotated[
        list[str] | None, typer.Argument(metavar=mark("NEW"), help=mark("More folders or drives that stay."))
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            metavar=mark("FILE"),
            help=mark("Save a plan that moves the files of OLD that are also elsewhere."),
            parser=options.file_named,
        ),
    ] = None,
    form: options.PageFormat = "table",
    to_file: ToFile,
    top: options.Top = None,
    display: Display,
    verbosity: Verbosity,
) -> Exit:
    """Tell whether every file of OLD is in NEW too, whatever it is called there. Changes nothing."""
    from cleanup.cli.output import check_output, deliver
    from cleanup.cli.session import begin
    from cleanup.cli.showing import show
    from cleanup.documents.comparison import write_comparison
    from cleanup.documents.plan import write_plan
    from cleanup.report.commands import command
    from cleanup.report.comparison_page import draw_comparison
    from cleanup.workflow.comparing import compare as compare_places
    from cleanup.workflow.comparing import plan_of_comparison

    session = begin(display, {"top": top}, verbosity, form, to_file)
    plan_file = check_output(plan, "json", force=to_file.force)
    with session.listening() as context:
        found = compare_places(old, [*against, *(more or ())], context)
        context.listener.over()
    offered: list[tuple[str, str]] = []
    if plan is not None:
        made = plan_of_comparison(found, session.context)
        deliver(lambda stream: write_plan(made, stream), plan_file)
        offered = [(command("trash", "--plan", str(plan)), tr("move what is elsewhere; asks first"))]
    elif found.elsewhere:
        new = [part for each in [*against, *(more or ())] for part in ("--against", each)]
        offered = [(command("compare", old, *new, "--plan", "plan.json"), tr("a plan of what is elsewhere"))]
    show(
        lambda on_terminal: draw_comparison(
            found, [each for each in offered if each[0]], session.style, on_terminal=on_terminal
        ),
        session,
        lambda stream: write_comparison(found, stream),
    )
    return _exit_code(found)


def _exit_code(found: Comparison) -> Exit:
    from cleanup.model.comparison import Verdict

    if not found.complete:
        return Exit.INTERRUPTED
    return {Verdict.ALL: Exit.DONE, Verdict.SOME: Exit.OVER, Verdict.UNKNOWN: Exit.PARTLY}[found.verdict]
