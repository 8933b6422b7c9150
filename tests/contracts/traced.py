"""What a command and all its processes ask the kernel, counted by the file or folder that they ask about (strace)."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

_CALLS = {
    "open": "open", "openat": "open", "openat2": "open",
    "stat": "stat", "lstat": "stat", "newfstatat": "stat", "fstat": "stat", "statx": "stat",
    "read": "read", "readv": "read", "pread64": "read", "preadv": "read", "preadv2": "read",
    "getdents64": "list",
}  # fmt: skip
_LINE = re.compile(r"^(\w+)\((.*)\) += (\d+)(?:<(.*)>)?$")
# A number with the path that it is open on, and perhaps a name in there.
_ABOUT = re.compile(r'^(?:AT_FDCWD|\d+)<([^>]*)>(?:, "([^"]*)")?')
_PATH = re.compile(r'^"([^"]*)"')


def system_calls(strace: str, below: Path, scratch: Path, *command: str | Path) -> Counter[tuple[str, str]]:
    """How often which kind of call was made about each path below a folder: ``("open", "sub/a")``.

    Calls that failed do not count. ``reach`` is an open that only passes through (O_PATH).
    """
    wanted = ",".join("?" + name for name in _CALLS)
    # -ff: a file a process, so that no call is split by another's; -y: the path behind each open number.
    trace = [strace, "-ff", "-qq", "-y", "-s", "4096", "-e", f"trace={wanted}", "-e", "signal=none"]
    subprocess.run([*trace, "-o", scratch / "trace", *command], check=True, capture_output=True, timeout=120)
    counted: Counter[tuple[str, str]] = Counter()
    for file in scratch.glob("trace.*"):
        counted.update(_calls(file.read_text("utf-8", "replace").splitlines(), f"{below}/"))
    return counted


def _calls(lines: list[str], below: str) -> Iterator[tuple[str, str]]:
    for line in lines:
        seen = _LINE.match(line)
        if not seen or seen[1] not in _CALLS:
            continue
        kind, path = _CALLS[seen[1]], _path(seen[1], seen[2], seen[4])
        if kind == "open" and "O_PATH" in seen[2]:
            kind = "reach"
        if path and path.startswith(below):
            yield kind, path.removeprefix(below)


def _path(name: str, arguments: str, opened: str | None) -> str | None:
    if opened is not None:
        return opened
    if about := _ABOUT.match(arguments):
        # Of a read, what follows the number is what was read.
        return f"{about[1]}/{about[2]}" if about[2] and _CALLS[name] == "stat" else about[1]
    plain = _PATH.match(arguments)
    return plain[1] if plain else None
