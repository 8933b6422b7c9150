"""One physical file however many mounts lead to it, and no step onto another file system unasked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fixture_types import Mount, Tree, Walk

pytestmark = pytest.mark.root


def test_another_file_system_is_passed_over_and_named(tree: Tree, walk: Walk, mount: Mount) -> None:
    root = tree({"x": "1", "folder": {"drive with a blank\nand a line": {}, "y": "2"}})
    place = mount("-t", "tmpfs", "none", root / "folder" / "drive with a blank\nand a line")
    (place / "z").write_text("3")
    found = walk(root)
    assert found.names() == {"x", "folder/y"}
    assert found.mounts() == ["folder/drive with a blank\nand a line"]
    assert found.coverage.other_filesystems.folders == 1


@pytest.mark.parametrize("workers", [1, 3])
def test_cross_mounts_goes_on_into_other_drives_but_never_into_proc(
    tree: Tree, walk: Walk, mount: Mount, workers: int
) -> None:
    root = tree({"x": "1", "drive": {}, "machine": {}})
    drive = mount("-t", "tmpfs", "none", root / "drive")
    (drive / "y").write_text("22")
    (drive / "inner").mkdir()
    (mount("-t", "tmpfs", "none", drive / "inner") / "z").write_text("333")
    mount("-t", "proc", "none", root / "machine")
    found = walk(root, cross_mounts=True, workers=workers)
    assert found.names() == {"x", "drive/y", "drive/inner/z"}
    assert found.mounts() == [], "what the kernel shows of itself is no drive that was passed over"
    assert walk(root).names() == {"x"}
    assert walk(root, cross_mounts=True, everything=True).names() == found.names()


def test_a_drive_named_as_a_root_is_walked_without_cross_mounts(tree: Tree, walk: Walk, mount: Mount) -> None:
    root = tree({"x": "1", "drive": {}})
    (mount("-t", "tmpfs", "none", root / "drive") / "y").write_text("2")
    found = walk(root, root / "drive")
    assert found.names() == {"x", "drive/y"}
    assert found.mounts() == []


def test_a_bind_mount_is_another_place_of_the_same_files(tree: Tree, walk: Walk, mount: Mount) -> None:
    root = tree({"real": {"x": "1"}, "bound": {}})
    bound, real = mount("--bind", root / "real", root / "bound"), root / "real"
    inside = walk(root)
    assert (inside.names(), inside.mounts()) == ({"real/x"}, ["bound"])
    (entry,) = walk(root, cross_mounts=True).entries()
    assert (entry.path, entry.also) == (os.fsencode(bound / "x"), (os.fsencode(real / "x"),))
    assert entry.links == 1
    (entry,) = walk(real, bound).entries()
    assert entry.path == os.fsencode(bound / "x")
    assert len(walk(real, bound, root, cross_mounts=True).entries()) == 1


def test_a_bind_mount_of_a_root_inside_itself_does_not_go_round(tree: Tree, walk: Walk, mount: Mount) -> None:
    root = tree({"x": "1", "bound": {}})
    mount("--bind", root, root / "bound")
    (entry,) = walk(root, cross_mounts=True).entries()
    assert (entry.path, entry.also) == (os.fsencode(root / "x"), ())


def test_a_file_mounted_from_another_file_system_is_not_this_roots_file(
    tree: Tree, walk: Walk, mount: Mount, tmp_path: Path
) -> None:
    root = tree({"x": "1", "mounted": "covered"})
    (tmp_path / "drive").mkdir()
    (mount("-t", "tmpfs", "none", tmp_path / "drive") / "foreign").write_text("from elsewhere")
    mount("--bind", tmp_path / "drive" / "foreign", root / "mounted")
    assert walk(root).names() == {"x"}


def test_two_drives_may_use_the_same_inode_numbers(tree: Tree, walk: Walk, mount: Mount) -> None:
    root = tree({"one": {}, "two": {}})
    for name in ("one", "two"):
        (mount("-t", "tmpfs", "none", root / name) / "x").write_text(name)
    first, second = walk(root, cross_mounts=True).entries()
    assert first.inode == second.inode, "this system numbers the files of both drives together: nothing is shown"
    assert first.device != second.device
    assert first.also == second.also == ()


def test_a_protected_place_on_another_drive_stays_protected(tree: Tree, walk: Walk, mount: Mount) -> None:
    root = tree({"node_modules": {"drive": {}}})
    (mount("-t", "tmpfs", "none", root / "node_modules" / "drive") / "x").write_text("1")
    found = walk(root, cross_mounts=True)
    assert found.names() == set()
    assert found.coverage.protected.files == 1
