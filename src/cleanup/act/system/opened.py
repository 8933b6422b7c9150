"""Close whatever is open, whatever happens."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def closing(opened: int) -> Iterator[int]:
    """Close an open file or folder at the end."""
    try:
        yield opened
    finally:
        os.close(opened)
