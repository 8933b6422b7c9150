"""Hostile names and times come through byte for byte."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fixture_types import Tree, Walk

from cleanup.cli.formats import FORMATS

NAMES = {
    "newline": b"two\nlines",
    "escape": b"\x1b]0;title\x07\x1b[31mred",
    "bidi": "gpj\u202egnp.exe".encode(),
    "invalid UTF-8": b"caf\xe9 \xff\xfe",
    "lone surrogate": b"\xed\xa0\x80",
    "255 bytes": b"n" * 255,
    "leading dash": b"--help",
    "blanks": b"  ",
    "markup": b"[bold]x<script>",
    "formula": b"=cmd|' calc'!A0",
    "every byte": bytes(byte for byte in range(1, 256) if byte != ord("/"))[-200:],
    "controls": bytes(range(1, 32)),
}


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("workers", [1, 3])
def test_a_hostile_name_comes_through_byte_for_byte(tmp_path: Path, walk: Walk, kind: str, workers: int) -> None:
    root, name = os.fsencode(tmp_path / "tree"), NAMES[kind]
    os.makedirs(os.path.join(root, name))
    with open(os.path.join(root, name, name), "wb") as file:
        file.write(b"xyz")
    found = walk(tmp_path / "tree", workers=workers)
    assert found.files() == {name + b"/" + name: 3}
    assert found.folders() == {os.fsdecode(name)}


def test_a_root_with_a_hostile_name_is_walked(tmp_path: Path, walk: Walk) -> None:
    root = os.path.join(os.fsencode(tmp_path), b"-\n\xff")
    os.mkdir(root)
    with open(os.path.join(root, b"x"), "wb"):
        pass
    assert walk(Path(os.fsdecode(root))).files() == {b"x": 0}


FAR = {
    "year 2400": 13_569_465_600,
    "year 1600": -11_676_096_000,
    "year 292277026596": 2**63 - 1,
    "before all": -(2**62),
}


@pytest.mark.root
@pytest.mark.parametrize("when", FAR)
def test_times_that_do_not_fit_are_brought_to_the_nearest_that_does(
    tmp_path: Path, walk: Walk, mount: Callable[..., Path], when: str
) -> None:
    """On tmpfs, which takes every time there is; others bring them into their own range."""
    root = tmp_path / "drive"
    root.mkdir()
    mount("-t", "tmpfs", "none", root)
    (root / "folder").mkdir()
    (root / "file").write_text("x")
    for name in ("folder", "file"):
        os.utime(root / name, (FAR[when], FAR[when]))
    kept = os.lstat(root / "file").st_mtime_ns
    if -(2**63) <= kept < 2**63:
        pytest.skip("this system does not keep such times")
    (entry,) = walk(root).entries()
    assert entry.modified == entry.accessed == (2**63 - 1 if FAR[when] > 0 else -(2**63))
    assert entry.size == 1


def test_a_scan_shows_files_with_times_of_other_centuries(tree: Tree, cleanup: Callable[..., Any]) -> None:
    root = tree({"a": "same", "b": "same", "c": ""})
    for name, moment in zip("abc", FAR.values(), strict=False):
        os.utime(root / name, (moment, moment))
    for form in FORMATS:
        done = cleanup("scan", "-f", form, root)
        assert done.returncode == 0, done.stderr
