"""Kinds of files by the endings of their names: each file once, whatever its name, and together all there are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanup import api
from cleanup.disk.rules.kinds import kinds_of_endings
from cleanup.model.scan import OTHER_KIND, KindSum
from cleanup.report.kinds import _NAMES
from cleanup.workflow.environment import Context
from support.kinds import Tree

KINDS = {
    "holiday.JPG": "photos", "raw.NeF": "photos", "film.m2ts": "films", "song.flac": "music", "a b.pdf": "documents",
    "x.tar.gz": "archives", "tool.AppImage": "programs", "tool.flatpak": "programs", "letter.eml": "mail",
    "Makefile": OTHER_KIND, "jpg": OTHER_KIND, "pdf": OTHER_KIND, "x.jpg.part": OTHER_KIND, "x.": OTHER_KIND,
    "x.jpgx": OTHER_KIND, "x.a-very-long-jpg": OTHER_KIND,
    "日本.写真": OTHER_KIND, "写真.jpg": "photos", "a\n.mp3": "music",
    "e.longdoc": OTHER_KIND,
}  # fmt: skip


def by_kind(folder: Path, tmp_path: Path) -> dict[str, KindSum]:
    scan = api.scan(folder, context=Context.inside(tmp_path / "home", tmp_path / "own"))
    assert sum(each.files for each in scan.totals.by_kind.values()) == scan.totals.files
    assert sum(each.allocated_bytes for each in scan.totals.by_kind.values()) == scan.totals.allocated_bytes
    return scan.totals.by_kind


@pytest.mark.parametrize("name", KINDS)
def test_the_last_ending_decides(name: str, tree: Tree, tmp_path: Path) -> None:
    assert list(by_kind(tree({name: "x"}), tmp_path)) == [KINDS[name]]


def test_all_together_and_the_biggest_first(tree: Tree, tmp_path: Path) -> None:
    root = tree(dict.fromkeys(KINDS, "x") | {"big.mp4": "x" * 50_000, "film": {"b.mp4": "x"}})
    found = by_kind(root, tmp_path)
    assert next(iter(found)) == "films"
    assert list(found)[-1] == OTHER_KIND
    assert found["films"].files == 3
    assert found["photos"].files == 3


def test_names_that_are_no_text_and_several_names_of_one_file(tree: Tree, tmp_path: Path) -> None:
    root = tree({"a.jpg": "x"})
    os.link(root / "a.jpg", root / "b.pdf")
    (root / os.fsdecode(b"\xff\xfe.mp3")).write_text("x")
    assert {kind: each.files for kind, each in by_kind(root, tmp_path).items()} == {"photos": 1, "music": 1}


def test_the_table() -> None:
    endings = [ending for kind in kinds_of_endings().values() for ending in kind]
    assert len(set(endings)) == len(endings)
    assert all(ending == ending.lower() and ending.isalnum() and ending.isascii() for ending in endings)
    assert max(map(len, endings)) <= 8
    assert [*kinds_of_endings(), OTHER_KIND] == list(_NAMES)
