"""What the shell offers to complete a value: names, and the ids of what is remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from cleanup.language import said

Offered = Iterable[str | tuple[str, str]]
"""Values, each alone or with a word about it that some shells show."""


def one_of(names: Iterable[str]) -> Callable[[], Offered]:
    """Offers these names."""
    return lambda: names


def several(incomplete: str, offered: Offered) -> Iterator[tuple[str, str]]:
    """The values for the last entry of a comma-separated list."""
    before, comma, _ = incomplete.rpartition(",")
    for each in offered:
        name, words = (each, "") if isinstance(each, str) else each
        yield before + comma + name, words


def categories(incomplete: str) -> Offered:
    """The categories, and what each one finds."""
    from cleanup.find import FINDERS

    return several(incomplete, ((each.category.name, said(each.category.summary)) for each in FINDERS))


def rules(incomplete: str) -> Offered:
    """The keep rules, and which copy each one picks."""
    from cleanup.model.rule import RULES

    offered = (
        (f"{name}:" if words.with_folder else str(name), said(words.pick, folder="…")) for name, words in RULES.items()
    )
    return several(incomplete, offered)


def languages() -> Offered:
    """The available languages."""
    from cleanup.language import available

    return available()


def commands() -> Offered:
    """The commands, and what each of them does."""
    from cleanup.cli.commands import COMMANDS

    return [(name, said(entry.summary)) for name, entry in COMMANDS.items()]


def kinds() -> Offered:
    """The kinds of documents."""
    from cleanup.documents.schema import KINDS

    return KINDS


def scans() -> Offered:
    """The remembered scans, newest first, and when each began."""
    from cleanup.model.errors import CleanupError
    from cleanup.model.reasons import in_local_time
    from cleanup.store.scans import known_scans
    from cleanup.workflow.environment import Context

    found: list[tuple[str, str]] = []
    with suppress(CleanupError, OSError):
        found = [
            (name, f"{in_local_time(at):%Y-%m-%d %H:%M}") for name, at in reversed(known_scans(Context.current().state))
        ]
    return ["last", *found]


def plans() -> Offered:
    """The names of kept plans."""
    from cleanup.store.plans import is_nameless, kept_plans
    from cleanup.workflow.environment import Context

    with suppress(OSError):
        return [path.stem for path in kept_plans(Context.current().state) if not is_nameless(path.stem)]
    return []


def reviewed() -> Offered:
    """What can be reviewed."""
    return [*scans(), *plans()]


def runs() -> Offered:
    """The runs, newest first."""
    from cleanup.model.errors import CleanupError
    from cleanup.workflow.environment import Context
    from cleanup.workflow.undoing import known_runs

    found: list[str] = []
    with suppress(CleanupError, OSError):
        found = known_runs(Context.current())
    return ["last", *found]


def scans_and_runs() -> Offered:
    """What can be reported."""
    return dict.fromkeys((*scans(), *runs()))


def memories() -> Offered:
    """What can be forgotten: kinds of it, and ids."""
    from cleanup.model.memories import Memory

    return [*map(str, Memory), *(each for each in scans_and_runs() if each != "last")]
