"""The campaign of random kills in its short form; by hand it is much longer."""

from __future__ import annotations

from pathlib import Path

from campaign import campaign


def test_random_kills_of_eight_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    """It takes some seconds: eight processes have to start, and twenty-four have to die."""
    tally = campaign(tmp_path, kills=24, processes=8, seed=1)
    assert tally.notes == []
    assert (tally.lost, tally.unknown, tally.failed_undos) == (0, 0, 0)
    assert tally.kills >= 24
