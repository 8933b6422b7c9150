"""The compiled loops and their twins in plain Python: tests choose which of them the program uses."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cleanup.disk import digests, hashing, rows, small_files
from cleanup.walk import unit

LOOPS = ("compiled", "plain")


def compiled() -> object:
    """The compiled module; where there was no compiler, the test is skipped."""
    if importlib.util.find_spec("cleanup.disk._native") is None:
        pytest.skip("the compiled loops were not built here")
    return importlib.import_module("cleanup.disk._native")


@contextmanager
def using(which: str) -> Iterator[None]:
    """Have this process and the worker processes it starts use one of the two."""
    found = compiled() if which == "compiled" else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PURE_PYTHON", "0" if found else "1")
        patch.setattr(unit, "look_at_names", (found or rows).look_at_names)
        patch.setattr(digests, "names_at", (found or rows).names_at)
        patch.setattr(hashing, "digest_small_files", (found or small_files).digest_small_files)
        yield
