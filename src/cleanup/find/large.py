"""Files over a size."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from cleanup.find.finder import Finder, Search
from cleanup.language import mark
from cleanup.model.category import Category
from cleanup.model.finding import ONLY_BY_HAND, SMALL, Findings, Measure, Reason, Ruling, Verdict, Why
from cleanup.model.option import FinderOption, OptionType

LARGE = FinderOption("large", OptionType.SIZE, "100MB", mark("Size from which a file counts as large (default 100MB)."))

# Files that hold a whole computer, or years of letters, are labelled as such; no rule takes them.
_MACHINES = (b".vdi", b".vmdk", b".qcow2", b".qcow", b".vhd", b".vhdx", b".avhdx", b".hdd", b".vmem", b"docker.raw")
_MAILBOXES = (b".pst", b".ost", b".mbox", b".mbx", b".nsf", b".edb")
_REASONS = (
    Reason(Why(mark("a file of {}"), Measure.BYTES)),
    Reason(Why(mark("the disk of a virtual machine, of {}"), Measure.BYTES)),
    Reason(Why(mark("a mailbox of {}"), Measure.BYTES)),
)
_RULINGS = (
    Ruling(Verdict.ASK),
    Ruling(Verdict.ASK, mark("all files of that machine are in it"), ONLY_BY_HAND),
    Ruling(Verdict.ASK, mark("all its messages and attachments are in it"), ONLY_BY_HAND),
)


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
        """Compare sizes; a sparse file counts with its full size, but frees only what it occupies."""
        inventory = search.inventory
        rows = inventory.first
        rows = rows[inventory.files["size"][rows] >= search.option(LARGE)]
        names = inventory.file_names(rows).lower().split(b"\0")[:-1]
        kinds = np.array([_kind(name) for name in names], dtype=SMALL)
        return Findings(
            category=self.category,
            reasons=_REASONS,
            members=rows,
            starts=np.arange(len(rows) + 1, dtype=np.int64),
            details=inventory.files["size"][rows].astype(np.int64),
            reasoned=kinds,
            rulings=_RULINGS,
            ruled=kinds,
        )


def _kind(name: bytes) -> int:
    """The positions of a file's reason and of its ruling, by its name."""
    return 1 if name.endswith(_MACHINES) else 2 if name.endswith(_MAILBOXES) else 0
