"""A process apart for work that may never end: nobody can end one that waits for a drive, but others can go on."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from time import monotonic

assert sys.platform == "linux"

_ASKING = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
_MOMENT = 0.5

_ours: set[int] = set()
"""Ends of pipes that are for no process but this one."""


class Apart:
    """Work in a process of its own, which ends when this one does."""

    def __init__(self, work: Callable[[], bytes]) -> None:
        """Begin the work; what it gives is short. No other thread may be running. Raises OSError where the system gives
        no more processes."""
        self._answer, answers = os.pipe()
        held, self._hold = os.pipe()
        self._heard, hears = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        before = hold_back_signals()
        try:
            self.process = os.fork()
        except OSError:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            for end in (self._answer, answers, held, self._hold, self._heard, hears):
                os.close(end)
            raise
        if self.process == 0:
            for end in (*_ours, self._answer, self._hold, self._heard):
                os.close(end)
            signal.set_wakeup_fd(hears, warn_on_full_buffer=False)
            # Where there are no more threads, it goes on when the one that began it ends.
            with suppress(RuntimeError):
                Thread(target=_end_with, args=(held,), daemon=True).start()
            signal.pthread_sigmask(signal.SIG_SETMASK, before - _HELD_BACK)
            os.write(answers, work())
            let_go()
            os._exit(0)
        for end in (answers, held, hears):
            os.close(end)
        _ours.update((self._answer, self._hold, self._heard))
        self._ended: int | None = None

    def answer(self) -> bytes | None:
        """What the work gave, b"" if it ended without; None while it is under way."""
        has_ended = self._has_ended()
        ready, _, _ = select.select([self._answer], [], [], 0)
        if ready and (given := os.read(self._answer, select.PIPE_BUF)):
            return given
        return b"" if has_ended else None

    def _has_ended(self) -> bool:
        if self._ended is None:
            process, status = os.waitpid(self.process, os.WNOHANG)
            self._ended = status if process else None
        return self._ended is not None

    @property
    def status(self) -> int:
        """How work ended that gave no answer: an exit code, or a signal as a negative number."""
        return os.waitstatus_to_exitcode(self._ended or 0)

    def has_heard(self, number: int) -> bool:
        """Whether this signal came to it since it was asked about last, or comes within a moment."""
        deadline = monotonic() + _MOMENT / 2
        while (wait := deadline - monotonic()) > 0 and select.select([self._heard], [], [], wait)[0]:
            heard = os.read(self._heard, select.PIPE_BUF)
            if not heard or number in heard:
                return number in heard
        return False

    def leave(self) -> None:
        """End it, and wait no longer than a moment: what waits for a drive ends before it does anything else."""
        for end in (self._answer, self._hold, self._heard):
            os.close(end)
            _ours.discard(end)
        deadline = monotonic() + _MOMENT
        while not self._has_ended():
            if monotonic() > deadline:
                os.kill(self.process, signal.SIGKILL)
                return
            signal.sigtimedwait({signal.SIGCHLD}, _MOMENT / 10)


_HELD_BACK = _ASKING | {signal.SIGCHLD}


def hold_back_signals() -> set[signal.Signals]:
    """From now on, signals that ask to end wait until they are asked for; gives those that did before."""
    return {signal.Signals(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, _HELD_BACK)}


def asked_to_end(work: Apart, wait: float) -> bool:
    """Whether this process is asked to end meanwhile, or else the work ends; waits so many seconds at most.

    What a terminal, or whoever ends a whole group, asks of both, both have heard; what was sent to this one alone is
    passed on: heard twice, it would end at once.
    """
    came = signal.sigtimedwait(_HELD_BACK, wait)
    if came is None or came.si_signo == signal.SIGCHLD or signal.getsignal(came.si_signo) is signal.SIG_IGN:
        return False
    if not work.has_heard(came.si_signo) and came.si_pid:
        os.kill(work.process, came.si_signo)
        work.has_heard(came.si_signo)
    return True


def let_go() -> None:
    """Whoever reads what this process writes sees the end of it, even if the process cannot end."""
    with open(os.devnull, "wb") as nowhere:
        for number in (0, 1, 2):
            os.dup2(nowhere.fileno(), number)


def _end_with(held: int) -> None:
    """Runs in a thread: ends this process when the one that began it does, whatever other threads wait for."""
    os.read(held, 1)
    let_go()
    os._exit(128 + signal.SIGKILL)
