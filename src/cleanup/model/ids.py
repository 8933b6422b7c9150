"""The names of scans and runs: whole ids and, where only one ends like that, the part after their last dash."""

from __future__ import annotations

from collections.abc import Collection

from cleanup.language import tr
from cleanup.model.errors import DocumentProblem

LAST = "last"


def ending(name: str) -> str:
    """The part of an id that is short enough to type."""
    return name.rpartition("-")[2]


def short(name: str, known: Collection[str]) -> str:
    """The ending of an id if no other one that is known has it, else the whole id."""
    end = ending(name)
    return name if any(ending(each) == end and each != name for each in known) else end


def meant(name: str, known: Collection[str]) -> str | None:
    """Which of these ids is meant, by itself or by its ending, if any is; raises DocumentProblem when several are."""
    if name in known:
        return name
    found = [each for each in known if ending(each) == name]
    if len(found) > 1:
        raise DocumentProblem(
            tr("“{name}” is the end of several ids.", name=name),
            tr("Type the whole id, one of: {known}.", known=", ".join(found)),
        )
    return found[0] if found else None
