"""How long things in a place last: they may vanish by themselves, at the next start or when somebody tidies up."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from enum import IntEnum

from cleanup.disk.filesystems import is_in_memory
from cleanup.disk.origins import origins
from cleanup.disk.system import image_behind, mount_table
from cleanup.model.coverage import Mount
from cleanup.model.paths import joined, split, top
from cleanup.model.remembered import OfFolders

TEMPORARY = ("/tmp", "/var/tmp", "/private/tmp", "/private/var/tmp", "/private/var/folders")  # noqa: S108
_CACHES = ("/var/cache", "/Library/Caches")
_CACHES_AT_HOME = (".cache", "Library/Caches")
# Folders that people and programs use for what they can do without, wherever they are.
_FLEETING_NAMES = frozenset({"cache", ".cache", "caches", ".caches", "temp", ".temp", "tmp", ".tmp", ".thumbnails"})
_TAG = "CACHEDIR.TAG"
_MARK = ".nosearch"
# What Linux says about a file that has no name any more: it goes with the last program that uses it.
_GONE = " (deleted)"
_RUN = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}")


class Level(IntEnum):
    """How soon things in a place may vanish by themselves, best first."""

    LASTS = 0
    TEMPORARY = 1
    CACHE = 2
    MEMORY = 3
    ON_ITS_WAY_OUT = 4


class Lasting:
    """Judges how long things in folders last, and remembers it. Reads the disk if ``marks`` in folders count."""

    def __init__(self, home: str, more_caches: Collection[str] = (), *, marks: bool = True) -> None:
        """``home`` is a real path: its contents last, wherever it is. ``marks``: folders that say so themselves."""
        self._marks = marks
        temporary = (*TEMPORARY, os.environ.get("TMPDIR", ""))
        caches = (*_CACHES, *(joined(home, name) for name in _CACHES_AT_HOME), *more_caches)
        self._mounts = {mount.path: mount for mount in mount_table() if mount.path != home}
        self._asked: set[str] = set()
        self._above_home = split(home)[0]
        self._known: dict[str, Level] = {}
        for paths, level in ((temporary, Level.TEMPORARY), (caches, Level.CACHE)):
            for path in paths:
                self._known[path] = level
        self._known[home] = Level.LASTS
        self._levels = OfFolders(Level.LASTS, self._of_folder)

    def level(self, folder: bytes) -> Level:
        """How soon the contents of a folder may vanish by themselves."""
        return self._levels[os.fsdecode(folder)]

    def level_of_file(self, path: bytes) -> Level:
        """How soon a file may vanish by itself: like the contents of its folder, or like what is mounted over just this
        file.
        """
        return self.level(path if os.fsdecode(path) in self._mounts else split(path)[0])

    def _of_folder(self, path: str, level: Level) -> Level:
        known, mount = self._known.get(path), self._mounts.get(path)
        if mount is not None:
            # Where a drive is mounted, the drive counts.
            return max(known or Level.LASTS, self._of_mount(mount))
        return max(level, self._of_itself(path)) if known is None else known

    def _of_mount(self, mount: Mount) -> Level:
        """A mount lasts as long as what it shows or is made of; no image needs to outlast the home."""
        if is_in_memory(mount.filesystem, mount.identity):
            return Level.MEMORY
        if mount.path == top(mount.path) or mount.path in self._asked:
            return Level.LASTS
        # Programs can show each other's folders.
        self._asked.add(mount.path)
        known = origins(mount, self._mounts.values()) or (mount.root,)
        level = max(self._levels[path] for path in known)
        if image := image_behind(mount.source):
            level = max(level, self._of_image(image))
        return level

    def _of_image(self, image: str) -> Level:
        if image.endswith(_GONE) and not os.path.lexists(image):
            return Level.ON_ITS_WAY_OUT
        level = self._levels[split(image)[0]]
        return level if level > self._levels[self._above_home] else Level.LASTS

    def _of_itself(self, path: str) -> Level:
        name = split(path)[1]
        if self._marks and is_quarantine(path):
            return Level.ON_ITS_WAY_OUT
        if name.lower() in _FLEETING_NAMES or (self._marks and os.path.lexists(joined(path, _TAG))):
            return Level.CACHE
        return Level.LASTS


def is_quarantine(path: str) -> bool:
    """Whether a folder was made by one of our runs in a quarantine: its contents can be purged at any time."""
    return _RUN.fullmatch(split(path)[1]) is not None and os.path.lexists(joined(path, _MARK))
