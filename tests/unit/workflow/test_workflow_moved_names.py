"""Names and paths of every sort go to the trash and come back byte for byte; what is no name is refused."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from cleanup.model.errors import UsageProblem
from cleanup.model.run import Status
from cleanup.workflow import planning
from support.moving import Mover, ends, in_trash, snapshot

Tree = Callable[..., Path]

NAMES = [
    b"new\nline", b"\x1b]0;title\x07", "\u202egpj.exe".encode(), b"-rf", b"--help", b"%2F", b"%", b"%00",
    b"trailing space ", b"trailing dot.", b"[red]markup[red[", b"a.trashinfo", b".trashinfo", b"\xff\xfe\n",
    b"half \xf0\x9f\x98", b"\xed\xa0\x80", b"~", b"*", b"\\", b"...", b".hidden", b"e\xcc\x81", b"name.tar.gz",
    b"." + b"x" * 100, b"#?&=;", b"Path=x", b"\r", b"\x7f",
]  # fmt: skip
LENGTHS = [
    b"n" * 239, b"n" * 245, b"n" * 246, b"n" * 255, b"n" * 240 + b".jpeg", b"n" + b"." * 254, b"." + b"n" * 254,
    "写".encode() * 85, "写".encode() * 83 + b".jpeg", b"\xff" * 255, b"\x80" * 255, "x\U0001f600".encode() * 51,
]  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Iterator[bytes]:
    """A folder, as bytes."""
    folder = os.fsencode(tmp_path) + b"/odd \xff\n place"
    os.mkdir(folder)
    yield folder


def put(folder: bytes, names: list[bytes]) -> list[bytes]:
    """Files of these names, each with its own content."""
    paths = [folder + b"/" + name for name in names]
    for number, path in enumerate(paths):
        with open(path, "wb") as file:
            file.write(b"%d of them" % number)
    return paths


@pytest.mark.parametrize("names", [NAMES, LENGTHS], ids=["hostile", "long"])
def test_every_name_goes_and_comes_back_with_the_right_origin_told(
    mover: Mover, place: bytes, names: list[bytes]
) -> None:
    paths = put(place, names)
    before = snapshot(place)
    run = mover.move(*paths)
    assert {item.path for item in run.items if item.status is Status.DONE} == set(paths)
    assert os.listdir(place) == []
    told = {}
    for name in in_trash(mover.trash):
        first, path, *_ = (mover.trash / "info" / os.fsdecode(name + b".trashinfo")).read_bytes().split(b"\n")
        assert first == b"[Trash Info]"
        assert path.isascii()
        content = (mover.trash / "files" / os.fsdecode(name)).read_bytes()
        told[unquote_to_bytes(path.removeprefix(b"Path="))] = content
    assert told == {path: b"%d of them" % number for number, path in enumerate(paths)}
    undone = mover.undo()
    assert {result.to for result in undone.results if result.status is Status.DONE} == set(paths)
    assert snapshot(place) == before
    assert in_trash(mover.trash) == set()


def test_many_files_of_one_name_come_back_each_to_its_own_place(mover: Mover, tree: Tree) -> None:
    root = tree({f"{number:03}": {"IMG.jpg": f"photo {number}"} for number in range(300)})
    before = snapshot(root)
    run = mover.move(*(root / f"{number:03}" / "IMG.jpg" for number in range(300)))
    assert run.count(Status.DONE) == 300
    assert len(in_trash(mover.trash)) == 300
    assert len(mover.undo().results) == 300
    assert snapshot(root) == before


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
    assert ends(mover.move(root)) == {"root": "done"}
    assert not root.exists()
    assert ends(mover.undo()) == {"root": "done"}
    again = os.open(root, os.O_RDONLY)
    for _ in range(20):
        deeper = os.open("d" * 250, os.O_RDONLY, dir_fd=again)
        os.close(again)
        again = deeper
    assert os.path.sameopenfile(folder, again)
    assert os.listdir(again) == ["deep"]
    os.close(folder)
    os.close(again)


@pytest.mark.parametrize("name", ["", ".", "..", "/", "//", "folder/.", "folder/..", "./", "folder/./", "../"])
def test_what_names_no_file_of_its_own_is_refused(
    mover: Mover, tree: Tree, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root = tree({"folder": {"x": "1"}, "file": "2"})
    monkeypatch.chdir(root)
    before = snapshot(root)
    with pytest.raises(UsageProblem) as problem:
        mover.move("file", name)
    assert f"“{name}”" in problem.value.message
    assert snapshot(root) == before
    assert not mover.trash.exists()


@pytest.mark.parametrize("name", ["missing", "file/below", "missing/", "link/", "dangling/"])
def test_what_is_not_there_or_no_folder_is_refused_before_anything_moves(
    mover: Mover, tree: Tree, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root = tree({"folder": {"x": "1"}, "file": "2", "other": "3"})
    (root / "link").symlink_to("folder")
    (root / "dangling").symlink_to("nowhere")
    monkeypatch.chdir(root)
    before = snapshot(root)
    with pytest.raises(UsageProblem):
        mover.move("other", name)
    assert snapshot(root) == before


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
