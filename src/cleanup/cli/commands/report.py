"""``cleanup report``: a remembered scan or run again, in any format."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanup.cli import completion, options
from cleanup.cli.bundles import Display, ToFile, Verbosity
from cleanup.cli.exits import Exit
from cleanup.language import mark


def report(
    *,
    which: Annotated[
        str,
        typer.Argument(
            metavar=mark("SCAN|RUN"),
            help=mark("A scan's or run's id, “last” for the latest scan, or a JSON document."),
            autocompletion=completion.scans_and_runs,
        ),
    ] = "last",
    form: options.Format = "table",
    to_file: ToFile,
    top: options.Top = None,
    quiet: options.Quiet = False,
    verbose: options.Full = False,
    display: Display,
) -> Exit:
    """Show a scan or a run again, without looking again."""
    from cleanup import api
    from cleanup.cli.formats import FORMATS
    from cleanup.cli.output import deliver
    from cleanup.cli.session import begin
    from cleanup.cli.showing import show_scan
    from cleanup.model.run import Run

    session = begin(display, {"top": top}, Verbosity(quiet, verbose), form, to_file, FORMATS)
    found = api.load(which, context=session.context)
    if isinstance(found, Run):
        write = FORMATS[form].run
        deliver(lambda stream: write(found, stream, session.style), session.output, f"cleanup report {found.id}")
    else:
        show_scan(found, which, session)
    return Exit.DONE
