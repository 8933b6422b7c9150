"""Leftovers and broken links go to the trash and come back; what its rule does not name any more stays."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from cleanup.disk.system import own_folders
from cleanup.model.choice import Choice
from cleanup.model.plan import Plan
from cleanup.plan.groups import Groups
from cleanup.plan.selection import Selection
from cleanup.plan.steps import steps_of
from cleanup.workflow import checking, planning
from support.holding import held_open
from support.looking import scan
from support.moving import Mover, ends, snapshot

ICONS = b"\0\0\0\x01Bud1" + bytes(4000)
FILES = {
    "Downloads/film.crdownload": b"so far",
    "Pictures/.DS_Store": ICONS,
    ".cache/pip/http-v2/a/b": b"fetched",
    "d/a.txt~": b"old",
    "d/a.txt": b"new",
    "Downloads/y.part": b"so far",
    "Downloads/y": b"",
}


@pytest.fixture
def mover(home: Path) -> Mover:
    for place, (path, content) in enumerate(FILES.items()):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(content)
        os.utime(home / path, (1_600_000_000 + place, 1_600_000_000 + place))
    (home / "d" / "gone").symlink_to("nothing.txt")
    (home / "d" / "away").symlink_to("/media/stick/a.txt")
    (home / "d" / "maybe").symlink_to(home / "old" / "b.txt")
    return Mover(home)


def plan_after_a_year(mover: Mover, *categories: str) -> Plan:
    later = datetime.now(UTC) + timedelta(days=400)
    found = scan([mover.home], mover.home, now=later, everything=False)
    return planning.plan_of_scan(found, Choice(categories=categories or None), mover.context)


def taken(plan: Plan, home: Path) -> set[str]:
    return {os.fsdecode(step.path)[len(str(home)) + 1 :] for step in plan.steps}


def test_by_default_only_what_is_certain_goes(mover: Mover) -> None:
    plan = plan_after_a_year(mover)
    assert taken(plan, mover.home) == {"Downloads/film.crdownload", "Pictures/.DS_Store", ".cache/pip/http-v2"}


def test_named_what_is_likely_goes_too_and_nothing_that_is_only_shown(mover: Mover) -> None:
    plan = plan_after_a_year(mover, "leftovers", "broken-links")
    assert taken(plan, mover.home) == taken(plan_after_a_year(mover), mover.home) | {"Downloads/y.part", "d/gone"}


def test_all_of_it_comes_back_as_it_was(mover: Mover) -> None:
    before = snapshot(mover.home)
    run = mover.carry_out(plan_after_a_year(mover, "leftovers", "broken-links"))
    assert set(ends(run).values()) == {"done"}
    assert not (mover.home / ".cache/pip/http-v2").exists()
    assert not (mover.home / "d" / "gone").is_symlink()
    mover.undo()
    after = snapshot(mover.home)
    assert {path: after.get(path) for path in before} == before


def test_what_no_rule_names_any_more_stays(mover: Mover) -> None:
    plan = plan_after_a_year(mover, "leftovers")
    (step,) = [step for step in plan.steps if step.path.endswith(b"y.part")]
    (mover.home / "Downloads" / "y").write_bytes(b"it is whole now")
    assert ends(mover.carry_out(replace(plan, steps=(step,)))) == {"y.part": "no-proof"}


def test_an_edited_plan_takes_nothing_by_the_name_of_the_category(mover: Mover) -> None:
    plan = plan_after_a_year(mover, "leftovers")
    letter = mover.home / "d" / "letter.txt"
    letter.write_text("mine")
    step = mover.context and planning.plan_of_files([str(letter)], mover.context).steps[0]
    edited = replace(plan, steps=(replace(step, category="leftovers"),))
    checked = checking.check_plan(edited, mover.context)
    assert ends(mover.carry_out(checked)) == {"letter.txt": "no-proof"}
    assert letter.read_text() == "mine"


def test_what_is_open_at_the_move_stays(mover: Mover) -> None:
    plan = plan_after_a_year(mover)
    with held_open(mover.home / ".cache/pip/http-v2/a/b"):
        assert ends(mover.carry_out(plan))["http-v2"] == "in-use"


def test_own_rules_that_cannot_be_used_stop_no_move(mover: Mover) -> None:
    plan = plan_after_a_year(mover)
    rules = Path(own_folders(str(mover.home))[2]) / "leftovers.toml"
    rules.parent.mkdir(parents=True, exist_ok=True)
    rules.write_text("what [")
    assert set(ends(mover.carry_out(plan)).values()) == {"done"}


@pytest.fixture
def half(home: Path) -> Mover:
    """A download of aria2 that stopped half-way, with its notes."""
    (home / "Videos").mkdir(parents=True)
    (home / "Videos" / "film.mkv").write_bytes(b"so far")
    (home / "Videos" / "film.mkv.aria2").write_bytes(b"notes")
    return Mover(home)


def chosen_by_hand(mover: Mover) -> Plan:
    """All leftovers, as somebody chooses them on the page."""
    later = datetime.now(UTC) + timedelta(days=400)
    found = scan([mover.home], mover.home, now=later, everything=False)
    (place,) = [number for number, each in enumerate(found.findings) if each.category.name == "leftovers"]
    by_hand = Selection(groups := Groups(found), Choice(categories=()), lambda _: "")
    by_hand.choose_all(np.arange(*groups.offsets[place : place + 2]))
    return replace(
        planning.plan_of_scan(found, Choice(), mover.context), steps=tuple(steps_of(by_hand, ("leftovers",)))
    )


def test_an_unfinished_download_goes_with_its_notes(half: Mover) -> None:
    assert set(ends(half.carry_out(chosen_by_hand(half))).values()) == {"done"}
    assert not list((half.home / "Videos").iterdir())
    half.undo()
    assert sorted(each.name for each in (half.home / "Videos").iterdir()) == ["film.mkv", "film.mkv.aria2"]


def test_a_download_that_came_to_its_end_meanwhile_stays(half: Mover) -> None:
    plan = chosen_by_hand(half)
    (half.home / "Videos" / "film.mkv.aria2").unlink()
    assert ends(half.carry_out(plan))["film.mkv"] == "no-proof"
