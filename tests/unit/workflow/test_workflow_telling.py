"""What a run says at its end is what its journal says, whatever the disk answers meanwhile."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from cleanup.act.history import find_run_file, replay
from cleanup.act.movers import freedesktop
from cleanup.model.run import Run, State, Whereabouts
from support.moving import Mover, ends


def written(mover: Mover) -> Run:
    """The last run, from its journal."""
    run = replay(find_run_file(mover.own / "state", "last")).run
    return replace(run, items=tuple(run.items))


def test_a_run_is_told_as_its_journal_tells_it_later(home: Path, tmp_path: Path) -> None:
    mover = Mover(home)
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(name)
    run = mover.move(tmp_path / "a", tmp_path / "b", tmp_path / "c")
    assert run.complete
    assert run.finished_at > run.started_at
    assert replace(run, items=tuple(run.items)) == written(mover)
    assert ends(run) == {"a": "done", "b": "done", "c": "done"}


def test_a_flush_that_fails_is_told_and_the_run_counts_as_cut_off(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    mover = Mover(home)
    (tmp_path / "a").write_text("only copy")
    with monkeypatch.context() as patch:
        patch.setattr(freedesktop, "flush_volume", fail)
        run = mover.move(tmp_path / "a")
    assert not run.complete
    assert [item.state for item in run.items] == [State.IN_TRASH]
    assert replace(run, items=tuple(run.items)) == written(mover)
    assert mover.listen.warnings == ["The disk reports an error, so nothing more is moved: Input/output error."]
    # The next start puts it in order, and it comes back.
    assert mover.now() == [Whereabouts.IN_TRASH]
    assert ends(mover.undo()) == {"a": "done"}
    assert (tmp_path / "a").read_text() == "only copy"
