"""Facts by name, by listing and by handle are the same; what is no plain name is no name."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.disk import system
from cleanup.disk.system import Facts
from cleanup.disk.system.windows import rights, users, volumes

Tree = Callable[..., Path]


def as_listed(facts: Facts) -> Facts:
    """A listing does not tell how many names there are; when a thing was looked at last changes with each look."""
    return facts._replace(st_nlink=0, st_atime_ns=0)


def test_all_ways_to_ask_give_the_same(tree: Tree) -> None:
    root = tree({"a": "12345", "folder": {"x": "1"}})
    os.link(root / "a", root / "b")
    os.utime(root / "a", ns=(10**18, 2 * 10**18))
    folder = system.open_folder(str(root))
    try:
        listed = dict(system.facts_of_names(folder, ["a", "b", "folder", "gone"]))
        assert isinstance(listed.pop("gone"), FileNotFoundError)
        for name, facts in listed.items():
            named = system.facts_at(folder, name)
            assert as_listed(named) == as_listed(facts) == as_listed(system.facts_by_path(root / name))
            assert named.st_nlink == (1 if name == "folder" else 2)
        file = system.open_file(folder, "A")
        assert as_listed(system.facts_of(file)) == as_listed(listed["a"])
        assert system.read_at(file, 2, 3) == b"45" and os.read(file, 9) == b""
        system.close_file(file)
        inside = system.enter(folder, b"folder")
        assert as_listed(system.facts_of(inside)) == as_listed(listed["folder"])
        assert system.names_in(inside) == ["x"]
        system.leave(inside)
    finally:
        system.leave(folder)


@pytest.mark.parametrize("name", ["", ".", "..", "folder\\x", "folder/x", "a:stream", "a\0", "*", "gone"])
def test_what_is_no_name_in_the_folder_is_not_there(tree: Tree, name: str) -> None:
    folder = system.open_folder(str(tree({"a": "1", "folder": {"x": "1"}})))
    try:
        for ask in (system.facts_at, system.open_file, system.enter):
            with pytest.raises(FileNotFoundError):
                ask(folder, name)
    finally:
        system.leave(folder)


def test_a_file_is_no_folder_and_a_folder_no_file(tree: Tree) -> None:
    root = tree({"a": "1", "folder": {}})
    folder = system.open_folder(str(root))
    try:
        with pytest.raises(NotADirectoryError):
            system.enter(folder, "a")
        with pytest.raises(IsADirectoryError):
            system.open_file(folder, "folder")
    finally:
        system.leave(folder)
    with pytest.raises(NotADirectoryError):
        system.open_folder(str(root / "a"))


@pytest.mark.skipif(not os.path.isdir("U:\\"), reason="no drives U: and N:, which tests/windows/set-up.sh makes")
def test_volumes_are_told_apart_and_others_computers_not_asked(tmp_path: Path) -> None:
    mounts = {mount.path: mount for mount in volumes.mount_table()}
    assert mounts["N:\\"].filesystem == "smbfs"
    assert len({volumes.with_uuid(mounts[path]).identity for path in ("C:\\", "T:\\", "U:\\")}) == 3
    size, free = system.room_on_volume(tmp_path)
    assert 0 < free <= size


def test_who_we_are_and_what_is_ours(tree: Tree) -> None:
    root = tree({"a": "1"})
    folder = system.open_folder(str(root))
    assert rights.owner_of(folder) == users.own_sid() and users.own_sid().startswith("S-1-5-")
    system.leave(folder)
    assert system.why_no_changes(str(root)) == 0
    assert set(users.known_folders()) >= {"desktop", "documents", "downloads"}
    assert users.home_of_user() in system.homes()
