"""A review that is gone on with: plans opened again, marks of the evening before, names that are over nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from cleanup.model.errors import StateProblem
from cleanup.store.first_time import is_first_review
from support.kinds import Mount, Run, Tree
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


def leave(terminal: Terminal, answer: str = "") -> None:
    """Leave the page, with an answer where it asks."""
    terminal.type("q")
    if answer:
        terminal.wait_for("Leave? Nothing moves.")
        terminal.type(answer)
    assert terminal.code() == 0


def save(terminal: Terminal, name: str = "") -> str:
    """Save the plan, under the name that is offered or another one; gives it."""
    terminal.type("p")
    offered = re.search(r"▊ +(\S+) +▎", terminal.wait_for("Save the plan under this name", "▎"))
    assert offered
    if name:
        terminal.type("C-u")
        terminal.until(lambda screen: offered[1] not in screen.partition("▊")[2], "the name is still there")
        terminal.type("-l", name)
        terminal.wait_for(f"▊  {name}")
    terminal.type("Enter")
    return name or offered[1]


def test_a_saved_plan_is_gone_on_with_and_never_written_over(
    root: Path, open_terminal: Open, own: Path, cleanup: Run
) -> None:
    terminal = open_terminal("review")
    leave_one(terminal)
    name = save(terminal)
    terminal.wait_for(f"Saved: {name}. Go on")
    terminal.type("p")
    terminal.wait_for("Save the plan", f"{name}-2")
    terminal.type("Escape")
    terminal.until(lambda screen: "Save the plan" not in screen, "the question is still there")
    save(terminal, name)
    terminal.wait_for("exists already")
    terminal.type("Escape")
    terminal.until(lambda screen: "Save the plan" not in screen, "the question is still there")
    leave(terminal)
    (plan,) = (own / "state" / "cleanup" / "plans").iterdir()
    assert plan.stem == name
    listed = cleanup("plan", "--list", encoding="utf-8")
    assert re.search(rf"^{name}  just now, of \S+: 1 file, 12.\d kB$", listed.stdout, re.M)
    (document,) = json.loads(cleanup("plan", "--list", "-f", "json").stdout)["plans"]
    assert (document["name"], document["files"], document["problem"]) == (name, 1, "")
    assert cleanup("trash", "--plan", name, "--dry-run", encoding="utf-8").stdout.count("note (1).txt") == 1
    for words, said in (((), f"“{name}” is back, as saved just now"), ((name,), "1 file is marked")):
        again = open_terminal("review", *words)
        again.wait_for(ONE, *([said] if not words else []), "space mark")
        leave(again)


def test_a_plan_can_be_a_file_too(root: Path, open_terminal: Open, own: Path) -> None:
    terminal = open_terminal("review")
    leave_one(terminal)
    save(terminal, "mine.json")
    terminal.wait_for("Saved: mine.json. Go on")
    leave(terminal)
    assert (terminal.folder / "mine.json").is_file()
    assert not [*(own / "state" / "cleanup").glob("plans/*")]
    again = open_terminal("review", terminal.folder / "mine.json")
    again.wait_for(ONE, "Marked as in the plan “mine.json”: 1 file.")


def test_another_kept_plan_is_one_key_away_and_undone_by_one(root: Path, open_terminal: Open) -> None:
    terminal = open_terminal("review")
    leave_one(terminal)
    save(terminal, "one of two")
    terminal.wait_for("Saved: one of two")
    terminal.type("u")
    terminal.wait_for(BOTH)
    save(terminal, "both of them")
    terminal.wait_for("Saved: both of them")
    leave(terminal)
    again = open_terminal("review")
    again.wait_for(BOTH, "“both of them” is back", "P: 1 more plan.", "space mark")
    again.type("P")
    again.wait_for("Go on with which plan?", "1 both of them", "2 one of two")
    again.type("2")
    again.wait_for(ONE, "Going on with “one of two”; u goes back")
    again.type("u")
    again.wait_for(BOTH, "Undone")


def test_marks_that_are_to_be_forgotten_do_not_come_back(root: Path, open_terminal: Open) -> None:
    first = open_terminal("review")
    leave_one(first)
    leave(first, "2")
    second = open_terminal("review")
    second.wait_for(ONE, "Your marks are back", "space mark")
    leave(second)
    third = open_terminal("review")
    third.wait_for(ONE, "Your marks are back", "space mark")
    third.type("x")
    third.wait_for("Nothing goes yet")
    leave(third, "3")
    fourth = open_terminal("review")
    fourth.wait_for(BOTH)


@pytest.mark.parametrize("arguments", [("x",), ("--keep", "oldest"), ("--only", "large")])
def test_a_list_of_plans_is_asked_for_alone(arguments: tuple[str, ...], cleanup: Run) -> None:
    done = cleanup("plan", "--list", *arguments, encoding="utf-8")
    assert done.returncode == 2
    assert re.fullmatch(
        r"--list and \S+ cannot be used together.\nChoose one of them. See: cleanup plan --help\n", done.stderr
    )


def test_a_plan_that_cannot_be_read_hides_no_other(root: Path, own: Path, cleanup: Run) -> None:
    plans = own / "state" / "cleanup" / "plans"
    assert cleanup("plan", "--list", encoding="utf-8").stdout == "No plan is kept.\nNext:  cleanup review\n"
    plans.mkdir(mode=0o700)
    cleanup("plan", "--keep", "oldest", "-o", plans / "good.json")
    whole = (plans / "good.json").read_bytes()
    (plans / "by hand.json").write_text(json.dumps(json.loads(whole), indent=2))
    (plans / "torn.json").write_bytes(whole[:40])
    (plans / "binary.json").write_bytes(b"\xff\0" * 99)
    (plans / "a folder.json").mkdir()
    (plans / "nobody.json").symlink_to("nowhere")
    page = cleanup("plan", "--list", encoding="utf-8").stdout
    assert re.search(r"^good  .*: 2 files, ", page, re.M), page
    assert re.search(r"^by hand  .*: 2 files, ", page, re.M), page
    for name in ("torn", "binary", "a folder", "nobody"):
        assert re.search(rf"^{name}\n  \S", page, re.M), page


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
    assert [path.name for path in plans.iterdir()] == ["20990101-000000-bbbb.json"]
    (marks,) = (own / "state" / "cleanup" / "marks").iterdir()
    assert marks.stat().st_size < 1000


def test_a_state_folder_that_takes_nothing_is_told_before_choices_are_made(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("in its way")
    with pytest.raises(StateProblem, match="Your choices cannot be saved in"):
        is_first_review(tmp_path / "a file" / "cleanup")


@pytest.mark.root
@pytest.mark.parametrize("seen", [False, True])
@pytest.mark.parametrize("how", ["full", "read-only"])
def test_a_full_or_read_only_disk_is_told_each_time_before_choices_are_made(
    tmp_path: Path, mount: Mount, how: str, seen: bool
) -> None:
    (tmp_path / "state").mkdir(0o700)
    state = mount("-t", "tmpfs", "-o", "size=64k,mode=700", "none", tmp_path / "state")
    if seen:
        (state / "review-seen").touch()
    if how == "full":
        with suppress(OSError), (state / "fill").open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
    else:
        subprocess.run(["mount", "-o", "remount,ro", str(state)], check=True)
    with pytest.raises(StateProblem, match="Your choices cannot be saved in"):
        is_first_review(state)
