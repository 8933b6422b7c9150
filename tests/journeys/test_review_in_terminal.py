"""``cleanup review`` in a real terminal: from the page to the trash and back, to a plan, and to nothing."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import psutil
import pytest

from support.kinds import Run, Tree
from support.moving import bytes_in_trash, snapshot
from support.terminal import Open, stop_and_go_on


@pytest.fixture
def root(own: Path, tree: Tree, cleanup: Run) -> Path:
    """A scanned folder with two groups of copies and an empty file."""
    made = tree({
        "a": {"film.mp4": "film" * 50_000, "note.txt": "a short note\n" * 900},
        "b": {"film.mp4": "film" * 50_000, "note.txt": "a short note\n" * 900, "empty": ""},
    })  # fmt: skip
    for name in ("a/film.mp4", "a/note.txt"):
        os.utime(made / name, (1_000_000_000, 1_000_000_000))
    assert cleanup("scan", made).returncode == 0
    return made


def own_files(own: Path) -> set[str]:
    """What lies in the program's own folders, but for what a database keeps beside itself."""
    files = (path for path in own.rglob("*") if path.is_file() and path.suffix not in {".db-wal", ".db-shm"})
    return {str(path.relative_to(own)) for path in files}


def test_choose_move_and_undo(root: Path, own: Path, open_terminal: Open, cleanup: Run) -> None:
    before = snapshot(root)
    terminal = open_terminal("review")
    terminal.wait_for("Goes if you go on: 2 files", "[=]", "[x]", "space mark")
    terminal.type("Down", "Down", "Space")
    terminal.wait_for("Goes if you go on: 1 file")
    terminal.type("u")
    terminal.wait_for("Undone: ")
    terminal.type("t")
    terminal.wait_for("Move 2 files", "[y/N]")
    terminal.type("y", "Enter")
    assert terminal.code() == 0
    assert bytes_in_trash(own / "data" / "Trash") == {b"film" * 50_000, b"a short note\n" * 900}
    assert sorted(os.listdir(root / "a")) == ["film.mp4", "note.txt"]
    assert os.listdir(root / "b") == ["empty"]
    assert cleanup("undo").returncode == 0
    assert snapshot(root) == before


def test_a_no_goes_back_to_the_page_with_the_same_choice(
    root: Path, own: Path, open_terminal: Open, cleanup: Run
) -> None:
    """And what is taken back then, a decision too, is as if it had never been."""
    before = snapshot(root)
    terminal = open_terminal("review")
    terminal.wait_for("Goes if you go on: 2 files", "space mark")
    terminal.type("n")
    terminal.wait_for("Goes if you go on: 1 file", "never ask")
    terminal.type("t")
    terminal.wait_for("Move 1 file", "[y/N]")
    terminal.type("n", "Enter")
    terminal.wait_for("Goes if you go on: 1 file", "never ask", "space mark")
    terminal.type("u")
    terminal.wait_for("Goes if you go on: 2 files", "Undone: ")
    terminal.type("q")
    assert terminal.code() == 0
    assert snapshot(root) == before
    assert not (own / "data").exists()
    assert b"You have not decided" in cleanup("decisions", "list").stdout


def test_a_saved_plan_can_be_carried_out(
    root: Path, own: Path, open_terminal: Open, cleanup: Run, tmp_path: Path
) -> None:
    terminal = open_terminal("review", "-o", tmp_path / "my plan.json")
    terminal.wait_for("Goes if you go on: 2 files", "space mark")
    terminal.type("Down", "Down", "Space", "p")
    terminal.wait_for("Save the plan", "plan.json")
    terminal.type("Enter")
    terminal.wait_for("Saved: my plan.json. Go on, or leave with q.")
    terminal.type("q")
    assert terminal.code() == 0
    plan = json.loads((tmp_path / "my plan.json").read_bytes())
    assert [step["path"] for step in plan["steps"]] == [str(root / "b" / "note.txt")]
    assert cleanup("trash", "--plan", tmp_path / "my plan.json", "--yes").returncode == 0
    assert sorted(os.listdir(root / "b")) == ["empty", "film.mp4"]


@pytest.mark.parametrize("keys", [["q"], ["C-c"], ["x", "C-c", "3"]])
def test_leaving_changes_nothing(root: Path, own: Path, open_terminal: Open, keys: list[str], cleanup: Run) -> None:
    before, mine = snapshot(root), own_files(own)
    terminal = open_terminal("review")
    terminal.wait_for("Goes if you go on: 2 files", "space mark")
    for key in keys[:-1]:
        terminal.type(key)
        if key == "x":
            terminal.wait_for("Nothing goes yet")
        if key in {"q", "C-c"}:
            terminal.wait_for("Leave? Nothing moves.")
    terminal.type(keys[-1])
    assert terminal.code() == 0
    assert "Nothing was moved, and no plan was saved." in terminal.screen
    assert snapshot(root) == before
    assert own_files(own) - mine == {"state/cleanup/review-seen"}
    assert b"You have not decided" in cleanup("decisions", "list").stdout


def test_what_is_never_asked_is_remembered_by_a_saved_plan(root: Path, open_terminal: Open, cleanup: Run) -> None:
    terminal = open_terminal("review")
    terminal.wait_for("Goes if you go on: 2 files", "space mark")
    terminal.type("n")
    terminal.wait_for("Goes if you go on: 1 file", "never ask")
    terminal.type("p")
    terminal.wait_for("Save the plan")
    terminal.type("Enter")
    terminal.wait_for("Go on, or leave with q.")
    terminal.type("q")
    assert terminal.code() == 0
    assert cleanup("decisions", "list").stdout.count(b"film.mp4") == 2
    again = open_terminal("review")
    screen = again.wait_for("Goes if you go on: 1 file", "note.txt")
    assert "film.mp4" not in screen


def test_an_old_scan_says_so_and_what_changed_since(root: Path, open_terminal: Open, cleanup: Run) -> None:
    document = json.loads(cleanup("report", "-f", "json").stdout)
    document["scan"] |= {"started_at": "2020-01-02T03:04:05Z", "finished_at": "2020-01-02T03:04:06Z"}
    old = root.parent / "old.json"
    old.write_text(json.dumps(document))
    (root / "b" / "film.mp4").unlink()
    (root / "b" / "note.txt").write_text("changed")
    terminal = open_terminal("review", old, size=(120, 24))
    terminal.wait_for("years ago", "2 changed since", "Nothing goes yet")


def test_a_terminal_closed_in_the_middle(root: Path, own: Path, open_terminal: Open) -> None:
    before, mine = snapshot(root), own_files(own)
    terminal = open_terminal("review")
    terminal.wait_for("Goes if you go on: 2 files", "space mark")
    terminal.type("x", "a")
    shell = psutil.Process(int(terminal.tmux("display-message", "-p", "#{pane_pid}")))
    processes = [shell, *shell.children(recursive=True)]
    assert len(processes) > 1
    terminal.close()
    _, left = psutil.wait_procs(processes, timeout=8)
    for process in left:
        process.kill()
    assert left == [], "no process is left"
    assert snapshot(root) == before
    assert not (own / "data").exists()
    assert [
        name
        for name in own_files(own) - mine - {"state/cleanup/review-seen"}
        if "plans" not in name and "marks" not in name
    ] == []


def test_a_long_name_of_a_folder_leaves_the_rest_of_the_first_line(
    own: Path, tree: Tree, cleanup: Run, open_terminal: Open, tmp_path: Path
) -> None:
    cleanup("scan", tree({"a": "same", "b": "same"}, tmp_path / ("a folder with a long name" * 4)))
    terminal = open_terminal("review")
    assert "1 shown" in terminal.wait_for("Goes if you go on: 1 file", "space mark")


@pytest.mark.parametrize("size", [(60, 16), (200, 50)])
def test_without_colour_no_colour_is_sent(root: Path, open_terminal: Open, size: tuple[int, int]) -> None:
    terminal = open_terminal("review", size=size, environment=["NO_COLOR=1"])
    terminal.wait_for("Goes if you go on: 2 files", "[x]")
    screen = terminal.tmux("capture-pane", "-p", "-e")
    colours = {(r, g, b) for r, g, b in re.findall(r"[34]8;2;(\d+);(\d+);(\d+)", screen)}
    assert all(len(set(colour)) == 1 for colour in colours), "nothing but greys"
    assert not re.search(r"\x1b\[(?:\d+;)*(?:3[1-6]|4[1-6]|9[1-6]|10[1-6])m", screen)


def test_the_question_is_only_about_what_is_as_it_was_seen(root: Path, open_terminal: Open) -> None:
    terminal = open_terminal("review")
    terminal.wait_for("Goes if you go on: 2 files", "space mark", "nothing changed since")
    with (root / "b" / "film.mp4").open("a") as film:
        film.write("longer")
    terminal.type("t")
    terminal.wait_for("1 has changed since the scan, or is gone; it stays.", "Move 1 file", "[y/N]")
    terminal.type("n", "Enter")
    terminal.wait_for("Goes if you go on: 1 file", "space mark")
    (root / "a" / "note.txt").unlink()
    terminal.type("t")
    terminal.wait_for("Nothing goes yet", "space mark")


def test_r_scans_the_same_folders_again_and_keeps_the_marks(root: Path, open_terminal: Open, own: Path) -> None:
    terminal = open_terminal("review")
    terminal.wait_for("Goes if you go on: 2 files", "space mark", "nothing changed since")
    terminal.type("Down", "Down", "K", "End", "Space")
    terminal.wait_for("Goes if you go on: 1 file")
    (root / "c.txt").write_text("new copies\n" * 400)
    (root / "d.txt").write_text("new copies\n" * 400)
    terminal.type("R")
    screen = terminal.wait_for("Scanned again; all that was marked still is.", "3 shown", "space mark")
    assert "Goes if you go on: 1 file" in screen
    assert re.search(r"\[=\] \S+ +\S+b/film.mp4 +chosen by you", screen)
    assert re.search(r"\[ \] \S+ +\S+d.txt", screen), "what is new is not marked"
    terminal.type("q")
    terminal.wait_for("Leave? Nothing moves.")
    terminal.type("2")
    assert terminal.code() == 0
    again = open_terminal("review")
    again.wait_for("Goes if you go on: 1 file", "Your marks are back", "3 shown")


@pytest.mark.usefixtures("by_default")
def test_r_after_another_review_moved_the_files(open_terminal: Open, cleanup: Run, tree: Tree, own: Path) -> None:
    """These did not change; and the list begins with its folders again."""
    names = [f"{number}.txt" for number in range(4)]
    made = tree({
        "Backup": {name: name * 3000 for name in names}, "Documents": {name: name * 3000 for name in (*names, "more")},
        "Letters": {"letter.txt": "l" * 9000, "letter (1).txt": "l" * 9000},
    })  # fmt: skip
    assert cleanup("scan", made).returncode == 0
    terminal = open_terminal("review")
    terminal.wait_for("Goes if you go on: 1 file", "▸ ", "nothing changed since")
    assert cleanup("trash", "--yes").returncode == 0
    terminal.type("R")
    assert "▸ " in terminal.wait_for("Scanned again; 1 marked file was moved meanwhile.", "files are also in")


def test_what_another_window_moves_leaves_the_list_by_itself(
    open_terminal: Open, cleanup: Run, tree: Tree, own: Path
) -> None:
    made = tree(
        {"letter.txt": "l" * 9000, "letter (1).txt": "l" * 9000, "note.txt": "n" * 999, "note (1).txt": "n" * 999}
    )
    assert cleanup("scan", made).returncode == 0
    terminal = open_terminal("review")
    terminal.wait_for("Goes if you go on: 2 files", "nothing changed since")
    assert cleanup("trash", made / "note (1).txt", "--yes").returncode == 0
    terminal.wait_for("Goes if you go on: 1 file", "1 file was moved since the scan, and is not listed any more.")


@pytest.mark.parametrize(("typed", "meant"), [("pink", ""), ("ligth", "Did you mean “light”? ")])
def test_a_theme_that_is_none_is_told(root: Path, cleanup: Run, typed: str, meant: str) -> None:
    done = cleanup("review", "--plain", "--theme", typed, encoding="utf-8")
    told = f"--theme: “{typed}” is not a theme.\n{meant}Choose one of: auto, light, dark.\n"
    assert (done.returncode, done.stderr) == (2, told)


def test_ctrl_z_gives_the_shell_back_and_fg_the_page(root: Path, open_terminal: Open) -> None:
    terminal = open_terminal("--version")
    stop_and_go_on(terminal, "review")
