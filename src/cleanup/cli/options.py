"""Options that more than one command has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleanup.language import tr


def help_alone(context: typer.Context) -> None:
    """Show the help of a command that has commands of its own, when none of these is named."""
    if context.invoked_subcommand is None:
        print(context.get_help())


Format = Annotated[
    str,
    typer.Option("--format", "-f", metavar="FORMAT", help=tr("Write the answer as table, json, ndjson or csv.")),
]
PageFormat = Annotated[
    str, typer.Option("--format", "-f", metavar="FORMAT", help=tr("Write the answer as table or json."))
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help=tr("Write the answer to this file instead of the screen.")),
]
PlanOutput = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help=tr("Write the plan to this JSON file too.")),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help=tr("Say only the answer; of a page, only its first lines."))]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help=tr("Tell each trouble when it happens."))]
NoProgress = Annotated[bool, typer.Option("--no-progress", help=tr("Show no progress."))]
Binary = Annotated[
    bool | None,
    typer.Option("--binary/--decimal", help=tr("Show sizes in KiB, MiB, GiB."), show_default=False),
]
Top = Annotated[
    str | None,
    typer.Option("--top", metavar="N", help=tr("Show so many of the biggest (10).")),
]
Lang = Annotated[str | None, typer.Option("--lang", metavar="LANGUAGE", help=tr("Speak this language (en)."))]
Yes = Annotated[bool, typer.Option("--yes", "-y", help=tr("Do not ask."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=tr("Only show what would be done."))]
Scan = Annotated[
    str,
    typer.Argument(
        metavar="SCAN", help=tr("A scan's id, “last” for the last one, or a JSON document."), show_default=False
    ),
]
Run = Annotated[
    str, typer.Argument(metavar="RUN", help=tr("A run's id (the last run that moved anything)."), show_default=False)
]
