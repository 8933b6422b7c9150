"""The names of scans and runs: whole ids and, if only one id has it, their end or their beginning."""

from __future__ import annotations

from collections.abc import Collection

from cleanup.language import tr
from cleanup.model.errors import DocumentProblem
from cleanup.model.near import did_you_mean

LAST = "last"
_A_DAY = len("20261129")
_TOLD = 5


def ending(name: str) -> str:
    """The part of an id that is short enough to type."""
    return name.rpartition("-")[2]


def short(name: str, known: Collection[str]) -> str:
    """The end of an id if no other known id has it, otherwise the whole id."""
    end = ending(name)
    return name if any(ending(each) == end and each != name for each in known) else end


def meant(name: str, known: Collection[str]) -> str | None:
    """Which of these ids is meant, by its whole, its end, or its beginning from the day on; None if none is.

    Raises DocumentProblem if several are.
    """
    if name in known:
        return name
    found = [each for each in known if ending(each) == name]
    if not found and len(name) >= _A_DAY:
        found = [each for each in known if each.startswith(name)]
    if len(found) > 1:
        raise DocumentProblem(
            tr("“{name}” can mean several ids.", name=name),
            tr("Type the whole id, one of: {known}.", known=", ".join(found)),
        )
    return found[0] if found else None


def those_there_are(name: str, newest: Collection[str]) -> str:
    """The hint for an id that is not among these: the one that was probably meant, and the newest."""
    there_are = tr("Choose one of {known}, or “last”.", known=", ".join([*newest][:_TOLD]))
    return did_you_mean(name, [LAST, *map(ending, newest), *newest], there_are)
