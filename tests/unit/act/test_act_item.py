"""The checks right before a move: each way in which a thing, or its copy that stays, is not what was shown."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cleanup.act.item import OpenItem, OpenKeeper
from cleanup.act.movers.mover import NotPossible
from cleanup.disk.comparison import Stopped
from cleanup.model.category import Proof
from cleanup.model.plan import Keeper, Step
from support.moving import a_keeper, a_manifest, a_step

Tree = Callable[..., Path]


@pytest.fixture
def root(tree: Tree) -> Path:
    return tree({"go": "same", "keep": "same", "folder": {"x": "1", "deep": {"y": "2"}}, "sub": {"go": "same"}})


def never() -> bool:
    return False


def code(step: Step, stopped: Callable[[], bool] = never) -> str:
    """The code of the reason why a step's thing may not move now, or ""; no descriptor stays open."""
    before = len(os.listdir("/proc/self/fd"))
    keeper = None
    try:
        keeper = OpenKeeper(step.keeper) if step.keeper else None
        with OpenItem(step) as item:
            item.check(keeper, stopped=stopped)
    except NotPossible as problem:
        assert problem.message
        return problem.code
    finally:
        if keeper is not None:
            keeper.close()
        assert len(os.listdir("/proc/self/fd")) == before
    return ""


def touched(path: Path) -> None:
    seen = path.stat()
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns + 1))


def replaced(path: Path) -> None:
    """Another file of the same bytes and times in its place."""
    seen = path.stat()
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    other.replace(path)


def grown(path: Path) -> None:
    seen = path.stat()
    with path.open("a") as file:
        file.write("x")
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def link(path: Path) -> None:
    path.unlink()
    path.symlink_to("keep")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


CHANGES = [
    (touched, "changed"), (replaced, "changed"), (grown, "changed"), (link, "changed"), (folder, "changed"),
    (pipe, "special"), (Path.unlink, "gone"),
]  # fmt: skip


@pytest.mark.parametrize("name", ["go", "folder", "sub/go"])
def test_what_is_as_it_was_may_move(root: Path, name: str) -> None:
    assert code(a_step(root / name)) == ""


def test_a_link_is_looked_at_itself(root: Path) -> None:
    (root / "link").symlink_to("go")
    step = a_step(root / "link")
    (root / "go").unlink()
    assert code(step) == ""
    (root / "link").unlink()
    (root / "link").symlink_to("keep")
    assert code(step) == "changed"


@pytest.mark.parametrize(("change", "expected"), CHANGES, ids=lambda value: getattr(value, "__name__", value))
def test_a_file_that_is_not_what_was_shown(root: Path, change: Callable[[Path], None], expected: str) -> None:
    step = a_step(root / "go")
    change(root / "go")
    assert code(step) == expected


def test_permissions_and_access_time_are_no_change(root: Path) -> None:
    step = a_step(root / "go")
    (root / "go").chmod(0o400)
    os.utime(root / "go", ns=(0, (root / "go").stat().st_mtime_ns))
    assert code(step) == ""


@pytest.mark.parametrize("made", ["pipe", "socket", "device"])
def test_things_that_are_no_files_are_special(root: Path, made: str) -> None:
    path = root / "special"
    if made == "pipe":
        os.mkfifo(path)
    elif made == "socket":
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(os.fspath(path))
    else:
        try:
            os.mknod(path, 0o020666, os.makedev(1, 3))
        except PermissionError:
            pytest.skip("needs to be root to make a device")
    assert code(a_step(path)) == "special"


@pytest.mark.parametrize(("instead", "expected"), [("link", "changed"), ("file", "changed"), ("nothing", "gone")])
def test_a_folder_above_that_is_not_one_any_more(root: Path, instead: str, expected: str) -> None:
    step = a_step(root / "sub" / "go")
    (root / "sub").rename(root / "aside")
    if instead == "link":
        (root / "sub").symlink_to("aside")
    elif instead == "file":
        (root / "sub").touch()
    assert code(step) == expected


def _add(path: Path) -> None:
    (path / "deep" / "new").touch()


def _rename(path: Path) -> None:
    (path / "deep" / "y").rename(path / "deep" / "z")


def _grow(path: Path) -> None:
    grown(path / "deep" / "y")


def _touch(path: Path) -> None:
    touched(path / "deep" / "y")


def _turn_into_link(path: Path) -> None:
    (path / "x").unlink()
    (path / "x").symlink_to("1")


def _new_folder(path: Path) -> None:
    path.rename(path.with_name("aside"))
    path.mkdir()


@pytest.mark.parametrize("change", [_add, _rename, _grow, _touch, _turn_into_link, _new_folder])
def test_a_folder_that_holds_something_else_now(root: Path, change: Callable[[Path], None]) -> None:
    step = a_step(root / "folder")
    change(root / "folder")
    assert code(step) == "changed"


def test_a_folder_that_nobody_looked_through_does_not_move(root: Path) -> None:
    assert code(a_step(root / "folder", manifest=None)) == "no-manifest"


def test_a_folder_with_a_kept_file_in_it_does_not_move(root: Path) -> None:
    kept = (root / "folder" / "deep" / "y").stat()
    with OpenItem(a_step(root / "folder")) as item:
        with pytest.raises(NotPossible) as problem:
            item.check(None, stopped=never, kept={(kept.st_dev, kept.st_ino)})
        item.check(None, stopped=never, kept={(kept.st_dev + 1, kept.st_ino), (kept.st_dev, 0)})
    assert problem.value.code == "holds-keeper"


@pytest.mark.root
def test_a_folder_with_another_volume_in_it_does_not_move(root: Path, mount: Callable[..., Path]) -> None:
    step = a_step(root / "folder")
    mount("-t", "tmpfs", "none", root / "folder" / "deep")
    assert code(step) == "mount-point"


def test_a_redundant_copy_moves_only_beside_the_one_that_stays(root: Path) -> None:
    assert code(a_step(root / "go", root / "keep")) == ""
    assert code(a_step(root / "go", proof=Proof.SAME_BYTES)) == "no-keeper"


@pytest.mark.parametrize("proof", [Proof.SAME_TREE, Proof.ALIKE])
def test_what_nobody_can_prove_is_never_moved_unchecked(root: Path, proof: Proof) -> None:
    assert code(a_step(root / "go", root / "keep", proof=proof)) == "no-proof"
    assert code(a_step(root / "go", proof=proof)) == "no-proof"


@pytest.mark.parametrize("content", ["Same", "sam\0", "samE"])
def test_a_copy_of_other_bytes(root: Path, content: str) -> None:
    (root / "go").write_text(content)
    assert code(a_step(root / "go", root / "keep")) == "different"


def test_a_copy_of_another_length_by_one(root: Path) -> None:
    (root / "go").write_text("sam")
    assert code(a_step(root / "go", root / "keep")) == "different"


def test_a_copy_that_stays_needs_to_be_a_file_and_so_does_the_other(root: Path) -> None:
    (root / "link").symlink_to("xxxx")
    assert code(a_step(root / "link", root / "keep")) == "different"
    assert code(a_step(root / "folder", root / "keep")) == "different"


def test_another_name_of_the_same_file_is_no_copy(root: Path) -> None:
    (root / "go").unlink()
    os.link(root / "keep", root / "go")
    assert code(a_step(root / "go", root / "keep")) == "same-file"


def test_a_comparison_can_be_stopped(root: Path) -> None:
    with pytest.raises(Stopped):
        code(a_step(root / "go", root / "keep"), lambda: True)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (touched, "keeper-changed"), (replaced, "keeper-changed"), (grown, "keeper-changed"),
        (folder, "keeper-changed"), (pipe, "keeper-changed"), (Path.unlink, "keeper-gone"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)  # fmt: skip
def test_a_copy_that_stays_is_as_it_was(root: Path, change: Callable[[Path], None], expected: str) -> None:
    step = a_step(root / "go", root / "keep")
    change(root / "keep")
    assert code(step) == expected


def test_a_copy_that_stays_is_no_link_to_one(root: Path) -> None:
    step = a_step(root / "go", root / "keep")
    (root / "keep").rename(root / "aside")
    (root / "keep").symlink_to("aside")
    assert code(step) == "keeper-changed"


@pytest.mark.parametrize("instead", ["link", "nothing", "file"])
def test_the_folder_of_a_copy_that_stays_is_followed_by_no_link(root: Path, instead: str) -> None:
    step = a_step(root / "go", root / "sub" / "go")
    (root / "sub").rename(root / "aside")
    if instead == "link":
        (root / "sub").symlink_to("aside")
    elif instead == "file":
        (root / "sub").touch()
    assert code(step) == "keeper-gone"


@pytest.mark.parametrize(
    ("change", "there"),
    [(touched, False), (replaced, False), (grown, False), (Path.unlink, False), (lambda path: path.chmod(0), True)],
)
def test_a_copy_that_stays_is_looked_at_again_while_it_is_open(
    root: Path, change: Callable[[Path], None], there: bool
) -> None:
    keeper = OpenKeeper(a_keeper(root / "keep"))
    try:
        assert keeper.is_there()
        change(root / "keep")
        assert keeper.is_there() is there
    finally:
        keeper.close()


def test_a_copy_that_stays_is_missed_when_its_folder_is_carried_away(root: Path) -> None:
    keeper = OpenKeeper(a_keeper(root / "sub" / "go"))
    try:
        (root / "sub").rename(root / "elsewhere")
        assert not keeper.is_there()
    finally:
        keeper.close()


def test_a_lie_about_the_size_of_both_is_no_equality(root: Path) -> None:
    step = a_step(root / "go", root / "keep")
    assert step.keeper is not None
    lied = Keeper(step.keeper.path, replace(step.keeper.identity, size=3))
    assert code(replace(step, keeper=lied)) in {"different", "keeper-changed"}


def test_after_the_move_it_is_still_it_under_any_name(root: Path) -> None:
    with OpenItem(a_step(root / "go")) as item:
        (root / "go").rename(root / "moved")
        assert item.is_still_it(item.parent, b"moved")
        assert not item.is_still_it(item.parent, b"go")
        touched(root / "moved")
        assert not item.is_still_it(item.parent, b"moved")
    with OpenItem(a_step(root / "folder", manifest=a_manifest(root / "folder"))) as item:
        (root / "folder").rename(root / "moved too")
        assert item.is_still_it(item.parent, b"moved too")
        _add(root / "moved too")
        assert not item.is_still_it(item.parent, b"moved too")
