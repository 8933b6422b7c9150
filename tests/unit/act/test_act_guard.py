"""Places that never move, asked of the guard itself, and ordinary ones that may."""

from __future__ import annotations

import os
import pwd
import sys
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from pathlib import Path

import pytest

import cleanup
from cleanup.act.guard import Guard
from cleanup.act.movers.mover import NotPossible
from cleanup.disk.rules.protected import load_protection
from cleanup.model.plan import Kind

Tree = Callable[..., Path]


def guard_of(home: Path | str, roots: Iterable[Path] = (), quarantine: Path | None = None) -> Guard:
    real = os.path.realpath(home)
    own = [os.path.join(real, ".own", use) for use in ("cache", "state", "config")]
    return Guard(load_protection(real, own), real, map(os.fsencode, roots), quarantine)


@pytest.fixture
def guard(home: Path) -> Guard:
    return guard_of(home)


def code(guard: Guard, path: Path | str | bytes, kind: Kind = Kind.FILE) -> str:
    """The code of the reason why a path may not move, or ""."""
    try:
        guard.check(os.fsencode(path), kind)
    except NotPossible as problem:
        assert problem.message
        return problem.code
    return ""


@pytest.mark.parametrize(
    "path",
    [
        b"", b".", b"..", b"x", b"./x", b"~/x", b"/", b"//", b"///", b"//etc", b"//etc/passwd", b"//home/x", b"///x",
        b"/x/", b"/x//y", b"/x/./y", b"/x/.", b"/x/..", b"/x/../y", b"/etc/../etc", b"/etc/../x", b"/x\0", b"/x/\0y",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", Kind)
def test_what_is_no_whole_plain_path(guard: Guard, path: bytes, kind: Kind) -> None:
    assert code(guard, path, kind) == "not-a-path"


@pytest.mark.parametrize(
    "name",
    ["x", "x.jpg", ".x", "...", " ", "\n", "-rf", "*", "~", "a:b", "\\", "trash", "Trash", "trash.txt", ".trashinfo",
     "my .Trash", "etc", "recycle.bin", "$recycle", "files", "info", os.fsdecode(b"\xff\xfe")],
)  # fmt: skip
@pytest.mark.parametrize("kind", Kind)
def test_ordinary_things_may_move(guard: Guard, tree: Tree, name: str, kind: Kind) -> None:
    root = tree({"folder": {"deeper": {}}})
    assert code(guard, root / name, kind) == ""
    assert code(guard, root / "folder" / "deeper" / name, kind) == ""


def test_homes_and_all_above_them(guard: Guard, home: Path) -> None:
    for kind in Kind:
        assert {code(guard, path, kind) for path in (home, home.parent)} == {"protected"}
        assert {code(guard, path, kind) for path in (home / "x", home / ".config" / "x")} == {""}
    for other in {entry.pw_dir for entry in pwd.getpwall()} - {"/"}:
        for path in (os.path.normpath(other), os.path.realpath(other)):
            assert code(guard, path, Kind.FOLDER) in {"protected", "not-a-path"}, path


def test_a_home_through_a_link_is_one_under_both_names(home: Path) -> None:
    link = home.with_name(home.name + " link")
    link.symlink_to(home)
    guard = guard_of(link)
    assert code(guard, home, Kind.FOLDER) == "protected"
    real = os.path.realpath(link)
    assert code(Guard(load_protection(real, []), str(link), ()), link, Kind.LINK) == "protected"


def test_the_current_folder_and_all_above_it(home: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tree({"a": {"b": {"x": ""}}}) / "a" / "b"
    monkeypatch.chdir(here)
    guard = guard_of(home)
    assert {code(guard, path, Kind.FOLDER) for path in (here, *here.parents[:-1])} == {"protected"}
    assert code(guard, here / "x") == ""
    (here / "x").unlink()
    here.rmdir()
    assert code(guard_of(home), here.parent / "x") == "", "a current folder that is gone is no trouble"
    monkeypatch.chdir(here.parent)


def test_python_and_the_program_wherever_they_are_installed(guard: Guard) -> None:
    package = Path(cleanup.__file__).resolve().parent
    assert {code(guard, path, Kind.FOLDER) for path in (package, package.parent)} == {"protected"}
    assert code(guard, package / "act" / "undo.py") == "protected"
    for prefix in map(os.path.realpath, (sys.prefix, sys.base_prefix, os.path.dirname(os.__file__))):
        for path in (prefix, os.path.join(prefix, "bin"), os.path.join(prefix, "x"), os.path.dirname(prefix)):
            assert path == "/" or code(guard, path, Kind.FOLDER) == "protected", path


def test_folders_that_were_scanned_and_all_above_them(home: Path, tree: Tree) -> None:
    root = tree({"one": {"two": {"x": ""}}, "three": {}})
    (root / "way").symlink_to("one")
    guard = guard_of(home, [root / "way" / "two", root / "three"])
    for path in (root / "one" / "two", root / "one", root / "three", root):
        assert code(guard, path, Kind.FOLDER) == "protected", path
    assert code(guard, root / "one" / "two" / "x") == ""
    assert code(guard, root / "one" / "other", Kind.FOLDER) == ""


@pytest.mark.parametrize("use", ["cache", "state", "config"])
def test_the_programs_own_folders(guard: Guard, home: Path, use: str) -> None:
    own = home / ".own"
    for path in (own, own / use, own / use / "runs" / "x.journal"):
        assert code(guard, path, Kind.FOLDER) == "protected", path
    assert code(guard, own / "other") == ""
    assert code(guard, own / (use + "s")) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="names folders of Linux")
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/etc", "protected"), ("/etc/passwd", "protected"), ("/usr/share/doc/x", "protected"),
        ("/boot/x", "protected"), ("/var/lib/x", "protected"),
        ("/proc/1", "protected"), ("/dev/shm/x", "protected"), ("/run/x", "protected"),
        ("/etcetera", ""), ("/varied/x", ""), ("/x", ""), ("/tmp/x", ""), ("/srv/x", ""), ("/mnt/disk/x", ""),
        ("/var/tmp/x", ""), ("/run/media/u/stick/x", ""), ("/var/home/u/x", ""), ("/var/mnt/x", ""),
        ("/var/tmp2/x", "protected"), ("/run/mediation", "protected"),
    ],
)  # fmt: skip
def test_the_systems_folders_and_users_places_in_them(guard: Guard, path: str, expected: str) -> None:
    assert code(guard, path) == expected


@pytest.mark.skipif(sys.platform != "linux", reason="names folders of Linux")
@pytest.mark.parametrize(
    "path",
    ["/var/tmp", "/run/media", "/var/home", "/var/mnt", "/tmp", "/home", "/mnt", "/media", "/srv", "/root",
     "/lost+found"],
)  # fmt: skip
def test_folders_that_every_system_has_and_users_places_belong_to_the_system_themselves(path: str) -> None:
    assert code(guard_of("/nonexistent-home/u"), path, Kind.FOLDER) == "protected"


@pytest.mark.parametrize(
    "name",
    [".Trash", ".trash", ".Trash-0", ".Trash-1000", ".TRASH-x", ".Trashes", "$RECYCLE.BIN", "RECYCLER", "Recycled"],
)
def test_what_is_called_like_a_trash_and_all_in_it(guard: Guard, tree: Tree, name: str) -> None:
    root = tree({})
    for path in (root / name / "x", root / name / "files" / "x" / "y"):
        assert code(guard, path) == "in-trash", path
    assert code(guard, root / name, Kind.FOLDER) == code(guard, root / name, Kind.LINK) == "in-trash"
    assert code(guard, root / name, Kind.FILE) == "", "only a folder is a trash"


@pytest.mark.parametrize("name", ["Trash", "trash", "TRASH"])
def test_a_folder_called_trash_is_one_by_what_it_holds(home: Path, tree: Tree, name: str) -> None:
    root = tree({name: {"files": {"x": ""}, "info": {}}, "half": {name: {"files": {}}}})
    assert code(guard_of(home), root / name, Kind.FOLDER) == "in-trash"
    for path in (root / name / "files", root / name / "files" / "x", root / name / "other"):
        assert code(guard_of(home), path) == "in-trash", path
    assert code(guard_of(home), root / "half" / name / "files") == ""
    assert code(guard_of(home), root / "half" / name, Kind.FOLDER) == ""


@pytest.mark.parametrize("data", [".local/share", "data"])
def test_the_trash_of_this_home_where_the_system_wants_it_before_it_is_there(
    home: Path, monkeypatch: pytest.MonkeyPatch, data: str
) -> None:
    if data == "data":
        monkeypatch.setenv("XDG_DATA_HOME", str(home / data))
    trash = home / data / "Trash"
    assert code(guard_of(home), trash / "files" / "x") == "in-trash"
    assert {code(guard_of(home), path, Kind.FOLDER) for path in (trash, trash.parent)} == {"protected"}


def test_a_quarantine_and_all_in_it(home: Path, tree: Tree) -> None:
    root = tree({"q": {"run-1": {}}, "x": ""})
    (root / "way").symlink_to("q")
    guard = guard_of(home, quarantine=root / "way")
    for path in (root / "q", root / "q" / "run-1", root / "q" / "run-1" / "x"):
        assert code(guard, path) == "in-trash", path
    assert code(guard, root / "x") == ""
    assert code(guard, root / "q2") == ""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("x", ""), ("q/x", "keeper-in-trash"), (".Trash-5/files/x", "keeper-in-trash"),
        ("Trash/files/x", "keeper-in-trash"), ("Trash/x", "keeper-in-trash"), ("folder/Trash/x", ""),
        # Another spelling does not take it out of there.
        ("x/../.Trash-5/files/k", "not-a-path"), ("x/../q/k", "not-a-path"), ("./q/k", "not-a-path"),
        ("q//k", "not-a-path"), ("x/../Trash/files/k", "not-a-path"),
    ],
)  # fmt: skip
def test_a_copy_that_stays_is_in_no_trash(home: Path, tree: Tree, path: str, expected: str) -> None:
    root = tree({"q": {}, "Trash": {"files": {}, "info": {}}, "folder": {"Trash": {}}})
    guard = guard_of(home, [root], root / "q")
    with nullcontext() if not expected else pytest.raises(NotPossible) as problem:
        guard.check_keeper(os.fsencode(f"{root}/{path}"), os.fsencode(f"{root}/{path}"))
    assert not expected or problem.value.code == expected


@pytest.mark.root
def test_a_folder_with_something_mounted_in_it_is_told_where(
    guard: Guard, tree: Tree, mount: Callable[..., Path]
) -> None:
    root = tree({"a b": {"c\n": {}}, "a": {}})
    mount("-t", "tmpfs", "none", root / "a b" / "c\n")
    assert code(guard, root / "a b" / "c\n", Kind.FOLDER) == "mount-point"
    assert code(guard, root / "a b", Kind.FOLDER) == "mount-point"
    assert code(guard, root / "a", Kind.FOLDER) == ""
    assert code(guard, root / "a b" / "x") == ""


def test_what_is_remembered_of_folders_does_not_mix_them_up(guard: Guard, tree: Tree) -> None:
    root = tree({"Trash": {"files": {}, "info": {}}, "other": {"Trash": {}}})
    for _ in range(2):
        assert code(guard, root / "Trash" / "files" / "x") == "in-trash"
        assert code(guard, root / "other" / "Trash" / "files" / "x") == ""
        assert code(guard, root / "other" / "x") == ""


@pytest.mark.root
def test_places_that_stay_are_known_under_every_path(home: Path, tmp_path: Path, mount: Callable[..., Path]) -> None:
    for folder in ("home", "usr", "plain"):
        (tmp_path / folder).mkdir()
    (home / ".own" / "state").mkdir(parents=True)
    (home / "letters").mkdir()
    mount("--bind", home, tmp_path / "home")
    mount("--bind", "/usr", tmp_path / "usr")
    mount("--bind", home / "letters", tmp_path / "plain")
    guard = guard_of(home)
    assert code(guard, tmp_path / "home" / ".own" / "state" / "scans.db") == "protected"
    assert code(guard, tmp_path / "home" / ".own", Kind.FOLDER) == "protected"
    assert code(guard, tmp_path / "usr" / "bin" / "x") == "protected"
    assert code(guard, tmp_path / "home" / "letters" / "x") == ""
    assert code(guard, tmp_path / "plain" / "x") == ""


def test_no_path_is_too_deep(guard: Guard, tmp_path: Path) -> None:
    """Deeper than calls nest, and longer than the system takes at once."""
    deep = "/".join([str(tmp_path), *["n" * 9] * 6000])
    assert code(guard, f"{deep}/x") == ""
    assert code(guard, f"{deep}/.Trash-0/files/x") == "in-trash"
    assert code(guard, f"{tmp_path}/.Trash-0{deep}/x") == "in-trash"
    assert code(guard, f"/usr{deep}/x") == "protected"


def test_a_trash_is_known_however_deep(guard: Guard, tmp_path: Path) -> None:
    handle = os.open(tmp_path, os.O_RDONLY)
    names = ["d" * 200] * 30
    for name in [*names, "Trash"]:
        os.mkdir(name, dir_fd=handle)
        deeper = os.open(name, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = deeper
    for name in ("files", "info"):
        os.mkdir(name, dir_fd=handle)
    os.close(handle)
    deep = "/".join([str(tmp_path), *names])
    assert code(guard, f"{deep}/Trash/files/x") == "in-trash"
    assert code(guard, f"{deep}/files/x") == ""
