"""A fault of ours ends with exit 70, two lines, and a log file to report."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.kinds import Run

_BREAK = """
import cleanup.workflow.scanning

def scan(*arguments):
    raise RuntimeError({message!r})

cleanup.workflow.scanning.scan = scan
"""


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the program's heart fail with a message, in every process started from now on."""

    def break_it(message: str) -> None:
        folder = tmp_path / "broken"
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(_BREAK.format(message=message))
        monkeypatch.setenv("PYTHONPATH", str(folder))

    return break_it


def test_a_fault_leaves_a_log_file(broken: Callable[[str], None], own: Path, cleanup: Run) -> None:
    broken("the heart stopped")
    done = cleanup("scan", "-f", "json", umask=0)
    assert (done.returncode, done.stdout) == (70, b"")
    first, second = done.stderr.decode().splitlines()
    assert first == "This is a bug in cleanup itself: RuntimeError: the heart stopped"
    found = re.search(r"/\S+\.log$", second)
    assert found
    log = Path(found[0])
    assert log.parent == own / "state" / "cleanup"
    assert log.stat().st_mode & 0o777 == 0o600
    text = log.read_text()
    assert "Traceback (most recent call last)" in text
    assert "arguments: ['scan', '-f', 'json']" in text


def test_a_fault_with_a_hostile_message(broken: Callable[[str], None], own: Path, cleanup: Run) -> None:
    broken("a name: \x1b[2J\nand \u202e more")
    done = cleanup("scan")
    assert done.returncode == 70
    assert b"\x1b" not in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert "\u202e" not in done.stderr.decode()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files, and a state folder that cannot be made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    (tmp_path / "file").touch()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file" / "state"))
    return folder


def test_without_a_state_folder_the_log_is_temporary(
    broken: Callable[[str], None], own: Path, temporary: Path, cleanup: Run
) -> None:
    broken("the heart stopped")
    done = cleanup("scan")
    assert done.returncode == 70
    (log,) = temporary.iterdir()
    assert str(log) in done.stderr.decode()
    assert log.stat().st_mode & 0o777 == 0o600


def test_the_temporary_log_follows_no_link_laid_for_it(
    broken: Callable[[str], None], own: Path, temporary: Path, tmp_path: Path, cleanup: Run
) -> None:
    broken("the heart stopped")
    victim = tmp_path / "victim"
    victim.write_text("mine")
    for ahead in range(120):
        moment = datetime.fromtimestamp(time.time() + ahead, UTC)
        os.symlink(victim, temporary / f"fault-{moment:%Y%m%d-%H%M%S}.log")
    assert cleanup("scan").returncode == 70
    assert victim.read_text() == "mine"
