"""Marks that are kept between two evenings: all of them come back, and they take little room."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from cleanup.model.marks import Marks
from cleanup.model.rule import Rule, RuleName
from cleanup.plan.marks import mark_as, marks_in
from cleanup.store.marks import forget_marks, keep_marks, kept_marks
from support.reviewing import ScannedFolder, draw

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
COPIES = {name: {f"{number}.txt": str(number) * 9000 for number in range(5)} for name in "abc"}


def again(before: ScannedFolder, own: Path) -> ScannedFolder:
    """The same scan the next evening."""
    keep_marks(own, before.scan.id, marks_in(before.selection, NOW))
    after = ScannedFolder(before.root, own / "another", found=before.scan)
    marks = kept_marks(own, before.scan.id)
    assert marks is not None
    assert marks.left_at == NOW
    mark_as(after.selection, marks)
    return after


def test_all_that_was_said_still_holds(tmp_path: Path) -> None:
    before = ScannedFolder(draw(tmp_path / "tree", COPIES), tmp_path / "own")
    selection = before.selection
    selection.keep(before.group("a/0.txt"), before.thing("b/0.txt"))
    selection.leave(before.thing("b/1.txt"))
    selection.spare(np.asarray([before.thing("c/2.txt")]))
    selection.skip(before.group("a/3.txt"))
    selection.apply(Rule(RuleName.IN, os.fsencode(before.root / "c")), np.asarray([before.group("a/4.txt")]))
    after = again(before, tmp_path / "own")
    assert (after.chosen, after.kept) == (before.chosen, before.kept)
    for each in (before, after):
        each.selection.choose_all(each.selection.groups.every)
    assert after.chosen == before.chosen == {"a/0.txt", "b/1.txt", "b/2.txt", "a/4.txt", "b/4.txt"}
    assert after.selection.aside.groups().tolist() == before.selection.aside.groups().tolist()


def test_nothing_marked_is_kept_too(tmp_path: Path) -> None:
    before = ScannedFolder(draw(tmp_path / "tree", COPIES), tmp_path / "own")
    before.selection.leave_all(before.selection.groups.every)
    assert again(before, tmp_path / "own").chosen == set()


def test_sixty_thousand_take_less_than_two_megabytes(tmp_path: Path) -> None:
    many = np.arange(60_000, dtype=np.int64)
    keep_marks(tmp_path, "s", Marks(NOW, many, many + 60_000, many, many, (("duplicates", 3),)))
    (file,) = (tmp_path / "marks").iterdir()
    assert file.stat().st_size < 2_000_000
    assert file.stat().st_mode & 0o777 == 0o600
    forget_marks(tmp_path, "s")
    assert kept_marks(tmp_path, "s") is None


@pytest.mark.parametrize("content", [b"", b"\xff" * 40, b"\x80", None], ids=["empty", "no msgpack", "no keys", "torn"])
def test_what_cannot_be_read_is_as_if_it_were_not_there(tmp_path: Path, content: bytes | None) -> None:
    one = np.asarray([1])
    keep_marks(tmp_path, "s", Marks(NOW, one, one, one, one, ()))
    (file,) = (tmp_path / "marks").iterdir()
    file.write_bytes(file.read_bytes()[:-9] if content is None else content)
    assert kept_marks(tmp_path, "s") is None


def test_numbers_that_the_scan_does_not_have_mark_nothing(tmp_path: Path) -> None:
    some = ScannedFolder(draw(tmp_path / "tree", COPIES), tmp_path / "own")
    wild = np.asarray([-5, 10**6])
    mark_as(some.selection, Marks(NOW, wild, wild, wild, wild, (("no category", 7), ("duplicates", 10**6))))
    assert some.chosen == set()
