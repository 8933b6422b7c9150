"""How well a place lasts: what lies there may go by itself, at the next start or when somebody tidies up."""

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
# Folders that people and programs keep for what they can do without, wherever they are.
_FLEETING_NAMES = frozenset({"cache", ".cache", "caches", ".caches", "temp", ".temp", "tmp", ".tmp", ".thumbnails"})
_TAG = "CACHEDIR.TAG"
_MARK = ".nosearch"
# What Linux says of a file that has no name any more: it goes with the last that uses it.
_GONE = " (deleted)"
_RUN = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}")


class Level(IntEnum):
    """How soon what lies somewhere may go by itself, the best first."""

    LASTS = 0
    TEMPORARY = 1
    CACHE = 2
    MEMORY = 3
    ON_ITS_WAY_OUT = 4


class Lasting:
    """Says of folders how well they last; remembers them. Reads the disk where ``marks`` in folders count."""

    def __init__(self, home: str, more_caches: Collection[str] = (), *, marks: bool = True) -> None:
        """``home`` is a real path: what is in it lasts, wherever it is. ``marks``: folders that say so themselves."""
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
        """How soon what is in a folder may go by itself."""
        return self._levels[os.fsdecode(folder)]

    def level_of_file(self, path: bytes) -> Level:
        """How soon a file may go by itself: as what is in its folder, or as what is mounted over it alone."""
        return self.level(path if os.fsdecode(path) in self._mounts else split(path)[0])

    def _of_folder(self, path: str, level: Level) -> Level:
        known, mount = self._known.get(path), self._mounts.get(path)
        if mount is not None:
            # Where a drive is mounted, it is the drive that counts.
            return max(known or Level.LASTS, self._of_mount(mount))
        return max(level, self._of_itself(path)) if known is None else known

    def _of_mount(self, mount: Mount) -> Level:
        """What is mounted lasts as what it shows or is made of does; no image needs to outlast the home."""
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
    """Whether a folder is one that a run of ours made in a quarantine: what is in it can be purged any time."""
    return _RUN.fullmatch(split(path)[1]) is not None and os.path.lexists(joined(path, _MARK))
