"""``cleanup review --plain``: every answer, through pipes and on a terminal; what was chosen is always a plan."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.kinds import Mount, Run, Tree
from support.moving import snapshot
from support.processes import line_of
from support.terminal import answered

Answer = Callable[..., "Said"]
REVIEW = [sys.executable, "-m", "cleanup", "review"]


@dataclass(frozen=True, slots=True)
class Said:
    """What the program said, how it ended, and the plan it left, by the last parts of the paths."""

    code: int
    out: str
    err: str
    plan: tuple[str, ...] | None


@pytest.fixture
def root(own: Path, tree: Tree, cleanup: Run) -> Path:
    """Three groups of copies, in a and b twice and in b and c once, and two empty files; the largest first."""
    made = tree({
        "a": {"large": "l" * 300_000, "middle": "m" * 200_000},
        "b": {"large": "l" * 300_000, "middle": "m" * 200_000, "small": "s" * 100_000, "none": ""},
        "c": {"small": "s" * 100_000, "none too": ""},
    })  # fmt: skip
    for number, name in enumerate(("a/large", "a/middle", "b/small", "b/large", "b/middle", "c/small")):
        os.utime(made / name, (1_000_000_000 + number,) * 2)
    assert cleanup("scan", made).returncode == 0
    return made


@pytest.fixture
def answer(root: Path, own: Path) -> Answer:
    """Answers a review through a pipe."""

    def do(*lines: str, arguments: tuple[str | Path, ...] = (), **options: object) -> Said:
        typed = "".join(line + "\n" for line in lines).encode("utf-8", "surrogateescape")
        done = subprocess.run(
            [*REVIEW, "--plain", *arguments], input=typed, capture_output=True, check=False, cwd=root.parent,
            timeout=60, **options,
        )  # fmt: skip  # type: ignore[call-overload]
        return Said(done.returncode, done.stdout.decode(), done.stderr.decode(), kept_plan(own, root))

    return do


def kept_plan(own: Path, root: Path) -> tuple[str, ...] | None:
    """What the last plan that was kept would move, below the root."""
    plans = sorted((own / "state" / "cleanup" / "plans").glob("*.json"), key=lambda plan: plan.stat().st_mtime_ns)
    return paths_of(plans[-1], root) if plans else None


def paths_of(plan: Path, root: Path) -> tuple[str, ...]:
    return tuple(sorted(os.path.relpath(step["path"], root) for step in json.loads(plan.read_bytes())["steps"]))


EVERY = ("b/large", "b/middle", "c/small")
OLDEST = ("--keep", "oldest")
"""Chooses the copies of all three groups to begin with."""


@pytest.mark.parametrize(
    ("lines", "chosen"),
    [
        (["n"], ("b/middle", "c/small")),
        (["n", "", "n"], ("b/middle",)),
        (["2"], ("a/large", "b/middle", "c/small")),
        (["2", "k2"], ("a/large", "a/middle", "c/small")),
        (["none", "y", "", "y"], ("b/large", "c/small")),
        (["n", "n", "u", "", "s"], ("b/middle",)),
        (["n", "u", "s", "all"], ("b/middle", "c/small")),
        (["x2", ""], ("b/middle", "c/small")),
        (["?", "nonsense", "0", "3", "-1", "2x", "n"], ("b/middle", "c/small")),
        (["f2"], ("a/large", "a/middle", "c/small")),
        (["r", "5", "1", "n"], ("b/middle", "c/small")),
        (["N", "NO"], ("c/small",)),
        (["never"], ("b/middle", "c/small")),
        (["n", "forget"], None),
        (["", "", ""], None),
    ],
)
def test_answers_through_a_pipe(answer: Answer, root: Path, lines: list[str], chosen: tuple[str, ...] | None) -> None:
    before = snapshot(root)
    said = answer(*lines, arguments=OLDEST)
    assert (said.code, said.err) == (0, "")
    assert said.plan == chosen, said.out
    assert ("The plan is in " in said.out) == (chosen is not None)
    assert chosen is None or f"{len(chosen)} file" in said.out
    assert snapshot(root) == before


@pytest.mark.usefixtures("by_default")
def test_it_opens_as_the_page_does(answer: Answer, root: Path, cleanup: Run) -> None:
    """The safe ones are marked, and said in words; so are marks of the last time, and those of a plan; or none."""
    assert "Nothing is marked yet; 2 folders want a look." in answer().out
    (root / "a" / "large (1)").write_bytes((root / "a" / "large").read_bytes())
    assert cleanup("scan", root).returncode == 0
    first = answer("", "q").out
    assert "1 plain copy is marked; " in first
    assert "Goes if you go on: 1 file, 30" in first
    assert re.search(rf"^  \d  goes, 20\S+, {root}/a/large \(1\)$", answer("/large", "g2", "g3").out, re.M)
    assert "Goes if you go on" not in answer("", arguments=("--none",)).out.replace("t goes on", "")
    left = answer("y", "q")
    assert "Nothing was moved. Your marks are there when you come back." in left.out
    assert "Next:  cleanup review --plain " in left.out
    back = answer("q").out
    assert "Your marks are back, as you left them just now. --none starts without." in back
    assert "Goes if you go on: 3 files" in back
    assert "Goes if you go on: 1 file," not in back
    answer("none", "y", "p mine", "q")
    assert "Goes if you go on: 2 files" in answer("q", arguments=("mine",)).out
    answer("none", "q")
    none = answer("q").out
    assert "Your marks are back, as you left them just now. plans: 1 more plan." in none
    assert "Goes if you go on" not in none
    answer("y", "q")
    answer("none", "forget")
    assert "“mine” is back, as saved just now." in answer("q").out, "what has a name stays"


def test_a_plan_is_opened_and_gone_on_with(answer: Answer, root: Path, cleanup: Run) -> None:
    plan = root.parent / "mine.json"
    assert cleanup("plan", "--keep", "oldest", "-o", plan).returncode == 0
    said = answer("q", arguments=(plan,))
    assert "Marked as in the plan “mine.json”: 3 files." in said.out
    assert "Goes if you go on: 3 files" in said.out
    assert answer("g3", "n", arguments=(plan,)).plan == ("b/large", "b/middle")
    assert paths_of(plan, root) == EVERY


def test_a_plan_is_saved_under_a_name_and_opened_again(answer: Answer, own: Path, root: Path) -> None:
    said = answer("n", "p", "mine", "none", "plans", "1", "p mine", "p two/words", "save", "", "q", arguments=OLDEST)
    assert "The plan “mine” is kept for 30 days: 2 files" in said.out
    assert "Saved: mine. Go on, or leave with q." in said.out
    assert "Going on with “mine”" in said.out
    assert "“mine” exists already; choose another name." in said.out
    kept = {path.stem: paths_of(path, root) for path in (own / "state" / "cleanup" / "plans").glob("*.json")}
    assert kept.pop("mine") == ("b/middle", "c/small")
    assert [*kept.values()] == [("b/middle", "c/small")]


def test_a_scan_again_keeps_the_marks(answer: Answer, root: Path) -> None:
    (root / "c" / "large").write_bytes((root / "a" / "large").read_bytes())
    said = answer("n", "rescan", "list", "q", arguments=OLDEST)
    assert "Scanned again; all that was marked still is." in said.out
    assert "large, 3 copies" in said.out
    assert "Goes if you go on: 2 files" in said.out


@pytest.mark.usefixtures("by_default")
def test_a_folder_is_one_decision(answer: Answer, root: Path) -> None:
    said = answer("y")
    assert f"1 of 5: folder {root}/b, none goes, 503.8 kB could.\n  2 of 4 files are also in {root}/a\n" in said.out
    assert "  if marked: 2 of 4 files go, 2 stay in it\n" in said.out
    assert f"{root}/b: 2 of 4 files go, 2 stay in it." in said.out
    assert said.plan == ("b/large", "b/middle")
    for plan in (root.parent / "own" / "state" / "cleanup" / "plans").glob("*"):
        plan.unlink()
    assert answer("k", "all", arguments=("--none",)).plan == ("c/small",)


def test_categories_words_and_what_goes_narrow_the_list(answer: Answer) -> None:
    lines = ("category", "2", "category 0", ">", "<", ">", "/small", "/nowhere", "/", "m", "m", "sort", "4", "q")
    said = answer(*lines, arguments=OLDEST)
    listed = re.findall("^.*Listed: (.*)$", said.out, re.M)
    assert listed == [
        "duplicates: 3 groups, biggest first.",
        "stale: 6 groups, biggest first.",
        "all: 5 groups, biggest first.",
        "duplicates: 3 groups, biggest first.",
        "all: 5 groups, biggest first.",
        "duplicates: 3 groups, biggest first.",
        "duplicates, with “small”: 1 group, biggest first.",
        "duplicates: 3 groups, biggest first.",
        "only what goes: 3 groups, biggest first.",
        "duplicates: 3 groups, biggest first.",
        "duplicates: 3 groups, by path.",
    ]
    assert "Nothing here with “nowhere”. The list is as it was." in said.out


def test_before_a_folder_is_emptied_it_is_asked(answer: Answer, root: Path) -> None:
    for number in range(5):
        for place in "ab":
            (root / place / f"more {number}").write_bytes(b"%d" % number * 50_000)
    subprocess.run([*REVIEW[:-1], "scan", root], check=True, capture_output=True)
    said = answer("/large", "g2", "f2", "n", "q")
    assert f"This empties {root}/a: 7 of 7 found in it." in said.out
    assert "Everything is left as it is." in said.out
    said = answer("/large", "g2", "f2", "y")
    assert said.plan is not None
    assert {os.path.dirname(path) for path in said.plan} == {"a", "c"}


@pytest.mark.parametrize("lines", [[], ["", "", ""], ["y", "u", "q"]], ids=lambda lines: " ".join(lines) or "-")
def test_nothing_decided_is_no_plan(answer: Answer, lines: list[str]) -> None:
    said = answer(*lines)
    assert (said.code, said.plan) == (0, None)
    assert said.out.endswith("Nothing was moved, and no plan was saved.\n")


def test_the_questions_say_what_they_are_about(answer: Answer, root: Path) -> None:
    said = answer("nonsense", "", "d2", "c2", "steps", "", "l", "q", arguments=OLDEST)
    assert f"of {root}, " not in said.out
    assert "3 files are marked by your rules." in said.out
    assert "1 of 3: large, 2 copies, 1 goes, 303.1 of 303.1 kB." in said.out
    assert f"  1  stays (the oldest), 2001-09-09, {root}/a/large\n" in said.out
    assert f"  2  goes, 2001-09-09, {root}/b/large\n" in said.out
    assert "“nonsense” is not an answer here. ? lists all answers." in said.out
    assert "2 of 3: middle" in said.out
    assert "  It begins:\n  mmmmmm" in said.out
    assert f"First number 1, then number 2.\n  name: the same, middle\n  folder: {root}/a; {root}/b\n" in said.out
    assert "  content: the same, byte by byte\n" in said.out
    assert "  3  small, 2 copies, 1 goes, 102.4 of 102.4 kB\n" in said.out
    assert all(character.isprintable() or character == "\n" for character in said.out)


def test_single_files_are_chosen_by_yes(answer: Answer, own: Path) -> None:
    for lines, count in ((["none", "all"], 2), (["none", "y", "u", "no", "y", "b", "b", "x"], 2)):
        said = answer(*lines, arguments=("--only", "empty-files"))
        assert said.plan is not None
        assert len(said.plan) == count, lines
    assert "only empty-files.\n" in said.out


@pytest.mark.parametrize("how", ["the plan that is kept", "-o"])
@pytest.mark.parametrize("end", ["t", "q", ""])
def test_the_plan_can_be_carried_out(answer: Answer, root: Path, own: Path, cleanup: Run, how: str, end: str) -> None:
    """Where nobody can be asked, nothing moves: the plan is kept, unless it is left, or saved where somebody said."""
    mine = root.parent / "my plan.json"
    ending = [end] if end else []
    said = answer("", "n", "n", *ending, arguments=(*OLDEST, *(("-o", mine) if how == "-o" else ())))
    assert (root / "b" / "large").exists()
    if end == "q" and how != "-o":
        assert said.plan is None
        return
    assert ("There is no terminal to ask on" in said.out) == (end == "t")
    assert (said.plan is None) == (how == "-o")
    plan = mine if how == "-o" else next((own / "state" / "cleanup" / "plans").iterdir())
    named = f"'{plan}'" if how == "-o" else plan.stem
    assert f"cleanup trash --plan {named}\n" in said.out
    assert paths_of(plan, root) == ("b/large",)
    assert cleanup("trash", "--plan", plan, "--yes").returncode == 0
    assert not (root / "b" / "large").exists()
    assert (root / "a" / "large").exists()
    assert how == "-o" or plan.parent.stat().st_mode & 0o077 == 0


def test_a_file_of_somebody_else_is_not_written_over(answer: Answer, root: Path) -> None:
    (root.parent / "diary").write_text("dear diary")
    said = answer("", arguments=("-o", "diary"))
    assert (said.code, said.out, said.plan) == (2, "", None)
    assert (root.parent / "diary").read_text() == "dear diary"


@pytest.mark.root
def test_a_plan_that_cannot_be_written_where_it_was_asked_for_is_kept(answer: Answer, root: Path, mount: Mount) -> None:
    (root.parent / "full").mkdir()
    full = mount("-t", "tmpfs", "-o", "size=4k", "none", root.parent / "full")
    (full / "all there is").write_bytes(b"x" * 4096)
    said = answer("none", "y", "q", arguments=(*OLDEST, "-o", full / "plan.json"))
    assert (said.code, said.plan) == (3, ("b/large",))


def test_never_asked_again_is_remembered(answer: Answer, cleanup: Run) -> None:
    answer("never", "q", arguments=OLDEST)
    assert cleanup("decisions", "list").stdout.count(b"large") == 2
    said = answer("", "", arguments=OLDEST)
    assert "Listed: duplicates: 2 groups" in said.out
    assert "large, 2 copies" not in said.out


@pytest.mark.parametrize("end", ["TERM", "INT", "HUP"])
def test_all_that_was_decided_survives_what_ends_it(
    root: Path, own: Path, cleanup: Run, answer: Answer, end: str
) -> None:
    """What is never to be asked about again, too, and what was skipped."""
    process = subprocess.Popen(
        [*REVIEW, "--plain", *OLDEST], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stdin is not None
    process.stdin.write("never\ns\n")
    process.stdin.flush()
    line_of(process, "3 of 3: small")
    process.send_signal(getattr(signal, f"SIG{end}"))
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "The plan is in" in rest
    assert kept_plan(own, root) == ("c/small",)
    assert cleanup("decisions", "list").stdout.count(b"large") == 2
    assert "middle, 2 copies, none goes, 200.7 kB could, skipped" in answer("l").out


def test_a_closed_input_is_the_end_of_input(root: Path, own: Path) -> None:
    program = " ".join(REVIEW)
    done = subprocess.run(["sh", "-c", f"exec {program} --plain <&-"], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert kept_plan(own, root) is None


@pytest.mark.parametrize(
    "typed", ["\udcff\udcfe²", "\x1b[31m\0" + "q" * 10_000, "1" * 5000], ids=["no text", "codes", "digits"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8:strict"])
def test_odd_input_is_no_answer(answer: Answer, typed: str, encoding: str) -> None:
    said = answer(typed, "n", "n", arguments=OLDEST, env={**os.environ, "PYTHONIOENCODING": encoding})
    assert (said.code, said.err, said.plan) == (0, "", ("c/small",))
    assert "\x1b" not in said.out


def test_hidden_held_and_protected_copies_are_told(answer: Answer, root: Path) -> None:
    said = answer("n", "b", "y", arguments=("--keep", f"in:{root / 'b'}", "--protect", "small"))
    assert re.search(r"^  \d  stays \(.*, ", said.out, re.M)
    assert "small" not in said.out, "where nothing can go, nothing is asked"
    assert said.plan == ("a/large", "a/middle")


def test_with_strict_a_tie_stays_until_it_is_said(answer: Answer, root: Path) -> None:
    for path in root.rglob("*"):
        os.utime(path, (1_000_000_000,) * 2)
    subprocess.run([*REVIEW[:-1], "scan", root], check=True, capture_output=True)
    said = answer("y", "1", "2", arguments=("--strict", "--keep", "oldest"))
    assert "No rule tells these copies apart. Type the number of the one to keep." in said.out
    assert said.plan == ("a/middle", "b/large")


def test_what_changed_since_the_scan_is_told_and_stays(answer: Answer, root: Path) -> None:
    (root / "b" / "large").write_text("changed")
    (root / "c" / "small").unlink()
    said = answer("none", "a", arguments=OLDEST)
    assert "2 have changed since the scan, or are gone; they stay." in said.out
    assert said.plan == ("b/middle",)


@pytest.mark.parametrize("case", ["pipe", "dumb"])
def test_where_no_page_can_be_shown_the_way_out_is_named(root: Path, cleanup: Run, case: str) -> None:
    if case == "pipe":
        done = cleanup("review")
        code, said = done.returncode, done.stderr.decode()
        assert done.stdout == b""
    else:
        code, said = on_terminal([], term="dumb")
    assert code == 2
    assert "cleanup review --plain" in said


def on_terminal(answers: list[tuple[str, str]], *options: str, term: str = "xterm") -> tuple[int, str]:
    """Answer on a terminal, each when some words stand there; gives the exit code and all that was said."""
    return answered(answers, "review", *options, environment={"TERM": term})[:2]


def test_on_a_terminal_it_ends_with_the_question_of_the_trash(root: Path, own: Path) -> None:
    """A no goes on where one stood."""
    answers = [
        ("1 of 3", "\n"), ("2 of 3", "n\n"), ("3 of 3", "\n"), ("Enter goes on with stale", "t\n"),
        ("Move 2 files", ""), ("[y/N]", "n\n"), ("Enter goes on with stale", "t\n"), ("[y/N]", "y\n"),
    ]  # fmt: skip
    code, said = on_terminal(answers, "--plain", *OLDEST)
    assert code == 0, said
    assert not (root / "b" / "large").exists()
    assert not (root / "c" / "small").exists()
    assert (root / "b" / "middle").exists()
    assert kept_plan(own, root) is None


def test_enter_alone_leads_to_the_question_and_moves_nothing(root: Path) -> None:
    before = snapshot(root)
    answers = [
        *((f"{number} of 3", "\n") for number in (1, 2, 3)), ("Enter asks whether to move", "\n"),
        ("Move 3 files (606.2 kB) to the trash?", ""), ("[y/N]", "\n"), ("Enter asks whether", "q\n"),
    ]  # fmt: skip
    code, said = on_terminal(answers, "--plain", *OLDEST, "--only", "duplicates")
    assert (code, "Nothing was moved." in said) == (0, True), said
    assert snapshot(root) == before


@pytest.mark.parametrize(
    ("answers", "code", "words", "never"),
    [
        ([("2 of 3", ""), ("help:", "^C")], 130, "The plan is in ", "Traceback"),
        ([("2 of 3", "t\n"), ("[y/N]", "^C")], 130, "The plan is in ", "Traceback"),
        ([("2 of 3", "\x04")], 0, "The plan is in ", "[y/N]"),
    ],
    ids=["ctrl-c", "ctrl-c at the question", "end of input"],
)
def test_on_a_terminal_the_plan_is_kept(
    root: Path, own: Path, answers: list[tuple[str, str]], code: int, words: str, never: str
) -> None:
    before = snapshot(root)
    ended, said = on_terminal([("1 of 3", "n\n"), *answers], "--plain", *OLDEST)
    assert (ended, words in said, never in said) == (code, True, False), said
    assert snapshot(root) == before
    assert kept_plan(own, root) == ("b/middle", "c/small")


def test_on_a_dumb_terminal_the_questions_work(root: Path, own: Path) -> None:
    code, said = on_terminal([("1 of 3", "q\n")], "--plain", term="dumb")
    assert (code, "\x1b" in said) == (0, False)


def test_a_reader_who_has_seen_enough(root: Path, own: Path) -> None:
    program = " ".join(REVIEW)
    script = f"yes '' | {program} --plain | head -1"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, timeout=60)
    assert b"Traceback" not in done.stderr
    assert b"fault" not in done.stderr


def test_of_a_folder_that_holds_more_its_details_say_what(answer: Answer, tree: Tree, cleanup: Run) -> None:
    album = {f"{name}.mp3": name * 9000 for name in "abc"}
    made = tree({"Music": {"Band": {**album, "d.mp3": "d"}, "Old backup": {"Band": album, "note.txt": "n"}}})
    assert cleanup("scan", made, "--only", "contained-folders").returncode == 0
    first, second = (answer(which, "q").out for which in ("d1", "d2"))
    both = first + second
    assert both.count("1 file is only here:\n") == both.count("  d.mp3\n") == 1, (
        "of what it holds less, nothing is said"
    )
    assert "It begins:" not in both


def test_the_list_of_plans_says_folder_of_a_folder(answer: Answer, tree: Tree, cleanup: Run) -> None:
    assert cleanup("scan", tree({"empty": {}, "other": {"x": "x"}}), "--only", "empty-folders").returncode == 0
    answer("y", "p tidy", "q", arguments=("--only", "empty-folders"))
    page = cleanup("plan", "--list", encoding="utf-8").stdout
    assert page.startswith("tidy  just now, ")
    assert ": 1 folder, " in page
    (told,) = json.loads(cleanup("plan", "--list", "-f", "json").stdout)["plans"]
    assert (told["files"], told["folders"]) == (1, 1)


def test_no_key_is_named_that_could_do_nothing(answer: Answer) -> None:
    out = answer("", "", arguments=("--protect", "*")).out
    assert "Enter next, d details, ? help:" in out
    assert "y mark" not in out
