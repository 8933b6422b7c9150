"""Stores of packages that only the program they belong to can clean: their size, and its command."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import ClassVar

import numpy as np

from cleanup.disk.rules.stores import bytes_of_its_own, folders_at, store_rules
from cleanup.find.finder import Finder, Search, ToldRule
from cleanup.language import mark
from cleanup.model.category import Category, Unit
from cleanup.model.finding import SMALL, Findings, Measure, Reason, Ruling, Verdict, Why
from cleanup.model.thing import Kind, Things


class PackageStores(Finder):
    """Folders of a user's stores; nothing of them is chosen, since links and lists elsewhere lead into them."""

    category: ClassVar[Category] = Category(
        "package-stores",
        mark("package stores that only their own programs can clean; shown with the command"),
        unit=Unit.FOLDER,
        takes=frozenset({Kind.FOLDER}),
        only_told=True,
        remark=mark("their own programs clean them"),
    )

    def told(self) -> tuple[ToldRule, ...]:
        """All stores, with their commands."""
        return tuple(
            ToldRule(name, store.what, store.clean, tuple(f"~/{place}" for place in store.places), 0, "never")
            for name, store in store_rules().items()
        )

    def at_home(self, home: str) -> Iterable[str]:
        """The stores that are there."""
        places = (place for store in store_rules().values() for place in store.places)
        return [place for place in places if os.path.isdir(os.path.join(home, place))]

    def find(self, search: Search) -> Findings:
        """Look them up by their paths, and add up what each occupies."""
        stores = tuple(store_rules().values())
        known = {
            os.fsencode(os.path.normpath(os.path.join(search.home, place))): number
            for number, store in enumerate(stores)
            for place in store.places
        }
        found = []
        for path, row in folders_at(search.inventory, known).items():
            try:
                found.append((row, known[path], bytes_of_its_own(os.fsdecode(path))))
            except OSError:
                continue
        return Findings(
            category=self.category,
            reasons=(Reason(Why(mark("{}, and only its own program knows what is still in use"), Measure.BYTES)),),
            members=Things(search.inventory).of_folders(np.array([row for row, *_ in found], dtype=np.int64)),
            starts=np.arange(len(found) + 1, dtype=np.int64),
            details=np.array([size for *_, size in found], dtype=np.int64),
            rulings=tuple(Ruling(Verdict.ASK, store.clean) for store in stores),
            ruled=np.array([number for _, number, _ in found], dtype=SMALL),
        )
