"""What macOS does not tell or do yet, where Linux does; the answers are those of a system that cannot be asked."""

from __future__ import annotations

import os
import sys

from cleanup.model.coverage import Volume

assert sys.platform != "win32"


def mount_table() -> tuple[Volume, ...]:
    """No table is read: what lies on a volume is not known."""
    return ()


def writers_named(path: str) -> tuple[set[int], set[int]]:  # noqa: ARG001
    """Nothing tells: access control lists are not read."""
    return set(), set()


def is_rotational(path: str) -> bool:  # noqa: ARG001
    """Nothing tells."""
    return False


def shared_bytes(file: int) -> int:  # noqa: ARG001
    """Nothing tells: clones are not asked about."""
    return 0


class Guest:
    """Reads a file; what that brings into memory stays, since nothing tells what was there before."""

    def __init__(self, file: int, size: int) -> None: ...

    def leave_behind(self, read: int) -> None:
        """Nothing to do."""


def step_back() -> None:
    """Give this process, and those it starts from now on, the lowest priority at the processor."""
    os.nice(19)


def give_back_what_is_free() -> None:
    """Nothing to do: other C libraries do so by themselves."""
