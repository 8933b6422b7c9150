"""One copy always stays: whatever a plan says, whatever became of the copy that stays, whatever digests promise."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from cleanup.documents.parts import instant
from cleanup.documents.scan import load_scan, write_json
from cleanup.model.category import Proof
from cleanup.model.choice import Choice
from cleanup.workflow import planning
from support.looking import scan
from support.moving import Mover, a_keeper, a_plan, a_step, ends, in_trash, snapshot

Tree = Callable[..., Path]
Mount = Callable[..., Path]


def test_by_default_rules_all_copies_but_one_go_and_come_back(mover: Mover, tree: Tree) -> None:
    root = tree({"a": "same", "b": "same", "folder": {"c": "same", "other": "not the same"}})
    before = snapshot(root)
    run = mover.carry_out(mover.plan_of_duplicates(root))
    assert ends(run) == {"b": "done", "c": "done"}
    assert sorted(path.name for path in root.rglob("*")) == ["a", "folder", "other"]
    mover.undo()
    assert snapshot(root) == before


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_a_plan_that_names_every_copy_keeps_one(mover: Mover, tree: Tree, order: tuple[str, ...]) -> None:
    root = tree({"a": "same", "b": "same", "c": "same"})
    plan = a_plan(*(a_step(root / name, root / "a") for name in order))
    assert ends(mover.carry_out(plan)) == {"a": "is-keeper", "b": "done", "c": "done"}
    assert (root / "a").read_text() == "same"


def test_copies_that_name_each_other_in_a_circle_stay(mover: Mover, tree: Tree) -> None:
    root = tree({"a": "same", "b": "same", "c": "same"})
    plan = a_plan(a_step(root / "a", root / "b"), a_step(root / "b", root / "c"), a_step(root / "c", root / "a"))
    mover.carry_out(plan)
    assert os.listdir(root)


def test_the_copy_that_stays_does_not_go_for_another_reason_either(mover: Mover, tree: Tree) -> None:
    root = tree({"keep": "same", "go": "same", "folder": {"keep too": "and", "go too": "and"}})
    os.link(root / "keep", root / "another name of it")
    plan = a_plan(
        a_step(root / "keep", category="large"),
        a_step(root / "another name of it", category="stale"),
        a_step(root / "go", root / "keep"),
        a_step(root / "folder" / "go too", root / "folder" / "keep too"),
        a_step(root / "folder"),
    )
    assert ends(mover.carry_out(plan)) == {
        "keep": "is-keeper", "another name of it": "is-keeper", "go": "done", "go too": "done",
        "folder": "holds-keeper",
    }  # fmt: skip
    assert ((root / "keep").read_text(), (root / "folder" / "keep too").read_text()) == ("same", "and")


@pytest.mark.root
def test_the_copy_that_stays_does_not_go_inside_a_folder_under_its_other_path(
    mover: Mover, tree: Tree, mount: Mount
) -> None:
    """The same folder is seen at two places (a bind mount): the plan names the copy that stays by the one, and the
    folder it lies in by the other."""
    root = tree({"real": {"folder": {"keep": "same"}}, "alias": {}, "go": "same"})
    alias = mount("--bind", root / "real", root / "alias")
    step = a_step(root / "go", alias / "folder" / "keep")
    mover.carry_out(a_plan(step, a_step(root / "real" / "folder")))
    left = [path for path in (root / "go", root / "real" / "folder" / "keep") if path.exists()]
    assert left, "the last copy is in the trash"


@pytest.mark.root
def test_the_copy_that_stays_is_known_under_its_other_path(mover: Mover, tree: Tree, mount: Mount) -> None:
    root = tree({"real": {"keep": "same"}, "alias": {}})
    alias = mount("--bind", root / "real", root / "alias")
    run = mover.carry_out(a_plan(a_step(root / "real" / "keep", alias / "keep")))
    assert ends(run) == {"keep": "is-keeper"}
    assert (root / "real" / "keep").exists()


def _modify(keep: Path) -> None:
    keep.write_text("SAME")


def _touch(keep: Path) -> None:
    os.utime(keep, (1, 1))


def _remove(keep: Path) -> None:
    keep.unlink()


def _remove_folder(keep: Path) -> None:
    shutil.rmtree(keep.parent)


def _replace(keep: Path) -> None:
    seen = keep.stat()
    (keep.parent / "new").write_text("same")
    os.utime(keep.parent / "new", ns=(seen.st_atime_ns, seen.st_mtime_ns))
    (keep.parent / "new").replace(keep)


def _link(keep: Path) -> None:
    keep.rename(keep.parent / "aside")
    keep.symlink_to("aside")


def _link_folder(keep: Path) -> None:
    aside = keep.parent.with_name("aside")
    keep.parent.rename(aside)
    keep.parent.symlink_to(aside)


def _folder(keep: Path) -> None:
    keep.unlink()
    keep.mkdir()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_modify, "keeper-changed"), (_touch, "keeper-changed"), (_replace, "keeper-changed"),
        (_link, "keeper-changed"), (_folder, "keeper-changed"), (_remove, "keeper-gone"),
        (_remove_folder, "keeper-gone"), (_link_folder, "keeper-gone"),
    ],
)  # fmt: skip
def test_without_its_copy_as_it_was_nothing_goes(
    mover: Mover, tree: Tree, change: Callable[[Path], None], code: str
) -> None:
    root = tree({"there": {"keep": "same"}, "go": "same", "go too": "same", "other": "x"})
    keep = root / "there" / "keep"
    plan = a_plan(a_step(root / "go", keep), a_step(root / "go too", keep), a_step(root / "other"))
    change(keep)
    run = mover.carry_out(plan)
    assert ends(run) == {"go": code, "go too": code, "other": "done"}
    assert ((root / "go").read_text(), (root / "go too").read_text()) == ("same", "same")
    assert all(item.message for item in run.items if item.code)


def test_a_copy_in_the_trash_is_no_copy_that_stays(mover: Mover, tree: Tree) -> None:
    root = tree({"keep": "same", "go": "same"})
    mover.move(root / "keep")
    (name,) = in_trash(mover.trash)
    lain = mover.trash / "files" / os.fsdecode(name)
    assert ends(mover.carry_out(a_plan(a_step(root / "go", lain)))) == {"go": "keeper-in-trash"}
    assert (root / "go").exists()


def test_a_copy_that_went_to_the_trash_since_the_plan_is_missed(mover: Mover, tree: Tree) -> None:
    root = tree({"keep": "same", "go": "same"})
    plan = mover.plan_of_duplicates(root)
    mover.move(os.fsdecode(plan.steps[0].keeper.path))  # type: ignore[union-attr]
    assert list(ends(mover.carry_out(plan)).values()) == ["keeper-gone"]
    assert len(os.listdir(root)) == 1


@pytest.mark.parametrize("named", ["itself", "other size", "folder"])
def test_a_plan_that_names_no_real_copy_moves_nothing(mover: Mover, tree: Tree, named: str) -> None:
    root = tree({"go": "same", "longer": "same and more", "folder": {}})
    step = a_step(root / "go", root / "go")
    if named == "other size":
        step = replace(step, keeper=a_keeper(root / "longer"))
    if named == "folder":
        step = replace(step, keeper=a_keeper(root / "folder"))
    assert ends(mover.carry_out(a_plan(step)))["go"] != "done"
    assert (root / "go").exists()


def test_a_redundant_copy_without_the_one_that_stays_is_not_moved(mover: Mover, tree: Tree) -> None:
    root = tree({"go": "same"})
    assert ends(mover.carry_out(a_plan(a_step(root / "go", proof=Proof.SAME_BYTES)))) == {"go": "no-keeper"}


def test_another_name_of_the_copy_that_stays_is_told_even_when_the_plan_lies(mover: Mover, tree: Tree) -> None:
    """The numbers that a plan gives of the copy that stays are made up, so that it looks like another file."""
    root = tree({"keep": "same"})
    os.link(root / "keep", root / "go")
    step = a_step(root / "go", root / "keep")
    assert step.keeper is not None
    lie = replace(step.keeper, identity=replace(step.keeper.identity, inode=1))
    assert ends(mover.carry_out(a_plan(replace(step, keeper=lie)))) == {"go": "keeper-changed"}
    assert (root / "go").exists()


@pytest.mark.parametrize("at", [0, 4095, 1 << 20, (1 << 20) + 1, (2 << 20) + 99])
def test_one_different_byte_anywhere_keeps_a_file(mover: Mover, tree: Tree, at: int) -> None:
    content = bytearray(os.urandom((2 << 20) + 100))
    root = tree({"keep": bytes(content)})
    content[at] ^= 1
    (root / "go").write_bytes(content)
    assert ends(mover.carry_out(a_plan(a_step(root / "go", root / "keep")))) == {"go": "different"}
    assert (root / "go").exists()


def test_an_equal_digest_in_a_scan_document_is_no_proof(mover: Mover, tree: Tree, tmp_path: Path) -> None:
    """As if two files had been made to have one digest: a real scan document, with the other file put in."""
    root = tree({"keep": "contents A", "copy": "contents A", "other": "contents B"})
    path = tmp_path / "scan.json"
    with path.open("wb") as stream:
        write_json(scan([root], mover.own, everything=False), stream)
    document = json.loads(path.read_text())
    (finding,) = (one for one in document["findings"] if one["category"] == "duplicates")
    seen = (root / "other").stat()
    for file in finding["files"]:
        if file["path"].endswith("/keep"):
            file["path"] = str(root / "other")
            file |= {"inode": seen.st_ino, "modified": instant(seen.st_mtime_ns)}
    plan = planning.plan_of_scan(
        load_scan(io.BytesIO(json.dumps(document).encode()), "scan.json"), Choice(), mover.context
    )
    assert len(plan.steps) == 1
    assert set(ends(mover.carry_out(plan)).values()) == {"different"}
    assert sorted(os.listdir(root)) == ["copy", "keep", "other"]


def test_parent_and_child_and_repeats_are_one_move(mover: Mover, tree: Tree) -> None:
    root = tree({"folder": {"child": "1", "deep": {"grandchild": "2"}}, "folder beside": {"x": "3"}})
    before = snapshot(root)
    folder = root / "folder"
    paths = [folder / "child", folder, folder, folder / "deep" / "grandchild", folder / "deep", root / "folder beside"]
    run = mover.carry_out(a_plan(*map(a_step, paths)))
    assert sorted(item.code for item in run.items) == ["", "", "inside", "inside", "inside", "repeated"]
    assert len(in_trash(mover.trash)) == 2
    assert os.listdir(root) == []
    mover.undo()
    assert snapshot(root) == before


@pytest.mark.root
def test_one_file_by_two_paths_moves_once(mover: Mover, tree: Tree, mount: Mount) -> None:
    root = tree({"real": {"x": "1"}, "alias": {}})
    alias = mount("--bind", root / "real", root / "alias")
    run = mover.carry_out(a_plan(a_step(root / "real" / "x"), a_step(alias / "x")))
    assert [item.code for item in run.items] == ["", "gone"]
    assert len(in_trash(mover.trash)) == 1
    assert [result.code for result in mover.undo().results] == [""]
    assert (root / "real" / "x").read_text() == "1"


def test_a_file_that_changed_since_the_plan_stays(mover: Mover, tree: Tree) -> None:
    root = tree({"written": "1", "touched": "1", "replaced": "1", "folder now": "1"})
    plan = a_plan(*(a_step(root / name) for name in sorted(os.listdir(root))))
    with (root / "written").open("a") as file:
        file.write("2")
    os.utime(root / "touched", (1, 1))
    seen = (root / "replaced").stat()
    (root / "new").write_text("1")
    os.utime(root / "new", ns=(seen.st_atime_ns, seen.st_mtime_ns))
    (root / "new").replace(root / "replaced")
    (root / "folder now").unlink()
    (root / "folder now").mkdir()
    before = snapshot(root)
    assert set(ends(mover.carry_out(plan)).values()) == {"changed"}
    assert snapshot(root) == before
    assert in_trash(mover.trash) == set()
