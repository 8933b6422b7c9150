"""Large files, empty files and empty folders, on real folders."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from cleanup.model.choice import Choice
from cleanup.plan.groups import Groups
from cleanup.plan.selection import Selection
from support.looking import groups_of, occupied, scan
from support.scripts import change

Tree = Callable[..., Path]


def test_large_is_the_limit_or_more(tree: Tree, tmp_path: Path) -> None:
    root = tree({"under": "x" * 999, "at": "y" * 1000, "over": "z" * 1001})
    found = groups_of(scan([root], tmp_path, large=1000), "large")
    assert {os.path.basename(path) for group in found for path in group} == {b"at", b"over"}


def test_a_sparse_file_is_large_and_frees_what_it_occupies(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    sparse = tmp_path / "tree" / "disk.img"
    with sparse.open("wb") as file:
        file.truncate(10**9)
    found = scan([tmp_path / "tree"], tmp_path)
    (finding,) = [each for each in found.each_finding() if each.category == "large"]
    assert finding.reclaimable_bytes == occupied(sparse) < 10**6
    assert finding.files[0].size == 10**9


def test_no_rule_takes_a_machine_or_a_mailbox(tree: Tree, tmp_path: Path) -> None:
    root = tree({name: name.ljust(2000) for name in ("film.mkv", "win.VDI", "mail.pst", "vdi", "Docker.raw")})
    found = scan([root], tmp_path, large=1000)
    selection = Selection(Groups(found), Choice(categories=("large",)), lambda _: "")
    chosen = {selection.groups.path(thing) for thing in selection.chosen.nonzero()[0].tolist()}
    assert {os.path.basename(path) for path in chosen} == {b"film.mkv", b"vdi"}
    words = {finding.files[0].path: finding.why.text for finding in found.each_finding() if finding.category == "large"}
    assert words[os.fsencode(root / "mail.pst")] == "a mailbox of {}"
    assert words[os.fsencode(root / "Docker.raw")] == "the disk of a virtual machine, of {}"


def test_empty_files_are_no_duplicates(tree: Tree, tmp_path: Path) -> None:
    root = tree({"a": "", "b": "", "c": "x"})
    found = scan([root], tmp_path)
    assert not groups_of(found)
    assert len(groups_of(found, "empty-files")) == 2


def test_the_topmost_empty_folder_stands_for_those_in_it(tree: Tree, tmp_path: Path) -> None:
    root = tree({"full": {"file": "x"}, "empty": {"a": {"b": {}}, "c": {}}, "half": {"d": {}, "file": ""}})
    found = scan([root], tmp_path)
    folders = {
        finding.files[0].path: finding for finding in found.each_finding() if finding.category == "empty-folders"
    }
    assert set(folders) == {os.fsencode(root / "empty"), os.fsencode(root / "half" / "d")}
    assert folders[os.fsencode(root / "empty")].detail == 4
    inside = [root / "empty", *(path for path in (root / "empty").rglob("*"))]
    size = occupied(*inside)
    assert folders[os.fsencode(root / "empty")].reclaimable_bytes == size


def test_what_was_not_searched_is_not_empty(tree: Tree, tmp_path: Path) -> None:
    root = tree({"hidden": {".keep": ""}, "link": {}, "pipe": {}, "git": {".git": {}}, "filtered": {"x.log": "log"}})
    (root / "link" / "to").symlink_to("nowhere")
    change(root, "mkfifo pipe/fifo")
    found = scan([root], tmp_path, everything=False, selection={"exclude": ("*.log",)})
    assert groups_of(found, "empty-folders") == set()


def test_an_empty_root_is_not_suggested(tmp_path: Path) -> None:
    (tmp_path / "root" / "in").mkdir(parents=True)
    found = groups_of(scan([tmp_path / "root"], tmp_path), "empty-folders")
    assert found == {frozenset([os.fsencode(tmp_path / "root" / "in")])}


def test_folders_that_a_desktop_expects_stay(tmp_path: Path) -> None:
    home = tmp_path / "me"
    (home / "Downloads").mkdir(parents=True)
    (home / "Pictures" / "2019").mkdir(parents=True)
    (home / "other").mkdir()
    found = groups_of(scan([home], home), "empty-folders")
    assert found == {frozenset([os.fsencode(home / name)]) for name in ("Pictures/2019", "other")}
