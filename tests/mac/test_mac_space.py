"""What a Mac shows twice is counted once, what clones share does not come free, and few open files lose nothing."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.mac import Mac, letter

pytestmark = [pytest.mark.slow, pytest.mark.root]
SIZE = 200_000


@pytest.fixture
def mac(tmp_path: Path) -> Mac:
    home = tmp_path / "disk" / "Users" / "ada"
    home.mkdir(parents=True)
    return Mac(home)


@pytest.fixture
def top(mac: Mac, mounts_apart: None) -> Iterator[Path]:
    """The top of a Mac: its volume for data is mounted once more, far below, with one number of device for both."""
    top = mac.home.parents[1]
    data = top / "System" / "Volumes" / "Data"
    data.mkdir(parents=True)
    for name in ("a.jpg", "a (1).jpg"):
        (mac.home / name).write_bytes(b"same" * (SIZE // 4))
    subprocess.run(["mount", "--bind", top, data], check=True)
    assert (data / "Users" / "ada" / "a.jpg").samefile(mac.home / "a.jpg")
    yield top
    subprocess.run(["umount", data], check=True)


@pytest.mark.parametrize(
    ("root", "options"),
    # The top of both volumes has one number, as on a Mac; with another root, only the table of mounts can tell.
    [
        (".", ()),
        (".", ("--all",)),
        ("..", ()),
        ("..", ("--all",)),
        (".", ("--cross-mounts",)),
        (".", ("--all", "--cross-mounts")),
    ],
)
def test_what_firmlinks_join_is_counted_once(mac: Mac, top: Path, root: str, options: tuple[str, ...]) -> None:
    """fclones#158, gdu#670: what lies on the volume for data was found twice, and each file was its own copy."""
    scan = mac.told("scan", top / root, *options)
    assert (scan["totals"]["files"], scan["totals"]["apparent_bytes"]) == (2, 2 * SIZE)
    (group,) = [each for each in scan["findings"] if each["category"] == "duplicates"]
    assert {each["path"] for each in group["files"]} == {str(mac.home / "a.jpg"), str(mac.home / "a (1).jpg")}


def test_both_ways_to_a_folder_are_one_root(mac: Mac, top: Path) -> None:
    scan = mac.told("scan", top / "System" / "Volumes" / "Data" / "Users", top / "Users")
    assert (scan["scan"]["roots"], scan["totals"]["files"]) == ([str(top / "Users")], 2)


def test_a_file_moves_by_its_short_path(mac: Mac, top: Path) -> None:
    """The long one leads through a folder of the system, from where nothing moves."""
    run = mac.told("trash", "--yes", top / "System" / "Volumes" / "Data" / "Users" / "ada" / "a (1).jpg")
    (result,) = run["results"]
    assert (result["status"], result["path"]) == ("done", str(mac.home / "a (1).jpg"))
    mac.run("undo")
    assert (mac.home / "a (1).jpg").stat().st_size == SIZE


@pytest.mark.parametrize("private", [0, 4096])
def test_what_clones_share_does_not_come_free(mac: Mac, private: int) -> None:
    """“Comes free” is what the system says comes free with this file alone (ATTR_CMNEXT_PRIVATESIZE)."""
    for name in ("a.jpg", "a (1).jpg"):
        path = mac.home / name
        path.write_bytes(b"same" * (SIZE // 4))
        os.setxattr(path, "user.pretended-private", b"%d" % private)
    occupied = (mac.home / "a.jpg").stat().st_blocks * 512
    scan = mac.told("scan", mac.home)
    assert scan["totals"]["allocated_bytes"] == 2 * occupied
    assert (scan["savings"]["reclaimable_bytes"], scan["savings"]["shared_bytes"]) == (private, occupied - private)
    (group,) = [each for each in scan["findings"] if each["category"] == "duplicates"]
    assert [each["allocated_bytes"] for each in group["files"]] == [private, private]
    plan = mac.told("trash", "--dry-run", mac.home / "a (1).jpg")
    assert [each["allocated_bytes"] for each in plan["steps"]] == [private]


@pytest.mark.parametrize("few", [250, 24])
def test_few_open_files_are_enough(mac: Mac, few: int) -> None:
    """A Mac lets a program open 256 files, and whoever started it may have left it with less."""
    files = [letter(mac.home / "Documents" / f"{number:03}") for number in range(300)]
    assert "in 300 files" in mac.run("scan", mac.home, few=few)
    assert "Moved" in mac.run("trash", "--yes", *files, few=few)
    assert not any(map(os.path.exists, files))
    assert "Brought back" in mac.run("undo", few=few)
    assert [each.read_text() for each in files] == ["the only copy"] * 300
    assert list(mac.trash.iterdir()) == []


@pytest.mark.parametrize("few", [10, 4])
def test_with_too_few_open_files_nothing_begins(mac: Mac, few: int) -> None:
    """“A test file did not come back” was said, which names another cause."""
    path = letter(mac.home / "Documents")
    for command in (["scan", mac.home], ["trash", "--yes", path], ["undo"], ["doctor", "--self-test"]):
        page = mac.run(*command, code=3, few=few)
        assert page.splitlines()[0] == "The system does not let cleanup open any more files.", page
    assert list(mac.home.rglob("Letter*")) == [path]
    assert not mac.trash.exists()
