"""Standard output and error that cannot end the program: closed, full, or with a reader who has seen enough."""

from __future__ import annotations

import io
import locale
import os
import sys


class AnswerLost(OSError):
    """Standard output takes no more, for another reason than that its reader has seen enough."""


class _Answer(io.FileIO):
    """Standard output."""

    def write(self, content: object) -> int:
        """Write; what a reader who has seen enough (as in “… | head”) would not take goes nowhere."""
        try:
            return super().write(content)  # type: ignore[arg-type]  # as it comes
        except BrokenPipeError:
            discard(self.fileno())
            return super().write(content)  # type: ignore[arg-type]
        except OSError as error:
            raise AnswerLost(error.errno, error.strerror) from None


class _Notes(io.FileIO):
    """Standard error: where nobody can be told, the work goes on."""

    def write(self, content: object) -> int:
        """Write, or let it be."""
        try:
            return super().write(content)  # type: ignore[arg-type]
        except OSError:
            discard(self.fileno())
            return super().write(content)  # type: ignore[arg-type]


def discard(number: int) -> None:
    """From now on, what is written to this descriptor goes nowhere."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), number)


def secure_streams() -> None:
    """Put such streams in the place of Python's own, before anything is opened or written.

    A descriptor that was closed when the program began would be given to the next file that is opened, which an
    answer would then be written into: it is taken here, by something that refuses all writing.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is this one, and stays taken: by a pipe, since there may be no /dev/null.
            _, end = os.pipe()
            os.close(end)
    sys.stdout = _text(_Answer(1, "w", closefd=False), sys.stdout, "replace")
    sys.stderr = _text(_Notes(2, "w", closefd=False), sys.stderr, "backslashreplace")
    if sys.stdin is None:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115  (open until the end)


def _of_terminal() -> str:
    """The encoding of the locale, where names are read as UTF-8 against its word (``__main__``)."""
    of_locale = locale.getencoding()
    other = sys.flags.utf8_mode and of_locale.lower() not in {"utf-8", "ansi_x3.4-1968", "us-ascii"}
    return of_locale if other and not os.environ.get("PYTHONIOENCODING") else ""


def _text(raw: io.FileIO, before: object, errors: str) -> io.TextIOWrapper:
    if isinstance(before, io.TextIOWrapper) and not isinstance(getattr(before.buffer, "raw", raw), io.FileIO):
        # The console of Windows takes text, whatever the encoding of bytes is.
        before.reconfigure(errors=errors)
        return before
    asked = os.environ.get("PYTHONIOENCODING") and getattr(before, "encoding", None)
    # Into a pipe or a file, Windows would have another encoding than the one all names and documents are in.
    encoding = _of_terminal() or asked or sys.getfilesystemencoding()
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, errors, line_buffering=raw.isatty() or raw.name == 2)
