"""Decisions that last: listed, taken back, and held by everything that chooses; for this content at this place only."""

from __future__ import annotations

import base64
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cleanup.cli.app import run
from cleanup.model.decision import Decision, written
from cleanup.store.decisions import FILE_NAME, decisions, remember_decisions
from support.kinds import Run, Tree
from support.moving import snapshot as exactly
from support.scripts import change

PLACES = ["database", "settings file", "environment", "option"]


@pytest.fixture
def state(home: Path) -> Path:
    """The program's state folder."""
    return home / ".local" / "state" / "cleanup"


@pytest.fixture
def root(home: Path, tree: Tree) -> Path:
    """Two copies of which the second would go, and a big file."""
    root = tree({"photo.jpg": "picture", "photo (1).jpg": "picture", "huge.iso": "x" * 70_000}, home / "tree")
    scan(root)
    return root


def scan(root: Path) -> None:
    assert run(["scan", str(root), "--large", "50kB", "-q"]) == 0


def document(cleanup: Run, *command: str | Path) -> dict[str, Any]:
    done = cleanup(*command, "-f", "json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def decided(cleanup: Run, *names: str) -> list[Decision]:
    """The decisions about these files, from the scan's document as a person would write them."""
    made = []
    for finding in document(cleanup, "report")["findings"]:
        for file in finding["files"]:
            if os.path.basename(file["path"]) in names:
                content = finding["digest"] or f"{file['size']}@{os.stat(file['path']).st_mtime_ns}"
                made.append(Decision(content, os.fsencode(file["path"])))
    return made


def write_settings(home: Path, decisions: list[str]) -> None:
    (home / ".config" / "cleanup").mkdir(parents=True)
    (home / ".config" / "cleanup" / "config.toml").write_text(f"never-ask = {json.dumps(decisions)}\n")


def put(place: str, made: Iterable[Decision], home: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Decide in one of the places there are; gives the options that this takes."""
    texts = list(map(written, made))
    if place == "database":
        remember_decisions(state, made)
    elif place == "settings file":
        write_settings(home, texts)
    elif place == "environment":
        monkeypatch.setenv("CLEANUP_NEVER_ASK", ", ".join(texts))
    else:
        return [word for text in texts for word in ("--never-ask", text)]
    return []


def names(steps: list[dict[str, Any]]) -> set[str]:
    return {os.path.basename(step["path"]) for step in steps}


EVERYTHING = ["--only", "duplicates", "--only", "large"]


# Held by everything that chooses


@pytest.mark.parametrize("place", PLACES)
def test_what_is_decided_is_not_chosen_and_does_not_move(
    place: str, root: Path, home: Path, state: Path, cleanup: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names(document(cleanup, "plan", *EVERYTHING)["steps"]) == {"photo (1).jpg", "huge.iso"}
    made = decided(cleanup, "photo (1).jpg", "huge.iso")
    assert len(made) == 2
    options = put(place, made, home, state, monkeypatch)
    for command in (["plan"], ["trash", "--dry-run"]):
        plan = document(cleanup, *command, *EVERYTHING, *options)
        assert plan["steps"] == []
        assert plan["left_alone"] == {"never-ask": 2}
    assert b"2 files you decided to keep" in cleanup("plan", *EVERYTHING, *options).stdout
    before = exactly(root)
    done = cleanup("trash", "--yes", "--scan", "last", *EVERYTHING, *options)
    assert (done.returncode, done.stderr.count(b"\n"), done.stderr[:13]) == (0, 1, b"The last scan")
    assert exactly(root) == before


def test_the_other_copies_still_go(root: Path, state: Path, cleanup: Run) -> None:
    shutil.copy(root / "photo.jpg", root / "photo (2).jpg")
    scan(root)
    remember_decisions(state, decided(cleanup, "photo (1).jpg"))
    assert cleanup("trash", "--yes").returncode == 0
    assert sorted(path.name for path in root.iterdir()) == ["huge.iso", "photo (1).jpg", "photo.jpg"]


@pytest.mark.parametrize(
    ("script", "options", "expected"),
    [
        (
            "mkdir new; cp photo.jpg 'new/photo (2).jpg'; cp huge.iso new/other.iso", [],
            {"photo (2).jpg", "other.iso"},
        ),
        (
            "for a in photo.jpg 'photo (1).jpg'; do printf another > \"$a\"; done; truncate -s 80000 huge.iso", [],
            {"photo (1).jpg", "huge.iso"},
        ),
        # Nothing read it, and it may be another one.
        ("touch -d @10 'photo (1).jpg' huge.iso", ["--keep", "newest"], {"huge.iso"}),
        ("ln 'photo (1).jpg' 'a link (1).jpg'", [], set()),
    ],
)  # fmt: skip
def test_what_is_asked_about_after_a_change(
    script: str, options: list[str], expected: set[str], root: Path, state: Path, cleanup: Run
) -> None:
    remember_decisions(state, decided(cleanup, "photo (1).jpg", "huge.iso"))
    change(root, script)
    scan(root)
    assert names(document(cleanup, "plan", *EVERYTHING, *options)["steps"]) == expected


def test_what_was_decided_as_a_copy_and_is_big_stays_as_both(root: Path, state: Path, cleanup: Run) -> None:
    shutil.copy(root / "huge.iso", root / "huge (1).iso")
    scan(root)
    digest = next(each for each in decided(cleanup, "huge (1).iso") if each.content.startswith("xxh3"))
    remember_decisions(state, [digest])
    assert "huge (1).iso" not in names(document(cleanup, "plan", *EVERYTHING)["steps"])
    assert "huge (1).iso" not in names(document(cleanup, "plan", "--only", "large")["steps"])


def test_a_decision_does_not_stop_what_is_named(root: Path, state: Path, cleanup: Run) -> None:
    remember_decisions(state, decided(cleanup, "huge.iso"))
    assert cleanup("trash", root / "huge.iso", "--yes").returncode == 0
    assert not (root / "huge.iso").exists()


@pytest.mark.parametrize("name", [b"\xff\xfe (1).jpg", b"\x1b[31m\n (1).jpg", "日本 🎌 (1).jpg".encode()])
def test_any_name_can_be_decided_about_by_an_option(name: bytes, root: Path, cleanup: Run) -> None:
    (root / "photo (1).jpg").rename(root / os.fsdecode(name))
    scan(root)
    (finding,) = (each for each in document(cleanup, "report")["findings"] if each["category"] == "duplicates")
    text = finding["digest"].encode() + b" " + os.fsencode(root) + b"/" + name
    assert document(cleanup, "plan", "--never-ask", text)["left_alone"] == {"never-ask": 1}


# List


def test_where_nothing_is_decided(state: Path, cleanup: Run) -> None:
    done = cleanup("decisions", "list")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, b"You have not decided anything for good yet.")
    assert document(cleanup, "decisions", "list")["decisions"] == []
    done = cleanup("decisions", "forget", "--all")
    assert (done.returncode, done.stdout) == (0, b"0 decisions taken back.\n")
    assert not state.exists()


HOSTILE = [b"/photos/b.jpg", b"/photos/\xff\n\x1b[31m.jpg", b"/photos/=1+1", b"/other/a b.jpg"]


def a_few(state: Path) -> list[Decision]:
    made = [Decision("xxh3_128:" + "0a" * 16, path) for path in HOSTILE] + [Decision("5@-7", b"/photos/b.jpg")]
    remember_decisions(state, made)
    return made


def test_the_list_is_one_line_a_decision_in_order(state: Path, cleanup: Run) -> None:
    made = a_few(state)
    done = cleanup("decisions", "list")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\x1b" not in done.stdout
    lines = done.stdout.decode().splitlines()
    assert len(lines) == len(made)
    assert lines[0] == "xxh3_128:" + "0a" * 16 + " /other/a b.jpg"
    assert "5@-7 /photos/b.jpg" in lines


def test_what_is_listed_can_stand_in_the_settings_file(root: Path, home: Path, state: Path, cleanup: Run) -> None:
    (root / "photo (1).jpg").rename(root / "one, two  three (1).jpg")
    scan(root)
    remember_decisions(state, decided(cleanup, "one, two  three (1).jpg"))
    (line,) = cleanup("decisions", "list").stdout.decode().splitlines()
    (state / FILE_NAME).unlink()
    assert len(document(cleanup, "plan")["steps"]) == 1
    write_settings(home, [line])
    assert document(cleanup, "plan")["steps"] == []


def test_the_list_as_json_is_exact(state: Path, cleanup: Run) -> None:
    made = a_few(state)
    rows = document(cleanup, "decisions", "list")["decisions"]
    exact = [
        Decision(row["content"], base64.b64decode(row["path_bytes"]) if "path_bytes" in row else row["path"].encode())
        for row in rows
    ]
    assert exact == sorted(made, key=lambda each: (each.path, each.content))
    assert [set(row) for row in rows if "path_bytes" not in row] == [{"path", "content"}] * 4


# Forget


@pytest.mark.parametrize(
    ("named", "gone"),
    [
        (["/photos/b.jpg"], 2),
        (["/photos/*"], 4),
        (["*.jpg"], 4),
        (["*/a b.jpg"], 1),
        (["*a b*", "/photos/=*"], 2),
        ([b"/photos/\xff\n\x1b[31m.jpg"], 1),
        (["/photos/b.jpg", "/nowhere"], 2),
        (["--all"], 5),
    ],
)
def test_decisions_are_taken_back(named: list[str | bytes], gone: int, state: Path, cleanup: Run) -> None:
    a_few(state)
    done = cleanup("decisions", "forget", *named)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == f"{gone} decision{'s' if gone > 1 else ''} taken back.\n"
    assert len(decisions(state)) == 5 - gone


@pytest.mark.parametrize("typed", ["*/Caf\u00e9/*", "*/Cafe\u0301/*"])
@pytest.mark.parametrize("kept", ["/Caf\u00e9/x", "/Cafe\u0301/x"])
def test_a_letter_that_is_written_in_another_way_is_the_same(typed: str, kept: str, state: Path, cleanup: Run) -> None:
    remember_decisions(state, [Decision("5@-7", kept.encode()), Decision("5@-7", b"/Cafe/x")])
    done = cleanup("decisions", "forget", typed)
    assert (done.returncode, done.stdout) == (0, b"1 decision taken back.\n")
    assert [decision.path for decision in decisions(state)] == [b"/Cafe/x"]


def test_what_was_taken_back_is_chosen_again(root: Path, state: Path, cleanup: Run) -> None:
    remember_decisions(state, decided(cleanup, "photo (1).jpg"))
    assert document(cleanup, "plan")["steps"] == []
    assert cleanup("decisions", "forget", "photo (1).jpg", cwd=root).stdout == b"1 decision taken back.\n"
    assert names(document(cleanup, "plan")["steps"]) == {"photo (1).jpg"}


@pytest.mark.parametrize(
    "named",
    [["/nowhere"], ["*.png"], [""], ["b.jpg"], ["/photos"], ["/photos/[b].jpg["], ["\x1b[31m"], [],
     ["--all", "/photos/b.jpg"]],
)  # fmt: skip
def test_to_forget_what_was_not_decided_is_told(named: list[str], state: Path, cleanup: Run) -> None:
    a_few(state)
    done = cleanup("decisions", "forget", *named)
    assert (done.returncode, done.stdout) == (2, b"")
    assert (b"No decision is about" if len(named) == 1 else b"Name a path or a pattern, or --all.") in done.stderr
    assert b"\x1b" not in done.stderr
    assert len(decisions(state)) == 5


# A file that cannot be used


@pytest.mark.parametrize("how", ["garbage", "newer", "folder"])
def test_decisions_that_cannot_be_read_stop_whatever_chooses(how: str, root: Path, state: Path, cleanup: Run) -> None:
    remember_decisions(state, decided(cleanup, "photo (1).jpg"))
    file = state / FILE_NAME
    if how == "newer":
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA user_version = 2")
    else:
        file.unlink()
        _ = file.mkdir() if how == "folder" else file.write_bytes(b"garbage" * 999)
    before = exactly(root)
    for command in (["plan"], ["trash", "--yes"], ["decisions", "list"], ["decisions", "forget", "--all"]):
        done = cleanup(*command)
        assert (done.returncode, done.stdout) == (4, b"")
        assert b"Your decisions cannot be read:" in done.stderr
        assert str(file).encode() in done.stderr
        assert len(done.stderr.splitlines()) == 2
    assert exactly(root) == before
    shutil.move(file, state / "moved away")
    assert len(document(cleanup, "plan")["steps"]) == 1


def test_a_state_folder_without_rights_can_be_read_and_not_written(open_place: Path, cleanup_as_nobody: Run) -> None:
    state = open_place / "home" / ".local" / "state" / "cleanup"
    # Nobody else may write there while root does.
    open_place.chmod(0o755)
    os.chown(open_place / "home", 0, 0)
    remember_decisions(state, [Decision("5@7", b"/x")])
    for path in [state / FILE_NAME, *state.parents[:3]]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    state.chmod(0o755)
    listed = cleanup_as_nobody("decisions", "list")
    assert (listed.returncode, listed.stdout) == (0, b"5@7 /x\n"), listed.stderr
    done = cleanup_as_nobody("decisions", "forget", "--all")
    assert (done.returncode, done.stdout) == (4, b"")
    assert b"Your decisions cannot be saved:" in done.stderr
    assert decisions(state) == {Decision("5@7", b"/x")}
