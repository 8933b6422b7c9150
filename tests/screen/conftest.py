"""What the tests of the page share: a messy folder, scanned, and the page on which to choose from it."""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.reviewing import Drawing, ScannedFolder, User, draw, review

MakeScanned = Callable[..., ScannedFolder]
# Whole blocks of any usual file system.
BLOCK = 65536


def text(name: str, blocks: int) -> str:
    """Some lines about something, so many blocks in all."""
    line = f"{name} of a messy folder\n"
    return (line * (blocks * BLOCK))[: blocks * BLOCK]


MESS: Drawing = {
    "Documents": {"report.txt": text("report", 3), "notes": {"old.txt": text("old", 1)}},
    "Backup": {
        "report.txt": text("report", 3),
        "report (1).txt": text("report", 3),
        "old.txt": text("old", 1),
        "Été à Paris.txt": text("summer", 2),
    },
    "Pictures": {"2021": {"Été à Paris.txt": text("summer", 2)}, "empty.txt": ""},
    "Videos": {"film.mp4": random.Random(7).randbytes(10 * BLOCK), "empty too.txt": ""},
}


@pytest.fixture
def make_scanned(tmp_path: Path) -> MakeScanned:
    """Draws a folder, scans it, and gives what to choose from."""

    def make(drawing: Drawing = MESS, **options: Any) -> ScannedFolder:
        return ScannedFolder(draw(tmp_path / "tree", drawing), tmp_path / "own", **options)

    return make


@pytest.fixture
def scanned(request: pytest.FixtureRequest, make_scanned: MakeScanned) -> ScannedFolder:
    """The messy folder, or what the test draws."""
    return make_scanned(getattr(request, "param", MESS))


@pytest.fixture
def user() -> None:
    """Somebody in front of the page of ``scanned``: there when an ``async`` test runs."""


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """An ``async`` test is what somebody does on the page of ``scanned``, which is still open at its end."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    given = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters}

    async def journey(user: User) -> None:
        await pyfuncitem.obj(**given | {"user": user})

    assert review(given["scanned"].page(), journey) is None
    return True
