"""What was typed at a terminal, and nobody has read yet."""

from __future__ import annotations

import sys
from contextlib import suppress


def forget_what_was_typed(terminal: int) -> None:
    """Drop what was typed at this terminal so far; ``terminal`` is an open file."""
    if sys.platform == "win32":
        import msvcrt

        while msvcrt.kbhit():
            msvcrt.getwch()
        return
    import termios

    with suppress(termios.error):
        termios.tcflush(terminal, termios.TCIFLUSH)
