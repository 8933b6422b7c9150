"""The plan: what would move to the trash, why, and which copy of it stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from cleanup.model.category import Kind as Kind
from cleanup.model.category import Proof
from cleanup.model.coverage import Volume
from cleanup.model.reasons import Why
from cleanup.model.row import NO_OWNER

if TYPE_CHECKING:
    from cleanup.model.inventory import FileEntry


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies a file as the one that was shown: size in bytes, times in nanoseconds since 1970.

    ``changed`` is when anything about it last changed, which no program can set back; 0 if unknown.
    """

    device: int
    inode: int
    size: int
    modified: int
    changed: int = 0


def identity_seen(entry: FileEntry) -> Identity:
    """What identified a file when the walk saw it."""
    return Identity(entry.device, entry.inode, entry.size, entry.modified, entry.changed)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder contained when it was shown, at all depths: how many folders and other things, their bytes, the
    newest time of change, and a digest of all their names, kinds, inodes, sizes and times.
    """

    folders: int
    others: int
    size: int
    allocated: int
    newest: int
    digest: str


@dataclass(frozen=True, slots=True)
class Keeper:
    """The copy that stays, compared byte by byte with the other one right before that moves.

    ``rule`` is the keep rule that distinguished it from the others, as written, or ``tie``.
    """

    path: bytes
    identity: Identity
    rule: str = ""
    owner: int = NO_OWNER


@dataclass(frozen=True, slots=True)
class Step:
    """One file, folder or link to move: ``allocated`` is what it occupies, ``links`` how many names it has.

    ``proof`` says what is compared before it moves, with ``keeper``. ``manifest`` is there for folders.
    """

    id: str
    path: bytes
    kind: Kind
    identity: Identity
    allocated: int
    links: int
    category: str
    why: Why
    detail: int = 0
    keeper: Keeper | None = None
    manifest: Manifest | None = None
    proof: Proof = Proof.NONE
    owner: int = NO_OWNER

    @property
    def waits_for_others(self) -> bool:
        """Whether it is a folder that is checked only after the steps before it have ended."""
        return self.proof is Proof.EMPTY and self.kind is Kind.FOLDER

    @property
    def bytes_inside(self) -> int:
        """The bytes it brings to the trash: its own, or those of all files in the folder."""
        return self.manifest.size if self.manifest else self.identity.size

    @property
    def bytes_occupied(self) -> int:
        """The bytes it occupies: itself and, for a folder, everything in it."""
        return self.allocated + (self.manifest.allocated if self.manifest else 0)

    @property
    def worth(self) -> int:
        """The one amount to show people, as in ``Amounts``."""
        return self.bytes_occupied or self.bytes_inside


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """Files in the chosen categories that the plan does not take, and why: a stable word and their number."""

    code: str
    files: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What would move, in this order.

    ``roots`` are the scanned folders, which never move. ``owners`` are the names of users, by number. ``steps`` can be
    very many: iterate over them, and keep only those that are shown. ``destinations`` are where they would have gone
    when the plan was made, None if nobody asked. ``volumes`` are those of the scan. ``rules`` are the keep rules that
    somebody asked for, as written, which chose from every group; without any, only what goes by default was chosen.
    """

    tool_version: str
    created_at: datetime
    host: str
    user: str
    scan: str
    scanned_at: datetime | None
    roots: tuple[bytes, ...]
    steps: Sequence[Step]
    left_alone: tuple[LeftAlone, ...] = ()
    destinations: tuple[Destination, ...] | None = field(default=None, compare=False)
    owners: Mapping[int, str] = field(default_factory=dict, compare=False)
    volumes: tuple[Volume, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amounts:
    """Things that move, each physical file once: their number, their bytes, and the bytes that come free once they have
    left the trash.
    """

    things: int = 0
    size: int = 0
    reclaimable: int = 0

    @property
    def worth(self) -> int:
        """The one amount to show people: the bytes that come free; if nothing does, those of the things."""
        return self.reclaimable or self.size


class Adding:
    """Adds up things, each physical file once.

    A file with several names frees its blocks only if all of them are among these things.
    """

    def __init__(self) -> None:
        # Nearly all files have one name, and there can be millions: for these, only the number is kept.
        self._alone: dict[int, set[int]] = {}
        self._several: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        self._size = 0
        self._reclaimable = 0

    def add(self, identity: Identity, links: int, size: int, allocated: int) -> None:
        """Add one name of a thing that has ``links`` names."""
        alone = self._alone.setdefault(identity.device, set())
        physical = (identity.device, identity.inode)
        if links > 1 or physical in self._several:
            names, *_ = self._several.get(physical, (0,))
            self._several[physical] = (names + 1, links, size, allocated)
        elif identity.inode not in alone:
            alone.add(identity.inode)
            self._size += size
            self._reclaimable += allocated

    def amounts(self) -> Amounts:
        """The sum of what was added so far."""
        several = [seen for (device, inode), seen in self._several.items() if inode not in self._alone[device]]
        return Amounts(
            things=sum(map(len, self._alone.values())) + len(several),
            size=self._size + sum(size for _, _, size, _ in several),
            reclaimable=self._reclaimable + sum(freed for names, links, _, freed in several if names >= links),
        )


def add_up(things: Iterable[tuple[Identity, int, int, int]]) -> Amounts:
    """Add up things, each given as its identity, its number of names, its size and what it occupies."""
    adding = Adding()
    for identity, links, size, allocated in things:
        adding.add(identity, links, size, allocated)
    return adding.amounts()


def amounts_in(step: Step) -> tuple[Identity, int, int, int]:
    """What one step adds: its identity, its number of names, its size and what it occupies."""
    return step.identity, 1 if step.manifest else step.links, step.bytes_inside, step.bytes_occupied


def amounts_of(steps: Iterable[Step]) -> Amounts:
    """What these steps would move."""
    return add_up(map(amounts_in, steps))


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the steps on one volume go, and how much that is.

    ``problem`` says why they cannot go, ``code`` the same in a stable word. ``sharing``: the volume can hold on to
    blocks of files that are gone. ``aside``: it is not a trash but a folder of the user's own. ``unsure`` says why the
    move may be refused, which only a trial can show, ``note`` what the volume's administrator should know. ``kinds``
    are how many steps there are of each kind; ``refused`` are the ids of those that go nowhere.
    """

    volume: bytes
    trash: bytes
    problem: str
    amounts: Amounts
    sharing: bool = False
    aside: bool = False
    code: str = ""
    unsure: str = ""
    note: str = ""
    kinds: tuple[tuple[Kind, int], ...] = ()
    refused: tuple[str, ...] = ()


def promised(destinations: Iterable[Destination]) -> Amounts:
    """What moves, as far as can be told beforehand: everything that has a destination."""
    return add_amounts(each.amounts for each in destinations if not each.problem)


def add_amounts(amounts: Iterable[Amounts]) -> Amounts:
    """The sum of amounts of different things."""
    found = list(amounts)
    return Amounts(
        sum(each.things for each in found), sum(each.size for each in found), sum(each.reclaimable for each in found)
    )
