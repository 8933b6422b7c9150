"""The compiled loops and their twins in plain Python: tests choose which of them the program uses."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from cleanup.disk import hashing, rows, small_files
from cleanup.disk.system.posix import files as listing
from cleanup.model import inventory, names
from cleanup.walk import piece

LOOPS = ("compiled", "plain")


def compiled(name: str = "cleanup.disk._native") -> Any:
    """A compiled module; where there was no compiler, the test is skipped."""
    if importlib.util.find_spec(name) is None:
        pytest.skip("the compiled loops were not built here")
    return importlib.import_module(name)


@contextmanager
def using(which: str) -> Iterator[None]:
    """Have this process, and those that it starts, use one of the two."""
    found = compiled() if which == "compiled" else None
    names_at = compiled("cleanup.model._names").names_at if found else names.in_plain_python
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PURE_PYTHON", "0" if found else "1")
        patch.setattr(listing, "_reach_without_links", getattr(found, "reach_without_links", None))
        patch.setattr(piece, "listed_in", (found or listing).listed_in)
        patch.setattr(piece, "look_at_names", (found or rows).look_at_names)
        patch.setattr(inventory, "names_at", names_at)
        patch.setattr(hashing, "digest_small_files", (found or small_files).digest_small_files)
        yield
