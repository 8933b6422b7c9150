"""The compiled loops and their twins in plain Python: tests choose which of them the program uses."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from cleanup.disk import as_seen, rows, system
from cleanup.disk.reading import hashing, small_files
from cleanup.disk.rules import protected_above
from cleanup.model.row import packed
from cleanup.walk import piece

LOOPS = ("compiled", "plain")


def compiled() -> Any:
    """The compiled module; where there was no compiler, or it was built from other sources, the test is skipped."""
    module = pytest.importorskip("cleanup.disk._native", reason="the compiled loops were not built here")
    if (getattr(module, "ROW_BYTES", 0), getattr(module, "DIGEST_BYTES", 0)) != (
        struct.calcsize(packed()),
        small_files.DIGEST_BYTES,
    ):
        pytest.skip("built from other sources: pip install -e .")
    return module


@contextmanager
def using(which: str) -> Iterator[None]:
    """Have this process, and those that it starts, use one of the two."""
    found = compiled() if which == "compiled" else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PURE_PYTHON", "0" if found else "1")
        patch.setattr(piece, "listed_in", (found or system).listed_in)
        patch.setattr(piece, "look_at_names", (found or rows).look_at_names)
        for module in (as_seen, protected_above):
            patch.setattr(module, "look_at_names", (found or rows).look_at_names)
        patch.setattr(hashing, "digest_small_files", (found or small_files).digest_small_files)
        yield
