"""Options that more than one command has."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from cleanup.cli import completion
from cleanup.cli.formats import FORMATS, PAGE_FORMATS, plan_formats
from cleanup.disk.as_typed import as_typed
from cleanup.language import mark, tr
from cleanup.model.errors import UsageProblem
from cleanup.model.theme import THEMES


def _one_of(formats: Iterable[str]) -> Any:
    names = tuple(formats)
    return typer.Option(
        "--format", "-f", metavar="|".join(names), help=mark("Output format (default: table)."),
        autocompletion=completion.one_of(names),
    )  # fmt: skip


def file_named(text: str) -> Path:
    """The file that an option names; raises UsageProblem for an empty name, which would be the current folder."""
    if not text:
        raise UsageProblem(tr("The name of a file is empty: “”."), tr("Name a file, or leave the option out."))
    return Path(as_typed(text))


def folder_named(text: str) -> Path:
    """The folder that an option names; raises UsageProblem for an empty name, which would be the current folder."""
    if not text:
        raise UsageProblem(tr("The name of a folder is empty: “”."), tr("Name a folder; it need not exist yet."))
    return Path(as_typed(text))


Format = Annotated[str, _one_of(FORMATS)]
PageFormat = Annotated[str, _one_of(PAGE_FORMATS)]
PlanFormat = Annotated[str, _one_of(plan_formats())]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar=mark("FILE"),
        help=mark("Write the result to this file instead of the screen."),
        parser=file_named,
    ),
]
PlanOutput = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar=mark("FILE"), help=mark("Also save the plan to this JSON file."), parser=file_named
    ),
]
Force = Annotated[
    bool, typer.Option("--force", help=mark("With --output, replace a file of yours, whatever is in it."))
]
ReviewOutput = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar=mark("FILE"),
        help=mark("Save the plan to this JSON file (default: kept for 30 days under a name)."),
        parser=file_named,
    ),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help=mark("Print only the result; in table format, only the summary."))
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help=mark("Report each problem as it happens."))]
Full = Annotated[bool, typer.Option("--verbose", "-v", help=mark("Show everything, not only what fits."))]
NoProgress = Annotated[bool, typer.Option("--no-progress", help=mark("Hide progress."))]
Binary = Annotated[
    bool | None,
    typer.Option("--binary/--decimal", help=mark("Show sizes in KiB, MiB and GiB.")),
]
OLDER_NAMES = frozenset({"--top"})
"""Names of options that older scripts know, and no help shows: this one was read as “move the three biggest”."""
Top = Annotated[
    str | None,
    typer.Option(
        "--show",
        *OLDER_NAMES,
        metavar=mark("N"),
        help=mark("List the N biggest entries (default: what fits, at most 10). Does not limit what moves."),
    ),
]
Theme = Annotated[
    str | None,
    typer.Option(
        "--theme",
        metavar="|".join(THEMES),
        help=mark("Colours for a light or a dark terminal (default: as the terminal says)."),
        autocompletion=completion.one_of(THEMES),
    ),
]
Lang = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar=mark("LANGUAGE"),
        help=mark("Language of all messages (default: that of your system)."),
        autocompletion=completion.languages,
    ),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar=mark("FILE"),
        help=mark("Use this settings file instead of your own."),
        parser=file_named,
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help=mark("Do not ask for confirmation."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=mark("Only show what would be done."))]
Scan = Annotated[
    str,
    typer.Argument(
        metavar=mark("SCAN"),
        help=mark("A scan's id, “last” for the latest one, or a JSON document."),
        autocompletion=completion.scans,
    ),
]
Reviewed = Annotated[
    str,
    typer.Argument(
        metavar=mark("SCAN or PLAN"),
        help=mark("A scan's id, “last” for the latest one, a kept plan's name, or a JSON document of a scan or plan."),
        autocompletion=completion.reviewed,
    ),
]
Run = Annotated[
    str,
    typer.Argument(
        metavar=mark("RUN"),
        help=mark("A run's id (default: the latest run that moved anything)."),
        autocompletion=completion.runs,
    ),
]
