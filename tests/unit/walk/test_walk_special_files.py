"""What is no ordinary file is not one and is never opened; nor is a file whose bytes are only in the cloud."""

from __future__ import annotations

import os
import socket
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from watching import Watch

from cleanup.disk.protected import load_protection
from cleanup.model.request import Selection
from cleanup.walk.piece import walk_task
from cleanup.walk.place import Place
from cleanup.walk.roots import prepare

Tree = Callable[..., Path]
Walk = Callable[..., Any]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify and device nodes as Linux has them")


@pytest.fixture
def specials(tree: Tree) -> Path:
    """Two equal files, between them a FIFO, a socket and, where one may make them, devices of both kinds."""
    root = tree({"a.bin": "same content", "z.bin": "same content"})
    os.mkfifo(root / "fifo")
    here = os.getcwd()
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(root)
        try:
            listening.bind("socket")
        finally:
            os.chdir(here)
    if os.geteuid() == 0:
        os.mknod(root / "null", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        os.mknod(root / "tty", 0o666 | stat.S_IFCHR, os.makedev(5, 0))
        os.mknod(root / "disk", 0o600 | stat.S_IFBLK, os.makedev(7, 250))
    return root


@pytest.mark.parametrize("everything", [False, True])
def test_fifos_sockets_and_devices_are_no_files(specials: Path, walk: Walk, everything: bool) -> None:
    found = walk(specials, everything=everything)
    assert found.names() == {"a.bin", "z.bin"}
    assert found.troubles() == {}


def test_a_folder_with_only_a_fifo_is_not_empty(tree: Tree, walk: Walk) -> None:
    root = tree({"folder": {}})
    os.mkfifo(root / "folder" / "fifo")
    found = walk(root)
    assert found.seen.inventory.folders["links"].tolist() == [1, 1]


@pytest.mark.parametrize("options", [(), ("--all",), ("--no-cache", "--jobs", "3")])
def test_a_scan_opens_no_fifo_socket_or_device(
    specials: Path, cleanup: Callable[..., Any], options: tuple[str, ...]
) -> None:
    with Watch(specials) as watch:
        done = cleanup("scan", "-f", "json", *options, specials, timeout=30)
        opened, changed = watch.seen()
    assert done.returncode == 0, done.stderr
    assert opened == {"a.bin", "z.bin"}
    assert changed == set()


def sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def test_a_sparse_file_on_an_ordinary_drive_is_searched(tree: Tree, walk: Walk) -> None:
    root = tree({})
    sparse(root / "sparse", 100_000)
    if os.lstat(root / "sparse").st_blocks:
        pytest.skip("this file system has no sparse files")
    found = walk(root)
    assert found.files() == {b"sparse": 100_000}
    assert found.coverage.cloud_only.files == 0


def test_on_a_cloud_drive_a_file_without_blocks_is_counted_and_not_opened(tree: Tree, home: Path) -> None:
    root = tree({"local": "x" * 5000, "empty": ""})
    sparse(root / "online", 100_000)
    if os.lstat(root / "online").st_blocks:
        pytest.skip("this file system has no sparse files")
    rules, (place,) = prepare([str(root)], Selection(), load_protection(str(home), []))
    on_cloud = Place(place.root, place.path, place.looking, place.device, cloud=True)
    with Watch(root) as watch:
        (seen,) = walk_task(rules, [on_cloud], 100)
        opened, _ = watch.seen()
    assert opened == set()
    assert set(seen.file_names.split(b"\0")) - {b""} == {b"local", b"empty"}
    assert (seen.cloud_only.files, seen.cloud_only.bytes) == (1, 100_000)


def test_folders_below_a_cloud_drive_belong_to_it(tree: Tree, home: Path) -> None:
    root = tree({"folder": {"deeper": {}}})
    sparse(root / "folder" / "deeper" / "online", 100_000)
    if os.lstat(root / "folder" / "deeper" / "online").st_blocks:
        pytest.skip("this file system has no sparse files")
    rules, (place,) = prepare([str(root)], Selection(), load_protection(str(home), []))
    on_cloud = Place(place.root, place.path, place.looking, place.device, cloud=True)
    (whole,) = walk_task(rules, [on_cloud], 100)
    assert whole.cloud_only.files == 1
    (first,) = walk_task(rules, [on_cloud], 1)
    assert [left.cloud for left in first.left] == [True]
