"""``--with-droppings``: a folder with nothing in it but what systems drop goes, and comes back, as one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.disk.rules.droppings import holds_nothing
from support.looking import below, groups_of, scan

Tree = Callable[..., Path]

THUMBS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and pictures"
ICONS = b"\0\0\0\1Bud1 and places"
INI = "[.ShellClassInfo]\r\nIconResource=a.dll,3\r\n"
OF_THE_SYSTEM = "[.ShellClassInfo]\r\nLocalizedResourceName=@shell32.dll,-21770\r\n"
NOTHING_ELSE = [
    {"Thumbs.db": THUMBS},
    {".DS_Store": ICONS, "deeper": {"THUMBS.DB": THUMBS, "empty": {}}},
    {"desktop.ini": INI.encode()},
    {"desktop.ini": b"\xff\xfe" + INI.encode("utf-16-le")},
    {".directory": b"[Desktop Entry]\nIcon=folder-red\n", "ehthumbs.db": THUMBS},
    {"Thumbs.db": b""},
]
MORE = [
    {"Thumbs.db": b"a letter of mine"},
    {"desktop.ini": b"a letter of mine"},
    {"desktop.ini": OF_THE_SYSTEM.encode()},
    {"desktop.ini": b"\xff\xfe" + OF_THE_SYSTEM.encode("utf-16-le")},
    {"Thumbs.db": THUMBS, "picture.jpg": b""},
    {".DS_Store": ICONS, ".hidden": b"x"},
    {".DS_Store": ICONS, ".stfolder": {}},
    {".DS_Store": {"a folder": {}, "file": b"x"}},
]


def _found(root: Path, own: Path, *, asked: bool = True) -> set[bytes]:
    groups = groups_of(scan([root], own, everything=False, with_droppings=asked), "empty-folders")
    return {below(path, root).encode() for group in groups for path in group}


@pytest.mark.parametrize("inside", NOTHING_ELSE)
def test_droppings_are_nothing_if_asked(tree: Tree, tmp_path: Path, inside: dict[str, object]) -> None:
    root = tree({"folder": inside, "file": "x"})
    assert _found(root, tmp_path) == {b"folder"}
    assert b"folder" not in _found(root, tmp_path, asked=False)
    folder = os.fsencode(root / "folder")
    assert holds_nothing(folder, but_droppings=True)
    assert not holds_nothing(folder, but_droppings=False)


def test_it_is_told_how_many_there_are(tree: Tree, tmp_path: Path) -> None:
    two = {".DS_Store": ICONS, "a": {"Thumbs.db": THUMBS}, "b": {}}
    root = tree({"one": {"Thumbs.db": THUMBS, "c": {}}, "two": two})
    told = scan([root], tmp_path, with_droppings=True).each_finding()
    counts = {each.files[0].path: each.detail for each in told if each.category == "empty-folders"}
    assert counts == {os.fsencode(root / "one"): 1, os.fsencode(root / "two"): 2}


@pytest.mark.parametrize("inside", MORE)
def test_a_folder_with_more_in_it_stays(tree: Tree, tmp_path: Path, inside: dict[str, object]) -> None:
    root = tree({"folder": inside, "file": "x"})
    assert not {b"folder", b"folder/.stfolder", b"."} & _found(root, tmp_path)
    assert not holds_nothing(os.fsencode(root / "folder"), but_droppings=True)


def test_a_link_by_such_a_name_is_no_dropping(tree: Tree, tmp_path: Path) -> None:
    root = tree({"folder": {}, "elsewhere": THUMBS})
    (root / "folder" / "Thumbs.db").symlink_to(root / "elsewhere")
    assert not _found(root, tmp_path)
    assert not holds_nothing(os.fsencode(root / "folder"), but_droppings=True)
