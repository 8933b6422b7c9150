"""Files with nothing in them."""

from __future__ import annotations

from typing import ClassVar

from cleanup.find.finder import Finder, Search
from cleanup.language import mark
from cleanup.model.category import Category
from cleanup.model.finding import Findings, Why, singles


class EmptyFiles(Finder):
    """Files of no bytes. They are not duplicates of each other: their names may be all there is to them."""

    category: ClassVar[Category] = Category("empty-files", mark("files with nothing in them"))

    def find(self, search: Search) -> Findings:
        """Look at sizes."""
        rows = search.inventory.first
        empty = rows[search.inventory.files["size"][rows] == 0]
        return singles(self.category, Why(mark("nothing in it")), empty)
