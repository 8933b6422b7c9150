"""Which volumes a scan searched, and what it skipped."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

LASTING = "uuid:"
"""How the identity of a volume begins that is the same wherever and whenever it is plugged in."""


@dataclass(frozen=True, slots=True)
class Passed:
    """How many topmost folders were skipped, and the files and allocated bytes in them."""

    files: int = 0
    bytes: int = 0
    folders: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was not searched, by reason. Nothing is known about the files behind an unreadable folder or a mount.

    ``mounts`` names the file systems that were skipped. ``by_kind`` lists again what is ``protected`` or ``hidden``, by
    what a report calls it ("trash", "caches", …).
    """

    unreadable: Passed = Passed()
    protected: Passed = Passed()
    hidden: Passed = Passed()
    other_filesystems: Passed = Passed()
    cloud_only: Passed = Passed()
    filtered: Passed = Passed()
    mounts: tuple[bytes, ...] = field(default=())
    by_kind: dict[str, Passed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Volume:
    """Where a file system is mounted, of which type, and whether "last opened" means anything there.

    ``access_times`` says whether they can be trusted; ``reason`` is the word that decided it (``noatime``,
    ``relatime``, …), which appears in documents and so is not translated. ``read_only`` is as it is mounted.
    ``identity`` is the same wherever the same file system is mounted, including its subvolumes: its UUID, or else the
    device it is on; "" if unknown. ``devices`` are the device numbers that files on it have in a scan. ``total_bytes``
    is its size, and ``available_bytes`` how much its user could still write; both 0 if unknown.
    """

    path: str
    filesystem: str
    access_times: bool
    reason: str
    read_only: bool = False
    identity: str = ""
    devices: tuple[int, ...] = ()
    total_bytes: int = 0
    available_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Filling:
    """How full a volume was before something moved, and after: its size, and how much its user could still write."""

    path: str
    total_bytes: int
    available_before: int
    available_after: int


@dataclass(frozen=True, slots=True)
class Mount(Volume):
    """A volume as it is mounted on this computer now; nothing that this adds is remembered.

    ``number`` is that of the mount, 0 if mounts have none. ``upper`` is the folder that an overlay writes to, and
    ``root`` the part of the volume that is mounted. ``source`` is what the mount table says it comes from, ``shows``
    the folders whose files it also shows, or how their paths end.
    """

    number: int = 0
    upper: str = ""
    root: str = "/"
    source: str = ""
    shows: tuple[str, ...] = ()

    @property
    def volume(self) -> Volume:
        """What documents say about it."""
        return Volume(**{field.name: getattr(self, field.name) for field in fields(Volume)})
