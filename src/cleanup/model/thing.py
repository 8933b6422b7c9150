"""Things: the files, folders and links of an inventory in one numbering."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanup.model.category import Kind as Kind
from cleanup.model.inventory import NO_FOLDER, FileEntry, Inventory, Rows
from cleanup.model.names import lengths_of
from cleanup.model.paths import split
from cleanup.model.tree import nearest

Mask = NDArray[np.bool_]

_AT_ONCE = 2048
_SHOWN = tuple(field.name for field in fields(FileEntry) if field.name not in {"path", "also"})


class Things:
    """Numbers the things in an inventory: files first, then folders, then links, each in the order of their rows.

    The number of a file is its row. Does not touch the disk.
    """

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self.folders_begin = len(inventory.files)
        self.links_begin = self.folders_begin + len(inventory.folders)
        self.count = self.links_begin + len(inventory.links)

    def kind(self, thing: int) -> Kind:
        """Whether a thing is a file, a folder or a link."""
        if thing < self.folders_begin:
            return Kind.FILE
        return Kind.FOLDER if thing < self.links_begin else Kind.LINK

    def kinds(self, some: Mask) -> Counter[Kind]:
        """How many files, folders and links there are among some things."""
        kinds = (Kind.FILE, Kind.FOLDER, Kind.LINK)
        parts = np.split(some, [self.folders_begin, self.links_begin])
        return +Counter({kind: int(np.count_nonzero(part)) for kind, part in zip(kinds, parts, strict=True)})

    def are_folders(self, things: Rows) -> Mask:
        """For each of these things, whether it is a folder."""
        return (things >= self.folders_begin) & (things < self.links_begin)

    def _are_all_files(self, things: Rows) -> bool:
        return not len(things) or bool(things.max() < self.folders_begin)

    def of_folders(self, rows: Rows) -> Rows:
        """The numbers of these rows of folders."""
        return rows + self.folders_begin

    def of_links(self, rows: Rows) -> Rows:
        """The numbers of these rows of links."""
        return rows + self.links_begin

    def folders_of(self, things: Rows) -> Rows:
        """The rows of the folders among these things."""
        return things[self.are_folders(things)] - self.folders_begin

    def values(self, field: str, things: Rows) -> NDArray[np.int64]:
        """A column of the inventory for these things, such as ``modified`` or ``owner``."""
        inventory = self.inventory
        if self._are_all_files(things):
            return inventory.files[field][things].astype(np.int64, copy=False)
        found = np.empty(len(things), dtype=np.int64)
        begin = 0
        for table in (inventory.files, inventory.folders, inventory.links):
            mine = (things >= begin) & (things < begin + len(table))
            found[mine] = table[field][things[mine] - begin]
            begin += len(table)
        return found

    @cached_property
    def every(self) -> Rows:
        """The numbers of all things."""
        return np.arange(self.count, dtype=np.int64)

    def sizes(self, things: Rows) -> NDArray[np.int64]:
        """The bytes of these things; a folder itself has none."""
        sizes = self.values("size", things)
        if not self._are_all_files(things):
            sizes[self.are_folders(things)] = 0
        return sizes

    def folder_rows(self, things: Rows) -> Rows:
        """The row of the folder that each of these things is in; for a folder its own."""
        rows = self.values("folder", things)
        folders = self.are_folders(things)
        rows[folders] = things[folders] - self.folders_begin
        return rows

    def entry(self, thing: int) -> FileEntry:
        """What the walk saw of a thing; a folder's number of links means nothing and is given as 1."""
        return next(self.entries(np.asarray([thing], dtype=np.int64)))

    def entries(self, things: Rows) -> Iterator[FileEntry]:
        """What the walk saw of many things, one after another: far faster than one by one."""
        for start in range(0, len(things), _AT_ONCE):
            some = things[start : start + _AT_ONCE]
            several = np.isin(some, self.inventory.rows_of_several_names).tolist()
            columns = [self._as_written(name, some) for name in _SHOWN]
            numbers: Iterator[tuple[Any, ...]] = zip(*columns, strict=True)
            for thing, has_several, path, values in zip(
                some.tolist(), several, self.each_path(some), numbers, strict=True
            ):
                also = self.other_names(thing) if has_several else ()
                yield FileEntry(path, *values, also)  # type: ignore[call-arg]  # they are the fields in between

    def _as_written(self, field: str, things: Rows) -> list[int]:
        """A column for these things; unsigned numbers stay so, and a folder has one link."""
        values = self.values(field, things)
        if field == "links":
            values = np.where(self.are_folders(things), 1, values)
        written = self.inventory.files[field].dtype
        found: list[int] = (values.view(written) if written == np.uint64 else values).tolist()
        return found

    def path(self, thing: int) -> bytes:
        """A thing's path; if it has several names, the first."""
        match self.kind(thing):
            case Kind.FILE:
                return self.inventory.path(thing)
            case Kind.FOLDER:
                return self.inventory.folder_path(thing - self.folders_begin)
            case Kind.LINK:
                return self.inventory.link_path(thing - self.links_begin)

    def paths(self, things: Rows) -> list[bytes]:
        """The paths of many things; fast for files."""
        return list(self.each_path(things))

    def each_path(self, things: Rows) -> Iterator[bytes]:
        """The paths of many things, one after the other."""
        return self.inventory.each_path(things) if self._are_all_files(things) else self._each_path(things)

    def _each_path(self, things: Rows) -> Iterator[bytes]:
        are_files = things < self.folders_begin
        if are_files[: np.count_nonzero(are_files)].all():
            # Files first, as they are numbered.
            yield from self.inventory.each_path(things[are_files])
            yield from map(self.path, things[~are_files].tolist())
            return
        files = self.inventory.each_path(things[are_files])
        for thing, is_file in zip(things.tolist(), are_files.tolist(), strict=True):
            yield next(files) if is_file else self.path(thing)

    def names(self, things: Rows) -> bytes:
        """The last parts of the paths of these things, each ended by a NUL byte."""
        if self._are_all_files(things):
            return self.inventory.file_names(things)
        return b"".join(split(self.path(thing))[1] + b"\0" for thing in things.tolist())

    def depths_and_lengths(self, things: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each of these things, how many folders deep it is, and the length of its path in bytes."""
        depths, lengths = self.inventory.folder_measures()
        rows = self.folder_rows(things)
        own = lengths_of(self.names(things)) if len(things) else np.zeros(0, dtype=np.int64)
        own[self.are_folders(things)] = 0
        return depths[rows], lengths[rows] + own

    def other_names(self, thing: int) -> tuple[bytes, ...]:
        """The other paths of a thing that has several."""
        if thing >= self.folders_begin:
            return ()
        return tuple(self.inventory.path(row) for row in self.inventory.also_rows(thing))

    @cached_property
    def partly_seen(self) -> Mask:
        """For each thing, whether it has names that the scan did not see."""
        inventory, first = self.inventory, self.inventory.physical
        partly = np.zeros(self.count, dtype=np.bool_)
        partly[first] = inventory.names_seen() < inventory.files["links"][first]
        return partly

    @cached_property
    def freed(self) -> NDArray[np.int64]:
        """The allocated bytes that come free with each thing itself, once all its names are gone.

        Nothing comes free if a name is outside the scan, nothing for a row that is another row's other name, and with a
        folder only its own blocks, not its contents.
        """
        inventory = self.inventory
        freed = np.zeros(self.count, dtype=np.int64)
        first = inventory.physical
        freed[first] = np.where(self.partly_seen[first], 0, inventory.files["allocated"][first])
        freed[self.folders_begin : self.links_begin] = inventory.folders["allocated"]
        freed[self.links_begin :] = inventory.links["allocated"]
        return freed

    def folders_within(self, rows: Rows) -> Mask:
        """For each row of folders, whether it is one of these or inside one, at any depth."""
        return np.asarray(nearest(self.inventory.parents, rows) != NO_FOLDER)

    def within(self, folders: Mask) -> tuple[Mask, Mask]:
        """For each thing, whether any of its names, and whether all of them, are in these folders, which are marked.

        A folder is in itself.
        """
        inventory = self.inventory
        some = np.concatenate([folders[inventory.files["folder"]], folders, folders[inventory.links["folder"]]])
        every = some.copy()
        for row, others in inventory.other_names():
            more = folders[inventory.files["folder"][others]]
            some[row] |= more.any()
            every[row] &= more.all()
        return some, every

    def below(self, rows: Rows) -> Mask:
        """For each thing, whether all its names are in these folders; for these themselves, whether they are in another
        one.
        """
        if not len(rows):
            return np.zeros(self.count, dtype=np.bool_)
        folders = self.folders_within(rows)
        below = self.within(folders)[1]
        parents = self.inventory.parents[rows]
        below[self.of_folders(rows)] = (parents != NO_FOLDER) & folders[parents]
        return below

    def gone_with(self, going: Mask) -> Mask:
        """For each thing, whether it goes when these do, which are marked: folders take their contents with them."""
        return np.asarray(going | self._inside(going)[1])

    def stays_with(self, staying: Mask) -> Mask:
        """For each thing, whether it stays when these do: with a folder stays each file that has a name in it."""
        return np.asarray(staying | self._inside(staying)[0])

    def _inside(self, marked: Mask) -> tuple[Mask, Mask]:
        """For each thing, whether any of its names, and whether all of them, are in the folders that are marked."""
        rows = np.flatnonzero(marked[self.folders_begin : self.links_begin])
        if len(rows):
            return self.within(self.folders_within(rows))
        nothing = np.zeros(self.count, dtype=np.bool_)
        return nothing, nothing
