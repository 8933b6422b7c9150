"""Which finders there are, and which of them can run here."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cleanup.find.finder import Finder, FinderUnavailable
from cleanup.language import Marked, tr
from cleanup.model.errors import UsageProblem
from cleanup.model.event import Listener
from cleanup.model.option import FinderOption


def ready(
    finders: Iterable[type[Finder]], categories: Collection[str], named: Collection[str], listen: Listener
) -> list[Finder]:
    """The finders of these categories, ready to run; one that cannot run here is left out with a warning.

    Raises UsageProblem for one that the user named.
    """
    found = []
    for finder in finders:
        name = finder.category.name
        if name not in categories:
            continue
        try:
            found.append(finder())
        except FinderUnavailable as reason:
            if name in named:
                raise UsageProblem(
                    tr("“{name}” cannot be looked for here: {reason}.", name=name, reason=reason),
                    tr("Install what is missing, or leave out this category."),
                ) from None
            listen.warn(tr("“{name}” is left out: {reason}.", name=name, reason=reason))
    return found


def options(finders: Iterable[type[Finder]]) -> tuple[FinderOption, ...]:
    """The options of these finders."""
    return tuple(option for finder in finders for option in finder.options)


def stages(finders: Iterable[type[Finder]]) -> dict[str, Marked]:
    """What these finders call their stages, and how that is shown."""
    return {name: words for finder in finders for name, words in finder.stages.items()}
