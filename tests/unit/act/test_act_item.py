"""The checks right before a move: each way in which a thing, or its copy that stays, is not what was shown."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cleanup.act import keeping
from cleanup.act.item import OpenItem
from cleanup.act.keeper import OpenKeeper
from cleanup.act.movers.mover import NotPossible
from cleanup.disk.reading.comparison import Stopped
from cleanup.model.category import Proof
from cleanup.model.plan import Keeper
from support.moving import a_keeper, a_manifest, a_step, whatever_touched
from support.processes import until
from support.refusing import code, never
from support.scripts import change

Tree = Callable[..., Path]


@pytest.fixture
def root(tree: Tree) -> Path:
    return tree({"go": "same", "keep": "same", "folder": {"x": "1", "deep": {"y": "2"}}, "sub": {"go": "same"}})


TOUCHED = "touch -d @1 it"
REPLACED = "cp -p it other; mv other it"
GROWN = "touch -r it ref; echo >> it; touch -r ref it"
LINKED = "mv it aside; ln -s aside it"
CHANGES = [
    (TOUCHED, "changed"), (REPLACED, "changed"), (GROWN, "changed"), (LINKED, "changed"),
    ("rm it; mkdir it", "changed"), ("rm it; mkfifo it", "special"), ("rm it", "gone"),
]  # fmt: skip


def change_it(path: Path, script: str) -> None:
    """Run a script in the folder of a thing, in which it is called ``it``."""
    change(path.parent, re.sub(r"\bit\b", path.name, script))


@pytest.mark.parametrize("whose", ["go", "keep"])
def test_files_that_differ_by_a_second_fork_are_no_copies(
    root: Path, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    """On macOS a file can have one (jdupes#233)."""
    number = (root / whose).stat().st_ino
    monkeypatch.setattr(keeping, "second_fork", lambda file: b"fork" * (os.fstat(file).st_ino == number))
    assert code(a_step(root / "go", root / "keep")) == "different"
    monkeypatch.setattr(keeping, "second_fork", lambda file: b"fork")
    assert code(a_step(root / "go", root / "keep")) == ""


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


@pytest.mark.parametrize(("script", "expected"), CHANGES)
def test_a_file_that_is_not_what_was_shown(root: Path, script: str, expected: str) -> None:
    step = a_step(root / "go")
    change_it(root / "go", script)
    assert code(step) == expected


WRITTEN_INTO = "touch -r it ref; printf S | dd of=it conv=notrunc status=none; touch -r ref it"


@pytest.mark.parametrize("script", [WRITTEN_INTO, "chmod 400 it", "touch -a -d @1 it", "ln it another"])
def test_a_change_that_shows_in_neither_size_nor_time(root: Path, script: str) -> None:
    """What sets the time of a file back cannot set back when that was done."""
    step = a_step(root / "go", root / "keep")
    assert step.keeper is not None
    change_it(root / "go", script)
    assert code(step) == "changed"
    # As older documents have it, the bytes alone must tell.
    step = replace(step, identity=whatever_touched(step.identity))
    assert code(step) == ("different" if script == WRITTEN_INTO else "")


@pytest.mark.parametrize("script", [WRITTEN_INTO, "chmod 400 it", "ln it another"])
def test_a_copy_that_stays_and_was_touched(root: Path, script: str) -> None:
    step = a_step(root / "go", root / "keep")
    change_it(root / "keep", script)
    assert code(step) == "keeper-changed"


def test_a_drive_that_does_not_keep_the_time_of_changes_may_tell_that_of_the_modification(root: Path) -> None:
    seen = (root / "go").stat()
    step = a_step(root / "go")
    later = replace(step, identity=replace(step.identity, changed=seen.st_ctime_ns + 1))
    assert code(later) == ("" if seen.st_ctime_ns == seen.st_mtime_ns else "changed")
    os.utime(root / "go", ns=(0, seen.st_mtime_ns - 1))
    later = replace(a_step(root / "go"), identity=replace(later.identity, modified=seen.st_mtime_ns - 1))
    assert code(later) == "changed"


@pytest.mark.parametrize(
    ("script", "expected"), [("ln -s aside sub", "changed"), ("touch sub", "changed"), ("", "gone")]
)
def test_a_folder_above_that_is_not_one_any_more(root: Path, script: str, expected: str) -> None:
    step = a_step(root / "sub" / "go")
    change(root, "mv sub aside; " + script)
    assert code(step) == expected


@pytest.mark.parametrize(
    "script",
    ["touch deep/new", "mv deep/y deep/z", "touch -r deep/y ref; echo >> deep/y; touch -r ref deep/y; rm ref",
     "touch -d @1 deep/y", "ln -sf 1 x", "mv ../folder ../aside; mkdir ../folder"],
)  # fmt: skip
def test_a_folder_that_holds_something_else_now(root: Path, script: str) -> None:
    step = a_step(root / "folder")
    change(root / "folder", script)
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


@pytest.mark.parametrize("content", ["Same", "sam\0", "samE", "sam"])
def test_a_copy_of_other_bytes(root: Path, content: str) -> None:
    (root / "go").write_text(content)
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


@pytest.mark.parametrize("script", [script for script, _ in CHANGES])
def test_a_copy_that_stays_is_as_it_was(root: Path, script: str) -> None:
    step = a_step(root / "go", root / "keep")
    change_it(root / "keep", script)
    assert code(step) == ("keeper-gone" if script == "rm it" else "keeper-changed")


@pytest.mark.parametrize("script", ["ln -s aside sub", "touch sub", ""])
def test_the_folder_of_a_copy_that_stays_is_followed_by_no_link(root: Path, script: str) -> None:
    step = a_step(root / "go", root / "sub" / "go")
    change(root, "mv sub aside; " + script)
    assert code(step) == "keeper-gone"


@pytest.mark.parametrize(
    ("script", "there"),
    [(TOUCHED, False), (REPLACED, False), ("rm it", False), ("mv ../sub ../away", False), ("chmod 0 it", False),
     ("cat it", True)],
)  # fmt: skip
def test_a_copy_that_stays_is_looked_at_again_while_it_is_open(root: Path, script: str, there: bool) -> None:
    keeper = OpenKeeper(a_keeper(root / "sub" / "go"))
    try:
        keeper.check_after_move()
        change_it(root / "sub" / "go", script)
        if there:
            keeper.check()
            keeper.check_after_move()
            return
        with pytest.raises(NotPossible):
            keeper.check()
        with pytest.raises(NotPossible):
            keeper.check_after_move()
    finally:
        keeper.close()


@pytest.mark.parametrize("script", [GROWN, WRITTEN_INTO])
def test_who_writes_into_a_copy_that_stays_waits_until_it_is_let_go_of_and_is_noticed(root: Path, script: str) -> None:
    keeper = OpenKeeper(a_keeper(root / "sub" / "go"))
    try:
        if not keeper.watch._has_lease:
            pytest.skip("no leases here")
        writing = subprocess.Popen(["sh", "-ec", re.sub(r"\bit\b", "go", script)], cwd=root / "sub")
        until(keeper.watch.is_broken, "somebody who wants to write")
    finally:
        keeper.close()
    assert writing.wait() == 0


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
        change(root, "touch -d @1 moved")
        assert not item.is_still_it(item.parent, b"moved")
    with OpenItem(a_step(root / "folder", manifest=a_manifest(root / "folder"))) as item:
        (root / "folder").rename(root / "moved too")
        assert item.is_still_it(item.parent, b"moved too")
        change(root, "touch 'moved too/deep/new'")
        assert not item.is_still_it(item.parent, b"moved too")
