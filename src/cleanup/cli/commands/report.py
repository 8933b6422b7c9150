"""``cleanup report``: a remembered scan or run again, in any format."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanup.cli import options
from cleanup.cli.bundles import Display, Verbosity, bundled, given
from cleanup.cli.exits import Exit
from cleanup.language import mark


@bundled
def report(
    *,
    which: Annotated[
        str,
        typer.Argument(
            metavar=mark("SCAN|RUN"),
            help=mark("A scan's or run's id, “last” for the latest scan, or a JSON document."),
        ),
    ] = "last",
    form: options.Format = "table",
    output: options.Output = None,
    top: options.Top = None,
    quiet: options.Quiet = False,
    display: Display,
) -> Exit:
    """Show a scan or a run again, without looking again."""
    from cleanup.cli.formats import FORMATS
    from cleanup.cli.output import deliver
    from cleanup.cli.session import begin
    from cleanup.cli.showing import show_scan
    from cleanup.workflow.find_scan import find_scan
    from cleanup.workflow.undoing import find_run, is_run

    session = begin({**given(display), "top": top}, Verbosity(quiet), form, output, FORMATS)
    if is_run(which, session.context):
        run = find_run(which, session.context)
        write = FORMATS[form].run
        deliver(lambda stream: write(run, stream, session.style), output, f"cleanup report {which}")
    else:
        show_scan(find_scan(session.context.state, which), session)
    return Exit.DONE
