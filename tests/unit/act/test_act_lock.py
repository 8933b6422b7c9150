"""One run at a time, between real processes."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cleanup.act.lock import RunLock
from cleanup.model.errors import InterruptedWait, StateProblem
from cleanup.model.event import Listener
from support.processes import PATIENCE, line_of

HOLD = """
import sys
from pathlib import Path
from cleanup.act.lock import RunLock
from cleanup.model.event import Listener
with RunLock(Path(sys.argv[1]), Listener()):
    print("held", flush=True)
    sys.stdin.read()
    print("let go", flush=True)
"""


class Patient(Listener):
    """Waits; does something when it is told to wait, and can give up."""

    def __init__(self, then: object = None, *, gives_up: bool = False) -> None:
        self.told: list[str] = []
        self._then, self._gives_up = then, gives_up
        self._end = time.monotonic() + PATIENCE

    def warn(self, message: str) -> None:
        self.told.append(message)
        if callable(self._then):
            self._then()

    def stopped(self) -> bool:
        return self._gives_up or time.monotonic() > self._end


@contextmanager
def another(state: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, state], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert line_of(process) == "held\n"
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def test_a_free_lock_is_taken_without_a_word(tmp_path: Path) -> None:
    listen = Patient()
    for _ in range(2):
        with RunLock(tmp_path / "state", listen):
            assert stat.S_IMODE((tmp_path / "state" / "run.lock").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    assert listen.told == []


def test_a_second_process_waits_says_so_once_and_goes_on_when_the_first_ends(tmp_path: Path) -> None:
    with another(tmp_path) as first:
        assert first.stdin is not None
        listen = Patient(first.stdin.close)
        with RunLock(tmp_path, listen):
            assert len(listen.told) == 1, "both have it at once"
            assert line_of(first) == "let go\n"
    assert "in progress" in listen.told[0]


def test_a_killed_process_lets_go(tmp_path: Path) -> None:
    with another(tmp_path) as first:
        listen = Patient(first.kill)
        with RunLock(tmp_path, listen):
            assert len(listen.told) == 1


def test_who_does_not_want_to_wait_leaves_the_lock_to_the_other(tmp_path: Path) -> None:
    with another(tmp_path) as first:
        before = len(os.listdir("/proc/self/fd"))
        with pytest.raises(InterruptedWait, match="nothing was done"):
            RunLock(tmp_path, Patient(gives_up=True)).__enter__()
        assert len(os.listdir("/proc/self/fd")) == before
        assert first.poll() is None
        with pytest.raises(InterruptedWait), RunLock(tmp_path, Patient(gives_up=True)):
            pytest.fail("the other one holds it")


def test_a_child_process_does_not_keep_the_lock(tmp_path: Path) -> None:
    with RunLock(tmp_path, Listener()):
        child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    try:
        with RunLock(tmp_path, Patient(gives_up=True)):
            pass
    finally:
        child.communicate()


@pytest.mark.parametrize("instead", ["link", "folder"])
def test_a_lock_file_that_is_none_is_refused(tmp_path: Path, instead: str) -> None:
    lock = tmp_path / "run.lock"
    if instead == "link":
        lock.symlink_to(tmp_path / "victim")
    else:
        lock.mkdir()
    with pytest.raises(StateProblem), RunLock(tmp_path, Listener()):
        pytest.fail("it cannot be held")
    assert not (tmp_path / "victim").exists()


def test_a_state_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StateProblem, match="nothing more is moved"), RunLock(tmp_path / "file" / "state", Listener()):
        pytest.fail("it cannot be held")


def _refuse(number: int) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EPERM])
def test_without_one_kind_of_lock_there_is_the_other(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcntl, "flock", _refuse(number))
    with RunLock(tmp_path, Listener()):
        other = HOLD.replace("import sys", "import sys, fcntl; fcntl.flock = fcntl.lockf", 1)
        asking = subprocess.Popen(
            [sys.executable, "-c", other, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        with pytest.raises(subprocess.TimeoutExpired):
            asking.wait(timeout=1)
    assert asking.communicate(timeout=20)[0].startswith(b"held")


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EPERM])
def test_where_nothing_can_be_locked_nothing_moves(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcntl, "flock", _refuse(number))
    monkeypatch.setattr(fcntl, "lockf", _refuse(number))
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(StateProblem, match="locked"), RunLock(tmp_path, Listener()):
        pass
    assert len(os.listdir("/proc/self/fd")) == before
