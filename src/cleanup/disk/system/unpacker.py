"""The system's own program for other kinds of archives, libarchive's bsdtar, which turns one into a plain tar.

It runs in a separate process, writes nothing, and reads nothing from the disk but the open archive it is given; for
root it runs as nobody, since an archive may be made to break it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import IO, Any

_PLACES = ("/usr/bin/bsdtar", "/usr/local/bin/bsdtar", "/opt/local/bin/bsdtar")
_WORDS = ("-P", "--format=pax", "-cf", "-", "@-")
_SURROUNDINGS = {"LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"}
_NOBODY = 65534
_MOST_MEMORY, _MOST_SECONDS = 2 << 30, 600


@cache
def unpacker() -> str:
    """Where that program is, "" if it is missing. Not looked for on Windows."""
    return next((place for place in _PLACES if sys.platform != "win32" and os.access(place, os.X_OK)), "")


@contextmanager
def as_tar(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """An open archive as a tar stream, to be read to its end.

    Raises ChildProcessError if the archive cannot be read completely, and FileNotFoundError without the program.
    """
    file.seek(0)
    with subprocess.Popen(
        [unpacker() or "bsdtar", *_WORDS], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=_SURROUNDINGS, cwd="/", **as_nobody(),
    ) as process:  # fmt: skip
        _limit(process.pid)
        assert process.stdout is not None
        try:
            yield process.stdout
            process.stdout.close()
            if process.wait():
                raise ChildProcessError
        finally:
            process.kill()


def as_nobody() -> dict[str, Any]:
    """The words that make a program run as nobody, if we are root."""
    if sys.platform == "win32" or os.geteuid():
        return {}
    return {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}


def _limit(process: int) -> None:
    """Limit its memory and time, if the system can do that from outside."""
    if sys.platform == "linux":
        import resource

        try:
            resource.prlimit(process, resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
            resource.prlimit(process, resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
        except OSError:
            # It has ended already.
            return
