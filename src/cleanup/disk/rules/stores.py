"""Package stores of which only their own program knows what is in use, as rules: ``stores.toml``. Sizes are
read anew.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path

import numpy as np
from msgspec import Struct

from cleanup.disk.quietly import everything_in
from cleanup.disk.rules.tables import read_tables
from cleanup.disk.system import allocated_bytes
from cleanup.language import tr
from cleanup.model.inventory import Inventory
from cleanup.model.paths import SEPARATOR

_LISTS = Path(__file__).with_name("stores.toml")


class Store(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One table of the rules: what it is, where in a home it is, and the command that cleans it or describes it."""

    what: str
    places: tuple[str, ...]
    clean: str


@cache
def store_rules() -> dict[str, Store]:
    """The rules that come with the program; raises DocumentProblem if they cannot be used."""
    return read_tables(_LISTS, Store, _checked)


def _checked(store: Store) -> Store:
    if not (store.places and all(store.places) and store.clean):
        raise ValueError(tr("a name is empty"))
    return store


def folders_at(inventory: Inventory, paths: Collection[bytes]) -> dict[bytes, int]:
    """The rows of the folders with these paths, by path."""
    # What was set aside has its whole path from a home on for a name.
    names = {path.rpartition(SEPARATOR)[2].lower() for path in paths}
    named_so = inventory.folder_letters.having(edge + name + b"\0" for name in names for edge in (b"\0", SEPARATOR))
    found: dict[bytes, int] = {}
    for row in np.flatnonzero(named_so).tolist():
        if (path := inventory.folder_path(row)) in paths:
            found.setdefault(path, row)
    return found


def bytes_of_its_own(path: str) -> int:
    """The bytes that a folder occupies with files of one name: what is linked elsewhere would stay. Reads the disk.

    Raises OSError.
    """
    return sum(allocated_bytes(seen) for _, seen in everything_in(path) if seen.st_nlink == 1)
