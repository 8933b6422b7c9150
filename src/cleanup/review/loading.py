"""Loads the full-screen page, which takes longer than any other part of the program."""

from __future__ import annotations

import sys


def load_page() -> None:
    """Load it without what encrypts connections: the page opens none, and that alone would be 4 MB."""
    is_loaded = "ssl" in sys.modules
    if not is_loaded:
        # So that it counts as missing; what waits for events does without.
        sys.modules["ssl"] = None  # type: ignore[assignment]
    try:
        import asyncio
    finally:
        if not is_loaded:
            del sys.modules["ssl"]
    import cleanup.review.page

    assert asyncio and cleanup.review.page
