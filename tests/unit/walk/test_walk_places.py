"""Every kind of protected place of disk/rules/protected.toml is counted and not searched, and the trash never is."""

from __future__ import annotations

import os
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from fixture_types import Tree, Walk

LISTS: dict[str, Any] = tomllib.loads((files("cleanup.disk.rules") / "protected.toml").read_text("utf-8"))
BESIDE = [(folder, neighbour) for folder, neighbours in LISTS["beside"].items() for neighbour in neighbours]
Drawing = dict[str, Any]
CONTENT: Drawing = {"kept.bin": "x" * 5000, "inside": {"deeper.bin": "y" * 5000}}


def allocated(*paths: Path) -> int:
    return sum(os.lstat(path).st_blocks * 512 for path in paths)


def store_of(names: list[str]) -> Drawing:
    return {name: "" if "." in name or name == "HEAD" else {} for name in names}


# A place with CONTENT in it, beside what is ordinary.
PROTECTED: list[tuple[str, Drawing, set[str]]] = [
    *((f"sub/{name}", {"sub": {name: CONTENT}, "own": "1"}, {"own"}) for name in LISTS["folder_names"]),
    # Capitals make no difference.
    *((name, {name: CONTENT}, set()) for name in ("NODE_MODULES", "Site-Packages", "System Volume Information")),
    *((name, {name: CONTENT, "own": "1"}, {"own"})
      for name in ("Some " + ending.title() for ending in LISTS["folder_endings"])),
    *(("env", {"env": {marker: made, **CONTENT}, "own": "1"}, {"own"})
      for marker in LISTS["markers"] for made in ("", {})),
    *(("store", {"store": {**store_of(names), **CONTENT}, "own": "1"}, {"own"}) for names in LISTS["holding"]),
    *((f"project/{folder}",
       {"project": {folder: CONTENT, neighbour: "n"}, "elsewhere": {folder: {"own": "1"}}},
       {f"project/{neighbour}", f"elsewhere/{folder}/own"}) for folder, neighbour in BESIDE),
]  # fmt: skip


@pytest.mark.parametrize(("place", "drawing", "visible"), PROTECTED)
def test_a_protected_place_is_counted_and_searched_only_with_all(
    tree: Tree, walk: Walk, place: str, drawing: Drawing, visible: set[str]
) -> None:
    root = tree(drawing)
    found = walk(root)
    assert found.names() == visible
    assert found.coverage.protected.folders == 1
    counted = [path for path in (root / place).rglob("*") if path.is_file()]
    assert found.coverage.protected.files == len(counted)
    assert found.coverage.protected.bytes == allocated(*counted)
    assert found.coverage.hidden.files == 0
    assert {f"{place}/kept.bin", f"{place}/inside/deeper.bin"} <= walk(root, everything=True).names()


@pytest.mark.parametrize(
    "drawing",
    [
        # A file with the ending of a bundle.
        *({"some" + ending: "1"} for ending in sorted({*LISTS["folder_endings"]} - {*LISTS["file_endings"]})),
        # Some of the names in a store; folders named like a system folder.
        *({"not a store": {name: {"x": "1"} for name in names[1:]}} for names in LISTS["holding"]),
        {"etc": {"x": "1"}, "usr": {"y": "2"}},
    ],
)
def test_what_is_only_like_a_protected_place_is_ordinary(tree: Tree, walk: Walk, drawing: Drawing) -> None:
    root = tree(drawing)
    files = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert files
    assert walk(root).names() == files


@pytest.mark.parametrize("ending", LISTS["file_endings"])
def test_a_mailbox_file_is_protected(tree: Tree, walk: Walk, ending: str) -> None:
    root = tree({"mail" + ending: "x" * 5000, "MAIL" + ending.upper(): "2", "letter": "3"})
    found = walk(root)
    assert found.names() == {"letter"}
    assert (found.coverage.protected.files, found.coverage.protected.folders) == (2, 0)
    assert len(walk(root, everything=True).names()) == 3


@pytest.mark.parametrize(
    "place",
    [
        *LISTS["trash"]["folder_names"],
        *(name.upper() for name in LISTS["trash"]["folder_names"]),
        *(beginning + "1000" for beginning in LISTS["trash"]["folder_beginnings"]),
    ],
)
@pytest.mark.parametrize("everything", [False, True])
def test_a_trash_folder_is_never_searched(tree: Tree, walk: Walk, place: str, everything: bool) -> None:
    root = tree({"drive": {place: {"files": {"thrown away": "x"}}}, "own": "1"})
    found = walk(root, everything=everything)
    assert found.names() == {"own"}
    assert (found.coverage.protected.folders, found.coverage.protected.files) == (1, 1)


@pytest.mark.parametrize("everything", [False, True])
def test_a_home_trash_is_known_by_what_it_holds(tree: Tree, walk: Walk, everything: bool) -> None:
    trash = {"Trash": {"files": {"thrown away": "x"}, "info": {"thrown away.trashinfo": "y"}}}
    root = tree({"data": trash, "Trash": {"only a name": "1"}})
    assert walk(root, everything=everything).names() == {"Trash/only a name"}


def test_the_own_trash_is_never_searched_even_when_it_is_half_made(
    home: Path, walk: Walk, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree({"data": {"Trash": {"files": {"thrown away": "x"}}}, "own": "1"})
    monkeypatch.setenv("XDG_DATA_HOME", str(root / "data"))
    assert walk(root, everything=True).names() == {"own"}


def test_hidden_files_and_folders_are_counted_apart(tree: Tree, walk: Walk) -> None:
    root = tree({".hidden": {"a": "1", "b": {"c": "22"}}, ".file": "x" * 5000, "own": "1"})
    found = walk(root)
    assert found.names() == {"own"}
    assert (found.coverage.hidden.folders, found.coverage.hidden.files) == (1, 3)
    assert found.coverage.hidden.bytes == allocated(root / ".file", root / ".hidden" / "a", root / ".hidden/b/c")
    assert walk(root, everything=True).names() == {".hidden/a", ".hidden/b/c", ".file", "own"}


def test_the_first_reason_counts_for_all_below(tree: Tree, walk: Walk) -> None:
    found = walk(tree({".hidden": {"node_modules": {"a": "1"}}, "pods": {".b": "2"}}))
    assert (found.coverage.hidden.files, found.coverage.hidden.folders) == (1, 1)
    assert (found.coverage.protected.files, found.coverage.protected.folders) == (1, 1)


def test_hard_links_in_counted_places_occupy_their_blocks_once(tree: Tree, walk: Walk) -> None:
    root = tree({".a": {"x": "x" * 5000}, ".b": {}})
    os.link(root / ".a" / "x", root / ".b" / "x")
    assert walk(root, budget=1).coverage.hidden.bytes == allocated(root / ".a" / "x")


@pytest.mark.parametrize("platform", LISTS["system"])
def test_system_folders_are_whole_paths(platform: str) -> None:
    for path in LISTS["system"][platform]:
        assert path.startswith(("/", "%")), path
        assert not path.endswith("/"), path


def test_names_in_the_lists_are_written_as_they_are_compared() -> None:
    compared = [*LISTS["folder_names"], *LISTS["folder_endings"], *LISTS["file_endings"], *LISTS["beside"]]
    compared += [*LISTS["trash"]["folder_names"], *LISTS["trash"]["folder_beginnings"], LISTS["trash"]["named"]]
    assert [name for name in compared if name != name.lower()] == []


KINDS: dict[str, tuple[Drawing, dict[str, int]]] = {
    "a trash in a hidden folder": (
        {".local": {"share": {"Trash": {"files": {"a": "x" * 5000}, "info": {"a.trashinfo": "i"}}, "other": "o"}}},
        {"trash": 1, "hidden-folders": 1},
    ),
    "a trash of a drive": ({".Trash-1000": {"files": {"a": "x"}}}, {"trash": 1}),
    "caches": ({".cache": {"a": "x"}, "made": {"CACHEDIR.TAG": "t", "a": "x"}}, {"caches": 2}),
    "packages": ({"p": {"node_modules": {"a": {"b": "x"}}}, "e": {"pyvenv.cfg": "", "a": "x"}},
                 {"node_modules": 1, "packages": 1}),
    "histories and builds": (
        {".git": {"HEAD": "r"}, "bare": {"HEAD": "r", "objects": {}, "refs": {}}, "go.mod": "", "vendor": {"o": "x"}},
        {"version-control": 2, "builds": 1},
    ),
    "hidden ones": ({".a": {"x": "1"}, ".b": {"y": "2"}, ".c": "3"}, {"hidden-folders": 2, "hidden-files": 0}),
    "mail": ({"old.pst": "m", "box": {"cur": {}, "new": {"m": "x"}, "tmp": {}}}, {"mail": 1}),
    "libraries and programs": ({"My.photoslibrary": {"a": "x"}, "Some.app": {"a": "x"}},
                               {"libraries": 1, "applications": 1}),
    "nothing": ({"a": "b"}, {}),
}  # fmt: skip


@pytest.mark.parametrize("case", KINDS)
def test_what_is_only_counted_is_known_by_its_kind(case: str, tree: Tree, walk: Walk) -> None:
    drawing, folders = KINDS[case]
    coverage = walk(tree(drawing)).coverage
    assert {kind: passed.folders for kind, passed in coverage.by_kind.items()} == folders
    for number in ("files", "bytes"):
        of_kinds = sum(getattr(passed, number) for passed in coverage.by_kind.values())
        assert of_kinds == getattr(coverage.protected, number) + getattr(coverage.hidden, number)


def test_a_name_that_is_filtered_is_of_no_kind(tree: Tree, walk: Walk) -> None:
    assert walk(tree({"a": {"b": "c"}, "d": "e"}), exclude=("a/", "d")).coverage.by_kind == {}


def test_two_names_of_one_hidden_file_count_once_in_its_kind(tree: Tree, walk: Walk) -> None:
    root = tree({".a": {"x": "1" * 5000}, ".b": {}})
    os.link(root / ".a" / "x", root / ".b" / "y")
    passed = walk(root).coverage.by_kind["hidden-folders"]
    assert (passed.files, passed.bytes) == (2, allocated(root / ".a" / "x"))
