"""What the flags of a file (chattr, chflags) mean for a copy of it, whatever their numbers on a system."""

from __future__ import annotations

from typing import NamedTuple


class FlagKinds(NamedTuple):
    """Masks: flags that a person or a program set and that a copy gets (``kept``, of which only root may set
    ``roots_own``), those that keep a file where it is (``locked``), and those that no copy of ours could have
    (``sealed``). All other flags are the file system's own business.
    """

    kept: int = 0
    roots_own: int = 0
    locked: int = 0
    sealed: int = 0
