"""The options that say what the rules choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from cleanup.language import mark

Texts = list[str] | None


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rules choose; each is a setting of this name."""

    choose: Annotated[
        Texts,
        typer.Option(
            "--only",
            metavar=mark("CATEGORY"),
            help=mark("Choose from this category (default: duplicates); can be repeated."),
        ),
    ] = None
    keep: Annotated[
        Texts,
        typer.Option(
            metavar=mark("RULE"),
            help=mark("Which copy to keep: in:FOLDER, not-in:FOLDER, original-name, oldest, newest, shortest-path, "
                      "first-root; can be repeated, the first rule goes first."),
        ),
    ] = None  # fmt: skip
    under: Annotated[
        Texts, typer.Option(metavar=mark("FOLDER"), help=mark("Choose only what is in this folder; can be repeated."))
    ] = None
    protect: Annotated[
        Texts,
        typer.Option(
            metavar=mark("GLOB"), help=mark("Never choose files that match, such as '*.raw'; can be repeated.")
        ),
    ] = None
    older_than: Annotated[
        str | None,
        typer.Option(metavar=mark("AGE"), help=mark("Choose only files not changed for this long, such as 30d.")),
    ] = None
    strict: Annotated[
        bool | None, typer.Option(help=mark("Skip a group if none of your rules decides which copy to keep."))
    ] = None
    never_ask: Annotated[
        Texts,
        typer.Option(
            metavar=mark("DECISION"),
            help=mark("Never choose this file, written as “cleanup decisions list” shows it; can be repeated."),
        ),
    ] = None
