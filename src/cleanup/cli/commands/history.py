"""``cleanup history``: past runs, and what of them is still in the trash."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanup.cli import options
from cleanup.cli.exits import Exit
from cleanup.language import mark

Which = Annotated[
    str | None,
    typer.Argument(metavar=mark("RUN"), help=mark("Show each file of this run: an id, or “last”.")),
]


def history(
    run: Which = None,
    form: options.PageFormat = "table",
    output: options.Output = None,
    binary: options.Binary = None,
    quiet: options.Quiet = False,
    lang: options.Lang = None,
) -> Exit:
    """List past runs, or the files of one, and where they are now. Changes nothing."""
    from cleanup.cli import moving
    from cleanup.cli.output import deliver
    from cleanup.report.history_page import draw_history, draw_past
    from cleanup.report.run_json import write_history, write_run
    from cleanup.workflow.environment import Context
    from cleanup.workflow.undoing import look_back, look_back_at

    context = Context.current()
    look = moving.look_for(context, form, ("table", "json"), output, {"binary": binary, "lang": lang}, quiet=quiet)
    again = "cleanup history"
    if run is None:
        past = look_back(context)
        if form == "json":
            deliver(lambda stream: write_history(past, stream), output, again)
        else:
            moving.show_page(lambda on_terminal: draw_history(past, look, on_terminal=on_terminal), output, look)
        return Exit.DONE
    one = look_back_at(run, context)
    if form == "json":
        assert one.run is not None
        found = one.run
        deliver(lambda stream: write_run(found, stream, one.now), output, again)
    else:
        moving.show_page(lambda on_terminal: draw_past(one, look, on_terminal=on_terminal), output, look)
    return Exit.DONE
