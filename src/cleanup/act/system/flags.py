"""What the flags of a file (chattr, chflags) mean for a copy of it, whatever their numbers are on a system."""

from __future__ import annotations

from typing import NamedTuple


class FlagKinds(NamedTuple):
    """Masks: what a person or a program set and a copy gets (``kept``, of which ``roots_own`` are not for others to
    set), what keeps a file where it is (``locked``), and what no copy of ours would have (``sealed``). All other flags
    are the file system's own business."""

    kept: int = 0
    roots_own: int = 0
    locked: int = 0
    sealed: int = 0
