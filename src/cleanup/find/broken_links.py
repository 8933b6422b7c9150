"""Links that lead nowhere."""

from __future__ import annotations

import os
from typing import ClassVar

import numpy as np

from cleanup.disk.link_ends import LinkEnd, end_of
from cleanup.find.finder import Finder, Search
from cleanup.language import mark
from cleanup.model.category import Category, Proof, Unit
from cleanup.model.finding import BY_RULE, WHEN_NAMED, Certainty, Findings, Reason, Ruling, Verdict, Why
from cleanup.model.thing import Kind, Things
from cleanup.model.trouble import from_errno

_GONE = mark("leads to something beside it that is gone, or to itself")
_MAY = mark("leads to something that is not there; it may come back")


class BrokenLinks(Finder):
    """Symbolic links whose target is gone; not those to a drive that is away, nor locks or records."""

    category: ClassVar[Category] = Category(
        "broken-links",
        mark("links that lead nowhere"),
        unit=Unit.LINK,
        takes=frozenset({Kind.LINK}),
        proof=Proof.BY_RULE,
    )

    def find(self, search: Search) -> Findings:
        """Ask the system where each link leads; if it cannot say, that is a trouble."""
        inventory = search.inventory
        roots = tuple(map(os.fsdecode, search.request.roots))
        found, may_come_back = [], []
        for row in range(inventory.searched[2]):
            path = inventory.link_path(row)
            try:
                end = end_of(os.fsdecode(path), roots)
            except OSError as error:
                search.listen.trouble(from_errno(path, "find", error.errno or 0))
                continue
            if end is not LinkEnd.FINE:
                found.append(row)
                may_come_back.append(end is LinkEnd.MAY_COME_BACK)
        numbers = np.array(may_come_back, dtype=np.uint16)
        return Findings(
            category=self.category,
            reasons=(Reason(Why(_GONE)), Reason(Why(_MAY), Certainty.LIKELY)),
            members=Things(inventory).of_links(np.array(found, dtype=np.int64)),
            starts=np.arange(len(found) + 1, dtype=np.int64),
            details=np.zeros(len(found), dtype=np.int64),
            reasoned=numbers,
            rulings=(
                Ruling(Verdict.ASK, mark("only its name is lost"), WHEN_NAMED),
                Ruling(Verdict.ASK, mark("it may come back, perhaps with a program")),
                Ruling(Verdict.GOES, "", BY_RULE),
            ),
            ruled=numbers,
        )
