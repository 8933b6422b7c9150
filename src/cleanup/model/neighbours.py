"""What is beside a file, whether the scan looked at it or not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass


def _nothing(_: bytes) -> tuple[bytes, ...]:
    return ()


def _nowhere(_: bytes, __: Collection[bytes]) -> bytes:
    return b""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """``names`` gives all names in a folder, or None if it cannot be listed.

    ``leads_to`` gives the path that a symbolic link leads to, whether it exists or not, if it ends in one of some
    names; otherwise b"".
    """

    names: Callable[[bytes], Collection[bytes] | None] = _nothing
    leads_to: Callable[[bytes, Collection[bytes]], bytes] = _nowhere


NO_NEIGHBOURS = Neighbours()
