"""Who is at the other end of standard input, and what they typed that nobody has read yet."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TextIO


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person is at the other end. Python says so of Windows' empty device, too."""
    if stream is None or not stream.isatty():
        return False
    if sys.platform == "win32":
        import ctypes
        import msvcrt

        handle = ctypes.c_void_p(msvcrt.get_osfhandle(stream.fileno()))
        return bool(ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(ctypes.c_ulong())))
    return True


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
