"""Which parts run compiled: those that could be built, unless ``PURE_PYTHON=1`` in the environment asks for none."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any


def compiled(name: str) -> Any:
    """The compiled module of this name; None where plain Python is to be used in its place."""
    if os.environ.get("PURE_PYTHON", "") not in {"", "0"}:
        return None
    try:
        return import_module(name)
    except ImportError:
        # Built only where there is a C compiler, and a system that opens files through folders.
        return None
