"""What is known of folders where a scan or a plan asks: how well they last, and what their files belong to."""

from __future__ import annotations

from collections.abc import Callable

from cleanup.disk.belongings import Belongings
from cleanup.disk.lasting import Lasting
from cleanup.model.belonging import Belonging
from cleanup.workflow.environment import Context


def level_of_places(context: Context, *, marks: bool = True) -> Callable[[bytes], int]:
    """Gives for a folder how soon what is in it may go by itself. Reads the disk when asked.

    ``marks``: folders that say so themselves count.
    """
    return Lasting(context.real_home, context.caches(), marks=marks).level


def level_of_files(context: Context) -> Callable[[bytes], int]:
    """The same for a single file: something else can be mounted over it alone."""
    return Lasting(context.real_home, context.caches()).level_of_file


def belonging_of_places(context: Context, roots: tuple[bytes, ...]) -> Callable[[bytes], Belonging]:
    """Gives for a folder what its files belong to. Reads the disk when asked."""
    return Belongings(context.real_home, roots, context.protection())
