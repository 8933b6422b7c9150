"""A review that is gone on with: plans opened again, marks of the evening before, names that are over nothing."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from cleanup.model.errors import StateProblem
from cleanup.store.first_time import is_first_review
from support.kinds import Run, Tree
from support.terminal import Open, Terminal

BOTH, ONE = "Goes if you go on: 2 files", "Goes if you go on: 1 file"


@pytest.fixture
def root(own: Path, tree: Tree, cleanup: Run) -> Path:
    """A scanned folder with two groups of copies, a big and a small one."""
    made = tree({
        place: {f"film{name}.mp4": "film" * 50_000, f"note{name}.txt": "a short note\n" * 900}
        for place, name in (("Documents", ""), ("Downloads", " (1)"))
    })  # fmt: skip
    assert cleanup("scan", made).returncode == 0
    return made


def leave_one(terminal: Terminal) -> None:
    """Mark the smaller copy alone."""
    terminal.wait_for(BOTH, "space mark")
    terminal.type("Space")
    terminal.wait_for(ONE)


def test_the_first_time_three_lines_tell_what_to_do_and_then_never_again(root: Path, open_terminal: Open) -> None:
    told = "Nothing on the disk changes while you choose here."
    for is_first in (True, False):
        terminal = open_terminal("review")
        assert (told in terminal.wait_for(BOTH, "space mark", "2 files are marked by your rules")) == is_first
        terminal.type("q")
        assert terminal.code() == 0


def test_marks_are_there_the_next_time(root: Path, open_terminal: Open) -> None:
    terminal = open_terminal("review")
    leave_one(terminal)
    terminal.type("q")
    terminal.wait_for("Leave? Nothing moves.")
    terminal.type("2")
    assert terminal.code() == 0
    assert "Your marks are there when you come back." in terminal.screen
    again = open_terminal("review")
    again.wait_for(ONE, "Your marks are back, as you left them")
    empty = open_terminal("review", "--none")
    empty.wait_for("Nothing goes yet")
    by_rules = open_terminal("review", "--keep", "oldest")
    by_rules.wait_for(BOTH, "2 files are marked by your rules")


def test_a_saved_plan_is_gone_on_with_and_never_written_over(root: Path, open_terminal: Open, own: Path) -> None:
    terminal = open_terminal("review")
    leave_one(terminal)
    terminal.type("p")
    name = terminal.wait_for("Save the plan", "plan-").split("plan-")[1].split(".json")[0]
    terminal.type("Enter")
    terminal.wait_for(f"Saved: plan-{name}.json. Go on")
    terminal.type("p")
    terminal.wait_for("Save the plan", f"plan-{name}-2.json")
    terminal.type("C-u")
    terminal.type("-l", f"plan-{name}.json")
    terminal.type("Enter")
    terminal.wait_for("exists already")
    terminal.type("Escape")
    terminal.until(lambda screen: "Save the plan" not in screen, "the question is still there")
    terminal.type("q")
    assert terminal.code() == 0, "what is saved is not asked about"
    (plan,) = terminal.folder.glob("plan-*.json")
    again = open_terminal("review", plan)
    screen = again.wait_for(ONE)
    assert "[ ]" in screen


def test_kept_plans_go_after_a_month(root: Path, own: Path, open_terminal: Open) -> None:
    plans = own / "state" / "cleanup" / "plans"
    plans.mkdir(mode=0o700)
    month = time.time() - 31 * 86400
    for name in ("20200101-000000-aaaa.json", "20990101-000000-bbbb.json"):
        (plans / name).write_text(json.dumps({"kind": "plan"}))
        os.utime(plans / name, (month, month) if "2020" in name else None)
    terminal = open_terminal("review")
    leave_one(terminal)
    terminal.type("q")
    terminal.wait_for("Leave? Nothing moves.")
    terminal.type("2")
    assert terminal.code() == 0
    names = {path.name for path in plans.iterdir()}
    assert "20200101-000000-aaaa.json" not in names
    assert len(names) == 2


def test_a_state_folder_that_takes_nothing_is_told_before_choices_are_made(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("in its way")
    with pytest.raises(StateProblem, match="What you choose cannot be kept in"):
        is_first_review(tmp_path / "a file" / "cleanup")
