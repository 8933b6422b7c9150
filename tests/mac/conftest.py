"""A pretended Mac, and its volumes. As root, with FUSE; the tests run whole commands, so they are slow."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from support.far_drive import served
from support.mac import HERE, Mac, Volume


@pytest.fixture
def mac(tmp_path: Path) -> Mac:
    home = tmp_path / "Users" / "ada"
    home.mkdir(parents=True)
    return Mac(home)


@pytest.fixture
def volume(tmp_path: Path, mounts_apart: None) -> Iterator[Volume]:
    """Makes a volume of a kind, by the program beside this one."""
    pytest.importorskip("mfusepy", reason="needs the package mfusepy")
    if not os.path.exists("/dev/fuse"):
        pytest.skip("no FUSE here")
    with ExitStack() as stack:

        def make(kind: str) -> Path:
            behind, place = tmp_path / "behind", tmp_path / "Volumes" / "Stick"
            behind.mkdir()
            place.mkdir(parents=True)
            stack.enter_context(served(place, sys.executable, HERE / "folding.py", behind, place, kind))
            return place

        yield make
