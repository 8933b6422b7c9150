"""``cleanup help``: the help of a command, as its option --help shows it."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanup.cli import completion
from cleanup.cli.exits import Exit
from cleanup.language import mark, tr
from cleanup.model.errors import UsageProblem


def help(  # noqa: A001  (the command's name)
    command: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=mark("COMMAND"),
            help=mark("For example “trash” or “cache clear”."),
            autocompletion=completion.commands,
        ),
    ] = None,
) -> Exit:
    """Show the help of a command, or of the program."""
    from cleanup.cli.app import read
    from cleanup.cli.commands import COMMANDS

    words, known, depth = command or [], COMMANDS, 0
    while depth < len(words) and words[depth] in known:
        known, depth = known[words[depth]].commands, depth + 1
    # Otherwise the command line itself says which commands there are.
    if words[depth:] and depth and not known:
        of = " ".join(words[:depth])
        raise UsageProblem(
            tr("“{command}” has no commands of its own: {names}", command=of, names=" ".join(words[depth:])),
            tr("See: {command} --help", command=f"cleanup {of}"),
        )
    read([*words, "--help"])
    return Exit.DONE
