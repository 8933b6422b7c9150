"""``cleanup undo``: bring the files of a run back."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleanup.cli import options
from cleanup.cli.bundles import Display, ToFile, Verbosity
from cleanup.cli.exits import Exit
from cleanup.language import mark

if TYPE_CHECKING:
    from cleanup.workflow.environment import Context


def undo(
    *,
    run: options.Run = "last",
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar=mark("GLOB"),
            help=mark("Restore only files whose path matches, such as '*.jpg' or 'Downloads/'; can be repeated."),
        ),
    ] = None,
    rename: Annotated[
        bool, typer.Option("--rename", help=mark("Restore under a new name if the old one is taken."))
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option(
            metavar=mark("FOLDER"), help=mark("Restore into this folder instead."), parser=options.folder_named
        ),
    ] = None,
    dry_run: options.DryRun = False,
    form: options.PageFormat = "table",
    to_file: ToFile,
    display: Display,
    verbosity: Verbosity,
) -> Exit:
    """Bring the files of a run back from the trash. Replaces nothing."""
    from cleanup import api
    from cleanup.cli.session import begin
    from cleanup.cli.showing import show, told_anyway
    from cleanup.documents.run import write_undone
    from cleanup.model.run import Status
    from cleanup.report.run_page import draw_undone

    session = begin(display, {}, verbosity, form, to_file)
    with nullcontext(session.context) if dry_run else session.listening() as context:
        undone = api.undo(run, only=only or (), to=to, rename=rename, dry_run=dry_run, context=context)

    another = "" if undone.results else _another_in_trash(session.context)

    def page(on_terminal: bool) -> str:
        return draw_undone(undone, session.style, on_terminal=on_terminal, planned=dry_run, another=another)

    with told_anyway(page):
        show(page, session, lambda stream: write_undone(undone, stream), f"cleanup history {undone.run.id}")
    if not undone.complete:
        return Exit.INTERRUPTED
    return Exit.DONE if all(result.status is Status.DONE for result in undone.results) else Exit.PARTLY


def _another_in_trash(context: Context) -> str:
    """The newest run from which something can be brought back, or ""."""
    from cleanup import api
    from cleanup.model.run import Whereabouts

    known = api.history(None, context=context)
    return next((past.id for past in known if past.run is not None and past.count(Whereabouts.IN_TRASH)), "")
