"""What the files of a folder belong to, judging by folder names and what is in them. Looks at the disk."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from cleanup.disk.lasting import TEMPORARY
from cleanup.disk.rules.homes import (
    INBOXES,
    are_homes,
    holds_homes,
    is_pile,
    kinds_of_folders,
    looks_like_a_home,
    received_names,
    told_inboxes,
)
from cleanup.disk.rules.marks import Marks, Names, fits_any
from cleanup.disk.rules.place_names import dated, is_copy_of_a_place, may_be_copy_of, was_a_system
from cleanup.disk.rules.protected import Protection
from cleanup.disk.rules.tables import Reach, Rule, read_rules
from cleanup.disk.system import homes, leave, mount_table, names_in, open_folder
from cleanup.language import Marked, mark
from cleanup.model.belonging import FILED, Belonging, Whole
from cleanup.model.names import alike, without_blanks
from cleanup.model.paths import folded, is_inside, joined, parts, split
from cleanup.model.remembered import OfFolders

_SYSTEM = mark("files of the system")
_PROTECTED = mark("files that a program keeps")
_DEEP = mark("nested so deeply that only a program puts files there")
# Nobody keeps so many nested folders, and each listing takes longer the deeper it is.
_DEEPEST = 100
_NOTHING = Names(())
_OF_PICTURES = frozenset({"pictures", "videos"})


class _Place(Enum):
    """What a folder is within the home it is in."""

    TOP = "top"
    """Of a drive, or above homes."""
    HOME = "home"
    HOMES = "homes"
    """A folder of homes, such as those of a server."""
    SHELF = "shelf"
    PICTURES = "pictures"
    INBOX = "inbox"
    OTHER = "other"


# What marks a whole there.
_REACH = {
    _Place.TOP: {Reach.ANYWHERE},
    _Place.HOME: {Reach.ANYWHERE},
    _Place.HOMES: {Reach.ANYWHERE},
    _Place.INBOX: {Reach.ANYWHERE},
    _Place.SHELF: {Reach.ANYWHERE, Reach.SHELVES},
    _Place.PICTURES: {Reach.ANYWHERE, Reach.SHELVES},
    _Place.OTHER: {Reach.ANYWHERE, Reach.SHELVES, Reach.DEEPER},
}


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known about a folder: what applies to its files, and what the folders below it inherit."""

    belonging: Belonging
    place: _Place = _Place.OTHER


@cache
def _marks() -> Marks:
    return Marks(read_rules("wholes.toml"), kinds_of_folders())


class Belongings:
    """Decides what the files of folders belong to, and remembers it.

    Lists each folder that is asked about, and each folder above it, once; opens no file but the list of a home's
    folders, and follows no link. If a folder cannot be listed, only the names on the way to it are known.
    """

    def __init__(self, home: str, roots: Iterable[bytes], protection: Protection) -> None:
        """``home`` is a real path, and so are the scanned ``roots``."""
        self._protection = protection
        self._roots = tuple(os.fsdecode(root) for root in roots)
        self._marks = _marks()
        self._told = set(told_inboxes(home, anywhere=True))
        self._homes = {home} | {path for path in homes() if not protection.is_in_system(path) and split(path)[1]}
        # A drive or folder may be the home of somebody this computer does not know. Beside or inside a home it does
        # know, it is an old one.
        self._old_homes, self._homes = self._with_further_homes()
        self._tops = {volume.path for volume in mount_table()} | {split(path)[0] for path in self._homes}
        self._tops |= set(TEMPORARY)
        self._known = OfFolders(_Known(FILED, _Place.TOP), self._of_folder)

    def __call__(self, folder: bytes) -> Belonging:
        """What the files directly in a folder belong to; the path is absolute."""
        return self._known[os.fsdecode(folder)].belonging

    def _with_further_homes(self) -> tuple[set[str], set[str]]:
        """The scanned folders that are old homes, and all homes in use."""
        known = {root for root in self._roots if any(is_inside(root, home) for home in self._homes)}
        further = {root for root in {*self._roots} - known if looks_like_a_home(self._names(root).all)}
        live = {root for root in further if not known and not any(map(is_copy_of_a_place, parts(root)[1:]))}
        return further - live, self._homes | live

    def _of_folder(self, path: str, above: _Known) -> _Known:
        name = split(path)[1]
        if path in self._homes or (above.place is _Place.HOMES and self._is_home_of_a_user(path)):
            self._told.update(told_inboxes(path, anywhere=False))
            return self._with_whole(path, name, _Known(FILED, _Place.HOME), above, self._names(path))
        if folded(path) in self._protection.system_except or not name:
            return _Known(FILED, _Place.TOP)
        whole = above.belonging.whole
        if whole is None and self._protection.is_system(path):
            return _Known(Belonging(whole=Whole("system", os.fsencode(path), _SYSTEM, stands=False)))
        if whole is not None and not whole.stands:
            # Everything in there is the program's: nothing more to find out.
            if above.place is _Place.OTHER and not above.belonging.loose:
                return above
            return replace(above, belonging=replace(above.belonging, loose=False), place=_Place.OTHER)
        if len(parts(path)) > _DEEPEST:
            deep = Whole("deep", os.fsencode(path), _DEEP, stands=False)
            return _Known(replace(above.belonging, loose=False, whole=deep))
        names = self._names(path)
        return self._with_whole(path, name, self._placed(path, name, above, names), above, names)

    def _placed(self, path: str, name: str, above: _Known, names: Names) -> _Known:
        """What a folder is within its home: an inbox, a shelf, a copy of another place; its whole comes from above."""
        belonging = above.belonging
        if belonging.place_copied:
            return _Known(belonging)
        text = without_blanks(name)
        kind = kinds_of_folders().get(text, "") if above.place is _Place.HOME else ""
        if kind in INBOXES or path in self._told:
            return _Known(replace(belonging, inbox=os.fsencode(path), loose=True), _Place.INBOX)
        if above.place is _Place.INBOX and text in received_names():
            return _Known(belonging, _Place.INBOX)
        if text in received_names(anywhere=above.place is not _Place.PICTURES) and not belonging.inbox:
            whole = _outside_a_catalogue(belonging.whole)
            return _Known(Belonging(os.fsencode(path), loose=True, whole=whole), _Place.INBOX)
        if kind:
            return _Known(belonging, _Place.PICTURES if kind in _OF_PICTURES else _Place.SHELF)
        if belonging.loose:
            belonging = replace(belonging, loose=False)
        if self._is_copy_of_a_place(path, name, names):
            belonging = replace(belonging, place_copied=os.fsencode(path))
        elif belonging == FILED and holds_homes(name):
            return _Known(belonging, _Place.HOMES)
        elif not belonging.inbox and path not in self._tops and is_pile(name):
            belonging = replace(belonging, inbox=os.fsencode(path))
        return _Known(belonging, _Place.TOP if path in self._tops else _Place.OTHER)

    def _is_home_of_a_user(self, path: str) -> bool:
        """Whether a folder among homes is one in use."""
        return are_homes(self._names(split(path)[0]).all) and not self._names(path).all.isdisjoint(kinds_of_folders())

    def _is_copy_of_a_place(self, path: str, name: str, names: Names) -> bool:
        if path in self._old_homes or is_copy_of_a_place(name, drive=path in self._tops):
            return True
        if (original := may_be_copy_of(name)) and alike(original) in self._names(split(path)[0]).all:
            return True
        if dated(name) and self._is_one_of_several_states(path, name, names):
            return True
        # An old home or disk inside the home, but not this home's own folders, nor what a program keeps in sync.
        if not (looks_like_a_home(names.all) or was_a_system(names)) or any(
            is_inside(told, path) for told in self._told
        ):
            return False
        return any(is_inside(path, home) for home in self._homes) or not self._is_at_or_above_a_root(path)

    def _is_one_of_several_states(self, path: str, name: str, names: Names) -> bool:
        """Whether a folder beside this one is named with another date and has much the same names in it."""
        folder = split(path)[0]
        beside = sorted(each for each in self._names(folder).all if dated(each))
        place = beside.index(alike(name)) if alike(name) in beside else 0
        for other in (*beside[max(0, place - 1) : place], *beside[place + 1 : place + 2]):
            theirs = self._names(joined(folder, other)).all
            if len(theirs & names.all) * 2 > min(len(theirs), len(names.all)) and names.text:
                return True
        return False

    def _with_whole(self, path: str, name: str, placed: _Known, above: _Known, names: Names) -> _Known:
        """What is known about a folder, with the whole that begins here, if any."""
        around = placed.belonging.whole
        whole = self._whole(path, name, placed.place, above, names)
        if whole is None or (around is not None and whole.stands and not self._holds_others(around)):
            # The outermost whole counts, unless nothing in it can even be relied on.
            return placed
        return replace(placed, belonging=replace(placed.belonging, whole=whole))

    def _holds_others(self, whole: Whole) -> bool:
        return any(rule == whole.rule and told.holds_others for rule, told in self._marks.rules)

    def _whole(self, path: str, name: str, place: _Place, above: _Known, names: Names) -> Whole | None:
        """The whole that begins with this folder, by the first rule that fits."""
        if self._is_protected(path, name, names):
            return Whole("protected", os.fsencode(path), _PROTECTED, stands=False)
        found = self._marks.by_contents(names) if names.text else set()
        around = above.belonging.whole
        for number, stem in self._marks.by_name(name, at_home=above.place is _Place.HOME):
            if self._counts_by_name(self._marks.rules[number][1], path, stem, around):
                found.add(number)
        for number in sorted(found):
            rule, told = self._marks.rules[number]
            if told.counts in _REACH[place] and (told.above_roots or not self._is_at_or_above_a_root(path)):
                return Whole(rule, os.fsencode(path), Marked(told.what), told.stands, told.papers)
        return None

    def _counts_by_name(self, rule: Rule, path: str, stem: str, around: Whole | None) -> bool:
        """Whether a name counts: its rule may require a whole around it, or something beside it."""
        if rule.in_wholes and (around is None or around.rule not in rule.in_wholes):
            return False
        beside = [pattern.replace("{stem}", stem) for pattern in rule.next_to]
        return not beside or fits_any(beside, self._names(split(path)[0]))

    def _is_protected(self, path: str, name: str, names: Names) -> bool:
        if self._protection.is_protected_by_contents(set(names.as_written)):
            return True
        beside = name.lower() in self._protection.beside
        siblings = set(self._names(split(path)[0]).as_written) if beside else set()
        return self._protection.is_protected_folder(name, siblings)

    def _is_at_or_above_a_root(self, path: str) -> bool:
        return any(is_inside(root, path) for root in self._roots)

    def _names(self, folder: str) -> Names:
        """The names in a folder; none if it cannot be listed."""
        try:
            handle = open_folder(folder)
        except OSError:
            return _NOTHING
        try:
            return Names(names_in(handle))
        except OSError:
            return _NOTHING
        finally:
            leave(handle)


def _outside_a_catalogue(whole: Whole | None) -> Whole | None:
    """What a folder of received files is part of: a program puts them there, whatever a catalogue knows about them."""
    return None if whole is not None and whole.rule == "catalogue" else whole
