"""Folders that are in another one, file by file: what is told of them, and that nothing is chosen for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.model.choice import Choice
from cleanup.model.scan import Scan
from cleanup.plan.groups import Groups
from cleanup.plan.selection import Selection
from support.looking import below, scan
from support.scripts import change

Tree = Callable[..., Path]
NAME = "contained-folders"


@pytest.fixture
def root(tree: Tree) -> Path:
    phone = {"IMG_1": "a" * 900, "IMG_2": "b" * 900, "deep": {"IMG_3": "c" * 900}, "empty": ""}
    album = {"spring": {"beach": "a" * 900, "dunes": "b" * 900}, "summer": {"boat": "c" * 900, "more": "d" * 900}}
    return tree({"phone": phone, "album": album, "other": {"x": "e" * 900}})


def told(found: Scan, root: Path) -> dict[str, str]:
    """Each folder that was found, and the one that holds all of it."""
    pairs = {}
    for finding in found.each_finding():
        if finding.category == NAME:
            assert finding.keeper == 0
            other, folder = (below(file.path, root) for file in finding.files)
            pairs[folder] = other
    return pairs


def test_a_folder_is_in_another_whatever_names_and_folders_it_has_there(root: Path, tmp_path: Path) -> None:
    found = scan([root], tmp_path)
    assert told(found, root) == {"phone": "album"}
    (finding,) = (each for each in found.each_finding() if each.category == NAME)
    assert (finding.detail, finding.reclaimable_bytes) == (3, 0)


@pytest.mark.parametrize(
    ("script", "other"),
    [
        ("mkdir -p a/b/c; cp -r album a/b/c/all", "album"),
        ("mkdir -p a/b/c; cp -r album a/b/c/all; mv album Backup; echo x > Backup/y", "a/b/c/all"),
        ("mkdir -p album/all; mv album/s* album/all", "album/all"),
    ],
    ids=["the one nearest to the top", "none in a backup", "no wider one than needed"],
)
def test_of_several_that_hold_it_one_is_told(root: Path, tmp_path: Path, script: str, other: str) -> None:
    change(root, script)
    assert told(scan([root], tmp_path), root)["phone"] == other


@pytest.mark.parametrize(
    "script",
    [
        "echo more > phone/deep/new", "echo x > phone/IMG_1", "mkfifo phone/pipe", "ln -s IMG_1 phone/link",
        "ln phone/IMG_1 other/name", "mv album/summer other/; rm other/x", "mv phone album/phone", "rm phone/IMG_1",
    ],
)  # fmt: skip
def test_near_misses_are_not_told(root: Path, tmp_path: Path, script: str) -> None:
    change(root, script)
    assert "phone" not in told(scan([root], tmp_path), root)


def test_what_is_hidden_was_not_compared(root: Path, tmp_path: Path) -> None:
    change(root, "echo x > phone/.notes")
    assert not told(scan([root], tmp_path, everything=False), root)


@pytest.mark.parametrize("everything", [True, False])
@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db"])
def test_what_systems_drop_is_told_apart(root: Path, tmp_path: Path, name: str, everything: bool) -> None:
    change(root, "cp -r phone again; rm -r album")
    for folder in ("phone", "again"):
        (root / folder / "deep" / name).write_bytes(b"\0\0\0\1Bud1 " + folder.encode())
    found = scan([root], tmp_path, everything=everything)
    assert told(found, root) == {"phone": "again"}
    (finding,) = (each for each in found.each_finding() if each.category == NAME)
    assert "the same {} files as in the other one, except for system files" in finding.why.text
    assert finding.detail == 3
    shutil.copy(root / "phone" / "deep" / name, root / "again" / "deep" / name)
    assert "phone" not in told(scan([root], tmp_path, everything=everything), root)
    (root / "again" / "deep" / name).unlink()
    assert told(scan([root], tmp_path, everything=everything), root) == {"phone": "again"}, "only one has it"


def test_equal_folders_are_another_category(root: Path, tmp_path: Path) -> None:
    change(root, "rm -r album; cp -r phone other/phone")
    assert not told(scan([root], tmp_path), root)


def test_of_two_that_hold_the_same_the_backup_is_told(root: Path, tmp_path: Path) -> None:
    change(root, "rm album/summer/more; mv phone 'Backup phone'")
    assert told(scan([root], tmp_path), root) == {"Backup phone": "album"}


def test_its_bytes_are_in_no_sum_and_nothing_is_chosen(root: Path, tmp_path: Path) -> None:
    found = scan([root], tmp_path)
    without = scan([root], tmp_path, categories=("duplicates",))
    assert found.savings.by_category[NAME].reclaimable_bytes == 0
    assert found.savings.by_category["duplicates"] == without.savings.by_category["duplicates"]
    assert found.savings.look_by_category[NAME].files == 1
    groups = Groups(found)
    selection = Selection(groups, Choice(categories=(NAME,)), lambda _: "")
    (group,) = (number for number in groups.every.tolist() if groups.place(number)[0].category.name == NAME)
    for thing in groups.things(group).tolist():
        assert selection.why_not(thing) == selection.choose(group, thing) == "only-told"
    selection.choose_all(groups.every)
    assert not selection.chosen[groups.things(group)].any()
