"""Run as ``cleanup`` or ``python -m cleanup``."""

import gc
import signal
import sys
from typing import NoReturn

_HEARD = signal.getsignal(signal.SIGINT) is signal.default_int_handler
if _HEARD:
    # Until something is under way there is nothing to tidy up: Ctrl-C ends the program without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def main() -> NoReturn:
    """Run the command line and end with its exit code."""
    # Loading leaves nothing behind to be collected: looking for it took a tenth of the time that a small command takes.
    gc.disable()
    from cleanup.cli.app import run
    from cleanup.cli.streams import secure_streams

    gc.freeze()
    gc.enable()
    try:
        if _HEARD:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        secure_streams()
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    if _HEARD:
        # All is done and told, and Python's own end cannot be interrupted cleanly.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Everything ends now: Python need not look through all that is left for objects that refer to each other.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
