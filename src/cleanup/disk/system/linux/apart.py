"""A separate process for work that may never end: a process that waits for a drive cannot be ended, but others can go
on.
"""

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
        """Begin the work; its result is short. No other thread may be running. Raises OSError if the system allows no
        more processes.
        """
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
            # If there are no more threads, it goes on after the one that began it ends.
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
        """The result of the work, b"" if it ended without one; None while it is running."""
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
        """How work ended that gave no result: an exit code, or a signal as a negative number."""
        return os.waitstatus_to_exitcode(self._ended or 0)

    def has_heard(self, number: int) -> bool:
        """Whether this signal has arrived since the last check, or arrives within a moment."""
        deadline = monotonic() + _MOMENT / 2
        while (wait := deadline - monotonic()) > 0 and select.select([self._heard], [], [], wait)[0]:
            heard = os.read(self._heard, select.PIPE_BUF)
            if not heard or number in heard:
                return number in heard
        return False

    def leave(self) -> None:
        """End it, and wait at most a moment: a process that waits for a drive ends before it does anything else."""
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
    """From now on, hold back signals that ask to end until they are checked for; gives those that came before."""
    return {signal.Signals(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, _HELD_BACK)}


def asked_to_end(work: Apart, wait: float) -> bool:
    """Whether this process is asked to end before the work ends; waits at most this many seconds.

    What a terminal, or anyone ending a whole group, sends reaches both processes. A signal sent only to this one is
    passed on: received twice, it would end the work at once.
    """
    came = signal.sigtimedwait(_HELD_BACK, wait)
    if came is None or came.si_signo == signal.SIGCHLD or signal.getsignal(came.si_signo) is signal.SIG_IGN:
        return False
    if not work.has_heard(came.si_signo) and came.si_pid:
        os.kill(work.process, came.si_signo)
        work.has_heard(came.si_signo)
    return True


def let_go() -> None:
    """Readers of this process's output see its end, even if the process cannot end."""
    with open(os.devnull, "wb") as nowhere:
        for number in (0, 1, 2):
            os.dup2(nowhere.fileno(), number)


def _end_with(held: int) -> None:
    """Runs in a thread: ends this process when the one that began it ends, whatever other threads wait for."""
    os.read(held, 1)
    let_go()
    os._exit(128 + signal.SIGKILL)
