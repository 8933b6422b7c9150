"""Several names are one file; symbolic links lead nowhere, and a folder that becomes one half-way is not entered."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from fixture_types import Tree, Walk

from cleanup.disk.system import enter, open_folder, pass_into
from cleanup.model.thing import Things
from cleanup.walk import piece


def test_a_link_is_written_down_as_itself(tree: Tree, walk: Walk) -> None:
    root = tree({"sub": {"x": "1"}})
    (root / "sub" / "to x").symlink_to("x")
    (root / "broken\n").symlink_to("no" * 100)
    os.chown(root / "broken\n", 12345 if os.geteuid() == 0 else -1, -1, follow_symlinks=False)
    found = walk(root)
    assert set(found.links()) == {"sub/to x", "broken\n"}
    for name, entry in found.links().items():
        seen = os.lstat(root / name)
        assert (entry.size, entry.modified, entry.accessed, entry.changed, entry.device, entry.inode, entry.links) == (
            seen.st_size, seen.st_mtime_ns, seen.st_atime_ns, seen.st_ctime_ns, seen.st_dev, seen.st_ino, 1
        )  # fmt: skip
        assert entry.owner == seen.st_uid


def test_links_are_selected_as_files_are(tree: Tree, walk: Walk) -> None:
    root = tree({".git": {}, ".hidden": {}, "sub": {}})
    names = [".git/a", ".hidden/b", "sub/.c", "sub/d", "sub/e.txt"]
    for name in names:
        (root / name).symlink_to("nowhere")
    assert set(walk(root).links()) == {"sub/d", "sub/e.txt"}
    assert set(walk(root, exclude=("*.txt",)).links()) == {"sub/d"}
    assert set(walk(root, include=("*.txt",)).links()) == {"sub/e.txt"}
    assert set(walk(root, everything=True).links()) == set(names)
    for selection in ({}, {"include": ("*",)}):
        assert walk(root, min_size=2, **selection).links() == {}


@pytest.mark.root
def test_who_owns_what_is_written_down(tree: Tree, walk: Walk) -> None:
    root = tree({"file": "1", "folder": {}})
    (root / "link").symlink_to("file")
    (root / ".hidden").touch()
    for owner, name in ((0, "file"), (2**32 - 2, "folder"), (65534, "link")):
        os.chown(root / name, owner, -1, follow_symlinks=False)
    for selection in ({}, {"exclude": ("other",)}):
        inventory = walk(root, **selection).seen.inventory
        things = Things(inventory)
        owners = {entry.path: entry.owner for entry in map(things.entry, range(things.count))}
        assert len(inventory.files) == 1
        assert owners[os.fsencode(root / "file")] == 0
        assert owners[os.fsencode(root / "folder")] == 2**32 - 2
        assert owners[os.fsencode(root / "link")] == 65534


@pytest.mark.parametrize("everything", [False, True])
def test_links_to_folders_and_files_are_not_followed(tree: Tree, walk: Walk, tmp_path: Path, everything: bool) -> None:
    outside = tree({"secret.txt": "outside", "folder": {"more": "outside"}}, tmp_path / "outside")
    root = tree({"own.txt": "own", "sub": {"deeper": {}}})
    (root / "sub" / "deeper" / "up").symlink_to("../..")
    (root / "self").symlink_to("self")
    (root / "to folder").symlink_to(outside)
    (root / "sub" / "to file").symlink_to(outside / "secret.txt")
    (root / "sub" / "to own").symlink_to("../own.txt")
    (root / "broken").symlink_to("nowhere")
    found = walk(root, everything=everything)
    assert found.names() == {"own.txt"}
    assert found.folders() == {"sub", "sub/deeper"}
    assert found.troubles() == {}


def test_a_folder_above_swapped_for_a_link_is_not_followed(
    tree: Tree, walk: Walk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a budget of one each folder is opened anew from its path, long after it was listed."""
    outside = tree({"inner": {"secret.txt": "outside"}}, tmp_path / "outside")
    root = tree({"victim": {"inner": {"x": "1"}}})

    def swap_then_open(path: str) -> Any:
        if path.endswith("/victim/inner"):
            (root / "victim").rename(root / "moved away")
            (root / "victim").symlink_to(outside)
        return open_folder(path)

    monkeypatch.setattr(piece, "open_folder", swap_then_open)
    found = walk(root, budget=1)
    assert found.names() == set()
    assert found.troubles() == {"victim/inner": "ENOTDIR"}


@pytest.mark.parametrize("now", ["nothing", "file", "fifo", "link"])
def test_a_folder_that_is_something_else_by_now_is_not_entered(
    tree: Tree, walk: Walk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: str
) -> None:
    outside = tree({"secret.txt": "outside"}, tmp_path / "outside")
    root = tree({"victim": {"x": "1"}, "other": {"y": "2"}})

    def replace_then_enter(folder: Any, name: str) -> Any:
        if name == "victim":
            (root / "victim").rename(root / "moved away")
            if now == "file":
                (root / "victim").write_text("x")
            elif now == "fifo":
                os.mkfifo(root / "victim")
            elif now == "link":
                (root / "victim").symlink_to(outside)
        return enter(folder, name)

    monkeypatch.setattr(piece, "enter", replace_then_enter)
    found = walk(root)
    assert found.names() == {"other/y"}
    assert found.troubles() == {"victim": "ENOENT" if now == "nothing" else "ENOTDIR"}
    assert found.coverage.unreadable.folders == 1


def test_no_part_of_a_path_may_be_a_link_when_a_folder_is_opened(tree: Tree, tmp_path: Path) -> None:
    root = tree({"a": {"b": {}}}, tmp_path.resolve() / "real")
    (root / "link").symlink_to("a")
    os.close(int(open_folder(str(root / "a" / "b"))))
    for path in (root / "link", root / "link" / "b"):
        with pytest.raises(NotADirectoryError):
            open_folder(str(path))
    with pytest.raises(NotADirectoryError):
        pass_into(os.fsencode(root / "link"))


def test_hard_links_are_one_file_shown_by_its_first_path_in_byte_order(tree: Tree, walk: Walk) -> None:
    root = tree({"m": "same inode", "b": {}, "Z": {}})
    os.link(root / "m", root / "b" / "x")
    os.link(root / "m", root / "Z" / "x")
    os.link(root / "m", os.fsencode(root) + b"/\xff")
    found = walk(root)
    (entry,) = found.entries()
    base = os.fsencode(root)
    assert entry.path == base + b"/Z/x"
    assert entry.also == (base + b"/b/x", base + b"/m", base + b"/\xff")
    assert entry.links == 4
    (entry,) = walk(root / "b").entries()
    assert (entry.path, entry.also, entry.links) == (base + b"/b/x", (), 4), "names elsewhere are counted, not named"
