"""Looking changes nothing: no byte, no time and no name, on a drive that notes every access."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.root

LONG_AGO = 1_000_000_000 * 10**9
WAYS = {
    "plain": ("--jobs", "2"),
    "everything": ("--all", "--no-cache"),
    "patterns": ("--include", "*.bin", "--min-size", "10"),
    "page": ("-f", "table"),
}


@pytest.fixture
def drive(tree: Callable[..., Path], open_place: Path, mount: Callable[..., Path]) -> Path:
    """A drive with ``strictatime``: duplicates of all sizes, many small files, links, hidden and protected places."""
    (open_place / "drive").mkdir()
    root = mount("-t", "tmpfs", "-o", "strictatime,mode=755", "none", open_place / "drive")
    many = {f"{number}.bin": f"content {number % 160}" for number in range(320)}
    tree(
        {
            "small": {"a.bin": "same", "b.bin": "same"}, "ends.bin": b"e" * 65_537, "ends too.bin": b"e" * 65_537,
            "big.bin": b"b" * (3 << 20), "big too.bin": b"b" * (3 << 20), "empty": "", "empty folder": {},
            ".hidden": {"h.bin": "same"}, "node_modules": {"m.bin": "same"}, "many": many,
            "project": {
                "Cargo.toml": "[package]", "Cargo.lock": "", "target": {"CACHEDIR.TAG": "Signature: 8a477f597d28d172"},
                ".git": {"index": "DIRC", "logs": {"HEAD": "a b name <mail> 1000000000 +0000\tcommit: one\n"}},
            },
        },
        root,
    )  # fmt: skip
    (root / "link").symlink_to("small/a.bin")
    os.link(root / "small" / "a.bin", root / "hard link.bin")
    for folder, folders, files in os.walk(root, topdown=False):
        for name in [*folders, *files]:
            os.utime(os.path.join(folder, name), ns=(LONG_AGO, LONG_AGO), follow_symlinks=False)
    os.utime(root, ns=(LONG_AGO, LONG_AGO))
    return root


def known_paths(root: Path) -> list[Path]:
    """Every path on the drive, itself included; listing folders changes their times, so those are set back."""
    paths = [root, *root.rglob("*")]
    for path in paths:
        os.utime(path, ns=(LONG_AGO, LONG_AGO), follow_symlinks=False)
    return paths


def snapshot(paths: list[Path]) -> dict[Path, tuple[object, ...]]:
    """What lstat says, times in nanoseconds included; reads no folder and no link."""
    seen = {path: os.lstat(path) for path in paths}
    return {path: (*tuple(s)[:7], s.st_atime_ns, s.st_mtime_ns, s.st_ctime_ns, s.st_blocks) for path, s in seen.items()}


def without_accesses_of_links(seen: dict[Path, tuple[object, ...]]) -> dict[Path, tuple[object, ...]]:
    """No system call reads where a link leads without noting the access; looking for broken links has to read it."""
    return {path: (*told[:7], *told[8:]) if path.is_symlink() else told for path, told in seen.items()}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("user", ["root", "the owner"])
def test_a_scan_leaves_every_time_and_name_as_it_was(drive: Path, nobody: list[str], way: str, user: str) -> None:
    if user == "the owner":
        # So few files are read by the program itself: others need not be able to start this interpreter again.
        shutil.rmtree(drive / "many")
        for path in [drive, *drive.rglob("*")]:
            os.chown(path, 65534, 65534, follow_symlinks=False)
    paths = known_paths(drive)
    before = snapshot(paths)
    command = [*(nobody if user == "the owner" else []), sys.executable, "-m", "cleanup", "scan", *WAYS[way], drive]
    done = subprocess.run(command, cwd="/", capture_output=True, check=False, timeout=60, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    assert without_accesses_of_links(snapshot(paths)) == without_accesses_of_links(before)
    assert sorted(drive.rglob("*")) == sorted(paths[1:])


def test_who_looks_for_no_broken_links_reads_no_link(drive: Path) -> None:
    paths = known_paths(drive)
    before = snapshot(paths)
    command = [sys.executable, "-m", "cleanup", "scan", "--skip", "broken-links", drive]
    done = subprocess.run(command, cwd="/", capture_output=True, check=False, timeout=60, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    assert snapshot(paths) == before


def test_this_drive_would_have_told(drive: Path) -> None:
    paths = known_paths(drive)
    before = snapshot(paths)
    (drive / "big.bin").read_bytes()
    os.listdir(drive / "small")
    changed = {path for path, seen in snapshot(paths).items() if seen != before[path]}
    assert changed == {drive / "big.bin", drive / "small"}


def test_a_scan_started_inside_the_folder_writes_nothing_there(drive: Path) -> None:
    names = sorted(drive.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-m", "cleanup", "scan"], cwd=drive / "small", capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert sorted(drive.rglob("*")) == names
