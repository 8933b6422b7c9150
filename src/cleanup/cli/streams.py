"""Standard output and error that cannot end the program: closed, full, or with a reader that has stopped reading."""

from __future__ import annotations

import io
import locale
import os
import sys


class AnswerLost(OSError):
    """Standard output takes no more, for another reason than that its reader has stopped."""


class _Answer(io.FileIO):
    """Standard output."""

    def write(self, content: object) -> int:
        """Write; once the reader has stopped (as in “… | head”), the rest goes nowhere."""
        try:
            return super().write(content)  # type: ignore[arg-type]  # as it comes
        except BrokenPipeError:
            discard(self.fileno())
            return super().write(content)  # type: ignore[arg-type]
        except OSError as error:
            raise AnswerLost(error.errno, error.strerror) from None


class _Notes(io.FileIO):
    """Standard error: if nobody can be told, the work goes on."""

    def write(self, content: object) -> int:
        """Write, if possible."""
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
    """Put such streams in place of Python's own, before anything is opened or written.

    A descriptor that was closed when the program began would be given to the next file that is opened, and results
    would be written into that. So it is taken here, by something that refuses all writing.
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
    """The encoding of the locale, where file names are read as UTF-8 regardless (``__main__``)."""
    of_locale = locale.getencoding()
    other = sys.flags.utf8_mode and of_locale.lower() not in {"utf-8", "ansi_x3.4-1968", "us-ascii"}
    return of_locale if other and not os.environ.get("PYTHONIOENCODING") else ""


def _text(raw: io.FileIO, before: object, errors: str) -> io.TextIOWrapper:
    if isinstance(before, io.TextIOWrapper) and not isinstance(getattr(before.buffer, "raw", raw), io.FileIO):
        # The Windows console takes text, whatever the encoding of bytes.
        before.reconfigure(errors=errors)
        return before
    asked = os.environ.get("PYTHONIOENCODING") and getattr(before, "encoding", None)
    # For a pipe or a file, Windows would use a different encoding from that of names and documents.
    encoding = _of_terminal() or asked or sys.getfilesystemencoding()
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, errors, line_buffering=raw.isatty() or raw.name == 2)
