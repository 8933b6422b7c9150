"""Which parts of a listing are searched, and what a report calls the rest, which is only counted."""

from __future__ import annotations

import os

from cleanup.disk.cloud import is_hidden
from cleanup.disk.system import MARKS_FILES, Facts
from cleanup.model.paths import below, for_patterns
from cleanup.walk.place import HIDDEN_FOLDERS, OTHERS, SYSTEM, TRASH, Looking, Place, Rules
from cleanup.walk.selection import Patterns

# Files on other systems have marks of their own (hidden, online only) and are checked one by one.
PLAIN_SYSTEM = not MARKS_FILES


class Searched:
    """The rules of a walk, applied to one name after another. Never touches the disk."""

    def __init__(self, rules: Rules, least: int) -> None:
        self._rules = rules
        self._least = least
        self._has_patterns = bool(rules.include or rules.exclude)
        self._patterns: dict[str, Patterns] = {}
        self._mail_endings = [ending + "\0" for ending in rules.protection.file_endings]

    def matched(self) -> tuple[set[str], set[str]]:
        """The include and exclude patterns that matched anything."""
        included: set[str] = set()
        excluded: set[str] = set()
        for patterns in self._patterns.values():
            for so_far, more in zip((included, excluded), patterns.matched(), strict=True):
                so_far |= more
        return included, excluded

    def contents_kind(self, place: Place, name: str, names: set[str]) -> str:
        """What a report calls a folder that is not searched because of the names in it; "" if it is searched."""
        protection = self._rules.protection
        if place.kind != TRASH and protection.is_trash_by_contents(os.path.basename(name), names):
            return TRASH
        is_searched = place.looking is Looking.SEARCHED and not self._rules.everything
        if is_searched and protection.is_protected_by_contents(names):
            return protection.kind_of_contents(names) or OTHERS
        return ""

    def folder(self, name: str, hidden: bool, path: str, siblings: set[str], root: str) -> Looking:
        """Whether a folder in a searched folder is searched, judging by what is known before it is listed."""
        protection = self._rules.protection
        is_wanted = not self._has_patterns or self._below(root).wants_folder(_below(root, path))
        if protection.is_never_searched(path, name):
            return Looking.PROTECTED
        if not self._rules.everything:
            if protection.is_system(path) or protection.is_protected_folder(name, siblings):
                return Looking.PROTECTED
            if hidden:
                return Looking.HIDDEN
        return Looking.SEARCHED if is_wanted else Looking.FILTERED

    def folder_kind(self, looking: Looking, path: str, name: str) -> str:
        """What a report calls a folder that is only counted."""
        protection = self._rules.protection
        if looking is Looking.FILTERED:
            return ""
        if protection.is_never_searched(path, name):
            return TRASH
        if known := protection.kind_of_name(name):
            return known
        if looking is Looking.HIDDEN:
            return HIDDEN_FOLDERS
        return SYSTEM if protection.is_system(path) else OTHERS

    def file(self, name: str, seen: Facts, path: str, root: str) -> Looking:
        """Whether one file or link of a searched folder counts."""
        is_wanted = not self._has_patterns or self._below(root).wants_file(_below(root, path))
        if not self._rules.everything:
            if is_hidden(name, seen):
                return Looking.HIDDEN
            if self._rules.protection.is_protected_file(name):
                return Looking.PROTECTED
        if seen.st_size < self._least or not is_wanted:
            return Looking.FILTERED
        return Looking.SEARCHED

    def are_ordinary(self, names: set[str]) -> bool:
        """Whether no name in a listing needs a check of its own: decided once per folder, since checking costs time."""
        if not PLAIN_SYSTEM or self._has_patterns:
            return False
        if self._rules.everything:
            return True
        joined = "\0" + "\0".join(names).lower() + "\0"
        return "\0." not in joined and not any(ending in joined for ending in self._mail_endings)

    def is_own(self, path: str) -> bool:
        """Whether the program itself keeps things in this folder: neither searched nor named."""
        return self._rules.protection.is_own(path)

    def _below(self, root: str) -> Patterns:
        """The patterns as they apply below a root."""
        if root not in self._patterns:
            self._patterns[root] = Patterns(self._rules.include, self._rules.exclude, root)
        return self._patterns[root]


def _below(root: str, path: str) -> str:
    return for_patterns(below(path, root))
