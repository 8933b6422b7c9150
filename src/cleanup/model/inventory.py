"""All entries of a scan, in columns: one packed row per file, folder or link, so that millions fit in memory.

A row is 72 bytes plus the name; a file entry object is made only for the files that a finding shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanup.model.grouping import grouped
from cleanup.model.letters import Letters
from cleanup.model.names import ends_of, lengths_of, names_at
from cleanup.model.paths import SEPARATOR, rules_of
from cleanup.model.remembered import Remembered
from cleanup.model.row import FILE_FIELDS, FOLDER_FIELDS
from cleanup.model.row import NO_FOLDER as NO_FOLDER
from cleanup.model.tree import Rows as Rows
from cleanup.model.tree import above, sums_from_top

FILE = np.dtype(list(FILE_FIELDS))
FOLDER = np.dtype(list(FOLDER_FIELDS))
NOTHING = np.empty(0, dtype=FILE)

_MANY = 5
_ROWS_AT_ONCE = 8192


@dataclass(frozen=True, slots=True, order=True)
class FileEntry:
    """What the walk saw of one file, folder or link; times in nanoseconds since 1970, sizes in bytes.

    ``allocated`` is what it occupies, for a file in a finding without what it shares with others. ``owner`` is a user's
    number, or ``NO_OWNER``. ``also`` are the other names of the same physical file; ``path`` is the first of all in
    byte order.
    """

    path: bytes
    size: int
    allocated: int
    modified: int
    accessed: int
    changed: int
    device: int
    inode: int
    links: int
    owner: int
    also: tuple[bytes, ...] = ()


class Inventory:
    """The files, folders and symbolic links that were searched. Does not touch the disk; changes only when it is cut
    down.

    A finder gets every name that the user's patterns let through. For a link, size and times are its own; where it
    leads was not looked up, so a finder of broken links asks the disk about each ``link_path``.
    """

    __slots__ = (
        "_above", "_also_members", "_also_starts", "_folder_letters", "_letters", "_measures", "_paths", "_starts",
        "files", "folders", "links", "names", "rows_of_several_names", "searched",
    )  # fmt: skip

    def __init__(
        self,
        files: NDArray[Any],
        folders: NDArray[Any],
        names: bytes,
        links: NDArray[Any] = NOTHING,
        searched: tuple[int, int, int] | None = None,
    ) -> None:
        """``files`` and ``links`` are rows of ``FILE``, ``folders`` of ``FOLDER``; ``names`` are theirs, NUL-ended.

        ``searched`` says how many of the files, folders and links were searched: the rest was set aside, for the finder
        that has a rule for its name. None: all were.
        """
        self.searched = searched or (len(files), len(folders), len(links))
        self.files = files
        self.folders = folders
        self.links = links
        self.names = names
        # For each folder, where its name begins and its parent: often looked up one by one.
        self._starts, self._above = folders["name"], folders["folder"]
        self._paths: Remembered[int, bytes] = Remembered()
        self._letters: Letters | None = None
        self._folder_letters: Letters | None = None
        self._measures: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
        # The rows of ``first`` whose physical file has other names; where these begin, and the names.
        self.rows_of_several_names, self._also_starts, self._also_members = self._gather_names()

    @property
    def first(self) -> Rows:
        """One row for each physical file that was searched; computed on each call, as long as all files."""
        physical = self.physical
        return physical[: np.searchsorted(physical, self.searched[0])]

    @property
    def physical(self) -> Rows:
        """One row for each physical file, also of those set aside; computed on each call."""
        first = np.ones(len(self.files), dtype=np.bool_)
        first[self._also_members] = False
        return np.flatnonzero(first)

    @property
    def parents(self) -> Rows:
        """The parent of each folder, NO_FOLDER for a root."""
        return self.folders["folder"].astype(np.int64)

    def file_name(self, row: int) -> bytes:
        """The last part of a file's path."""
        return self._name(self.files["name"].item(row))

    def _name(self, start: int) -> bytes:
        return self.names[start : self.names.index(0, start)]

    def file_names(self, rows: Rows) -> bytes:
        """The last parts of many files' paths, each ended by a NUL byte."""
        return names_at(self.names, self.files["name"][rows])

    @property
    def letters(self) -> Letters:
        """Searches the names of all files for letters; made once, for all callers."""
        if self._letters is None:
            self._letters = Letters(self.names, self.files["name"])
        return self._letters

    @property
    def folder_letters(self) -> Letters:
        """The same in the names of all folders; for those listed aside, these are paths."""
        if self._folder_letters is None:
            self._folder_letters = Letters(names_at(self.names, self.folders["name"]))
        return self._folder_letters

    def folder_path(self, folder: int) -> bytes:
        """The absolute path of a folder row."""
        path = self._paths.get(folder)
        if path is None:
            path = self._path_from_above(folder)
            self._paths.note(folder, path, len(path))
        return path

    def _path_from_above(self, folder: int) -> bytes:
        """A path built in one go, from the nearest folder above whose path is known: folders can nest deeper than
        calls, and so deep that the paths of all folders in between would fill the memory.
        """
        names = [self._name(self._starts.item(folder))]
        parent = above = self._above.item(folder)
        known = None
        # Fetched once: another thread may forget all paths in between.
        while above != NO_FOLDER and (known := self._paths.get(above)) is None:
            names.append(self._name(self._starts.item(above)))
            above = self._above.item(above)
        path = names.pop() if known is None else known
        if names:
            names.reverse()
            path = _in_folder(path, SEPARATOR.join(names))
        if len(names) > 1:
            # Its neighbours will be needed next.
            folder_above = path[: -len(names[-1]) - 1]
            self._paths.note(parent, folder_above, len(folder_above))
        return path

    def folder_measures(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each folder, how many folders deep it is, and the length of its path in bytes; made once."""
        if self._measures is None:
            self._measures = self._measured()
        return self._measures

    def _measured(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        parents = self.parents
        lengths = lengths_of(names_at(self.names, self.folders["name"])) + len(SEPARATOR)
        depths = np.ones(len(parents), dtype=np.int64)
        for root in np.flatnonzero(parents == NO_FOLDER).tolist():
            path = self.folder_path(root).rstrip(SEPARATOR)
            depths[root], lengths[root] = path.count(SEPARATOR), len(path)
        return sums_from_top(parents, depths), sums_from_top(parents, lengths)

    def path(self, row: int) -> bytes:
        """The absolute path of a file row."""
        return _in_folder(self.folder_path(int(self.files["folder"][row])), self.file_name(row))

    def link_path(self, link: int) -> bytes:
        """The absolute path of a link row."""
        row = self.links[link]
        return _in_folder(self.folder_path(int(row["folder"])), self._name(int(row["name"])))

    def paths(self, rows: Rows) -> list[bytes]:
        """The absolute paths of many file rows."""
        return list(self.each_path(rows))

    def each_path(self, rows: Rows) -> Iterator[bytes]:
        """The absolute paths of many file rows, one after another: all at once, deep ones would fill the memory."""
        beginnings: Remembered[int, bytes] = Remembered()
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            names = self.file_names(some).split(b"\0")[:-1]
            last, beginning = NO_FOLDER, b""
            for folder, name in zip(self.files["folder"][some].tolist(), names, strict=True):
                if folder != last:
                    last, known = folder, beginnings.get(folder)
                    beginning = _in_folder(self.folder_path(folder), b"") if known is None else known
                    if known is None:
                        beginnings.note(folder, beginning, len(beginning))
                yield beginning + name
        # Cached paths, made in between, would keep the memory of all the others from being given back.
        self._paths.forget()

    def also_rows(self, row: int) -> list[int]:
        """The rows of the other names of the same physical file."""
        place = int(np.searchsorted(self.rows_of_several_names, row))
        if place == len(self.rows_of_several_names) or self.rows_of_several_names[place] != row:
            return []
        members: list[int] = self._also_members[self._also_starts[place] : self._also_starts[place + 1]].tolist()
        return members

    def other_names(self) -> Iterator[tuple[int, Rows]]:
        """For each physical file with several names: its row, and the rows of the other names."""
        for place, row in enumerate(self.rows_of_several_names.tolist()):
            yield row, self._also_members[self._also_starts[place] : self._also_starts[place + 1]]

    def names_seen(self) -> NDArray[np.int64]:
        """For each row of ``physical``: how many names of the physical file this scan saw."""
        first = self.physical
        seen = np.ones(len(first), dtype=np.int64)
        places = np.searchsorted(first, self.rows_of_several_names)
        seen[places] += np.diff(self._also_starts)
        if len(grouped(self.folders["inode"], self.folders["device"])[0]):
            # A folder was seen in two places (a bind mount): a name in it is still one name.
            for place, row in zip(places.tolist(), self.rows_of_several_names.tolist(), strict=True):
                seen[place] = len({self._name_itself(each) for each in [row, *self.also_rows(row)]})
        return seen

    def _name_itself(self, row: int) -> tuple[int, int, bytes]:
        """What identifies a name, whatever the path to it: its folder's device and inode, and its letters."""
        folder = self.folders[self.files["folder"][row]]
        return int(folder["device"]), int(folder["inode"]), self.file_name(row)

    def cut_down(self, files: Rows, folders: Rows, links: Rows) -> tuple[Inventory, Rows, Rows, Rows]:
        """A small inventory of these rows, their other names and the folders above them; this one is given up.

        The other results say for each row of files, folders and links here which row it has there.
        """
        keep_links = _marked(links, len(self.links))
        new_links, small_links = _numbered(keep_links), self.links[keep_links]
        keep = _marked(files, len(self.files))
        keep[self._also_members[np.repeat(keep[self.rows_of_several_names], np.diff(self._also_starts))]] = True
        kept = np.flatnonzero(keep)
        if len(kept) > len(self.files) // _MANY:
            # So much would be copied that keeping the same memory, with all folders and names, takes less.
            small = Inventory(_moved_up(self.files, kept), self.folders, self.names, small_links)
            return small, _numbered(keep), np.arange(len(self.folders), dtype=np.int64), new_links
        owners = [table["folder"].astype(np.int64) for table in (self.files[kept], small_links)]
        wanted = above(self.parents, np.concatenate([folders, *owners]))
        new_folders = _numbered(wanted)
        small_files, small_folders = self.files[kept], self.folders[wanted]
        for rows in (small_files, small_links):
            rows["folder"] = new_folders[rows["folder"]]
        parents = small_folders["folder"]
        small_folders["folder"] = np.where(parents == NO_FOLDER, NO_FOLDER, new_folders[parents])
        names = bytearray()
        for rows in (small_files, small_folders, small_links):
            rows["name"] = self._copy_names(rows["name"], names)
        return Inventory(small_files, small_folders, bytes(names), small_links), _numbered(keep), new_folders, new_links

    def _copy_names(self, starts: NDArray[np.uint32], names: bytearray) -> Rows:
        """Add the names that begin at these positions to ``names``; returns where each begins there."""
        taken = names_at(self.names, starts)
        placed = len(names) + np.append(-1, ends_of(taken))[:-1] + 1
        names += taken
        return placed

    def _gather_names(self) -> tuple[Rows, Rows, Rows]:
        """Collect the names of each inode (hard links, bind mounts): the first of each, where its others begin, and
        those.
        """
        order, bounds = grouped(self.files["inode"], self.files["device"])
        groups = [
            sorted(order[start:end].tolist(), key=lambda row: (row >= self.searched[0], self.path(row)))
            for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
        ]
        groups.sort()
        starts = np.cumsum([0, *(len(group) - 1 for group in groups)], dtype=np.int64)
        members = np.fromiter((row for group in groups for row in group[1:]), dtype=np.int64)
        return np.asarray([group[0] for group in groups], dtype=np.int64), starts, members


def _marked(rows: Rows, count: int) -> NDArray[np.bool_]:
    marked = np.zeros(count, dtype=np.bool_)
    marked[rows] = True
    return marked


def _numbered(marked: NDArray[np.bool_]) -> Rows:
    """For each marked row, how many marked ones come before it."""
    numbers = np.cumsum(marked, dtype=np.int64)
    numbers -= 1
    return numbers


def _moved_up(table: NDArray[Any], kept: Rows) -> NDArray[Any]:
    """These rows (in rising order) at the front of the same memory, in place of those that are not kept."""
    for start in range(0, len(kept), _ROWS_AT_ONCE):
        part = kept[start : start + _ROWS_AT_ONCE]
        table[start : start + len(part)] = table[part]
    return table[: len(kept)]


def _in_folder(folder: bytes, name: bytes) -> bytes:
    """The path of a name in a folder, which a document from another kind of system may have written."""
    if folder.startswith(SEPARATOR):
        return folder + name if folder.endswith(SEPARATOR) else folder + SEPARATOR + name
    return rules_of(folder).joined(folder, name)
