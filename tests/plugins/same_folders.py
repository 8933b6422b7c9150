"""Folders that hold files of the same names and sizes."""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar

import numpy as np

from cleanup.find.finder import Finder, Search
from cleanup.language import mark, mark_count
from cleanup.model.category import Category, Proof, Unit
from cleanup.model.finding import Certainty, Findings, Reason, Why
from cleanup.model.option import FinderOption, OptionType
from cleanup.model.thing import Kind, Things

LEAST = FinderOption("least-files", OptionType.COUNT, "2", mark("Number of files from which a folder counts."))


class SameFolders(Finder):
    """Groups of folders; one of each stays."""

    category: ClassVar[Category] = Category(
        "same-folders", mark("folders with files of the same names and sizes"), unit=Unit.GROUP,
        takes=frozenset({Kind.FOLDER}), proof=Proof.SAME_TREE,
        remark=mark("{limit} files or more"), limit="least-files",
    )  # fmt: skip
    options: ClassVar[tuple[FinderOption, ...]] = (LEAST,)

    def find(self, search: Search) -> Findings:
        """Compare names and sizes; a folder of which something was not seen equals none."""
        inventory = search.inventory
        held = defaultdict(list)
        for row, (folder, size) in enumerate(inventory.files[["folder", "size"]].tolist()):
            held[folder].append((inventory.file_name(row), size))
        alike = defaultdict(list)
        for folder, files in held.items():
            if len(files) == inventory.folders["links"][folder] >= search.option(LEAST):
                alike[tuple(sorted(files))].append(folder)
        groups = [folders for folders in alike.values() if len(folders) > 1]
        members = np.array([folder for folders in groups for folder in folders], dtype=np.int64)
        sizes = np.array([len(folders) for folders in groups], dtype=np.int64)
        return Findings(
            category=self.category,
            reasons=(Reason(Why.counting(mark_count("{} folder alike", "{} folders alike")), Certainty.LIKELY),),
            members=Things(inventory).of_folders(members),
            starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            details=sizes,
        )
