"""Which volumes a scan searched, and what it passed over."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Passed:
    """How many folders at the top of what was passed over, and the files and allocated bytes in them."""

    files: int = 0
    bytes: int = 0
    folders: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was not searched, by reason. Nothing is known of the files behind an unreadable folder or a mount.

    ``mounts`` names the file systems that were passed over.
    """

    unreadable: Passed = Passed()
    protected: Passed = Passed()
    hidden: Passed = Passed()
    other_filesystems: Passed = Passed()
    cloud_only: Passed = Passed()
    filtered: Passed = Passed()
    mounts: tuple[bytes, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Volume:
    """Where a file system is mounted, of which type, and whether "last opened" means anything there.

    ``access_times`` says whether they can be trusted; ``reason`` is the word that decided it (``noatime``,
    ``relatime``, …) and stands in documents, so it is not translated.
    """

    path: str
    filesystem: str
    access_times: bool
    reason: str
