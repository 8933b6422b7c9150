"""The page learns of the disk by what it is given, and never looks itself."""

from __future__ import annotations

import numpy as np
import pytest

from cleanup.review.probe import Ending, Outcome
from support.reviewing import ScannedFolder, User, no_disk, no_preview, nothing_changed, review


def test_a_whole_journey_without_the_disk(scanned: ScannedFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    async def journey(user: User) -> None:
        with no_disk(monkeypatch):
            await user.press("down", "down", "space", "K", "f", "s", "n", "u", "a", "x", "S", "1", "end", "space")
            await user.press("slash", *"report", "enter", "r", "5", "4", "escape", "tab", "right", "down", "space", "?")
            await user.press("escape", "shift+tab", "q", "1", "p")
            assert user.text("problem") == ""
            await user.press("escape")
            await user.resize(120, 35)
            await user.press("home", "end")
            assert user.details[-1] == "(no preview: not today)"
            await user.press("p", "enter")

    page = scanned.page(changed=nothing_changed, preview=no_preview, moved=lambda: np.zeros(0, dtype=np.int64))
    assert review(page, journey) == Ending(Outcome.SAVE, "plan.json")


def test_the_disk_is_out_of_reach_in_such_a_journey(scanned: ScannedFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    async def journey(user: User) -> None:
        with no_disk(monkeypatch):
            await user.press("end")

    with pytest.raises(Exception, match="the disk was touched"):
        review(scanned.page(changed=nothing_changed), journey)
