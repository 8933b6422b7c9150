"""The options that say what the rules choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from cleanup.language import mark

Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar=mark("CATEGORY"),
        help=mark("Choose from this category (default: duplicates); can be repeated."),
    ),
]
Keep = Annotated[
    list[str] | None,
    typer.Option(
        "--keep",
        metavar=mark("RULE"),
        help=mark("Which copy to keep: in:FOLDER, not-in:FOLDER, original-name, oldest, newest, shortest-path, "
                  "first-root; can be repeated, the first rule goes first."),
    ),
]  # fmt: skip
Under = Annotated[
    list[str] | None,
    typer.Option("--under", metavar=mark("FOLDER"), help=mark("Choose only what is in this folder; can be repeated.")),
]
Protect = Annotated[
    list[str] | None,
    typer.Option(
        "--protect", metavar=mark("GLOB"), help=mark("Never choose files that match, such as '*.raw'; can be repeated.")
    ),
]
OlderThan = Annotated[
    str | None,
    typer.Option(
        "--older-than", metavar=mark("AGE"), help=mark("Choose only files not changed for this long, such as 30d.")
    ),
]
Strict = Annotated[
    bool | None,
    typer.Option("--strict/--no-strict", help=mark("Skip a group if none of your rules decides which copy to keep.")),
]
NeverAsk = Annotated[
    list[str] | None,
    typer.Option(
        "--never-ask",
        metavar=mark("DECISION"),
        help=mark("Never choose this file, written as “cleanup decisions list” shows it; can be repeated."),
    ),
]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rules choose; each is a setting of this name."""

    choose: Only = None
    keep: Keep = None
    under: Under = None
    protect: Protect = None
    older_than: OlderThan = None
    strict: Strict = None
    never_ask: NeverAsk = None
