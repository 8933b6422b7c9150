"""A file counts as seen only if nothing of it is another, whatever was done to it, its names and its folders since."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cleanup.disk.as_seen import are_as_seen
from support.kinds import Tree

Done = Callable[[Path], object]


def write_anew(file: Path) -> None:
    """As long as before, and with the time it had: only the time of the last change of any kind tells."""
    seen = file.stat()
    file.write_bytes(bytes(seen.st_size))
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def become_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def become_a_link(file: Path) -> None:
    away = file.rename(file.with_name("away"))
    file.symlink_to(away)


def lose_its_folder(file: Path) -> None:
    shutil.rmtree(file.parent)


@pytest.mark.parametrize(
    ("done", "changed"),
    [
        (lambda file: None, set()),
        (lambda file: file.with_name("new").write_bytes(b"new"), set()),
        (write_anew, {"b/\udcff\n"}),
        (Path.unlink, {"b/\udcff\n"}),
        (become_a_folder, {"b/\udcff\n"}),
        (become_a_link, {"b/\udcff\n"}),
        (lose_its_folder, {"b/\udcff\n", "b/same", "b/c/deep"}),
    ],
    ids=["nothing", "a file beside it", "other bytes", "gone", "a folder", "a link", "its folder gone"],
)
def test_what_changed_is_found(tree: Tree, read: Callable[..., Any], done: Done, changed: set[str]) -> None:
    root = tree({"a": {"same": "1", "x": "2"}, "b": {"same": "1", "\udcff\n": "333", "c": {"deep": "4"}}, "z": "5"})
    inventory = read(root).inventory
    done(root / "b" / "\udcff\n")
    files = np.arange(len(inventory.files))[::-1]
    same = are_as_seen(inventory, files)
    paths = [os.path.relpath(os.fsdecode(path), root.resolve()) for path in inventory.paths(files)]
    assert len(paths) == 6
    assert {path for path, is_same in zip(paths, same.tolist(), strict=True) if not is_same} == changed


def test_of_no_files_nothing_is_said(tree: Tree, read: Callable[..., Any]) -> None:
    inventory = read(tree({"a": "1"})).inventory
    assert are_as_seen(inventory, np.zeros(0, dtype=np.int64)).tolist() == []
