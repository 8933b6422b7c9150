"""``cleanup forget``: remove the names of files that the program remembers."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanup.cli import completion, options
from cleanup.cli.bundles import Display, ToFile, Verbosity
from cleanup.cli.exits import Exit
from cleanup.language import mark, tr


def forget(
    *,
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=mark("WHAT"),
            help=mark(
                "scans, runs, plans, cache, decisions, faults, unpacked, or the id of a run or scan"
                " (default: scans, runs, cache)."
            ),
            autocompletion=completion.memories,
        ),
    ] = None,
    older_than: Annotated[
        str | None, typer.Option(metavar=mark("AGE"), help=mark("Forget only what is older than this, such as 30d."))
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help=mark("Forget everything, before you uninstall cleanup."))
    ] = False,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
    form: options.PageFormat = "table",
    to_file: ToFile,
    display: Display,
    verbosity: Verbosity,
) -> Exit:
    """Remove the names of files that cleanup remembers. Asks first.

    A run with something still in the trash is kept, unless you name it by its id.
    """
    from cleanup import api
    from cleanup.cli.asking import agrees, check_can_ask
    from cleanup.cli.session import begin
    from cleanup.cli.showing import show, show_before_question, show_beside
    from cleanup.documents.forgotten import write_forgotten
    from cleanup.report.forgotten import draw_forgotten

    session = begin(display, {}, verbosity, form, to_file)
    found = api.to_forget(what or (), older_than=older_than, everything=everything, context=session.context)
    if not dry_run:
        check_can_ask(tr("Cannot ask for confirmation: no terminal."), yes=yes)
    stays = str(session.context.settings_file) if everything and session.context.settings_file.exists() else ""
    going = [each for each in found if not each.kept]

    def page(on_terminal: bool) -> str:
        return draw_forgotten(found, stays, session.style, on_terminal=on_terminal, done=False)

    if not going and everything and not dry_run:
        # What is then left of the program's own contains no names, and goes too.
        with session.listening() as context:
            api.forget(found, context=context)
    if dry_run or not going:
        show(page, session, lambda stream: write_forgotten(found, (), stays, stream))
        return Exit.DONE
    show_before_question(page, form)
    if not agrees(tr("Forget them? This cannot be undone."), yes=yes):
        show_beside(lambda _: tr("Nothing was forgotten."), form)
        return Exit.DONE
    with session.listening() as context:
        gone = api.forget(found, context=context)
    show(
        lambda on_terminal: draw_forgotten(gone, stays, session.style, on_terminal=on_terminal, done=True),
        session,
        lambda stream: write_forgotten(found, gone, stays, stream),
    )
    return Exit.DONE
