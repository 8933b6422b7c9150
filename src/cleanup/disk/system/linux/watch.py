"""Watch work on drives that may stop responding, and take Ctrl-C for it. Touches none of them itself."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

if sys.platform == "linux":
    from cleanup.disk.system.linux.apart import Apart, asked_to_end, let_go
    from cleanup.disk.system.linux.waiting import threads_waiting

assert sys.platform == "linux"

# Seconds: how long a thread has waited before the drives are checked, and how long they may take to respond. It is less
# after a request to end; after a second one, nobody needs to know.
_PATIENCE = ((5.0, 10.0), (1.0, 2.0), (0.5, 0.0))
_LOOK_EVERY = 0.25
_INTERRUPTED, _FAULT = 130, 70
# Leave the review page, with line mode and a cursor as before.
_AS_BEFORE = b"\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?1049l\x1b[?25h\r\x1b[K"


Asking = Callable[[Collection[str], float], Collection[str]]
"""Gives those of these drives that do not answer within so many seconds."""


def watched(work: Callable[[], int], drives: Collection[str], ask: Asking) -> tuple[int | None, frozenset[str]]:
    """Do work in a process of its own; gives its exit code, and which of the drives do not respond.

    In that case the work is ended; the code is then None, or that of an interruption if one was asked for. If the
    system allows no more processes, the work is done in this one, and nobody watches.
    """
    try:
        watch = _Watch(work, drives, ask)
    except OSError:
        return work(), frozenset()
    return watch.wait()


class _Watch:
    """Work in a process of its own, with another process that checks whether drives respond."""

    def __init__(self, work: Callable[[], int], drives: Collection[str], ask: Asking) -> None:
        """Begin the work; ``drives`` are those that may stop responding."""
        self._drives, self._ask = drives, ask
        self._terminal = _modes()
        self._work = Apart(partial(_code_of, work))
        self._probe: Apart | None = None
        self._since: dict[tuple[str, str], float] = {}
        self._asked = 0

    def wait(self) -> tuple[int | None, frozenset[str]]:
        """How it ended, and the drives that do not respond."""
        while True:
            if (code := self._work.answer()) is not None:
                return self._over(code), frozenset()
            if asked_to_end(self._work, _LOOK_EVERY):
                self._asked = min(self._asked + 1, len(_PATIENCE) - 1)
                self._end_probe()
            self._stop_with_it()
            if not self._waits_long():
                self._end_probe()
            elif (silent := self._that_do_not_answer()) or not _PATIENCE[self._asked][1]:
                self._give_up()
                return (_INTERRUPTED if self._asked else None), silent

    def _stop_with_it(self) -> None:
        """Stop when the work was stopped, as by Ctrl-Z on the page: the shell waits for this process."""
        with suppress(ChildProcessError):
            if os.waitid(os.P_PID, self._work.process, os.WSTOPPED | os.WNOHANG | os.WNOWAIT) is not None:
                os.kill(os.getpid(), signal.SIGSTOP)

    def _waits_long(self) -> bool:
        """Whether any thread of the work has been waiting for a drive all this time, for long."""
        now = monotonic()
        waiting = threads_waiting(self._work.process, self._drives).items()
        self._since = {thread: self._since.get(thread, now) for thread in waiting}
        return any(now - since > _PATIENCE[self._asked][0] for since in self._since.values())

    def _that_do_not_answer(self) -> frozenset[str]:
        """The drives that were checked and did not respond in time; none while they still have time."""
        patience = _PATIENCE[self._asked][1]
        if not patience:
            return frozenset()
        if self._probe is None:
            try:
                self._probe = Apart(partial(_asked, self._ask, self._drives, patience))
            except OSError:
                return frozenset()
        if (answer := self._probe.answer()) is None:
            return frozenset()
        self._end_probe()
        return frozenset(os.fsdecode(drive) for drive in answer.split(b"\0") if drive)

    def _end_probe(self) -> None:
        if self._probe is not None:
            self._probe.leave()
            self._probe = None

    def _give_up(self) -> None:
        self._end_probe()
        self._work.leave()
        if self._terminal is not None:
            import termios

            os.write(2, _AS_BEFORE)
            termios.tcsetattr(2, termios.TCSANOW, self._terminal)

    def _over(self, answer: bytes) -> int:
        """The exit code of the work or its process; a signal that ended it also ends this one."""
        self._end_probe()
        status = self._work.status
        self._work.leave()
        if not answer and status < 0:
            signal.signal(-status, signal.SIG_DFL)
            os.kill(os.getpid(), -status)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {-status})
        return answer[0] if answer else status


def _code_of(work: Callable[[], int]) -> bytes:
    try:
        code = work()
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else _FAULT
    # Everything is done and reported.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return bytes([code])


def _asked(ask: Asking, drives: Collection[str], patience: float) -> bytes:
    # Nobody waits for the output of this process, even if it cannot end.
    let_go()
    return b"\0".join(map(os.fsencode, ask(drives, patience)))


def _modes() -> list[Any] | None:
    """The settings of the terminal, if there is one."""
    import termios

    with suppress(termios.error):
        return termios.tcgetattr(2)
    return None
