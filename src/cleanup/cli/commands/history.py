"""``cleanup history``: past runs, and what of them is still in the trash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cleanup.cli import options
from cleanup.cli.bundles import Display, Verbosity, given
from cleanup.cli.exits import Exit
from cleanup.language import mark, tr

if TYPE_CHECKING:
    from cleanup.cli.session import Session
    from cleanup.model.run import Past


def history(
    *,
    run: Annotated[
        str | None, typer.Argument(metavar=mark("RUN"), help=mark("Show each file of this run: an id, or “last”."))
    ] = None,
    form: options.PageFormat = "table",
    output: options.Output = None,
    quiet: options.Quiet = False,
    display: Display,
) -> Exit:
    """List past runs, or the files of one, and where they are now. Changes nothing."""
    from cleanup import api
    from cleanup.cli.output import deliver
    from cleanup.cli.session import begin
    from cleanup.cli.showing import show_page

    session = begin(given(display), Verbosity(quiet), form, output)
    past = api.history(run, context=session.context)
    if run is not None:
        return _one(past[0], session)
    if form == "json":
        from cleanup.documents.run import write_history

        deliver(lambda stream: write_history(past, stream), output, "cleanup history")
    elif not past:
        show_page(lambda _: _nothing_yet(), session)
    else:
        from cleanup.report.history_page import draw_history

        show_page(lambda on_terminal: draw_history(past, session.style, on_terminal=on_terminal), session)
    return Exit.DONE


def _nothing_yet() -> str:
    return f"{tr('Nothing was moved to the trash by cleanup yet.')}\n{tr('Next:  cleanup scan')}\n"


def _one(past: Past, session: Session) -> Exit:
    from cleanup.cli.output import deliver
    from cleanup.cli.showing import show_page
    from cleanup.documents.run import write_run
    from cleanup.report.history_page import draw_past

    run = past.run
    if session.form == "json" and run is not None:
        deliver(lambda stream: write_run(run, stream, past.now), session.output, "cleanup history")
    else:
        show_page(lambda on_terminal: draw_past(past, session.style, on_terminal=on_terminal), session)
    return Exit.DONE
