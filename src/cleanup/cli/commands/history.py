"""``cleanup history``: past runs, and what of them is still in the trash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cleanup.cli import options
from cleanup.cli.bundles import Display, Verbosity, bundled, given
from cleanup.cli.exits import Exit
from cleanup.language import mark, tr

if TYPE_CHECKING:
    from cleanup.cli.session import Session


@bundled
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
    if run is not None:
        return _one(run, session)
    past = api.history(context=session.context)
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


def _one(name: str, session: Session) -> Exit:
    from cleanup.cli.output import deliver
    from cleanup.cli.showing import show_page
    from cleanup.documents.run import write_run
    from cleanup.report.history_page import draw_past
    from cleanup.workflow.undoing import look_back_at

    one = look_back_at(name, session.context)
    if session.form == "json":
        assert one.run is not None
        found = one.run
        deliver(lambda stream: write_run(found, stream, one.now), session.output, "cleanup history")
    else:
        show_page(lambda on_terminal: draw_past(one, session.style, on_terminal=on_terminal), session)
    return Exit.DONE
