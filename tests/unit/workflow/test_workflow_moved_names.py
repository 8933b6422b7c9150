"""Paths of every sort go to the trash and come back; what is no name is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanup.model.errors import UsageProblem
from cleanup.workflow import planning
from support.kinds import Tree
from support.moving import Mover, ends, in_trash, snapshot


def deepen(root: Path, depth: int) -> int:
    """Nested folders longer than any path the system takes at once; gives the deepest one, open."""
    folder = os.open(root, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d" * 250, dir_fd=folder)
        deeper = os.open("d" * 250, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = deeper
    return folder


def write(folder: int, name: str, content: bytes) -> None:
    file = os.open(name, os.O_WRONLY | os.O_CREAT, 0o600, dir_fd=folder)
    os.write(file, content)
    os.close(file)


def test_files_beyond_the_longest_path_go_and_come_back(mover: Mover, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    folder = deepen(root, 20)
    write(folder, "one", b"the same")
    write(folder, "two", b"the same")
    run = mover.carry_out(mover.plan_of_duplicates(root))
    assert ends(run) == {"two": "done"}
    assert os.listdir(folder) == ["one"]
    assert len(run.items[0].path) > 4096
    assert ends(mover.undo()) == {"two": "done"}
    assert sorted(os.listdir(folder)) == ["one", "two"]
    os.close(folder)


def test_a_folder_with_things_beyond_the_longest_path_moves_whole_and_comes_back(mover: Mover, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    folder = deepen(root, 20)
    write(folder, "deep", b"down there")
    before = root.stat()
    assert ends(mover.move(root)) == {"root": "done"}
    assert not root.exists()
    assert ends(mover.undo()) == {"root": "done"}
    assert root.stat().st_ino == before.st_ino
    assert os.listdir(folder) == ["deep"]
    os.close(folder)


NO_FILE_OF_ITS_OWN = ["", ".", "..", "/", "//", "folder/.", "folder/..", "./", "folder/./", "../"]


@pytest.mark.parametrize("name", [*NO_FILE_OF_ITS_OWN, "missing", "file/below", "missing/", "link/", "dangling/"])
def test_what_names_nothing_that_can_move_is_refused_before_anything_moves(
    mover: Mover, tree: Tree, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root = tree({"folder": {"x": "1"}, "file": "2", "other": "3"})
    (root / "link").symlink_to("folder")
    (root / "dangling").symlink_to("nowhere")
    monkeypatch.chdir(root)
    before = snapshot(root)
    with pytest.raises(UsageProblem) as problem:
        mover.move("other", name)
    assert name not in NO_FILE_OF_ITS_OWN or f"“{name}”" in problem.value.message
    assert snapshot(root) == before
    assert not mover.trash.exists()


def test_a_folder_with_a_slash_moves_whole(mover: Mover, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"folder": {"x": "1"}})
    before = snapshot(root)
    monkeypatch.chdir(root)
    (item,) = mover.move("folder//").items
    assert item.path == os.fsencode(root / "folder")
    (name,) = in_trash(mover.trash)
    assert (mover.trash / "files" / os.fsdecode(name) / "x").read_text() == "1"
    mover.undo()
    assert snapshot(root) == before


def test_a_file_named_twice_in_two_ways_moves_once(mover: Mover, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"folder": {"x": "1"}})
    (root / "way").symlink_to("folder")
    monkeypatch.chdir(root)
    run = mover.move("folder/x", "way/x", root / "folder" / "x", "folder/../folder/x")
    assert sorted(item.code or item.status.value for item in run.items) == ["done", *["repeated"] * 3]
    assert len(in_trash(mover.trash)) == 1
    assert ends(mover.undo()) == {"x": "done"}


def test_a_name_that_looks_like_an_option_or_a_home_is_a_name(
    mover: Mover, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree({"~": "1", "-rf": "2"})
    monkeypatch.chdir(root)
    steps = planning.plan_of_files(["~", "-rf"], mover.context).steps
    assert [step.path for step in steps] == [os.fsencode(root / "~"), os.fsencode(root / "-rf")]
