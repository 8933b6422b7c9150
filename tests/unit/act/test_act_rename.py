"""Renaming without replacing: by the system's call, and in steps where a file system does not know it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cleanup.act.system.folders import _rename_in_steps, exists, rename_without_replacing
from support.moving import snapshot

Rename = Callable[[int, bytes, int, bytes], None]
NAME = b"\xff\n name"


@pytest.fixture(params=[rename_without_replacing, _rename_in_steps], ids=["at once", "in steps"])
def rename(request: pytest.FixtureRequest) -> Rename:
    return request.param  # type: ignore[no-any-return]


@contextmanager
def opened(path: Path) -> Iterator[int]:
    path.mkdir()
    folder = os.open(path, os.O_RDONLY)
    yield folder
    os.close(folder)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[int]:
    with opened(tmp_path / "here") as folder:
        yield folder


@pytest.fixture
def there(tmp_path: Path) -> Iterator[int]:
    with opened(tmp_path / "there") as folder:
        yield folder


def make(folder: Path, what: str, name: bytes = NAME) -> None:
    path = os.path.join(os.fsencode(folder), name)
    if what == "file":
        with open(path, "w") as file:
            file.write("bytes of " + folder.name)
    elif what in {"folder", "full folder"}:
        os.mkdir(path)
        if what == "full folder":
            os.mkdir(path + b"/inside")
    elif what == "pipe":
        os.mkfifo(path)
    else:
        os.symlink("nowhere" if what == "dangling link" else folder, path)


KINDS = ["file", "folder", "full folder", "link", "dangling link", "pipe"]


@pytest.mark.parametrize("what", KINDS)
def test_everything_moves_as_it_is(rename: Rename, tmp_path: Path, here: int, there: int, what: str) -> None:
    make(tmp_path / "here", what)
    before = snapshot(tmp_path / "here")
    rename(here, NAME, there, b"new")
    assert snapshot(tmp_path / "here") == {}
    after = snapshot(tmp_path / "there")
    assert {path.replace(b"new", NAME): value for path, value in after.items()} == before


@pytest.mark.parametrize("what", KINDS)
@pytest.mark.parametrize("taken", KINDS)
def test_nothing_is_ever_replaced(rename: Rename, tmp_path: Path, here: int, there: int, what: str, taken: str) -> None:
    make(tmp_path / "here", what)
    make(tmp_path / "there", taken)
    before = snapshot(tmp_path)
    with pytest.raises(FileExistsError):
        rename(here, NAME, there, NAME)
    assert snapshot(tmp_path) == before


def test_another_name_of_the_same_file_is_taken_too(rename: Rename, tmp_path: Path, here: int, there: int) -> None:
    make(tmp_path / "here", "file")
    os.link(NAME, b"new", src_dir_fd=here, dst_dir_fd=there)
    with pytest.raises(FileExistsError):
        rename(here, NAME, there, b"new")
    assert os.stat(NAME, dir_fd=here).st_nlink == 2


def test_a_file_keeps_its_other_names(rename: Rename, tmp_path: Path, here: int, there: int) -> None:
    make(tmp_path / "here", "file")
    os.link(NAME, b"other", src_dir_fd=here, dst_dir_fd=here)
    rename(here, NAME, there, b"new")
    assert os.stat(b"new", dir_fd=there).st_nlink == 2
    assert not exists(here, NAME)
    assert exists(here, b"other")


def test_what_is_not_there_is_told(rename: Rename, here: int, there: int) -> None:
    with pytest.raises(FileNotFoundError):
        rename(here, NAME, there, b"new")
    assert not exists(there, b"new")


@pytest.mark.root
@pytest.mark.parametrize("what", ["file", "folder"])
def test_nothing_crosses_to_another_volume(
    rename: Rename, tmp_path: Path, here: int, mount: Callable[..., Path], what: str
) -> None:
    (tmp_path / "other").mkdir()
    other = os.open(mount("-t", "tmpfs", "none", tmp_path / "other"), os.O_RDONLY)
    make(tmp_path / "here", what)
    try:
        with pytest.raises(OSError, match="cross-device"):
            rename(here, NAME, other, b"new")
        assert not exists(other, b"new")
    finally:
        os.close(other)
    assert exists(here, NAME)


def test_where_it_may_not_be_taken_from_no_second_name_is_left(
    tmp_path: Path, here: int, there: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = os.unlink

    def refuse(name: bytes, *, dir_fd: int) -> None:
        if dir_fd == here:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        unlink(name, dir_fd=dir_fd)

    make(tmp_path / "here", "file")
    before = snapshot(tmp_path)
    monkeypatch.setattr(os, "unlink", refuse)
    with pytest.raises(PermissionError):
        _rename_in_steps(here, NAME, there, b"new")
    assert snapshot(tmp_path) == before
