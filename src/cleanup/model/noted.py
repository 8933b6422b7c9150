"""What finders ask a walk for, of what is hidden or protected and otherwise only counted."""

from __future__ import annotations

from collections.abc import Set

from msgspec import Struct


class Noted(Struct, frozen=True):
    """Names of hidden files and links, and of protected or hidden folders, that a finder asks for by its rules.

    What has one of them in a folder that is searched comes aside: no other finder sees it. Files are told by how their
    names begin and end, folders by whole names, by how these end, or by a name in them; all in lower case.
    """

    beginnings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    folders: frozenset[str] = frozenset()
    folder_endings: tuple[str, ...] = ()
    holding: frozenset[str] = frozenset()

    def has_file(self, name: str) -> bool:
        """Whether a hidden file or link of this name is asked for."""
        low = name.lower()
        return low.startswith(self.beginnings) or low.endswith(self.endings)

    def has_folder(self, name: str, names: Set[str] = frozenset()) -> bool:
        """Whether a folder of this name, that holds these names, is asked for as a whole."""
        low = name.lower()
        return low in self.folders or low.endswith(self.folder_endings) or not self.holding.isdisjoint(names)


NOTHING_NOTED = Noted()
