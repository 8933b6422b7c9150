"""Files over a size."""

from __future__ import annotations

from typing import ClassVar

from cleanup.find.finder import Finder, Search
from cleanup.language import mark
from cleanup.model.category import Category
from cleanup.model.finding import Findings, Measure, Why, singles
from cleanup.model.option import FinderOption, OptionType

LARGE = FinderOption("large", OptionType.SIZE, "100MB", mark("Size from which a file counts as large (default 100MB)."))


class Large(Finder):
    """Files of at least a given size."""

    category: ClassVar[Category] = Category(
        "large",
        mark("big files, worth a look one by one"),
        remark=mark("{limit} or more"),
        limit="large",
    )

    options: ClassVar[tuple[FinderOption, ...]] = (LARGE,)

    def find(self, search: Search) -> Findings:
        """Compare sizes; a sparse file counts by its size, and frees what it occupies."""
        rows = search.inventory.first
        sizes = search.inventory.files["size"][rows]
        big = sizes >= search.option(LARGE)
        return singles(self.category, Why(mark("a file of {}"), Measure.BYTES), rows[big], sizes[big])
