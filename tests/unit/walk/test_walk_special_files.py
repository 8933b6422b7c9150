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
from fixture_types import Tree, Walk
from watching import Watch

from cleanup.disk.rules.protected import load_protection
from cleanup.model.request import Selection
from cleanup.walk.piece import walk_task
from cleanup.walk.place import Walked
from cleanup.walk.roots import prepare

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


@pytest.fixture
def sparse(tree: Tree) -> Path:
    """A file without blocks, two folders down in a fresh tree."""
    path = tree({"folder": {"deeper": {}}}) / "folder" / "deeper" / "sparse"
    with path.open("wb") as file:
        file.truncate(100_000)
    if os.lstat(path).st_blocks:
        pytest.skip("this file system has no sparse files")
    return path


def test_a_sparse_file_on_an_ordinary_drive_is_searched(sparse: Path, walk: Walk) -> None:
    found = walk(sparse.parent)
    assert found.files() == {b"sparse": 100_000}
    assert found.coverage.cloud_only.files == 0


def on_a_cloud_drive(root: Path, home: Path, budget: int) -> Walked:
    rules, (place,) = prepare([str(root)], Selection(), load_protection(str(home), []))
    (walked,) = walk_task(rules, [place._replace(cloud=True)], budget)
    return walked


def test_on_a_cloud_drive_a_file_without_blocks_is_counted_and_not_opened(sparse: Path, home: Path) -> None:
    root = sparse.parent
    (root / "local").write_text("x" * 5000)
    (root / "empty").touch()
    with Watch(root) as watch:
        walked = on_a_cloud_drive(root, home, 100)
        opened, _ = watch.seen()
    assert opened == set()
    assert set(walked.file_names.split(b"\0")) - {b""} == {b"local", b"empty"}
    assert (walked.cloud_only.files, walked.cloud_only.bytes) == (1, 100_000)


def test_folders_below_a_cloud_drive_belong_to_it(sparse: Path, home: Path) -> None:
    root = sparse.parents[2]
    assert on_a_cloud_drive(root, home, 100).cloud_only.files == 1
    assert [left.cloud for left in on_a_cloud_drive(root, home, 1).left] == [True]
