"""What only one of two folders holds: by names and sizes, at any depth, fitted into the room."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanup.disk import only_here as module
from cleanup.disk.only_here import only_here
from cleanup.model.preview import NoPreview, TextHead


def laid_out(folder: Path, **sizes: int) -> bytes:
    for name, size in sizes.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
    return os.fsencode(folder)


@pytest.mark.parametrize(
    ("here", "there", "alone"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 2}, []),
        ({"a": 1, "sub__b": 2, "c": 3}, {"a": 1, "b": 2}, ["c"]),
        ({"a": 1, "b": 2}, {"other": 1}, ["b"]),
        ({"a": 1}, {"a": 2}, ["a"]),
        ({"a": 1, "b": 1}, {"b": 1}, ["a"]),
        ({"deep__er__a": 5, "a": 5}, {"a": 5}, ["deep/er/a"]),
    ],
)
def test_each_file_there_stands_for_one_here(
    tmp_path: Path, here: dict[str, int], there: dict[str, int], alone: list[str]
) -> None:
    told = only_here(laid_out(tmp_path / "here", **here), laid_out(tmp_path / "there", x=9, **there), 80, 9)
    if not alone:
        assert told == NoPreview("")
    else:
        assert told == TextHead(("1 file is only here:", *alone), whole=True)


def test_what_does_not_fit_is_told_to_go_on(tmp_path: Path) -> None:
    here, there = laid_out(tmp_path / "here", a=1, long_name=2, b=3), laid_out(tmp_path / "there", z=9)
    assert only_here(here, there, 8, 3) == TextHead(("3 files ", "a", "b"), whole=False)


def test_links_are_not_followed_and_trouble_is_no_stop(tmp_path: Path) -> None:
    here, there = laid_out(tmp_path / "here", a=1), laid_out(tmp_path / "there", a=1, b=2)
    (tmp_path / "here" / "link").symlink_to(tmp_path / "there")
    os.mkfifo(tmp_path / "here" / "pipe")
    assert only_here(here, there, 80, 9) == NoPreview("")
    assert only_here(here, os.fsencode(tmp_path / "gone"), 80, 9) == NoPreview("No such file or directory")


def test_of_very_many_files_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 2)
    here, there = laid_out(tmp_path / "here", a=1, b=2, c=3), laid_out(tmp_path / "there", z=9)
    assert only_here(here, there, 80, 9) == NoPreview("")
