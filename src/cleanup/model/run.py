"""A run: what one execution of a plan did, item by item, and where its items are now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from cleanup.model.coverage import Filling
from cleanup.model.paths import joined
from cleanup.model.plan import Identity, Kind, Manifest

PARTLY_FREED = "partly-freed"
"""The code of what a purge has freed in part."""


class Status(StrEnum):
    """How a step ended: moved; not tried since a check said no; tried, and the system said no."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


class State(StrEnum):
    """Where a moved item is according to the journal."""

    NOT_MOVED = "not-moved"
    OPEN = "open"
    IN_TRASH = "in-trash"
    RESTORING = "restoring"
    RESTORED = "restored"
    PURGING = "purging"
    PARTLY_FREED = PARTLY_FREED
    PURGED = "purged"


class Whereabouts(StrEnum):
    """Where a moved item was found on the disk."""

    IN_TRASH = "in-trash"
    RESTORED = "restored"
    PURGED = "purged"
    PARTLY_FREED = PARTLY_FREED
    GONE = "gone"
    UNMOUNTED = "unmounted"
    UNKNOWN = "unknown"
    NOT_MOVED = "not-moved"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item is in the trash: its folder and name there, and the file beside it that records its origin."""

    folder: bytes
    name: bytes
    info: bytes = b""

    @property
    def path(self) -> bytes:
        """The full path."""
        return joined(self.folder, self.name)


class Rights(msgspec.Struct, frozen=True):
    """What belongs to a file besides its bytes, for the copy of it that is brought back: its mode, owner and group as
    numbers, the time of its last change in nanoseconds, its flags (``chattr``, ``chflags``), and its access control
    list as the system has it. ``reserved``: where space of its own begins that was never written, and how many bytes
    that is. ``born``: when it was made, in nanoseconds, if that can be set on another file.
    """

    mode: int
    owner: int
    group: int
    modified: int
    flags: int = 0
    acl: bytes = b""
    reserved: tuple[tuple[int, int], ...] = ()
    born: int | None = None

    def is_same(self, other: Rights) -> bool:
        """Whether nobody changed anything; the system uses reserved space when it likes."""
        return replace(self, reserved=()) == replace(other, reserved=())


class Announced(msgspec.Struct, frozen=True):
    """What a journal says about a step before anything moves: what it is, and where it will be.

    ``allocated`` and ``size`` include everything in a folder, and ``manifest`` is what it contained. ``place`` has an
    empty folder if only the system's own bin knows where it puts things. ``rights`` are for a file that may be copied.
    """

    step: str
    path: bytes
    kind: Kind
    category: str
    identity: Identity
    allocated: int
    links: int
    size: int
    mover: str
    place: Place
    manifest: Manifest | None = None
    rights: Rights | None = None

    @property
    def worth(self) -> int:
        """The one amount to show people, as in ``Amounts``."""
        return self.allocated or self.size


class Item(Announced, frozen=True, kw_only=True):
    """One step of a run: what was announced about it, how it ended, and its state according to the journal.

    ``restored_to`` is where it was brought back to. ``aside`` says that it went to a folder of the user's own rather
    than a trash.
    """

    state: State
    status: Status
    code: str = ""
    message: str = ""
    restored_to: bytes = b""
    aside: bool = False

    def is_half_freed(self) -> bool:
        """Whether a purge began to free it and did not finish: only folders can be left like that."""
        return self.kind is Kind.FOLDER and self.state in {State.PURGING, State.PARTLY_FREED}


_TO_FREE = frozenset({State.IN_TRASH, State.PURGING, State.PARTLY_FREED})


@dataclass(frozen=True, slots=True)
class Space:
    """Bytes: ``moved`` by size, ``reclaimable`` what comes free once these items have left the trash, ``freed`` what is
    free already.
    """

    moved_bytes: int
    reclaimable_bytes: int
    freed_bytes: int

    @property
    def worth(self) -> int:
        """The one amount to show people, as in ``Amounts``."""
        return self.reclaimable_bytes or self.moved_bytes


@dataclass(frozen=True, slots=True)
class Run:
    """One run; ``complete`` is False if it was stopped or cut off before its last step.

    ``scan`` is the one its plan was made from, ``scanned_at`` when that began, ``roots`` its folders. ``damaged_lines``
    of its journal could not be read: what they said is unknown. ``items`` can be very many: iterate over them, and keep
    only those that are shown. ``volumes`` are known only right after it.
    """

    id: str
    tool_version: str
    started_at: datetime
    finished_at: datetime
    host: str
    user: str
    scan: str
    complete: bool
    items: Sequence[Item]
    space: Space
    damaged_lines: int = 0
    scanned_at: datetime | None = None
    roots: tuple[bytes, ...] = ()
    volumes: tuple[Filling, ...] = ()

    def to_free(self) -> Iterator[Item]:
        """The items that are in the trash, or half freed; not what got caught by mistake."""
        return (item for item in self.items if item.state in _TO_FREE and item.status is Status.DONE)

    def count(self, status: Status) -> int:
        """How many steps ended like this."""
        return sum(item.status is status for item in self.items)


@dataclass(frozen=True, slots=True)
class Result:
    """How bringing one item back, or freeing it for good, ended.

    ``to`` is where it was brought back to, empty if it was not; ``touched`` are its change times before and after, if
    it is the very same file.
    """

    item: Item
    status: Status
    code: str = ""
    message: str = ""
    to: bytes = b""
    touched: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """How an undo of one run ended, item by item; ``not_chosen`` of its items in the trash were not chosen."""

    run: Run
    results: Sequence[Result]
    complete: bool
    not_chosen: int = 0
    volumes: tuple[Filling, ...] = ()


@dataclass(frozen=True, slots=True)
class Freed:
    """How a purge ended: its items by run, and the bytes that the volumes say came free."""

    results: Sequence[tuple[str, Result]] = ()
    freed_bytes: int = 0
    expected_bytes: int = 0
    complete: bool = True
    volumes: tuple[Filling, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """A run, and where its items are now; ``problem`` instead of all this for a journal that cannot be read.

    ``emptied_from`` is when the system begins to empty them from the trash by itself, if it does.
    """

    id: str
    run: Run | None
    now: tuple[Whereabouts, ...]
    problem: str = ""
    emptied_from: datetime | None = None

    def count(self, where: Whereabouts) -> int:
        """How many items are there."""
        return self.now.count(where)
