"""Names that sync programs give to a version they could not merge: Syncthing, Nextcloud, ownCloud, Dropbox."""

from __future__ import annotations

import re

_CONFLICT = re.compile(
    r"(?i)\.sync-conflict-\d{8}-\d{6}-\w+(?=\.|\Z)| \((?:[^()]*['’]s )?conflicted copy[^()]*\)|_conflict-\d{8}-\d{6}"
)
HINTS = (b"sync-conflict-", b"conflicted copy", b"_conflict-")
"""What is in all these names, in lower case."""


def original_of_conflict(name: str) -> str:
    """The name of the file that a conflict was about; "" if a name says nothing of that kind."""
    original = _CONFLICT.sub("", name, count=1)
    return original if original != name else ""
