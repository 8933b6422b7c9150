"""Where the system empties the trash by itself, history says from when on, as long as something is in it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cleanup.report.history_page import draw_history
from cleanup.report.style import PageStyle
from cleanup.workflow import undoing
from support.moving import Mover


def test_history_tells_the_day_until_all_is_back(mover: Mover, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "days_in_trash", lambda: 30)
    letter = tmp_path / "letter.txt"
    letter.write_text("x")
    run = mover.move(letter)
    day = (run.started_at + timedelta(30)).astimezone().date().isoformat()
    said = f"the system may empty it from the trash from {day} on"
    style = PageStyle(run.started_at)
    past = undoing.look_back(mover.context)
    assert said in " ".join(draw_history(past, style, on_terminal=False).split())
    mover.undo()
    past = undoing.look_back(mover.context)
    assert "empty it from the trash" not in draw_history(past, style, on_terminal=False)
