"""What the tests of several rooms share."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.moving import Mover


@pytest.fixture
def mover(home: Path) -> Mover:
    """What cleanup does for one user, in this process."""
    return Mover(home)
