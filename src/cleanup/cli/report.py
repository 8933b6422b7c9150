"""``cleanup report``: a remembered scan again, in any format."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanup.cli import options
from cleanup.cli.exits import Exit
from cleanup.language import tr


def report(
    which: Annotated[
        str,
        typer.Argument(metavar="SCAN", help=tr("A scan's id, “last”, or a JSON document."), show_default=False),
    ] = "last",
    form: options.Format = "table",
    output: options.Output = None,
    top: options.Top = None,
    binary: options.Binary = None,
    quiet: options.Quiet = False,
    lang: options.Lang = None,
) -> Exit:
    """Show a scan again, without looking again."""
    from cleanup.cli.looking import look_of, show, speak
    from cleanup.cli.output import check_format, check_output
    from cleanup.settings import load_settings
    from cleanup.store.which import find_scan

    settings = load_settings({"top": top, "binary": binary, "lang": lang})
    settings.parsed("lang", speak)
    check_output(output, check_format(form))
    look = look_of(settings, output, headline_only=quiet)
    show(find_scan(which), form, output, look)
    return Exit.DONE
