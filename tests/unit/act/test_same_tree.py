"""The proof that a folder is the same as the one that stays: each way in which it is not."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cleanup.act import same_tree
from cleanup.act.movers.mover import NotPossible
from cleanup.act.plan_checks import check_plan
from cleanup.disk.reading.comparison import Stopped
from cleanup.model.category import Proof
from cleanup.model.plan import Step
from support.moving import Mover, a_keeper, a_plan, a_step, ends
from support.refusing import code
from support.scripts import change

Tree = Callable[..., Path]
INSIDE = {"a.jpg": "1" * 3000, ".hidden": "h", "empty": "", "deep": {"er": {"b": "2", "none": {}}}}


@pytest.fixture
def root(tree: Tree) -> Path:
    made = tree({"go": INSIDE, "keep": INSIDE})
    for each in ("go", "keep"):
        (made / each / "deep" / "link").symlink_to("../a.jpg")
    return made


def the_step(root: Path) -> Step:
    return a_step(root / "go", root / "keep", proof=Proof.SAME_TREE)


def test_the_same_tree_may_move(root: Path) -> None:
    assert code(the_step(root)) == ""


def test_an_open_folder_that_stays_and_whose_path_leads_to_another_one_is_none(root: Path) -> None:
    """It is as it was: somebody renamed the folder above it."""
    change(root, "mkdir above; mv keep above")
    kept = same_tree.OpenTree(a_keeper(root / "above" / "keep"))
    try:
        kept.check()
        change(root, "mv above aside; cp -a aside above")
        with pytest.raises(NotPossible):
            kept.check()
    finally:
        kept.close()


@pytest.mark.parametrize("side", ["go", "keep"])
@pytest.mark.parametrize(
    "script",
    [
        "echo new > new", "echo new > deep/er/.new", "mkdir deep/er/none/more", "rm a.jpg", "rmdir deep/er/none",
        "mv a.jpg b.jpg", "mv a.jpg A.jpg", "touch -r a.jpg ref; printf 2 | dd of=a.jpg conv=notrunc status=none;"
        "touch -r ref a.jpg; rm ref", "ln -sf ../.hidden deep/link", "rm deep/link; cp a.jpg deep/link",
        "rm empty; mkdir empty", "rm empty; mkfifo empty", "rm .hidden; ln -s a.jpg .hidden", "echo >> deep/er/b",
    ],
)  # fmt: skip
def test_what_is_not_the_same_does_not_move(root: Path, side: str, script: str) -> None:
    change(root / side, script)
    assert code(the_step(root)) == "different"


def test_two_pipes_are_not_the_same(root: Path) -> None:
    for side in ("go", "keep"):
        os.mkfifo(root / side / "pipe")
    assert code(the_step(root)) == "different"


@pytest.mark.parametrize("script", ["echo new > go/new", "echo 2 > go/a.jpg", "rm go/empty"])
def test_a_folder_that_changed_since_it_was_shown(root: Path, script: str) -> None:
    step = the_step(root)
    change(root, script)
    assert code(step) == "changed"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("rm -r keep", "keeper-gone"), ("mv keep aside; ln -s aside keep", "keeper-changed"),
        ("mv keep aside; cp -a aside keep", "keeper-changed"), ("rm -r keep; touch keep", "keeper-changed"),
    ],
)  # fmt: skip
def test_a_folder_that_stays_and_is_another(root: Path, script: str, expected: str) -> None:
    step = the_step(root)
    change(root, script)
    assert code(step) == expected


def test_a_file_that_is_the_very_file_of_the_folder_that_stays(root: Path) -> None:
    change(root, "ln -f keep/a.jpg go/a.jpg")
    assert code(the_step(root)) == "same-file"


def test_a_folder_is_not_proved_by_itself_nor_by_what_it_holds(root: Path) -> None:
    assert code(a_step(root / "go", root / "go", proof=Proof.SAME_TREE)) == "same-file"
    assert code(a_step(root / "go", root / "go" / "deep", proof=Proof.SAME_TREE)) == "different"


@pytest.mark.parametrize("side", ["go", "keep"])
def test_a_file_that_somebody_writes_into(root: Path, side: str) -> None:
    step = the_step(root)
    with open(root / side / "deep" / "er" / "b", "ab"):
        assert code(step) == ("in-use" if side == "go" else "keeper-in-use")


@pytest.mark.parametrize("side", ["go", "keep"])
def test_a_file_of_another_user(root: Path, side: str) -> None:
    if os.geteuid():
        pytest.skip("gives a file to another user: root only")
    os.chown(root / side / "deep" / "er" / "b", 4242, -1)
    assert code(the_step(root)) == "other-owner"


def test_a_change_while_the_trees_are_compared(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was compared already is looked at once more."""
    compare = same_tree.compare_trees
    for script, expected in (
        ("echo new > keep/new", "keeper-changed"), ("echo more >> keep/a.jpg", "keeper-changed"),
        ("echo new > go/new", "changed"), ("chmod 600 go/a.jpg", "changed"),
        ("mv keep aside; cp -a aside keep", "keeper-changed"),
    ):  # fmt: skip
        change(root, "rm -rf go/new keep/new aside; rm -r go; cp -a keep go")

        def meanwhile(*arguments: object, script: str = script) -> None:
            compare(*arguments)  # type: ignore[arg-type]
            change(root, script)

        monkeypatch.setattr(same_tree, "compare_trees", meanwhile)
        assert code(the_step(root)) == expected, script
        monkeypatch.setattr(same_tree, "compare_trees", compare)


def test_a_comparison_can_be_stopped(root: Path) -> None:
    with pytest.raises(Stopped):
        code(the_step(root), stopped=lambda: True)


def test_another_drive_in_either(root: Path) -> None:
    if os.geteuid():
        pytest.skip("mounts: root only")
    for side in ("go", "keep"):
        (root / "go" / "on").mkdir(exist_ok=True)
        (root / "keep" / "on").mkdir(exist_ok=True)
        step = the_step(root)
        subprocess.run(["mount", "-t", "tmpfs", "none", root / side / "on"], check=True)
        try:
            assert code(step) == "mount-point"
        finally:
            subprocess.run(["umount", root / side / "on"], check=True)


def test_the_same_tree_through_another_mount_stays(root: Path, mover: Mover) -> None:
    if os.geteuid():
        pytest.skip("mounts: root only")
    (root / "view").mkdir()
    subprocess.run(["mount", "--bind", root / "go", root / "view"], check=True)
    try:
        step = a_step(root / "go", root / "view", proof=Proof.SAME_TREE)
        assert set(ends(mover.carry_out(a_plan(step))).values()) <= {"same-file", "mount-point", "is-keeper"}
    finally:
        subprocess.run(["umount", root / "view"], check=True)
    assert (root / "go" / "a.jpg").exists()


def test_move_and_undo_bring_the_folder_back_as_it_was(root: Path, mover: Mover) -> None:
    os.utime(root / "go" / "deep", ns=(10**18, 10**18))
    os.chmod(root / "go" / "deep" / "er" / "b", 0o640)
    os.utime(root / "go", ns=(2 * 10**18, 2 * 10**18))
    before = _seen(root)
    run = mover.carry_out(a_plan(the_step(root)))
    assert ends(run) == {"go": "done"}
    assert not (root / "go").exists()
    assert ends(mover.undo()) == {"go": "done"}
    assert _seen(root) == before


def test_nothing_in_a_folder_that_stays_moves(root: Path, mover: Mover) -> None:
    """Not by another category, nor by another name of it."""
    os.link(root / "keep" / "a.jpg", root / "another name")
    file = a_step(root / "keep" / "a.jpg", category="large")
    steps = [a_step(root / "another name", category="large"), the_step(root), file]
    refused = check_plan(a_plan(*steps)).not_moved
    assert {steps[row].path: record.code for row, record in refused.items()} == {
        steps[0].path: "is-keeper", file.path: "is-keeper",
    }  # fmt: skip
    assert ends(mover.carry_out(a_plan(*steps)))["go"] == "done"
    assert (root / "keep" / "a.jpg").exists()


def test_a_folder_that_stays_is_not_in_one_that_goes(root: Path, tree: Tree, mover: Mover) -> None:
    change(root, "mkdir above; mv keep above/keep")
    steps = [a_step(root / "go", root / "above" / "keep", proof=Proof.SAME_TREE), a_step(root / "above")]
    assert ends(mover.carry_out(a_plan(*steps))) == {"go": "done", "above": "holds-keeper"}


def test_a_plan_that_names_no_folder_that_stays(root: Path, mover: Mover) -> None:
    step = replace(the_step(root), keeper=None)
    assert ends(mover.carry_out(a_plan(step))) == {"go": "no-keeper"}
    file = a_step(root / "go" / "a.jpg", root / "keep" / "a.jpg", proof=Proof.SAME_TREE)
    assert list(ends(mover.carry_out(a_plan(file))).values()) != ["done"]


def test_a_folder_is_no_copy_of_a_file(root: Path, mover: Mover) -> None:
    step = replace(the_step(root), keeper=a_keeper(root / "keep" / "a.jpg"))
    assert ends(mover.carry_out(a_plan(step))) == {"go": "keeper-changed"}


def _seen(root: Path) -> dict[str, tuple[int, int, int, str]]:
    found = {}
    for path in sorted(root.rglob("*")):
        seen = path.lstat()
        text = os.readlink(path) if path.is_symlink() else ""
        found[str(path)] = (seen.st_mode, seen.st_mtime_ns, seen.st_ino, text)
    return found
