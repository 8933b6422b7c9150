"""Versions of a document by their names: what belongs together, and that no rule chooses any of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.model.choice import Choice
from cleanup.plan.groups import Groups
from cleanup.plan.selection import Selection
from support.looking import below, groups_of, scan

Tree = Callable[..., Path]
NAME = "name-families"


def families(root: Path, own: Path) -> set[frozenset[str]]:
    found = groups_of(scan([root], own), NAME)
    return {frozenset(below(path, root) for path in group) for group in found}


@pytest.mark.parametrize(
    "names",
    [
        ("report v1.docx", "report v2.docx", "Report final (2).docx"), ("thesis.tex", "thesis_draft3.tex"),
        ("offer.pdf", "offer - Copy.pdf"), ("Lebenslauf neu.odt", "Lebenslauf 2024-05-01.odt"),
        ("2024-05-01 minutes rev2.txt", "minutes.txt"), ("plan_v1.2_corrected.dwg", "plan_v1.dwg"),
    ],
)  # fmt: skip
def test_a_family_has_one_name_less_the_mark_of_a_version(tree: Tree, tmp_path: Path, names: tuple[str, ...]) -> None:
    root = tree({name: name for name in names} | {"stranger.docx": "x", "letter.pdf": "y"})
    assert families(root, tmp_path) == {frozenset(names)}


@pytest.mark.parametrize(
    "names",
    [
        ("invoice 2024-05-01.pdf", "invoice 2024-06-01.pdf"), ("chapter 1.docx", "chapter 2.docx"),
        ("report v1.docx", "report v2.pdf"), ("a/report v1.docx", "b/report v2.docx"), ("v1.txt", "v2.txt"),
        ("IMG_1.jpg", "IMG_1 (2).jpg"), ("the old man.txt", "the man.txt"), ("report v1.docx", "report.docx/x"),
    ],
)  # fmt: skip
def test_near_misses_are_no_family(tmp_path: Path, names: tuple[str, ...]) -> None:
    root = tmp_path / "tree"
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    assert families(root, tmp_path) == set()


def test_the_newest_is_told_and_no_rule_chooses_any(tree: Tree, tmp_path: Path) -> None:
    root = tree({"report v1.docx": "one", "report v2.docx": "two"})
    os.utime(root / "report v2.docx", (1, 1))
    found = scan([root], tmp_path)
    (findings,) = (each for each in found.findings if each.category.name == NAME)
    groups = Groups(found)
    newest = {
        groups.path(int(thing)): findings.ruling(place).why.startswith("the newest")
        for place, thing in enumerate(findings.members.tolist())
    }
    assert newest == {os.fsencode(root / "report v1.docx"): True, os.fsencode(root / "report v2.docx"): False}
    selection = Selection(groups, Choice(categories=(NAME,)), lambda _: "")
    assert not selection.chosen.any()
    (group,) = (number for number in groups.every.tolist() if groups.place(number)[0].category.name == NAME)
    assert not selection.choose(group, int(groups.things(group)[0]))
    assert selection.chosen.sum() == 1


def test_the_same_bytes_are_no_versions(tree: Tree, tmp_path: Path) -> None:
    root = tree(
        {"cv.docx": "same", "cv - Copy.docx": "same", "plan v1.odt": "one", "plan v2.odt": "two", "plan.odt": "two"}
    )
    os.utime(root / "plan.odt", (1, 1))
    assert families(root, tmp_path) == {frozenset({"plan v1.odt", "plan v2.odt"})}
