"""Which parts run compiled: those that could be built, unless ``PURE_PYTHON=1`` in the environment turns them off."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any


def compiled(name: str) -> Any:
    """The compiled module with this name; None if plain Python is to be used instead."""
    if os.environ.get("PURE_PYTHON", "") not in {"", "0"}:
        return None
    try:
        return import_module(name)
    except ImportError:
        # Built only with a C compiler, on a system that opens files through folders.
        return None
