"""Forgetting: no name is left of what was forgotten, and what can still be undone is kept unless it is named.

Others of this kind that were tried and are right: a journal that is a folder or cannot be read is kept, remembered
scans that are damaged end it with 4, and a drive that does not answer (test_stalled_drives.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from cleanup.act.lock import LOCK, RunLock
from cleanup.model.event import Listener
from support.kinds import Run

Tree = Callable[..., Path]


@pytest.fixture
def used(cleanup: Run, tree: Tree, own: Path) -> Path:
    """After a scan, a run that was undone and one that was not."""
    root = tree({"brought-back-name": "1", "trashed-name": "2", "seen-name": "", "copy": "1"})
    assert cleanup("scan", root, "-q").returncode == 0
    cleanup("trash", "--yes", root / "brought-back-name")
    cleanup("undo")
    cleanup("trash", "--yes", root / "trashed-name")
    return own


def forget(run: Run, *arguments: str) -> dict[str, Any]:
    done = run("forget", "-f", "json", *arguments)
    assert done.returncode == 0, done.stderr
    return {each["id"] or each["what"]: each for each in json.loads(done.stdout)["results"]}


def remembered(own: Path) -> set[str]:
    """The files of the program that tell a name: plainly, or a journal, where names are coded."""
    files = [path for use in ("state", "cache") for path in (own / use).rglob("*") if path.is_file()]
    return {path.suffix for path in files if path.suffix == ".journal" or b"-name" in path.read_bytes()}


def test_a_run_that_can_be_undone_is_kept(used: Path, cleanup: Run) -> None:
    found = forget(cleanup, "--yes", "--everything")
    kept = [name for name, each in found.items() if each["kept"]]
    assert len(kept) == 1
    assert found[kept[0]]["in_trash"] == 1
    assert remembered(used) == {".journal"}
    assert cleanup("undo").returncode == 0


def test_a_run_that_is_named_goes(used: Path, cleanup: Run) -> None:
    (kept,) = [name for name, each in forget(cleanup, "--dry-run", "runs").items() if each["kept"]]
    assert forget(cleanup, "--yes", kept)[kept]["forgotten"]
    assert kept not in cleanup("history").stdout.decode()
    assert cleanup("forget", "--yes", "--everything").returncode == 0
    assert remembered(used) == set()


def test_only_what_is_older_goes_and_a_look_changes_nothing(used: Path, cleanup: Run) -> None:
    assert forget(cleanup, "--yes", "--older-than", "1d") == {}
    assert not any(each["forgotten"] for each in forget(cleanup, "--dry-run").values())
    assert cleanup("report").returncode == 0


@pytest.mark.parametrize("arguments", [("nothing-such",), ("cache", "--older-than", "1d")])
def test_what_cannot_be_meant_is_refused(used: Path, cleanup: Run, arguments: tuple[str, ...]) -> None:
    assert cleanup("forget", "--yes", *arguments).returncode == 2


def test_without_a_terminal_it_wants_a_yes(used: Path, cleanup: Run) -> None:
    done = cleanup("forget")
    assert (done.returncode, b"--yes" in done.stderr) == (2, True)


def test_before_an_uninstall_nothing_of_the_programs_own_is_left(used: Path, cleanup: Run) -> None:
    settings = used / "config/cleanup/config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("top = 5\n")
    (used / "state/cleanup/fault-20260101-000000-abc.log").write_text("seen-name")
    assert cleanup("undo").returncode == 0
    assert cleanup("plan", "-q").returncode == 0
    done = cleanup("forget", "--everything", "--yes")
    assert done.returncode == 0, done.stderr
    assert str(settings) in done.stdout.decode()
    for _ in range(2):
        assert (list((used / "state").iterdir()), list((used / "cache").iterdir())) == ([], [])
        again = cleanup("forget", "--everything", "--yes", "-f", "json")
        assert (again.returncode, json.loads(again.stdout)["settings_file"]) == (0, str(settings))
    assert settings.read_text() == "top = 5\n"


def test_what_holds_no_names_goes_with_the_rest(cleanup: Run, tree: Tree, own: Path) -> None:
    root = tree({"a": "1"})
    cleanup("scan", root, "-q")
    assert cleanup("forget", "--yes").returncode == 0
    assert cleanup("trash", "--yes", root / "a").returncode == 0
    assert cleanup("undo").returncode == 0
    assert cleanup("forget", "--yes", "runs").returncode == 0
    assert cleanup("forget", "--yes", "--everything").returncode == 0
    assert [path for use in ("state", "cache") for path in (own / use).iterdir()] == []


def test_who_waited_for_the_lock_of_one_that_forgot_everything_takes_a_new_one(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with RunLock(state, Listener()):
        waiting = Thread(target=lambda: RunLock(state, Listener()).__enter__().__exit__(), daemon=True)
        waiting.start()
        (state / LOCK).unlink()
        state.rmdir()
    waiting.join(10)
    assert (waiting.is_alive(), (state / LOCK).exists()) == (False, True)
