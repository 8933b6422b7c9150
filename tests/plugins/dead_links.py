"""Links that lead nowhere."""

from __future__ import annotations

import os
from typing import ClassVar

import numpy as np

from cleanup.find.finder import Finder, Search
from cleanup.language import mark
from cleanup.model.category import Category, Unit
from cleanup.model.finding import Findings, Why, singles
from cleanup.model.thing import Kind, Things


class DeadLinks(Finder):
    """Symbolic links to what is not there."""

    category: ClassVar[Category] = Category(
        "dead-links", mark("links that lead nowhere"), unit=Unit.LINK, takes=frozenset({Kind.LINK})
    )

    def find(self, search: Search) -> Findings:
        """Follow each link; on a drive that is not there, all of them lead nowhere."""
        inventory = search.inventory
        broken = [row for row in range(len(inventory.links)) if not os.path.exists(inventory.link_path(row))]
        links = Things(inventory).of_links(np.asarray(broken, dtype=np.int64))
        return singles(self.category, Why(mark("leads nowhere")), links)
