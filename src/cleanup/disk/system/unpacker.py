"""The system's own program for archives of other kinds, bsdtar of libarchive, which gives one as a plain tar.

It runs apart, writes nothing, and reads no more of the disk than the open archive it is handed; for root it runs as
nobody, since what it reads may be made to break it.
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
    """Where that program is, "" where it is not. Windows is not asked."""
    return next((place for place in _PLACES if sys.platform != "win32" and os.access(place, os.X_OK)), "")


@contextmanager
def as_tar(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """An open archive as a stream of tar, to be read to its end.

    Raises ChildProcessError where the archive cannot be read whole, and FileNotFoundError without the program.
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
    """For root, the words with which a program runs as nobody."""
    if sys.platform == "win32" or os.geteuid():
        return {}
    return {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}


def _limit(process: int) -> None:
    """Hold it to so much memory and time, where the system can do that from outside."""
    if sys.platform == "linux":
        import resource

        try:
            resource.prlimit(process, resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
            resource.prlimit(process, resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
        except OSError:
            # It has ended already.
            return
