"""What other programs of this user have open, mapped, or as their current folder, according to ``/proc`` (proc(5))."""

from __future__ import annotations

import os
from contextlib import suppress


def paths_in_use() -> frozenset[str]:
    """The paths of everything in use; only root sees those of other users' programs. Reads ``/proc``."""
    found: set[str] = set()
    with suppress(OSError):
        others = {process for process in os.listdir("/proc") if process.isdecimal()} - {str(os.getpid())}
        for process in others:
            _add_opened(f"/proc/{process}", found)
            _add_mapped(f"/proc/{process}/maps", found)
    return frozenset(path for path in found if path.startswith("/"))


def _add_opened(process: str, found: set[str]) -> None:
    links = [f"{process}/cwd", f"{process}/exe"]
    with suppress(OSError):
        links += [f"{process}/fd/{number}" for number in os.listdir(f"{process}/fd")]
    for link in links:
        with suppress(OSError):
            found.add(os.readlink(link))


def _add_mapped(table: str, found: set[str]) -> None:
    with suppress(OSError), open(table, "rb") as lines:
        for line in lines:
            # address, permissions, offset, device, inode, path
            parts = line.rstrip(b"\n").split(None, 5)
            if len(parts) == 6:
                found.add(os.fsdecode(parts[5]))
