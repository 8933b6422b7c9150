"""Watch over work on drives that may stop responding.

The system lets nobody end a process that waits for such a drive. So a process that touches none watches the one that
works; if nothing is being moved, it begins again without the drive. Freeing and forgetting check the drives first, and
go on with the rest.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from functools import partial

from cleanup.cli.exits import Exit
from cleanup.language import tr

_BEGIN_AGAIN = frozenset({"scan", "doctor", "history"})
_ASK_FIRST = frozenset({"purge", "forget"})
# Seconds; the watching process waits longer for any drive.
_LONG = 600.0


def in_front(arguments: list[str], run: Callable[[list[str]], int]) -> int:
    """The exit code of running a command line, in this process unless a drive may stop responding."""
    from cleanup.cli.commands import COMMANDS
    from cleanup.disk.answering import drives_of_others, leave_out, silent_ones

    command = next((each for each in arguments if each in COMMANDS), "")
    if not command or not (drives := drives_of_others()):
        return run(arguments)
    from cleanup.disk.system import watched

    silent: frozenset[str] = frozenset()
    if command in _ASK_FIRST:
        code, silent = watched(partial(_wait_for, drives), drives, silent_ones)
        _tell(silent, arguments)
        if code:
            return code
    while True:
        leave_out(silent)
        code, found = watched(partial(run, arguments), drives, silent_ones)
        _tell(found - silent, arguments)
        if code is not None:
            return Exit.PARTLY if code == Exit.DONE and silent and command in _ASK_FIRST else code
        if command not in _BEGIN_AGAIN or found <= silent:
            return Exit.PARTLY
        silent |= found


def _wait_for(drives: Collection[str]) -> int:
    """Wait until all drives have responded; the watching process ends it before."""
    from cleanup.disk.answering import silent_ones

    silent_ones(drives, _LONG)
    return Exit.DONE


def _tell(drives: Collection[str], arguments: list[str]) -> None:
    from cleanup.cli.speaking import speak_as_said
    from cleanup.report.safe import shown

    speak_as_said(arguments)
    for drive in sorted(drives):
        print(tr("The drive “{path}” does not respond.", path=shown(drive)), file=sys.stderr)
