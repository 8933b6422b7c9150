"""The file that tries a way to move says how it differs from what was made, or nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanup.act.trial_file import TrialFile
from support.scripts import change


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("cp -p $it x; mv x $it", "another file"), ("touch -r $it ref; echo more >> $it; touch -r ref $it", "content"),
        ("touch -d @1 $it", "time"), ("chmod 640 $it", "permissions"),
    ],
)  # fmt: skip
def test_what_came_back_is_as_it_was_made_or_said_to_differ(tmp_path: Path, script: str, words: str) -> None:
    trial = TrialFile(os.fsencode(tmp_path), tmp_path / "state" / "note")
    assert trial.why_not_at(trial.path, trial.inode) == ""
    change(tmp_path, f"it={os.path.basename(os.fsdecode(trial.path))}; {script}")
    assert words in trial.why_not_at(trial.path, trial.inode)
