"""A clock that jumps: runs stay in their order, ages go by UTC, and times far off or long ago are kept exactly."""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from cleanup.act.journal import run_files
from cleanup.act.records import Began, Ended, Head, line_of, parse_line
from cleanup.cli.app import run as run_command
from cleanup.model.run import Whereabouts
from cleanup.workflow import undoing
from support.kinds import Mount, Run, Tree
from support.moving import Mover, ends, far, in_trash


def shift(mover: Mover, run: str, to: datetime) -> None:
    """Make a run's journal say that it began then, as a wrong clock would have it."""
    (file,) = (file for file in run_files(mover.own / "state") if file.run == run)
    lines = []
    for record in map(parse_line, filter(None, file.path.read_bytes().split(b"\n"))):
        assert record is not None
        if isinstance(record, Head):
            record = msgspec.structs.replace(record, started_at=to)
        if isinstance(record, Began | Ended):
            record = msgspec.structs.replace(record, at=to)
        lines.append(line_of(record))
    file.path.write_bytes(b"".join(lines))


def test_runs_are_in_their_order_when_the_clock_was_set_back(mover: Mover, tree: Tree) -> None:
    root = tree({"one": "1", "two": "2", "three": "3"})
    ids = [mover.move(root / name).id for name in ("one", "two", "three")]
    shift(mover, ids[0], far(2090))
    shift(mover, ids[2], far(1999))
    assert [past.id for past in undoing.look_back(mover.context)] == ids[::-1]
    assert ends(mover.undo("last")) == {"three": "done"}
    again = mover.move(root / "three").id
    assert [past.id for past in undoing.look_back(mover.context)] == [again, *ids[::-1]]
    assert ends(mover.undo(ids[0])) == {"one": "done"}


def test_a_run_that_says_it_is_still_to_come_is_not_old(mover: Mover, tree: Tree) -> None:
    root = tree({"one": "1", "two": "2"})
    early, late = mover.move(root / "one").id, mover.move(root / "two").id
    now = datetime.now(UTC)
    shift(mover, early, now + timedelta(days=400))
    shift(mover, late, now - timedelta(days=31))
    assert mover.runs_older_than(now - timedelta(days=30)) == [late]
    assert mover.now(early) == [Whereabouts.IN_TRASH]


def test_the_hour_that_comes_twice_is_two_hours(mover: Mover, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """In Brussels 02:30 came twice on 25 October 2026: at 00:30 and 01:30 UTC."""
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    try:
        root = tree({"summer": "1", "winter": "2"})
        summer, winter = mover.move(root / "summer").id, mover.move(root / "winter").id
        first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        second = first + timedelta(hours=1)
        assert first.astimezone().time() == second.astimezone().time()
        shift(mover, summer, first)
        shift(mover, winter, second)
        assert mover.runs_older_than(second) == [summer]
        assert mover.runs_older_than(second + timedelta(seconds=1)) == [summer, winter]
        assert mover.runs_older_than(first) == []
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


def test_the_info_file_has_the_local_time(mover: Mover, tree: Tree, cleanup: Run) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    assert cleanup("trash", tree({"x": "1"}) / "x", "--yes", env={**os.environ, "TZ": "XXX-11:30"}).returncode == 0
    (name,) = in_trash(mover.trash)
    info = (mover.trash / "info" / os.fsdecode(name + b".trashinfo")).read_text()
    told = datetime.fromisoformat(info.partition("DeletionDate=")[2].strip() + "+11:30")
    assert before <= told <= datetime.now(UTC)


@pytest.mark.root
def test_a_time_beyond_all_calendars_ends_in_no_fault(tree: Tree, mount: Mount, tmp_path: Path, cleanup: Run) -> None:
    """A tmpfs keeps a time in the year 20,000, as a broken program or archive may have set it."""
    (tmp_path / "drive").mkdir()
    drive = mount("-t", "tmpfs", "none", tmp_path / "drive")
    tree({"x": "same", "y": "same"}, drive)
    for path in drive.iterdir():
        os.utime(path, (568_971_820_800, 568_971_820_800))
    for arguments in (["trash", drive / "x", "--yes"], ["undo"], ["trash", drive / "x", "--dry-run", "-f", "json"]):
        done = cleanup(*arguments)
        assert done.returncode == 0, done.stderr
    assert (drive / "x").read_text() == "same"


def test_older_than_goes_by_the_day_in_utc(mover: Mover, tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    root = tree({"old": "1", "new": "2"})
    state = mover.home / ".local" / "state" / "cleanup"
    for name in ("old", "new"):
        assert run_command(["trash", "--yes", "-f", "json", str(root / name)]) == 0
    old, new = (file.run for file in run_files(state))
    mover.own.mkdir(exist_ok=True)
    (mover.own / "state").symlink_to(state)
    shift(mover, old, datetime(2020, 2, 29, 23, 59, 59, tzinfo=UTC))
    shift(mover, new, datetime(2020, 3, 1, tzinfo=UTC))
    capsys.readouterr()
    assert run_command(["purge", "--older-than", "2020-03-01", "--yes", "-f", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [(one["run"], one["status"]) for one in document["results"]] == [(old, "done")]
    assert len(in_trash(mover.trash)) == 1
