"""The exit codes, and the words for them in each help."""

from __future__ import annotations

from enum import IntEnum

from cleanup.language import tr


class Exit(IntEnum):
    """What the program tells its caller."""

    DONE = 0
    OVER = 1
    USAGE = 2
    PARTLY = 3
    DOCUMENT = 4
    FAULT = 70
    INTERRUPTED = 130


def meanings() -> dict[Exit, str]:
    """Each exit code in words."""
    return {
        Exit.DONE: tr("done"),
        Exit.OVER: tr("more could be freed than --fail-over allows"),
        Exit.USAGE: tr("wrong usage"),
        Exit.PARTLY: tr("done in part: something could not be looked at or moved"),
        Exit.DOCUMENT: tr("a settings, plan, scan, journal or protection file cannot be used"),
        Exit.FAULT: tr("a fault of ours, with a log file to report"),
        Exit.INTERRUPTED: tr("interrupted; what was done is kept and told"),
    }


def epilog(*codes: Exit) -> str:
    """The last paragraph of a command's help; all codes if none are named."""
    chosen = [f"{code.value} {text}" for code, text in meanings().items() if not codes or code in codes]
    return tr("Exit codes: {codes}.", codes=" · ".join(chosen))
