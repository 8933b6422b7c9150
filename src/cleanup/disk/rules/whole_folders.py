"""Folders as wholes: which of them the walk saw completely, and keys for their contents. Reads links."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from cleanup.model.grouping import distinct, grouped
from cleanup.model.inventory import NO_FOLDER, Inventory, Rows
from cleanup.model.names import names_at
from cleanup.model.paths import split
from cleanup.model.thing import Mask
from cleanup.model.tree import above, sums_from_top, sums_within
from cleanup.model.under_way import UNDER_WAY

_KEY_BYTES = 32
ICONS = b".DS_Store"
"""The file in which a Mac keeps the places of icons: hidden, in nearly all folders that one has looked at."""


def seen_whole(inventory: Inventory) -> Mask:
    """For each folder, whether the walk saw everything in it, at any depth, each file under its only name.

    False if anything in it was unreadable, protected, hidden, filtered out, on another file system, online only, or
    neither file nor folder nor link; nor with an unfinished download in it: what is not known equals nothing.
    """
    folders, parents = inventory.folders, inventory.parents
    inner = parents != NO_FOLDER
    # Device numbers that a folder has in common with its parent; roots have no parent.
    crosses = inner & (folders["device"] != folders["device"][parents])
    twice = grouped(folders["inode"], folders["device"])[0]
    amiss = inventory.letters.ending_with(UNDER_WAY) | (inventory.files["links"] > 1)
    for row, others in inventory.other_names():
        amiss[row] = amiss[others] = True
    # What was set aside was asked for by name, without its neighbours. A Mac's icon files are files like others.
    files, inner_folders, links = inventory.searched
    hidden = np.arange(files, len(inventory.files), dtype=np.int64)
    names = inventory.file_names(hidden).split(b"\0")[:-1]
    hidden = hidden[np.array([name != ICONS for name in names], dtype=np.bool_)]
    aside = np.concatenate([
        inventory.files["folder"][hidden], folders["folder"][inner_folders:], inventory.links["folder"][links:],
    ]).astype(np.int64)  # fmt: skip
    aside = np.concatenate([aside[aside != NO_FOLDER], np.arange(inner_folders, len(folders), dtype=np.int64)])
    broken = np.concatenate([
        aside,
        with_something_unseen(inventory), parents[crosses], twice,
        distinct(inventory.files["folder"][amiss]).astype(np.int64),
    ])  # fmt: skip
    return ~above(parents, broken)


def with_something_unseen(inventory: Inventory, roots: Collection[bytes] = ()) -> Rows:
    """The folders directly in which there is a name that the walk did not look at, or did not look into.

    Names of ``roots``, which were walked separately, do not count.
    """
    folders, parents = inventory.folders, inventory.parents
    seen = np.zeros(len(folders), dtype=np.int64)
    for owners in (inventory.files["folder"], inventory.links["folder"], parents[parents != NO_FOLDER]):
        seen += np.bincount(owners, minlength=len(folders))
    unseen = np.flatnonzero((seen != folders["links"]) | (folders["listed"] != 1))
    above = Counter(split(root)[0] for root in roots)
    missing = folders["links"].astype(np.int64) - seen
    found = [
        row
        for row in unseen.tolist()
        if int(missing[row]) != above[inventory.folder_path(row)] or not folders["listed"][row]
    ]
    return np.asarray(found, dtype=np.int64)


def of_equal_shape(inventory: Inventory, some: Mask) -> Mask:
    """Those of these folders that have as many files, folders, links and bytes in them, at any depth, as another one.

    Folders without a single byte in them are left out.
    """
    parents, count = inventory.parents, len(inventory.folders)
    columns = [np.ones(count, dtype=np.int64)]
    for table in (inventory.files, inventory.links):
        columns.append(np.bincount(table["folder"], minlength=count).astype(np.int64))
        sizes = np.zeros(count, dtype=np.int64)
        np.add.at(sizes, table["folder"], table["size"])
        columns.append(sizes)
    sums = [sums_within(parents, column) for column in columns]
    rows = np.flatnonzero(some & (sums[2] > 0))
    members, _ = grouped(*(column[rows] for column in reversed(sums)))
    found = np.zeros(count, dtype=np.bool_)
    found[rows[members]] = True
    return found


class FolderKeys:
    """Keys for the contents of folders, worked out from the innermost ones up."""

    def __init__(self, inventory: Inventory, inside: Mask) -> None:
        """``inside`` marks folders together with all folders in them."""
        self._inventory = inventory
        self._inside = inside
        self.files: Rows = np.flatnonzero(inside[inventory.files["folder"]])
        """The files right in them."""
        self._links = list(self._link_entries())

    def keys(self, contents: NDArray[np.uint64], known: Mask) -> dict[int, bytes]:
        """For each folder a key that is equal if names, kinds, link targets and contents are, at all levels.

        ``contents`` are numbers for each of ``files``, and ``known`` says which of them mean anything: a folder with
        others in it has no key, and neither has any above it.
        """
        held: dict[int, list[bytes]] = defaultdict(list)
        lost: set[int] = set(self._inventory.files["folder"][self.files[~known]].tolist())
        width = contents.itemsize * (contents.shape[1] if contents.ndim > 1 else 1)
        plain = np.ascontiguousarray(contents).tobytes()
        names = self._inventory.file_names(self.files).split(b"\0")
        folders = self._inventory.files["folder"][self.files].tolist()
        for number, folder in enumerate(folders):
            held[folder].append(b"f%s\0" % names[number] + plain[number * width : (number + 1) * width])
        for folder, entry in self._links:
            held[folder].append(entry) if entry else lost.add(folder)
        found: dict[int, bytes] = {}
        for folder, parent, name in self._from_within():
            if folder in lost:
                lost.add(parent)
                continue
            found[folder] = blake2b(b"".join(sorted(held.pop(folder, ()))), digest_size=_KEY_BYTES).digest()
            held[parent].append(b"d%s\0" % name + found[folder])
        return found

    def _link_entries(self) -> Iterator[tuple[int, bytes]]:
        """Folder and entry for each link; b"" for one that cannot be read."""
        owners = self._inventory.links["folder"]
        for link in np.flatnonzero(self._inside[owners]).tolist() if len(owners) else ():
            path = self._inventory.link_path(link)
            try:
                text = os.readlink(path)
            except OSError:
                yield int(owners[link]), b""
            else:
                yield int(owners[link]), b"l%s\0%s\0" % (split(path)[1], text)

    def _from_within(self) -> Iterator[tuple[int, int, bytes]]:
        """Each folder, its parent and its name, deepest ones first."""
        folders, parents = self._inventory.folders, self._inventory.parents
        depths = sums_from_top(parents, np.ones(len(parents), dtype=np.int64))
        rows = np.flatnonzero(self._inside)
        rows = rows[np.argsort(-depths[rows], kind="stable")]
        names = names_at(self._inventory.names, folders["name"][rows]).split(b"\0")
        return zip(rows.tolist(), parents[rows].tolist(), names, strict=False)
