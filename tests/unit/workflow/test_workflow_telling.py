"""What a run says at its end is what its journal says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cleanup.act.history import find_run_file, replay
from support.moving import Mover, ends


def test_a_run_is_told_as_its_journal_tells_it_later(home: Path, tmp_path: Path) -> None:
    mover = Mover(home)
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(name)
    run = mover.move(tmp_path / "a", tmp_path / "b", tmp_path / "c")
    assert run.complete
    assert run.finished_at > run.started_at
    past = replay(find_run_file(mover.own / "state", "last")).run
    # How full the disk was is known only right after the move.
    assert replace(run, items=tuple(run.items), volumes=()) == replace(past, items=tuple(past.items))
    assert ends(run) == {"a": "done", "b": "done", "c": "done"}
