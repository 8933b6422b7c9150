"""A mounted file system, and what its access times are worth."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Volume:
    """Where a file system is mounted, of which type, and whether "last opened" means anything there.

    ``access_times`` says whether they can be trusted; ``reason`` is the word that decided it (``noatime``,
    ``relatime``, …) and stands in documents, so it is not translated.
    """

    path: str
    filesystem: str
    access_times: bool
    reason: str
