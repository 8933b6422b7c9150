"""``cleanup review --plain``: every answer, through pipes and on a terminal; what was chosen is always a plan."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.kinds import Mount, Run, Tree
from support.moving import snapshot
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


def test_answers_through_a_pipe(answer: Answer, root: Path) -> None:
    before = snapshot(root)
    listed = answer("s", "s", "s").out
    number = {
        os.path.relpath(line.split()[1], root): line.split()[0] for line in listed.splitlines() if str(root) in line
    }
    assert sorted(number) == sorted([*EVERY, "a/large", "a/middle", "b/small"])
    large, small = number["b/large"], number["c/small"]
    expected = [
        ([large, "", small], ("a/large", "b/middle", "b/small")),
        ([large + "a", ""], ("a/large", "a/middle", "c/small")),
        (["", "q"], ("b/large",)),
        (["", "", "u", "u", "s", "", "q"], ("b/middle",)),
        (["a", "u", large + "a", "s"], ("a/large", "a/middle")),
        (["?", "nonsense", "0", "3", "-1", "y", "2x", "", "q"], ("b/large",)),
        (["   ", "A", "Q"], ("b/large", "b/middle")),
        (["n", "u", "", "q"], ("b/large",)),
    ]
    for lines, chosen in expected:
        said = answer(*lines)
        assert (said.code, said.err) == (0, ""), lines
        assert said.plan == chosen, lines
        assert "The plan is in " in said.out
        assert f"{len(chosen)} file" in said.out
    assert snapshot(root) == before


def test_every_decision_can_be_made_by_answers(answer: Answer, root: Path) -> None:
    """One copy alone, a folder, a rule, a list of what goes, and back again."""
    assert cleanup_of_three(root)
    expected = [
        (["x2", "g", "q"], ("b/large",)),
        (["x2", "x3", "g", "q"], ("b/large", "c/large")),
        (["x2", "x1", "g", "q"], ("a/large", "b/large")),
        (["x2", "x1", "x3", "g", "q"], ("a/large", "b/large")),
        (["x2", "u", "q"], None),
        (["f3", "g", "q"], ("a/large", "b/large", "b/small")),
        (["f2", "g", "q"], ("a/large", "a/middle", "c/large", "c/small")),
        (["r", "5", "1", "g", "q"], ("a/large", "b/large")),
        (["r", "5", "3", "g", "q"], ("a/large", "a/middle", "b/large", "b/small")),
        (["r", "", "r", "5", "9", "r", "nonsense", "q"], None),
        (["x2", "m", "g", "q"], ("b/large",)),
    ]
    for lines, chosen in expected:
        for plan in (root.parent / "own" / "state" / "cleanup" / "plans").glob("*"):
            plan.unlink()
        said = answer(*lines)
        assert (said.code, said.err) == (0, ""), lines
        assert said.plan == chosen, (lines, said.out)
    assert f"(goes)\n  3  {root}" in said.out.replace("  2001-09-09", "")
    assert f"  {root}/b/large\nChosen so far: 1 file" in said.out


def cleanup_of_three(root: Path) -> bool:
    """A third copy of the largest, and the scan of that."""
    (root / "c" / "large").write_bytes((root / "a" / "large").read_bytes())
    os.utime(root / "c" / "large", (1_000_000_009,) * 2)
    return subprocess.run([*REVIEW[:-1], "scan", root], check=False, capture_output=True).returncode == 0


def test_before_a_folder_is_emptied_it_is_asked(answer: Answer, root: Path) -> None:
    for number in range(5):
        for place in "ab":
            (root / place / f"more {number}").write_bytes(b"%d" % number * 50_000)
    subprocess.run([*REVIEW[:-1], "scan", root], check=True, capture_output=True)
    said = answer("f2", "n", "q")
    assert f"This empties {root}/a: 7 of 7 found in it." in said.out
    assert said.plan is None
    said = answer("f2", "y", "q")
    assert said.plan is not None
    assert {os.path.dirname(path) for path in said.plan} == {"a", "c"}


@pytest.mark.parametrize("lines", [[], ["s", "s", "s"], ["", "u", "q"]], ids=lambda lines: " ".join(lines) or "-")  # fmt: skip  # noqa: E501
def test_nothing_chosen_is_no_plan(answer: Answer, lines: list[str]) -> None:
    said = answer(*lines)
    assert (said.code, said.plan) == (0, None)
    assert "Nothing is chosen, so there is nothing to do." in said.out


def test_the_questions_say_what_they_are_about(answer: Answer, root: Path) -> None:
    said = answer("nonsense", "", "q")
    assert "3 groups to look at" in said.out
    assert "1 of 3: duplicates, 300.0 kB, 2 copies" in said.out
    assert f"  {root}/a/large  2001-09-09  (stays: the oldest)\n" in said.out
    assert f"  {root}/b/large  2001-09-09\n" in said.out
    assert "“nonsense” is not an answer here." in said.out
    assert re.search(r"Chosen so far: 1 file, 30\d\.\d kB", said.out)
    assert "2 of 3" in said.out
    assert all(character.isprintable() or character == "\n" for character in said.out)


def test_single_files_are_chosen_by_y(answer: Answer) -> None:
    for lines, chosen in ((["ya"], 2), (["y", "u", "s", "y"], 1)):
        said = answer(*lines, arguments=("--only", "empty-files"))
        assert said.plan is not None
        assert len(said.plan) == chosen, lines
    said = answer("1", "", "s", "s", arguments=("--only", "empty-files"))
    assert said.out.count("is not an answer here") == 2


@pytest.mark.parametrize("how", ["the plan that is kept", "-o"])
def test_the_plan_can_be_carried_out(answer: Answer, root: Path, own: Path, cleanup: Run, how: str) -> None:
    mine = root.parent / "my plan.json"
    said = answer("", "q", arguments=("-o", mine) if how == "-o" else ())
    assert (said.plan is None) == (how == "-o")
    plan = mine if how == "-o" else next((own / "state" / "cleanup" / "plans").iterdir())
    assert f"cleanup trash --plan '{plan}'" in said.out or f"cleanup trash --plan {plan}" in said.out
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
    said = answer("", "q", arguments=("-o", full / "plan.json"))
    assert (said.code, said.plan) == (3, ("b/large",))


def test_never_asked_again_is_remembered(answer: Answer, cleanup: Run) -> None:
    answer("n", "q")
    assert cleanup("decisions", "list").stdout.count(b"large") == 2
    said = answer("", "")
    assert "2 groups to look at" in said.out
    assert said.plan == ("b/middle", "c/small")


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
    said = answer(typed, "", "q", env={**os.environ, "PYTHONIOENCODING": encoding})
    assert (said.code, said.err, said.plan) == (0, "", ("b/large",))
    assert "\x1b" not in said.out


def test_hidden_held_and_protected_copies_are_told(answer: Answer, root: Path) -> None:
    said = answer("", "", "", arguments=("--keep", f"in:{root / 'b'}", "--protect", "small"))
    assert "(stays: " in said.out
    assert "small" not in said.out, "where nothing can go, nothing is asked"
    assert said.plan == ("a/large", "a/middle")


def test_with_strict_a_tie_stays_until_it_is_said(answer: Answer, root: Path) -> None:
    for path in root.rglob("*"):
        os.utime(path, (1_000_000_000,) * 2)
    subprocess.run([*REVIEW[:-1], "scan", root], check=True, capture_output=True)
    said = answer("", "2", "q", arguments=("--strict", "--keep", "oldest"))
    assert said.plan is not None
    assert {"large", "middle"} == {os.path.basename(path) for path in said.plan}


def test_what_changed_since_the_scan_is_told_and_stays(answer: Answer, root: Path) -> None:
    (root / "b" / "large").write_text("changed")
    (root / "c" / "small").unlink()
    said = answer("", "", "")
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
    answers = [("1 of 3", "\n"), ("2 of 3", "s\n"), ("3 of 3", "\n"), ("[y/N]", "y\n")]
    code, said = on_terminal(answers, "--plain")
    assert code == 0, said
    assert not (root / "b" / "large").exists()
    assert not (root / "c" / "small").exists()
    assert (root / "b" / "middle").exists()
    assert kept_plan(own, root) is None


@pytest.mark.parametrize(
    ("answers", "code", "words", "never"),
    [
        ([("2 of 3", "q\n"), ("[y/N]", "n\n")], 0, "Nothing was moved.", "Traceback"),
        ([("2 of 3", ""), ("Keep", "^C")], 130, "Keep", "Traceback"),
        ([("2 of 3", "\x04")], 0, "The plan is in ", "[y/N]"),
    ],
    ids=["no", "ctrl-c", "end of input"],
)
def test_on_a_terminal_the_plan_is_kept(
    root: Path, own: Path, answers: list[tuple[str, str]], code: int, words: str, never: str
) -> None:
    before = snapshot(root)
    ended, said = on_terminal([("1 of 3", "\n"), *answers], "--plain")
    assert (ended, words in said, never in said) == (code, True, False), said
    assert snapshot(root) == before
    assert kept_plan(own, root) == ("b/large",)


def test_on_a_dumb_terminal_the_questions_work(root: Path, own: Path) -> None:
    code, said = on_terminal([("1 of 3", "q\n")], "--plain", term="dumb")
    assert (code, "\x1b" in said) == (0, False)


def test_a_reader_who_has_seen_enough(root: Path, own: Path) -> None:
    program = " ".join(REVIEW)
    script = f"yes '' | {program} --plain | head -1"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, timeout=60)
    assert b"Traceback" not in done.stderr
    assert b"fault" not in done.stderr
