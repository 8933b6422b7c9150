"""``cleanup purge``: free for good what cleanup moved to the trash, and nothing else."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanup.cli import completion, options
from cleanup.cli.bundles import Display, ToFile, Verbosity
from cleanup.cli.exits import Exit
from cleanup.language import mark, tr, trn


def purge(
    *,
    run: Annotated[
        str | None,
        typer.Argument(
            metavar=mark("RUN"),
            help=mark("A run's id (default: the latest run that moved anything)."),
            autocompletion=completion.runs,
        ),
    ] = None,
    older_than: Annotated[
        str | None, typer.Option(metavar=mark("AGE"), help=mark("Remove all runs older than this, such as 30d."))
    ] = None,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
    form: options.PageFormat = "table",
    to_file: ToFile,
    top: options.Top = None,
    display: Display,
    verbosity: Verbosity,
) -> Exit:
    """Free what cleanup moved to the trash, for good. Asks first.

    Only our own items that are unchanged in the trash; the rest of the trash is not touched.
    """
    from cleanup import api
    from cleanup.cli.asking import agrees, check_can_ask
    from cleanup.cli.output import deliver
    from cleanup.cli.session import begin
    from cleanup.cli.showing import show, show_before_question, show_beside, told_anyway
    from cleanup.documents.run import write_freed
    from cleanup.model.run import Freed, Status
    from cleanup.report.run_page import draw_freed, draw_to_purge

    session = begin(display, {"top": top}, verbosity, form, to_file)
    style = session.style
    # A wrong name is reported before the lack of anybody to ask.
    named = run is not None or older_than is not None
    runs = api.to_purge(run, older_than=older_than, context=session.context) if named else []
    if not dry_run:
        check_can_ask(tr("Cannot ask for confirmation: no terminal."), yes=yes)
    if not named:
        runs = api.to_purge(context=session.context)

    def going(on_terminal: bool) -> str:
        return draw_to_purge(runs, style, on_terminal=on_terminal)

    if dry_run or not runs:
        show_beside(lambda on_terminal: going(on_terminal).rstrip("\n"), form)
        if form == "json":
            deliver(lambda stream: write_freed(Freed(), stream), session.output)
        return Exit.DONE
    show_before_question(going, form)
    number = sum(1 for each in runs for _ in each.to_free())
    question = trn("Free it for good? This cannot be undone.", "Free them for good? This cannot be undone.", number)
    if not agrees(question, yes=yes):
        show_beside(lambda _: tr("Nothing was freed."), form)
        return Exit.DONE
    with session.listening() as context:
        freed = api.purge(runs, context=context)

    def page(on_terminal: bool) -> str:
        return draw_freed(freed, style, on_terminal=on_terminal)

    with told_anyway(page):
        show(page, session, lambda stream: write_freed(freed, stream))
    if not freed.complete:
        return Exit.INTERRUPTED
    return Exit.DONE if all(result.status is Status.DONE for _, result in freed.results) else Exit.PARTLY
