"""``cleanup undo``: bring the files of a run back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from cleanup.cli import options
from cleanup.cli.exits import Exit
from cleanup.language import mark

Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar=mark("GLOB"),
        help=mark("Restore only files whose path matches, such as '*.jpg' or 'Downloads/'; can be repeated."),
    ),
]
Rename = Annotated[bool, typer.Option("--rename", help=mark("Restore under a new name if the old one is taken."))]
To = Annotated[
    Path | None, typer.Option("--to", metavar=mark("FOLDER"), help=mark("Restore into this folder instead."))
]


def undo(
    run: options.Run = "last",
    only: Only = None,
    rename: Rename = False,
    to: To = None,
    dry_run: options.DryRun = False,
    form: options.PageFormat = "table",
    output: options.Output = None,
    binary: options.Binary = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_progress: options.NoProgress = False,
    lang: options.Lang = None,
) -> Exit:
    """Bring the files of a run back from the trash. Replaces nothing."""
    from cleanup.act.undo import Aim
    from cleanup.cli import moving
    from cleanup.cli.output import deliver
    from cleanup.model.paths import for_patterns
    from cleanup.model.run import Status
    from cleanup.report.run_json import write_undone
    from cleanup.report.run_page import draw_undone
    from cleanup.walk.selection import Patterns, check_patterns
    from cleanup.workflow import undoing
    from cleanup.workflow.environment import Context

    context = Context.current()
    look = moving.look_for(context, form, ("table", "json"), output, {"binary": binary, "lang": lang}, quiet=quiet)
    patterns = tuple(only or ())
    check_patterns(patterns)
    wanted = Patterns(patterns, ())
    aim = Aim(None if to is None else Path(os.path.realpath(to)), rename)

    def chosen(path: bytes) -> bool:
        return wanted.wants_file(for_patterns(os.fsdecode(path)))

    if dry_run:
        undone = undoing.foresee_undo(run, chosen, aim, context)
    else:
        undone = moving.while_listening(
            lambda context: undoing.undo(run, chosen, aim, context),
            context,
            quiet=quiet, verbose=verbose, no_progress=no_progress,
        )  # fmt: skip
    if form == "json":
        deliver(lambda stream: write_undone(undone, stream), output, f"cleanup history {undone.run.id}")
    else:
        moving.show_page(
            lambda on_terminal: draw_undone(undone, look, on_terminal=on_terminal, planned=dry_run), output, look
        )
    if not undone.complete:
        return Exit.INTERRUPTED
    return Exit.DONE if all(result.status is Status.DONE for result in undone.results) else Exit.PARTLY
