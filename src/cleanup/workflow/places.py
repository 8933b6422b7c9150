"""What scans and plans need to know about folders: how long their contents last, and what they belong to."""

from __future__ import annotations

from collections.abc import Callable

from cleanup.disk.lasting import Lasting
from cleanup.disk.rules.belongings import Belongings
from cleanup.model.belonging import Belonging
from cleanup.workflow.environment import Context


def level_of_places(context: Context, *, marks: bool = True) -> Callable[[bytes], int]:
    """Gives for a folder how soon its contents may vanish by themselves. Reads the disk when called.

    ``marks``: folders that say so themselves count.
    """
    return Lasting(context.real_home, context.caches(), marks=marks).level


def level_of_files(context: Context) -> Callable[[bytes], int]:
    """The same for a single file: something else can be mounted over just that file."""
    return Lasting(context.real_home, context.caches()).level_of_file


def belonging_of_places(context: Context, roots: tuple[bytes, ...]) -> Callable[[bytes], Belonging]:
    """Gives for a folder what its files belong to. Reads the disk when called."""
    return Belongings(context.real_home, roots, context.protection())
