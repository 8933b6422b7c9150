"""``cleanup report``: a remembered scan or run again, in any format."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanup.cli import options
from cleanup.cli.exits import Exit
from cleanup.language import mark


def report(
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
    binary: options.Binary = None,
    quiet: options.Quiet = False,
    lang: options.Lang = None,
) -> Exit:
    """Show a scan or a run again, without looking again."""
    from cleanup.cli.looking import look_of, show
    from cleanup.cli.output import check_format, check_output, deliver
    from cleanup.cli.speaking import check_language
    from cleanup.report import RUN_FORMATS
    from cleanup.settings import load_settings
    from cleanup.store.find_scan import find_scan
    from cleanup.workflow.environment import Context
    from cleanup.workflow.undoing import find_run, is_run

    context = Context.current()
    settings = load_settings(context.settings_file, {"top": top, "binary": binary, "lang": lang})
    settings.parsed("lang", check_language)
    check_output(output, check_format(form))
    look = look_of(settings, context, output, headline_only=quiet)
    if is_run(which, context):
        run = find_run(which, context)
        write = RUN_FORMATS[form]
        deliver(lambda stream: write(run, stream, look), output, f"cleanup report {which}")
    else:
        show(find_scan(context.state, which), form, output, look)
    return Exit.DONE
