"""What the walk and its workers exchange: where to look, by which rules, and what was seen."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from msgspec import Struct, field

from cleanup.disk.rules.protected import Protection
from cleanup.model.noted import NOTHING_NOTED as NOTHING_NOTED
from cleanup.model.noted import Noted as Noted
from cleanup.model.trouble import Trouble


class Looking(IntEnum):
    """Whether files are searched, or only counted, and then why; a counted folder counts everything below it."""

    SEARCHED = 0
    PROTECTED = 1
    HIDDEN = 2
    FILTERED = 3


class Place(NamedTuple):
    """A folder still to be walked, with everything below it.

    ``parent`` is the row of the folder above (-1 for none); ``device`` the file system to stay on; ``cloud`` whether
    that is a cloud drive. ``kind`` is what a report calls a place that is only counted.
    """

    root: str
    path: str
    looking: Looking
    device: int
    cloud: bool
    parent: int = -1
    kind: str = ""


TRASH, HIDDEN_FOLDERS, HIDDEN_FILES, SYSTEM, MAIL, OTHERS = (
    "trash", "hidden-folders", "hidden-files", "system", "mail", "protected",
)  # fmt: skip
"""What a report calls places that no list has a word for."""


class Rules(Struct, frozen=True):
    """What every part of a walk has to know.

    ``mounts`` says for each mount point whether it may be walked (False for the kernel's own file systems) and
    ``cloud_mounts`` which are cloud drives; ``roots`` are the device and inode of each folder the user named,
    ``root_paths`` their real paths, and ``silent`` the drives that should be walked but do not respond. ``noted`` is
    what finders ask for by name.
    """

    protection: Protection
    everything: bool
    cross_mounts: bool
    min_size: int
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    mounts: dict[str, bool]
    cloud_mounts: frozenset[str]
    roots: frozenset[tuple[int, int]]
    root_paths: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    noted: Noted = NOTHING_NOTED


class Count(Struct):
    """Files that were seen but not searched; ``bytes`` is what they occupy."""

    folders: int = 0
    files: int = 0
    bytes: int = 0


class Aside(Struct):
    """Rows and names of what is ``Noted``; each row is packed like a folder's, file's or link's."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    folders: list[tuple[str, bytes]] = field(default_factory=list)
    links: list[tuple[str, bytes]] = field(default_factory=list)


class Walked(Struct):
    """What one piece of the walk saw: packed rows as in model/inventory.py, and names that end in NUL bytes.

    A folder's ``folder`` is a row of this piece, or ``-row - 2`` for a row of the whole inventory. ``kinds`` counts
    again what is protected or hidden, by what a report calls it. ``linked`` are device, inode and bytes of counted
    files with several names, so that the receiver can count them once. ``matched`` are the include and exclude patterns
    that matched anything. ``left`` are places not walked yet, with a row of this piece as their ``parent``.
    """

    files: bytes = b""
    file_names: bytes = b""
    links: bytes = b""
    link_names: bytes = b""
    folders: bytes = b""
    folder_names: bytes = b""
    aside: Aside = field(default_factory=Aside)
    counts: dict[Looking, Count] = field(default_factory=dict)
    kinds: dict[str, Count] = field(default_factory=dict)
    linked: list[tuple[Looking, str, int, int, int]] = field(default_factory=list)
    cloud_only: Count = field(default_factory=Count)
    unreadable: Count = field(default_factory=Count)
    passed_mounts: list[str] = field(default_factory=list)
    left: list[Place] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    matched: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))
    seen_files: int = 0
    seen_bytes: int = 0
    last: str = ""
