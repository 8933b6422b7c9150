"""The C library, for calls that Python has no name for."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

assert sys.platform != "win32"


@cache
def library() -> Any:
    """Its functions by name; loaded when the first is called, since most commands call none and ctypes takes long."""
    import ctypes

    return ctypes.CDLL(None, use_errno=True)
