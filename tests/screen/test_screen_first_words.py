"""What a review says before the first key: how much is marked, and on which tabs somebody has to look."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from cleanup.cli.review_start import what_is_marked
from cleanup.language import mark
from cleanup.model.choice import Choice
from support.reviewing import Drawing, ScannedFolder, User, review

MakeScanned = Callable[..., ScannedFolder]
ALBUM: Drawing = {f"{name}.txt": name * 9000 for name in "abcd"}
NOTES: Drawing = {f"{name}.txt": name * 9000 for name in "vwxyz"}
BOTH: Drawing = {
    "Pictures": {"Lake": ALBUM}, "Backup": {"Lake": ALBUM, "notes": NOTES},
    "Documents": {"notes": {**NOTES, "more.txt": "m"}},
    "Downloads": {"letter (1).txt": "l" * 9000}, "Letters": {"letter.txt": "l" * 9000},
}  # fmt: skip


@pytest.mark.parametrize(
    ("categories", "words"),
    [
        (("duplicates",), "1 plain copy is marked; 1 folder wants a look."),
        (
            ("duplicates", "duplicate-folders"),
            "1 plain copy is marked; 2 folders want a look (tab 1: 1, tab 2: 1).",
        ),
    ],
)
def test_the_folders_that_want_a_look_are_counted_as_the_tabs_show_them(
    make_scanned: MakeScanned, categories: tuple[str, ...], words: str
) -> None:
    scanned = make_scanned(BOTH, choice=Choice(), categories=categories)
    task: Any = SimpleNamespace(selection=scanned.selection, choice=Choice())
    assert what_is_marked(task, mark("tab {key}: {n}")) == words

    async def journey(user: User) -> None:
        for key, _ in enumerate(categories, 1):
            await user.press(str(key))
            assert sum(line.startswith("▸ ~/") for line in user.listed) == 1

    review(scanned.page(), journey)
    nothing = np.zeros(0, dtype=np.int64)
    scanned.selection.begin_with(nothing, nothing)
    assert what_is_marked(task, mark("tab {key}: {n}")) == words.replace(
        "1 plain copy is marked", "Nothing is marked yet"
    )


def test_two_folders_side_by_side(make_scanned: MakeScanned) -> None:
    """A folder has no size, and stands beside what is around it, not beside what is in it."""
    scanned = make_scanned(BOTH, choice=Choice(), categories=("duplicates", "duplicate-folders"))

    async def journey(user: User) -> None:
        await user.press("2", "G", "c")
        box = [line.split("│")[1].split() for line in user.screen if line.count("│") == 2]
        told = {line[0]: line[1:] for line in box if line}
        assert (told["name"], told["folder"]) == (["Lake", "Lake"], ["~/Pictures", "~/Backup"])
        assert "size" not in told
        assert told["content"] == ["the", "same,", "file", "by", "file"]
        assert " ".join(told["beside"]) == "it 0 others found, 0 go 0 others found, 0 go"

    review(scanned.page(), journey, (100, 40))
