"""The exit codes, and the words for them in each help."""

from __future__ import annotations

from enum import IntEnum

from cleanup.language import mark, said, tr


class Exit(IntEnum):
    """The exit codes."""

    DONE = 0
    OVER = 1
    USAGE = 2
    PARTLY = 3
    DOCUMENT = 4
    FAULT = 70
    INTERRUPTED = 130


MEANINGS = {
    Exit.DONE: mark("done"),
    Exit.OVER: mark("more could be freed than --fail-over allows, or something is only in OLD"),
    Exit.USAGE: mark("wrong usage"),
    Exit.PARTLY: mark("partly done: something could not be read or moved"),
    Exit.DOCUMENT: mark("a settings, plan, scan, journal or protection file cannot be used"),
    Exit.FAULT: mark("internal error, see the log file"),
    Exit.INTERRUPTED: mark("interrupted; finished work is kept and listed"),
}


def written(codes: tuple[Exit, ...]) -> str:
    """Exit codes as a command's epilog, which ``in_words`` reads when its help is shown."""
    return " ".join(str(code.value) for code in codes)


def in_words(epilog: str) -> str:
    """The last paragraph of a command's help."""
    codes = [Exit(int(code)) for code in epilog.split()]
    return tr("Exit codes: {codes}.", codes=" · ".join(f"{code.value} {said(MEANINGS[code])}" for code in codes))
