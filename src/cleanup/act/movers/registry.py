"""All ways of moving. To add one, put a module beside this one and a line in ``_ALL``; no other code asks
for a name.
"""

from __future__ import annotations

from collections.abc import Iterable

from cleanup.act.movers.freedesktop import Freedesktop
from cleanup.act.movers.mover import Mover, MoverRequest
from cleanup.act.movers.quarantine import Quarantine
from cleanup.act.movers.recycle_bin import RecycleBin
from cleanup.act.movers.system_bin import SystemBin
from cleanup.act.movers.system_movers import SystemRecycleBin, SystemTrash
from cleanup.model.run import Item

# The first one that takes a run moves it.
_ALL: tuple[type[Mover], ...] = (Quarantine, SystemRecycleBin, SystemTrash, RecycleBin, SystemBin, Freedesktop)

MOVERS: dict[str, type[Mover]] = {mover.name: mover for mover in _ALL}
"""By the name that stands in a journal, in the order in which they are asked to take a run."""


def begin_mover(request: MoverRequest) -> Mover:
    """The mover for a run."""
    begun = (mover.begin(request) for mover in MOVERS.values())
    return next(mover for mover in begun if mover is not None)


def mover_of(name: str) -> type[Mover]:
    """The mover with this name; an unknown one was a rename into a trash, as most are."""
    return MOVERS.get(name, Freedesktop)


def tidy(items: Iterable[Item]) -> None:
    """Let each mover remove what is left empty where these items were."""
    places: dict[type[Mover], set[bytes]] = {}
    for item in items:
        places.setdefault(mover_of(item.mover), set()).add(item.place.folder)
    for mover, folders in places.items():
        mover.tidy(folders)
