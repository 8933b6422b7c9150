"""A rule by which a finder finds, for people to read."""

from __future__ import annotations

from typing import NamedTuple


class ToldRule(NamedTuple):
    """A rule for people to read: its name, what it finds and why, by which names, after how many days.

    ``choose`` says when rules may choose what it finds: ``always``, ``named`` or ``never``.
    """

    name: str
    what: str
    why: str
    names: tuple[str, ...]
    days: int
    choose: str
