"""Whether git tracks anything in a folder: read from its index, without git (gitformat-index(5))."""

from __future__ import annotations

import os
import struct
from enum import StrEnum

from cleanup.disk.quietly import beginning_of, end_of
from cleanup.model.paths import above

_HEADER = struct.Struct(">4sII")
_LARGEST = 1 << 28


class Tracking(StrEnum):
    """What the index of the repository around a folder says about it."""

    TRACKED = "tracked"
    UNTRACKED = "untracked"
    UNKNOWN = "unknown"


def tracking_of(folder: str) -> Tracking:
    """Whether anything in a folder is in the index of the repository around it; without a repository nothing is.

    The index is only searched for the folder's name as it would be written there, which errs on the side of finding too
    much. ``UNKNOWN`` if the index cannot be read this way: another format, in several parts, or with links on the way.
    """
    top = repository_of(folder)
    if top is None:
        return Tracking.UNTRACKED
    git = os.path.join(top, ".git")
    if not os.path.isdir(git):
        # A worktree or a submodule: its index is elsewhere.
        return Tracking.UNKNOWN
    try:
        content = beginning_of(os.path.join(git, "index"), _LARGEST)
    except FileNotFoundError:
        return Tracking.UNTRACKED
    except OSError:
        return Tracking.UNKNOWN
    if len(content) < _HEADER.size or len(content) == _LARGEST:
        return Tracking.UNKNOWN
    mark, version, _ = _HEADER.unpack_from(content)
    # Version 4 shortens names by those before them; "link" says that a part is in another file, "sdir" that folders
    # stand for their contents.
    if mark != b"DIRC" or version not in {2, 3} or b"link\0" in content[-4096:] or b"sdir\0" in content[-4096:]:
        return Tracking.UNKNOWN
    name = b"/".join(os.fsencode(os.path.relpath(folder, top)).split(os.fsencode(os.sep)))
    return Tracking.TRACKED if name + b"/" in content or name + b"\0" in content else Tracking.UNTRACKED


def repository_of(folder: str) -> str | None:
    """The top of the working tree around a folder, or None."""
    return next((each for each in (folder, *above(folder)) if os.path.lexists(os.path.join(each, ".git"))), None)


def last_commit(top: str) -> int:
    """When somebody last did something in this repository, in seconds since 1970, by its log; 0 if unknown."""
    try:
        lines = end_of(os.path.join(top, ".git", "logs", "HEAD"), 4096).rstrip(b"\n")
        return int(lines.rpartition(b"\n")[2].partition(b"\t")[0].split()[-2])
    except (OSError, ValueError, IndexError):
        return 0
