"""What a user lets the rules choose."""

from __future__ import annotations

from dataclasses import dataclass

from cleanup.model.decision import Decision
from cleanup.model.rule import Rule


@dataclass(frozen=True, slots=True)
class Choice:
    """Which findings may move, and which copy stays.

    ``categories`` are names; None means whatever is safe, in any category. Only those copies are chosen that go by
    default, unless somebody decided to choose ``every_copy`` but the one that stays; even then none that is part of a
    program, a project or another whole, unless also ``in_wholes``. ``keep`` are rules before the usual ones; with
    ``strict`` they are the only ones, if there are any, and a tie is not chosen. Only what is in ``under`` (real,
    absolute paths) is chosen, if there are any, and was changed before ``older_than`` (nanoseconds since 1970); what
    matches ``protect`` (gitignore style), or was ``decided`` to stay, never is. Copies on other volumes than the one
    that stays are chosen only ``across_volumes``; with ``only_with_reference`` only groups that have a copy in the
    folder of a rule ``in``. If an ``owner`` is given, nothing of other users' is chosen. ``with_emptied`` also takes
    the folders that are empty by then.
    """

    categories: tuple[str, ...] | None = None
    keep: tuple[Rule, ...] = ()
    every_copy: bool = False
    in_wholes: bool = False
    strict: bool = False
    under: tuple[bytes, ...] = ()
    protect: tuple[str, ...] = ()
    older_than: int | None = None
    decided: frozenset[Decision] = frozenset()
    across_volumes: bool = False
    only_with_reference: bool = False
    with_emptied: bool = False
    owner: int | None = None
