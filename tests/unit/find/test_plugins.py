"""Finders, a keep rule and a format that are not the program's own: all that they need is what the docs say."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from cleanup import api
from cleanup.api import load_settings
from cleanup.documents.scan import load_scan, write_json
from cleanup.find import FINDERS
from cleanup.find.duplicate_folders import DuplicateFolders
from cleanup.find.finder import FinderUnavailable, Search, options, why_unavailable
from cleanup.model.category import Proof
from cleanup.model.errors import UsageProblem
from cleanup.model.finding import VERDICTS, Findings, Ruling, Verdict
from cleanup.model.paths import joined
from cleanup.model.plan import Kind, Step
from cleanup.model.rule import RULES, Rule
from cleanup.model.scan import Scan
from cleanup.plan.keep_rules import VALUES
from cleanup.plan.steps import choose_steps
from cleanup.report.page import draw_page
from cleanup.report.style import PageStyle
from cleanup.workflow import asking
from cleanup.workflow.environment import Context
from plugins import keep_last_path
from plugins.dead_links import DeadLinks
from plugins.same_folders import SameFolders
from support.looking import groups_of, scan
from support.moving import Mover, a_manifest, a_plan
from support.selecting import EveryCopy

Tree = Callable[..., Path]


class Missing(SameFolders):
    """A finder whose library is not there."""

    def __init__(self) -> None:
        raise FinderUnavailable("the library “folders” is not installed")


@pytest.fixture
def added() -> Iterator[Callable[..., None]]:
    """Adds finders to the list until the test ends; without the one that finds the same folders anyway."""
    before = list(FINDERS)
    FINDERS.remove(DuplicateFolders)
    yield lambda *finders: FINDERS.extend(finders)
    FINDERS[:] = before


@pytest.fixture
def messy(tree: Tree) -> Path:
    """A folder that stands twice, its copy once more inside another one, and links."""
    album = {"a.jpg": "1" * 5000, "b.jpg": "2" * 6000}
    root = tree({"Pictures": album, "Backup": {"Pictures": album, "more.txt": "x" * 5000}})
    os.symlink(root / "nowhere", root / "broken")
    os.symlink(root / "Pictures", root / "whole")
    for number, folder in enumerate((root / "Pictures", root / "Backup" / "Pictures")):
        for path in (*folder.iterdir(), folder):
            os.utime(path, (number * 100, number * 100))
    return root


def steps(found: Scan, *categories: str, **choice: Any) -> list[Step]:
    return list(choose_steps(found, EveryCopy(categories, **choice), lambda _: "")[0])


def as_json(found: Scan) -> bytes:
    stream = BytesIO()
    write_json(found, stream)
    return stream.getvalue()


def again(found: Scan) -> Scan:
    return load_scan(io.BytesIO(as_json(found)), "x.json")


def run_with(register: str, *words: str) -> str:
    """What the program prints, as a process that registers something first."""
    code = f"{register}; from cleanup.cli.app import run; import sys; sys.exit(run({list(words)!r}))"
    tests = Path(__file__).parents[2]
    return subprocess.run([sys.executable, "-c", code], cwd=tests, capture_output=True, check=True, text=True).stdout


def test_a_finder_of_links(added: Callable[..., None], messy: Path, tmp_path: Path, mover: Mover) -> None:
    added(DeadLinks)
    found = scan([messy], tmp_path)
    assert groups_of(found, "dead-links") == {frozenset({os.fsencode(messy / "broken")})}
    assert as_json(again(found)) == as_json(found)
    page = draw_page(found, PageStyle(width=100), on_terminal=False)
    assert "1 link" in page
    (step,) = steps(again(found), "dead-links")
    assert (step.kind, step.proof, step.keeper) == (Kind.LINK, Proof.NONE, None)
    mover.carry_out(a_plan(step))
    assert not os.path.lexists(messy / "broken")


def test_a_finder_of_folders_of_which_one_stays(added: Callable[..., None], messy: Path, tmp_path: Path) -> None:
    added(SameFolders)
    found = scan([messy], tmp_path)
    pictures, backup = os.fsencode(messy / "Pictures"), os.fsencode(messy / "Backup" / "Pictures")
    assert groups_of(found, "same-folders") == {frozenset({pictures, backup})}
    (finding,) = [each for each in found.each_finding() if each.category == "same-folders"]
    assert (finding.keeper, finding.files[0].path, finding.certainty.value) == (0, pictures, "likely")
    assert finding.reclaimable_bytes >= 11_000
    assert [each.why for each in again(found).each_finding()] == [each.why for each in found.each_finding()]
    assert as_json(again(found)) == as_json(found)
    assert "2 files or more" not in draw_page(found, PageStyle(width=60), on_terminal=False)
    for one in (found, again(found)):
        (step,) = steps(one, "same-folders")
        assert (step.path, step.kind, step.proof) == (backup, Kind.FOLDER, Proof.SAME_TREE)
        assert step.keeper is not None
        assert step.keeper.path == pictures
        # The copies in the folder go with it, and those in the other one stay.
        assert {each.path for each in steps(one, "same-folders", "duplicates")} == {backup}
        copies = {joined(backup, name) for name in (b"a.jpg", b"b.jpg")}
        assert {each.path for each in steps(one, "duplicates")} == copies


def test_a_folder_whose_proof_is_one_of_files_does_not_move(
    added: Callable[..., None], messy: Path, tmp_path: Path, mover: Mover, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(SameFolders)
    monkeypatch.setattr(SameFolders, "category", replace(SameFolders.category, proof=Proof.ALIKE))
    (step,) = steps(scan([messy], tmp_path), "same-folders")
    run = mover.carry_out(a_plan(replace(step, manifest=a_manifest(step.path))))
    assert [(item.status.value, item.code) for item in run.items] == [("skipped", "keeper-changed")]
    assert (messy / "Backup" / "Pictures" / "a.jpg").exists()


def test_a_keep_rule(added: Callable[..., None], messy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, keep_last_path.NAME, keep_last_path.WORDS)
    monkeypatch.setitem(VALUES, keep_last_path.NAME, keep_last_path.values)
    added(SameFolders)
    for category in ("duplicates", "same-folders"):
        found = steps(scan([messy], tmp_path), category, keep=(Rule(keep_last_path.NAME),))
        assert {step.keeper.rule for step in found if step.keeper} == {"last-path"}
        assert all(step.path.startswith(os.fsencode(messy / "Backup")) for step in found)


def test_a_finder_without_its_library_is_left_out(added: Callable[..., None], messy: Path, tmp_path: Path) -> None:
    added(Missing)
    assert [why_unavailable(each) for each in (Missing, SameFolders)] == ["the library “folders” is not installed", ""]
    found = scan([messy], tmp_path)
    assert "same-folders" not in found.savings.by_category
    assert len(groups_of(found)) == 2
    with pytest.raises(UsageProblem, match=r"“same-folders” cannot be looked for here: the library “folders”"):
        scan([messy], tmp_path, named=("same-folders",))


def test_a_finder_tells_its_options(added: Callable[..., None], messy: Path) -> None:
    added(SameFolders)
    assert [option.name for option in options(FINDERS)] == ["large", "stale", "stale-by", "least-files"]
    assert len({finder.category.name for finder in FINDERS}) == len(FINDERS)
    assert json.dumps([option.help for option in options(FINDERS)])


def test_a_finder_may_rule_on_each_member(added: Callable[..., None], messy: Path, tmp_path: Path) -> None:
    class Ruled(SameFolders):
        def find(self, search: Search) -> Findings:
            found = super().find(search)
            rulings = (Ruling(Verdict.ASK, "who knows", "size"),)
            return replace(found, rulings=rulings, ruled=found.members.astype("uint16") * 0)

    added(Ruled)
    made = scan([messy], tmp_path)
    assert as_json(again(made)) == as_json(made)
    for one in (made, again(made)):
        (found,) = [each for each in one.findings if each.category.name == "same-folders"]
        assert sorted(VERDICTS[number] for number in found.verdicts()) == [Verdict.ASK, Verdict.STAYS]
    document = json.loads(as_json(made))
    ruling = {"verdict": "ask", "why": "who knows", "evidence": "size"}
    assert ruling in document["categories"]["same-folders"]["rulings"]


def test_an_option_of_a_finder_is_a_setting_and_an_option_of_scan(added: Callable[..., None], home: Path) -> None:
    added(SameFolders)
    context = Context.inside(home, home / "own")
    asked = asking.scan_request(load_settings(None, {}, {"CLEANUP_LEAST_FILES": "3"}), [home], context)
    assert asked.values["least-files"] == 3
    with pytest.raises(UsageProblem, match="least_files: “few” is not"):
        api.scan(home, context=context, least_files="few")  # type: ignore[call-arg]
    register = (
        "from cleanup.find import FINDERS; from plugins.same_folders import SameFolders; FINDERS.append(SameFolders)"
    )
    assert "--least-files N" in run_with(register, "scan", "--help")


def test_a_format_is_in_the_help_and_written(messy: Path, tmp_path: Path) -> None:
    register = (
        "from cleanup.cli.formats import FORMATS; from plugins import html_page as page;"
        "FORMATS[page.NAME] = page.FORMAT"
    )
    assert "table|json|ndjson|csv|html" in run_with(register, "scan", "--help")
    page = run_with(register, "scan", str(messy), "-f", "html")
    assert page.startswith("<!doctype html>")
    assert f"<tr><td>broken-links<td>{messy}/broken\n" in page
    file = str(tmp_path / "page.html")
    for _ in range(2):
        # The second time over the first one, which is ours.
        run_with(register, "scan", str(messy), "-f", "html", "-o", file)
    moved = run_with(register, "trash", str(messy / "broken"), "--yes", "-f", "html")
    assert f"<tr><td>done<td>{messy}/broken" in moved
