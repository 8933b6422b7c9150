"""Whether a path lies in a place that rules never choose from, told without listing anything."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from cleanup.disk.rules import protected_above
from cleanup.disk.rules.protected import load_protection
from cleanup.disk.rules.protected_above import ProtectedAbove, names_there
from cleanup.model.paths import from_top

Tree = Callable[..., Path]


def why(root: Path, path: str, *roots: Path) -> str:
    """Why a path below a root stays; the root is what was scanned, unless other roots are named."""
    home = os.path.realpath(root.parent)
    above = ProtectedAbove(load_protection(home, []), tuple(map(os.fsencode, roots or (root,))))
    return above.why_it_stays(os.fsencode(root / path))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("x", ""), ("a/b/x", ""), ("x.git", ""), ("git/x", ""), (".x", "hidden"), (".a/x", "hidden"),
        ("a/.b/c/x", "hidden"), (".git/x", "protected"), ("a/.git/objects/x", "protected"),
        ("node_modules/m/x.js", "protected"), ("NODE_MODULES/x", "protected"), ("a.app/x", "protected"),
        ("My Photos.photoslibrary/originals/x", "protected"), ("__pycache__/x.pyc", "protected"),
        ("mail.mbox", "protected"), ("a/Outlook.PST", "protected"), (".hidden/node_modules/x", "hidden"),
        ("node_modules", ""), (os.fsdecode(b"\xff/x"), ""),
    ],
)  # fmt: skip
def test_by_the_names_on_the_way(tree: Tree, path: str, code: str) -> None:
    assert why(tree({}), path) == code


@pytest.mark.parametrize(
    ("drawing", "path", "code"),
    [
        ({"env": {"pyvenv.cfg": "", "lib": {}}}, "env/lib/x", "protected"),
        ({"cache": {"CACHEDIR.TAG": ""}}, "cache/x", "protected"),
        ({"q": {".nosearch": ""}}, "q/a/x", "protected"),
        ({"mail": {"cur": {}, "new": {}, "tmp": {}}}, "mail/cur/x", "protected"),
        ({"mail": {"cur": {}, "new": {}}}, "mail/cur/x", ""),
        ({"repo": {"HEAD": "", "objects": {}, "refs": {}}}, "repo/objects/x", "protected"),
        ({"p": {"Cargo.toml": "", "target": {}}}, "p/target/x", "protected"),
        ({"p": {"target": {}}}, "p/target/x", ""),
        ({"p": {"package.json": "", "dist": {}, "src": {}}}, "p/src/x", ""),
        ({"p": {"package.json": "", "Dist": {}}}, "p/Dist/deep/x", "protected"),
    ],
)
def test_by_what_lies_in_or_beside_the_folders_on_the_way(tree: Tree, drawing: object, path: str, code: str) -> None:
    assert why(tree(drawing), path) == code


def test_hidden_folders_that_were_named_do_not_count(tree: Tree) -> None:
    root = tree({".a": {".b": {"c": {}}}})
    assert why(root, ".a/x", root / ".a") == ""
    assert why(root, ".a/.b/c/x", root / ".a" / ".b" / "c") == ""
    assert why(root, ".a/.b/x", root / ".a") == "hidden"
    assert why(root, ".a/.x", root / ".a") == "hidden"


def test_protected_folders_count_though_they_were_named(tree: Tree) -> None:
    root = tree({"node_modules": {"m": {}}})
    assert why(root, "node_modules/m/x", root / "node_modules" / "m") == "protected"


@pytest.mark.parametrize("path", ["/etc/passwd", "/usr/share/x", "/var/lib/x"])
def test_the_system_stays(tree: Tree, path: str) -> None:
    assert why(tree({}), path) == "protected"
    assert why(tree({}), "/var/tmp/x") == ""


def test_answers_do_not_depend_on_what_was_asked_before(tree: Tree) -> None:
    root = tree({"env": {"pyvenv.cfg": ""}})
    paths = ["env/x", "x", "env/a/x", ".h/x", "a/x", ".h/node_modules/x"]
    above = ProtectedAbove(load_protection(str(root.parent), []), (os.fsencode(root),))
    for order in (paths, paths[::-1], paths):
        assert [above.why_it_stays(os.fsencode(root / path)) for path in order] == [why(root, path) for path in order]


@pytest.mark.usefixtures("loops")
def test_names_are_asked_for_one_by_one(tree: Tree, tmp_path: Path) -> None:
    root = tree({"a": "", "dir": {}})
    (root / "dangling").symlink_to("nowhere")
    link = tmp_path / "link"
    link.symlink_to(root)
    assert names_there(str(link), frozenset({"a", "b"})) == {"a"}
    assert names_there(str(link / "dir" / ".."), frozenset({"a", "b"})) == {"a"}
    assert names_there(str(root), frozenset({"a", "b", "dir", "dangling"})) == {"a", "dir", "dangling"}
    assert names_there(str(root / "nowhere"), frozenset({"a"})) == set()
    assert names_there(str(root / "a"), frozenset({"a"})) == set()


def test_no_path_is_too_deep(tree: Tree) -> None:
    root = tree({})
    deep = "/".join(["n" * 9] * 6000)
    assert why(root, f"{deep}/x") == ""
    assert why(root, f"{deep}/.git/x") == "protected"
    assert why(root, f".hidden/{deep}/x") == "hidden"


def test_what_a_folder_holds_is_known_however_deep(tree: Tree) -> None:
    root = tree({})
    handle = os.open(root, os.O_RDONLY)
    names = ["d" * 200] * 30
    for name in [*names, "env", "pyvenv.cfg"]:
        os.mkdir(name, dir_fd=handle)
        deeper = os.open(name, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = deeper
    os.close(handle)
    assert why(root, "/".join([*names, "env", "x"])) == "protected"
    assert why(root, "/".join([*names, "x"])) == ""


@pytest.mark.parametrize("marked", ["x", "a", "."])
def test_what_the_system_marks_as_hidden_is_hidden(tree: Tree, monkeypatch: pytest.MonkeyPatch, marked: str) -> None:
    """On Windows and macOS a mark hides what has no dot; a root that has it was named by the user."""
    root = tree({"a": {"x": ""}})
    path = {"x": root / "a" / "x", "a": root / "a", ".": root}[marked]

    def facts(asked: str) -> SimpleNamespace:
        return SimpleNamespace(st_file_attributes=0x2 if asked == str(path) else 0x20)

    monkeypatch.setattr(protected_above, "facts_by_path", facts)
    assert why(root, "a/x") == ""
    monkeypatch.setattr(protected_above, "MARKS_FILES", True)
    assert why(root, "a/x") == ("" if marked == "." else "hidden")


def test_the_system_is_known_folder_by_folder_as_it_is_by_the_whole_path() -> None:
    """A home may lie in a folder of the system, and a folder of the system in a home."""
    protection = load_protection("/usr/home/ada", [], ["/usr/home/ada/jail"])
    for path in (
        "/usr", "/usr/lib/x", "/usr/home/ada", "/usr/home/ada/x/y", "/usr/home/ada/jail", "/usr/home/ada/jail/x",
        "/usr/home/bob/x", "/home/ada/usr/x", "/var/tmp/x", "/var/lib/x", "/usrx/y", "/",
    ):  # fmt: skip
        known = False
        for each in from_top(path):
            known = protection.is_in_system_below(each, above=known)
        assert known == protection.is_in_system(path), path
        assert ProtectedAbove(protection, ()).why_it_stays(os.fsencode(path)) == ("protected" if known else "")
