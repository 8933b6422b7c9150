"""Tests of Windows run there: on Linux under Wine, by ``tests/windows/run``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.moving import Mover

if TYPE_CHECKING:
    from bins import Bin

collect_ignore_glob = [] if sys.platform == "win32" else ["test_*.py"]


@pytest.fixture
def bins() -> Iterator[Bin]:
    """The bins, which are emptied after a test of what came there."""
    from bins import emptied_of_what_is_new

    with emptied_of_what_is_new() as known:
        yield known


@pytest.fixture
def mover(home: Path) -> Mover:
    return Mover(home)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    letter = tmp_path / "letter.txt"
    letter.write_text("the only copy")
    return letter
