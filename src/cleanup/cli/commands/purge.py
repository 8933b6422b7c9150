"""``cleanup purge``: free for good what cleanup moved to the trash, and nothing else."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanup.cli import options
from cleanup.cli.exits import Exit
from cleanup.language import mark, tr

Which = Annotated[
    str | None,
    typer.Argument(metavar=mark("RUN"), help=mark("A run's id (default: the latest run that moved anything).")),
]
OlderThan = Annotated[
    str | None, typer.Option("--older-than", metavar=mark("AGE"), help=mark("All runs older than this, such as 30d."))
]


def purge(
    run: Which = None,
    older_than: OlderThan = None,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
    form: options.PageFormat = "table",
    output: options.Output = None,
    top: options.Top = None,
    binary: options.Binary = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_progress: options.NoProgress = False,
    lang: options.Lang = None,
) -> Exit:
    """Free what cleanup moved to the trash, for good. Asks first.

    Only items of ours that lie in the trash unchanged; the rest of the trash is not touched.
    """
    from cleanup.cli import moving
    from cleanup.cli.asking import agrees, check_can_ask
    from cleanup.cli.output import deliver
    from cleanup.model.quantity import parse_age
    from cleanup.model.run import Status
    from cleanup.report.run_json import write_freed
    from cleanup.report.run_page import draw_freed, draw_to_purge
    from cleanup.workflow import undoing
    from cleanup.workflow.environment import Context

    context = Context.current()
    look = moving.look_for(
        context, form, ("table", "json"), output, {"top": top, "binary": binary, "lang": lang}, quiet=quiet
    )
    before = None if older_than is None else parse_age(older_than, context.clock())
    if not dry_run:
        check_can_ask(tr("This asks before it frees anything, and there is nobody to answer."), yes=yes)
    which = "last" if run is None and older_than is None else run
    runs = undoing.to_purge(which, before, context)
    moving.show_before_question(lambda on_terminal: draw_to_purge(runs, look, on_terminal=on_terminal), form)
    if dry_run or not runs:
        if form == "json":
            deliver(lambda stream: write_freed(undoing.nothing_freed(), stream), output, "cleanup purge --dry-run")
        return Exit.DONE
    if not agrees(tr("Free them for good? This cannot be undone."), yes=yes):
        moving.show_before_question(lambda _: tr("Nothing was freed."), form)
        return Exit.DONE
    freed = moving.while_listening(
        lambda context: undoing.purge([each.id for each in runs], context),
        context,
        quiet=quiet, verbose=verbose, no_progress=no_progress,
    )  # fmt: skip
    if form == "json":
        deliver(lambda stream: write_freed(freed, stream), output, "cleanup history")
    else:
        moving.show_page(lambda on_terminal: draw_freed(freed, look, on_terminal=on_terminal), output, look)
    if not freed.complete:
        return Exit.INTERRUPTED
    return Exit.DONE if all(result.status is Status.DONE for _, result in freed.results) else Exit.PARTLY
