"""Run as ``cleanup`` or ``python -m cleanup``."""

import atexit
import gc
import os
import signal
import sys
from typing import NoReturn

_HEARD = signal.getsignal(signal.SIGINT) is signal.default_int_handler
if _HEARD:
    # Until something is under way there is nothing to tidy up: Ctrl-C ends the program without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _read_names_as_utf8() -> None:
    """Start again if the locale would have file names read in another encoding (Latin-1, EUC).

    Settings, documents and nearly all names are UTF-8 whatever the locale is, and a name that is not comes through all
    the same. Python has no other way to change that.
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
    # Loading leaves nothing behind to be collected: looking for it took a tenth of the time that a small command takes.
    # The command itself is loaded so too, which then looks again.
    gc.disable()
    from cleanup.cli.app import run
    from cleanup.cli.front import in_front
    from cleanup.cli.streams import secure_streams

    try:
        if _HEARD:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        secure_streams()
        code = in_front(sys.argv[1:], run)
    except KeyboardInterrupt:
        code = 130
    if _HEARD:
        # Everything is done and reported, and Python's own shutdown cannot be interrupted cleanly.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end(code)


def _end(code: int) -> NoReturn:
    """End at once: what Python would take down piece by piece, a thirtieth of a scan, the system takes back."""
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    main()
