"""``cleanup history``: past runs, and what of them is still in the trash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cleanup.cli import completion, options
from cleanup.cli.bundles import Display, ToFile, Verbosity
from cleanup.cli.exits import Exit
from cleanup.language import mark, tr

if TYPE_CHECKING:
    from cleanup.cli.session import Session
    from cleanup.model.run import Past, Run


def history(
    *,
    run: Annotated[
        str | None,
        typer.Argument(
            metavar=mark("RUN"),
            help=mark("A run's id, or “last”: lists each of its files."),
            autocompletion=completion.runs,
        ),
    ] = None,
    form: options.PageFormat = "table",
    to_file: ToFile,
    quiet: options.Quiet = False,
    display: Display,
) -> Exit:
    """List past runs, or the files of one, and where they are now. Changes nothing."""
    from cleanup import api
    from cleanup.cli.session import begin
    from cleanup.cli.showing import show

    session = begin(display, {}, Verbosity(quiet), form, to_file)
    past = api.history(run, context=session.context)
    if run is not None and (found := past[0].run) is not None:
        return _one(past[0], found, session)
    if not past and form == "table":
        # Without importing what draws pages.
        text = f"{tr('Nothing was moved to the trash yet.')}\n\n{tr('Next:  cleanup scan')}\n"
        show(lambda _: text, session)
        return Exit.DONE
    from cleanup.documents.run import write_history
    from cleanup.report.history_page import draw_history

    show(
        lambda on_terminal: draw_history(past, session.style, on_terminal=on_terminal),
        session,
        lambda stream: write_history(past, stream),
    )
    return Exit.DONE


def _one(past: Past, run: Run, session: Session) -> Exit:
    from cleanup.cli.showing import show
    from cleanup.documents.run import write_run
    from cleanup.report.history_page import draw_past

    show(
        lambda on_terminal: draw_past(past, session.style, on_terminal=on_terminal),
        session,
        lambda stream: write_run(run, stream, past.now),
    )
    return Exit.DONE
