"""Who stands in front of the work where drives are mounted that may stop answering.

The system lets nobody end a process that waits for such a drive. So a process that touches none watches the one that
works: where nothing is moved, it begins again without the drive. What frees or forgets asks the drives before, and goes
on with the rest.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from functools import partial

from cleanup.cli.exits import Exit
from cleanup.language import tr

_BEGIN_AGAIN = frozenset({"scan", "doctor", "history"})
_ASK_FIRST = frozenset({"purge", "forget"})
# Seconds; whoever watches has more patience with no drive.
_LONG = 600.0


def in_front(arguments: list[str], run: Callable[[list[str]], int]) -> int:
    """The exit code of a command line that is run, right here unless a drive may stop answering."""
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
    """Until all drives have answered; whoever watches ends it before."""
    from cleanup.disk.answering import silent_ones

    silent_ones(drives, _LONG)
    return Exit.DONE


def _tell(drives: Collection[str], arguments: list[str]) -> None:
    from cleanup.cli.speaking import speak_as_said
    from cleanup.report.safe import shown

    speak_as_said(arguments)
    for drive in sorted(drives):
        print(tr("The drive “{path}” does not respond.", path=shown(drive)), file=sys.stderr)
