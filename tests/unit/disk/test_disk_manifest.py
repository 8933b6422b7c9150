"""What is taken down of a folder tells every change in it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.disk.manifest import CrossesVolumes, HoldsKept, manifest_of
from cleanup.disk.system import leave, open_folder
from cleanup.model.plan import Manifest, amounts_of
from support.moving import a_step
from support.scripts import change

Tree = Callable[..., Path]
LONG_AGO = 10**18


def manifest(folder: Path, kept: frozenset[tuple[int, int]] = frozenset()) -> Manifest:
    opened = open_folder(str(folder))
    try:
        return manifest_of(opened, folder.stat().st_dev, kept)
    finally:
        leave(opened)


@pytest.fixture
def folder(tree: Tree) -> Path:
    """A folder in which everything is as old, but one file."""
    root = tree({"a": "1", "b": {"c": "22", "d": {"e": "333"}}, "newest": "4", "zz": {}})
    (root / "link").symlink_to("nowhere")
    make_old(root)
    return root


def make_old(root: Path) -> None:
    """No change may hide behind a new time."""
    for path in sorted(root.rglob("*"), reverse=True):
        os.utime(path, ns=(LONG_AGO, LONG_AGO), follow_symlinks=False)
    os.utime(root / "newest", ns=(LONG_AGO, LONG_AGO + 5))


def test_it_counts_what_is_there_at_all_depths(folder: Path) -> None:
    found = manifest(folder)
    assert (found.folders, found.others, found.size) == (3, 5, 1 + 2 + 3 + 1 + len("nowhere"))
    assert found.allocated == sum(path.lstat().st_blocks * 512 for path in folder.rglob("*"))
    assert found.newest == LONG_AGO + 5


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    found = manifest(tmp_path)
    assert (found.folders, found.others, found.size, found.allocated, found.newest) == (0, 0, 0, 0, 0)


def test_it_is_the_same_every_time_and_under_every_name(folder: Path) -> None:
    before = manifest(folder)
    folder.rename(folder.with_name("other"))
    assert manifest(folder.with_name("other")) == before


@pytest.mark.parametrize(
    "script",
    [
        "touch b/d/new", "mkdir b/new", "rm b/c", "mv b/c b/C", "mv b/c c", "mv b/d d", "printf 11 > a",
        "rm a; ln -s 1 a", "rm a; mkdir a", "rm a; mkfifo a", "ln -sf 'nowhere else' link",
        "mv a t; mv b/c a; mv t b/c",
    ],
)  # fmt: skip
def test_every_change_of_names_kinds_and_sizes_is_seen_even_with_all_times_as_they_were(
    folder: Path, script: str
) -> None:
    before = manifest(folder)
    change(folder, script)
    make_old(folder)
    assert manifest(folder) != before


@pytest.mark.parametrize("name", ["a", "b", "b/c", "b/d/e", "link", "newest"])
def test_a_newer_time_of_anything_is_seen(folder: Path, name: str) -> None:
    before = manifest(folder)
    os.utime(folder / name, ns=(0, LONG_AGO + 6), follow_symlinks=False)
    assert manifest(folder) != before


def test_another_time_of_a_file_is_seen_though_it_is_not_the_newest(folder: Path) -> None:
    """As ``mv`` leaves it when it puts an older file of the same length in the place of another."""
    before = manifest(folder)
    os.utime(folder / "a", ns=(0, LONG_AGO - 7))
    assert manifest(folder) != before


def test_access_times_and_permissions_are_no_change(folder: Path) -> None:
    before = manifest(folder)
    os.utime(folder / "a", ns=(5, LONG_AGO))
    (folder / "a").chmod(0o400)
    assert manifest(folder) == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a\nb": ""}, {"a": "", "b": ""}),
        ({"a": {"b": ""}}, {"a": {}, "b": ""}),
        ({os.fsdecode(b"\xff"): ""}, {os.fsdecode(b"\xfe"): ""}),
        ({"a100644 0": ""}, {"a": ""}),
    ],
)
def test_names_that_run_together_are_told_apart(tree: Tree, tmp_path: Path, one: object, other: object) -> None:
    first, second = tree(one, tmp_path / "1"), tree(other, tmp_path / "2")
    assert manifest(first).digest != manifest(second).digest


def amounts(folder: Path) -> tuple[int, int]:
    """What moving a folder is said to bring to the trash, and to free after it."""
    moved = amounts_of([a_step(folder)])
    return moved.size, moved.reclaimable


def test_a_file_with_two_names_in_the_folder_counts_once(tree: Tree) -> None:
    root = tree({"a": "x" * 9000, "sub": {}})
    once = amounts(root)
    os.link(root / "a", root / "sub" / "b")
    assert amounts(root) == once


def test_a_file_with_a_name_outside_the_folder_frees_nothing(tree: Tree) -> None:
    root = tree({"folder": {"a": "x" * 9000}})
    size, reclaimable = amounts(root / "folder")
    os.link(root / "folder" / "a", root / "elsewhere")
    assert amounts(root / "folder") == (size, reclaimable - (root / "elsewhere").stat().st_blocks * 512)


def test_a_kept_file_in_it_is_told(folder: Path) -> None:
    seen = (folder / "b" / "d" / "e").stat()
    with pytest.raises(HoldsKept):
        manifest(folder, frozenset({(seen.st_dev, seen.st_ino)}))
    assert manifest(folder, frozenset({(seen.st_dev + 1, seen.st_ino)})) == manifest(folder)


@pytest.mark.root
@pytest.mark.parametrize("where", ["zz", "b/d", "b/c"])
def test_another_volume_in_it_is_told(folder: Path, tmp_path: Path, mount: Callable[..., Path], where: str) -> None:
    if where == "b/c":
        (tmp_path / "other").mkdir()
        other = mount("-t", "tmpfs", "none", tmp_path / "other") / "file"
        other.touch()
        mount("--bind", other, folder / where)
    else:
        mount("-t", "tmpfs", "none", folder / where)
    with pytest.raises(CrossesVolumes):
        manifest(folder)


def test_what_cannot_be_opened_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that went away, or is closed, is no empty one."""
    from cleanup.disk import descent as module

    entered = module.enter

    def gone(above: int, name: str) -> int | str:
        if name == "d":
            (folder / "b" / "d" / "e").unlink()
            (folder / "b" / "d").rmdir()
        return entered(above, name)

    monkeypatch.setattr(module, "enter", gone)
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(FileNotFoundError):
        manifest(folder)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_folder_deeper_than_any_path_is_looked_through(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(40):
        os.mkdir("d" * 200, dir_fd=here)
        deeper = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(os.open("bottom", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    found = manifest(tmp_path)
    assert (found.folders, found.others) == (40, 1)


@pytest.mark.parametrize("numbers_last", [True, False])
def test_it_is_seen_whole_however_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, numbers_last: bool) -> None:
    """With a branch at every level, on the way down and on the way back; and where numbers do not last."""
    from cleanup.disk import descent as module

    opened, entered = [], module.enter
    monkeypatch.setattr(module, "enter", lambda above, name: opened.append(name) or entered(above, name))
    if not numbers_last:
        monkeypatch.setattr(module, "_number_of", lambda _: (len(opened), 0))
    deep = 60 if numbers_last else 10
    way = tmp_path / "deep"
    for _ in range(deep):
        (way / "branch").mkdir(parents=True)
        (way / "branch" / "file").write_text("12345")
        way /= "n"
    before = len(os.listdir("/proc/self/fd"))
    seen = manifest(tmp_path / "deep")
    assert (seen.folders, seen.others, seen.size) == (2 * deep - 1, deep, 5 * deep)
    assert len(os.listdir("/proc/self/fd")) == before
    assert not numbers_last or len(opened) <= 4 * deep
