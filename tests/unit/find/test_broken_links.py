"""Broken links by the rows 86 to 92 of the table of junk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.looking import groups_of, scan

FOUND = {
    "86 gone beside it": ("d/link", "gone.txt"),
    "86 a loop": ("d/loop", "loop"),
    "87 gone elsewhere": ("d/link", "/usr/share/no-such-thing-here/a.txt"),
}
NEVER = {
    "88 on a drive": ("d/link", "/media/stick/a.txt"),
    "88 in a folder for drives": ("d/link", "/mnt/a.txt"),
    "88 of Windows": ("d/link", "D:\\a.txt"),
    "89 git-annex": ("d/film.mkv", "../.git/annex/objects/aa/bb/SHA256E-s1--x/SHA256E-s1--x"),
    "90 firefox": ("d/lock", "127.0.1.1:+4242"),
    "90 chromium": ("d/SingletonLock", "desk-4242"),
    "90 emacs": ("d/mine", "anna@desk.4242:1700000000"),
    "90 wine": ("d/dosdevices/d:", "/drives/cd"),
    "91 nix": ("d/link", "/nix/store/abc-x"),
    "91 result": ("d/result", "/store/abc-x"),
    "91 bazel": ("d/bazel-out", "/root/none/execroot"),
    "91 environment": ("d/bin/python3", "/opt/python-gone/bin/python3"),
    "92 the kernel's": ("d/link", "/proc/99999999/fd/1"),
}  # fmt: skip


def links(root: Path) -> set[str]:
    return {os.fsdecode(path) for group in groups_of(scan([root], root), "broken-links") for path in group}


def made(root: Path, name: str, target: str) -> str:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).symlink_to(target)
    return str(root / name)


@pytest.mark.parametrize("row", FOUND)
def test_a_link_to_what_is_gone_is_found(tmp_path: Path, row: str) -> None:
    assert links(tmp_path) == set()
    assert links(tmp_path) | {made(tmp_path, *FOUND[row])} == links(tmp_path)


@pytest.mark.parametrize("row", NEVER)
def test_a_link_that_is_meant_so_is_not(tmp_path: Path, row: str) -> None:
    made(tmp_path, *NEVER[row])
    assert links(tmp_path) == set()


def test_a_link_that_leads_somewhere_is_fine(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    made(tmp_path, "d/link", "../there")
    assert links(tmp_path) == set()
