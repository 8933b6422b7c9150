"""Run as ``cleanup`` or ``python -m cleanup``."""

import atexit
import gc
import os
import signal
import sys
from typing import NoReturn

_DEFAULT_INTERRUPT = signal.getsignal(signal.SIGINT) is signal.default_int_handler
if _DEFAULT_INTERRUPT:
    # Until work begins there is nothing to tidy up, so Ctrl-C just ends the program, without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _read_names_as_utf8() -> None:
    """Start again if the locale makes Python read file names in another encoding (Latin-1, EUC).

    Settings, documents and nearly all names are UTF-8 in any locale, and names that are not survive unchanged. Python
    offers no other way to switch.
    """
    if sys.getfilesystemencoding() == "utf-8" or getattr(sys, "frozen", False):
        return
    try:
        with open("/proc/self/cmdline", "rb") as command:
            arguments = command.read().split(b"\0")[1:-1]
    except OSError:
        arguments = [text.encode(sys.getfilesystemencoding(), "surrogateescape") for text in sys.orig_argv[1:]]
    os.execv(sys.executable, [os.fsencode(sys.executable), b"-X", b"utf8", *arguments])  # noqa: S606  (no shell)


def main() -> NoReturn:
    """Run the command line and end with its exit code."""
    _read_names_as_utf8()
    # Loading creates no garbage, and looking for it took a tenth of the time of a small command. Commands are loaded
    # this way too, and switch collection on again.
    gc.disable()
    from cleanup.cli.app import run
    from cleanup.cli.front import in_front
    from cleanup.cli.streams import secure_streams

    try:
        if _DEFAULT_INTERRUPT:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        secure_streams()
        code = in_front(sys.argv[1:], run)
    except KeyboardInterrupt:
        code = 130
    if _DEFAULT_INTERRUPT:
        # Everything is done and reported, and Python's own shutdown cannot be interrupted cleanly.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end(code)


def _end(code: int) -> NoReturn:
    """End at once: the system frees memory faster than Python, which takes a thirtieth of a scan for it."""
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    main()
