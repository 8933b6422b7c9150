"""``cleanup help``: the help of a command, as its option --help shows it."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanup.cli import completion
from cleanup.cli.exits import Exit
from cleanup.language import mark


def help(  # noqa: A001  (the command's name)
    command: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=mark("COMMAND"), help=mark("Such as “trash” or “cache clear”."), autocompletion=completion.commands
        ),
    ] = None,
) -> Exit:
    """Show the help of a command, or of the program."""
    from cleanup.cli.app import read

    read([*(command or ()), "--help"])
    return Exit.DONE
