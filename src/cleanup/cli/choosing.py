"""The options that say what the rules choose, and the choice they make."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cleanup.language import mark

if TYPE_CHECKING:
    from cleanup.model.choice import Choice
    from cleanup.settings import Settings, Value
    from cleanup.workflow.environment import Context

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
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def flags(
    keep: list[str] | None, protect: list[str] | None, never_ask: list[str] | None, strict: bool | None
) -> dict[str, Value | None]:
    """Those of these options that are settings too."""
    lists = {"keep": keep, "protect": protect, "never-ask": never_ask}
    return {"strict": strict, **{name: tuple(texts or ()) for name, texts in lists.items()}}


def choice_of(
    settings: Settings, context: Context, only: list[str] | None, under: list[str] | None, older_than: str | None
) -> Choice:  # fmt: skip
    """The choice that settings and options ask for; raises CleanupError for any value that cannot be used."""
    from cleanup.cli.looking import check_categories
    from cleanup.model.choice import Choice
    from cleanup.model.decision import parse_decision
    from cleanup.model.quantity import parse_age
    from cleanup.plan.rules import parse_rules
    from cleanup.store.decisions import decisions
    from cleanup.walk.roots import resolve_root
    from cleanup.walk.selection import check_patterns

    def folder_of(text: str) -> bytes:
        return os.fsencode(resolve_root(os.path.expanduser(text)))

    check_categories(tuple(only or ()))

    def check_decisions(texts: tuple[str, ...]) -> None:
        for text in texts:
            parse_decision(text)

    def check_rules(texts: tuple[str, ...]) -> None:
        parse_rules(texts, folder_of)

    named = map(parse_decision, settings.checked("never-ask", check_decisions))
    return Choice(
        categories=tuple(only) if only else None,
        keep=parse_rules(settings.checked("keep", check_rules), folder_of),
        strict=settings.flag("strict"),
        under=tuple(map(folder_of, under or ())),
        protect=settings.checked("protect", check_patterns),
        older_than=None if older_than is None else _nanoseconds(parse_age(older_than, context.clock())),
        decided=decisions(context.state).union(named),
    )


def _nanoseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1) * 1000
