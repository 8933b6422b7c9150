"""One copy always stays: whatever a plan says, whatever became of the copy that stays, whatever digests promise."""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from cleanup.documents.parts import instant
from cleanup.documents.scan import load_scan, write_json
from cleanup.workflow import planning
from support.kinds import Mount, Tree
from support.looking import scan
from support.moving import Mover, a_plan, a_step, ends, in_trash
from support.scripts import change
from support.selecting import EveryCopy


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_a_plan_that_names_every_copy_keeps_one(mover: Mover, tree: Tree, order: tuple[str, ...]) -> None:
    root = tree({"a": "same", "b": "same", "c": "same"})
    plan = a_plan(*(a_step(root / name, root / "a") for name in order))
    assert ends(mover.carry_out(plan)) == {"a": "is-keeper", "b": "done", "c": "done"}
    assert (root / "a").read_text() == "same"


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


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("printf SAME > there/keep", "keeper-changed"),
        ("touch -d @1 there/keep", "keeper-changed"),
        ("cp -p there/keep new; mv new there/keep", "keeper-changed"),
        ("mv there/keep there/aside; ln -s aside there/keep", "keeper-changed"),
        ("rm there/keep; mkdir there/keep", "keeper-changed"),
        ("rm there/keep", "keeper-gone"),
        ("rm -r there", "keeper-gone"),
        ("mv there aside; ln -s aside there", "keeper-gone"),
    ],
)
def test_without_its_copy_as_it_was_nothing_goes(mover: Mover, tree: Tree, script: str, code: str) -> None:
    root = tree({"there": {"keep": "same"}, "go": "same", "go too": "same", "other": "x"})
    keep = root / "there" / "keep"
    plan = a_plan(a_step(root / "go", keep), a_step(root / "go too", keep), a_step(root / "other"))
    change(root, script)
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
        load_scan(io.BytesIO(json.dumps(document).encode()), "scan.json"), EveryCopy(), mover.context
    )
    assert len(plan.steps) == 1
    assert set(ends(mover.carry_out(plan)).values()) == {"different"}
    assert sorted(os.listdir(root)) == ["copy", "keep", "other"]


@pytest.mark.root
def test_one_file_by_two_paths_moves_once(mover: Mover, tree: Tree, mount: Mount) -> None:
    root = tree({"real": {"x": "1"}, "alias": {}})
    alias = mount("--bind", root / "real", root / "alias")
    run = mover.carry_out(a_plan(a_step(root / "real" / "x"), a_step(alias / "x")))
    assert [item.code for item in run.items] == ["", "gone"]
    assert len(in_trash(mover.trash)) == 1
    assert [result.code for result in mover.undo().results] == [""]
    assert (root / "real" / "x").read_text() == "1"
