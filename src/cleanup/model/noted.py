"""What finders ask a walk for among hidden or protected things, which are otherwise only counted."""

from __future__ import annotations

from collections.abc import Set

from msgspec import Struct


class Noted(Struct, frozen=True):
    """Names of hidden files and links, and of protected or hidden folders, that a finder's rules ask for.

    A thing with such a name in a searched folder is set aside: no other finder sees it. Files are recognised by how
    their names begin and end, folders by whole names, by how these end, or by a name in them; all in lower case.
    """

    beginnings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    folders: frozenset[str] = frozenset()
    folder_endings: tuple[str, ...] = ()
    holding: frozenset[str] = frozenset()

    def has_file(self, name: str) -> bool:
        """Whether a hidden file or link with this name is asked for."""
        low = name.lower()
        return low.startswith(self.beginnings) or low.endswith(self.endings)

    def has_folder(self, name: str, names: Set[str] = frozenset()) -> bool:
        """Whether a folder with this name, and with these names in it, is asked for as a whole."""
        low = name.lower()
        return low in self.folders or low.endswith(self.folder_endings) or not self.holding.isdisjoint(names)


NOTHING_NOTED = Noted()
