"""Give memory back to the system as soon as it is free."""

from __future__ import annotations

import sys

# mallopt(3): M_MMAP_THRESHOLD. Columns above this many bytes get memory of their own.
_MMAP_THRESHOLD = -3
_LARGE = 256 * 1024


def give_back_what_is_free() -> None:
    """Make the C library return each large block at once.

    Otherwise glibc raises its own limit to the largest block it has seen, keeps what the columns of a scan leave
    behind, and the peak grows by a fifth (measured: docs/explanation/performance.md). Does nothing elsewhere.
    """
    if sys.platform != "linux":
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGE)
