"""Several roots: each real folder is walked once, and what is no folder to scan is refused before any work."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fixture_types import Tree, Walk

from cleanup.disk.system import Listed
from cleanup.model.errors import UsageProblem
from cleanup.walk import piece
from cleanup.walk.roots import resolve_root

INNER = {"a.txt": "a", "in": {"b.txt": "bb", "deeper": {"c.txt": "ccc"}}}


@pytest.mark.parametrize(
    "names",
    [[".", ".", "in/.."], [".", "in", "in/deeper"], ["in/deeper", "in", "."], ["../link", ".", "../inner link"]],
    ids=" ".join,
)
def test_a_root_named_twice_or_inside_a_root_or_through_a_link_is_counted_once(
    tree: Tree, walk: Walk, tmp_path: Path, names: list[str]
) -> None:
    root = tree(INNER)
    (tmp_path / "link").symlink_to(root)
    (tmp_path / "inner link").symlink_to(root / "in")
    found = walk(*(root / name for name in names))
    assert sorted(os.path.basename(entry.path) for entry in found.entries()) == [b"a.txt", b"b.txt", b"c.txt"]
    assert all(not entry.also for entry in found.entries())
    assert len(found.seen.inventory.folders) == 3


def test_roots_beside_each_other_are_both_walked(tree: Tree, walk: Walk) -> None:
    root = tree({"one": {"x": "1"}, "one more": {"x": "22"}})
    found = walk(root / "one", root / "one more")
    assert sorted(found.files().values()) == [1, 2]


def test_a_root_inside_a_hidden_folder_is_searched_since_it_was_named(tree: Tree, walk: Walk) -> None:
    root = tree({".hidden": {"inside": {"x": "1"}}, "y": "2"})
    found = walk(root, root / ".hidden" / "inside")
    assert {os.path.basename(entry.path) for entry in found.entries()} == {b"x", b"y"}


PROTECTED = {
    "by its name": ({"node_modules": {"package": {"x": "1"}}}, "node_modules/package"),
    "by its ending": ({"Old.app": {"Contents": {"x": "1"}}}, "Old.app/Contents"),
    "the place itself, by a marker": ({"env": {"pyvenv.cfg": "x"}}, "env"),
    "the place itself, a mail folder": ({"Mail": {"cur": {"x": "1"}, "new": {}, "tmp": {}}}, "Mail"),
    "by a marker in it": ({"env": {"pyvenv.cfg": "", "lib": {"x": "1"}}}, "env/lib"),
    "a mail folder": ({"Mail": {"cur": {"x": "1"}, "new": {}, "tmp": {}}}, "Mail/cur"),
    "a bare repository": ({"r": {"HEAD": "", "objects": {"x": "1"}, "refs": {}}}, "r/objects"),
    "by a file beside it": ({"crate": {"Cargo.toml": "", "target": {"x": "1"}}}, "crate/target"),
}


@pytest.mark.parametrize("kind", PROTECTED)
def test_a_root_in_a_protected_place_is_only_counted(tree: Tree, walk: Walk, kind: str) -> None:
    drawing, inside = PROTECTED[kind]
    root = tree(drawing) / inside
    found = walk(root)
    assert found.names() == set()
    assert found.coverage.protected.files == 1
    assert len(walk(root, everything=True).names()) == 1


@pytest.mark.parametrize(
    "inside",
    [
        ".Trash-1000/files", ".Trash/1000/files", "$RECYCLE.BIN/S-1-5", ".Trashes/501",
        "data/Trash", "data/Trash/files", "data/Trash/files/old folder",
    ],
)  # fmt: skip
@pytest.mark.parametrize("everything", [False, True])
def test_a_root_in_a_trash_is_refused(tree: Tree, walk: Walk, inside: str, everything: bool) -> None:
    root = tree({"data": {"Trash": {"info": {}, "files": {"old folder": {"x": "1"}, "y": "2"}}}}) / inside
    root.mkdir(parents=True, exist_ok=True)
    with pytest.raises(UsageProblem):
        walk(root, everything=everything)


def test_a_root_in_the_own_trash_is_refused_when_the_home_is_a_link(
    home: Path, walk: Walk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trashed = home / ".local" / "share" / "Trash" / "files"
    trashed.mkdir(parents=True)
    linked = tmp_path / "linked home"
    linked.symlink_to(home)
    monkeypatch.setenv("XDG_DATA_HOME", str(linked / ".local" / "share"))
    with pytest.raises(UsageProblem):
        walk(trashed)


def test_our_own_cache_is_refused_as_a_root_and_not_searched(home: Path, walk: Walk) -> None:
    (home / ".cache" / "cleanup").mkdir(parents=True)
    (home / ".cache" / "cleanup" / "digests.db").write_text("x")
    with pytest.raises(UsageProblem):
        walk(home / ".cache" / "cleanup", everything=True)
    assert walk(home, everything=True).names() == set()


@pytest.mark.parametrize("root", ["/proc", "/proc/self", "/sys/kernel"])
def test_the_kernels_own_file_systems_are_refused_as_roots(walk: Walk, root: str) -> None:
    if not os.path.isdir(root):
        pytest.skip(f"there is no {root} here")
    with pytest.raises(UsageProblem, match="state"):
        walk(Path(root))


def test_a_system_folder_as_a_root_is_only_counted(walk: Walk) -> None:
    found = walk(Path("/etc/init.d" if os.path.isdir("/etc/init.d") else "/etc"))
    assert found.names() == set()
    assert found.coverage.protected.files > 0


def test_a_users_own_folder_inside_a_system_folder_is_searched_as_a_root(walk: Walk) -> None:
    if not os.access("/var/tmp", os.W_OK):
        pytest.skip("needs /var/tmp")
    with tempfile.TemporaryDirectory(dir="/var/tmp") as root:
        Path(root, "x").write_text("1")
        assert walk(Path(root)).names() == {"x"}


@pytest.mark.parametrize(
    "name", ["missing", "file.txt", "link to file", "link to nothing", "loop", "file.txt/below", "x" * 300]
)
def test_what_is_no_folder_is_refused_by_its_name(tree: Tree, name: str) -> None:
    root = tree({"file.txt": "x"})
    for link, target in (("link to file", "file.txt"), ("link to nothing", "nothing"), ("loop", "loop")):
        (root / link).symlink_to(target)
    with pytest.raises(UsageProblem) as refused:
        resolve_root(str(root / name))
    assert str(root / name) in refused.value.message


@pytest.fixture
def only_these(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the walk of ``/`` see only these names there, so that it ends soon."""

    def restrict(*names: str) -> None:
        real = piece.listed_in
        top = os.stat("/")

        def listed_in(folder: Any) -> Listed:
            if not os.path.samestat(os.stat(folder), top):
                return real(folder)
            listed, inner = ([name for name in some if name in names] for some in real(folder))
            return listed, inner

        monkeypatch.setattr(piece, "listed_in", listed_in)

    return restrict


def test_system_folders_below_the_top_are_only_counted(only_these: Callable[..., None], walk: Walk) -> None:
    only_these("etc")
    found = walk(Path("/"))
    assert found.names() == set()
    assert found.coverage.protected.folders == 1
    assert found.coverage.protected.files > 0


def test_all_looks_into_system_folders(only_these: Callable[..., None], walk: Walk) -> None:
    only_these("etc")
    assert "etc/passwd" in {name.lstrip("/") for name in walk(Path("/"), everything=True).names()}
