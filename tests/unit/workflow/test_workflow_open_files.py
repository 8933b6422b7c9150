"""What somebody writes into is left alone; what is only read, or was written before, moves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanup.act import writers
from support.kinds import Tree
from support.moving import Mover, a_plan, a_step, ends

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a file open")


@pytest.fixture(params=["a lease", "all processes"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How it is found out: of another user's files, and on some file systems, there is no lease."""
    if request.param == "all processes":
        monkeypatch.setattr(writers, "take_lease", lambda _: None)
        monkeypatch.setattr(writers, "_FRESH", -1.0)


@pytest.fixture
def root(tree: Tree) -> Path:
    return tree({"log": "same", "keep": "same", "plain": "same"})


@pytest.fixture
def writer(root: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another program that has the log open to add to it."""
    with (root / "log").open("ab") as log, subprocess.Popen(["sleep", "60"], stdout=log) as program:
        log.close()
        yield program
        program.kill()


def test_a_file_that_a_program_writes_into(mover: Mover, root: Path, writer: subprocess.Popen[bytes]) -> None:
    plan = a_plan(a_step(root / "log", root / "keep"), a_step(root / "plain", root / "keep"))
    assert ends(mover.carry_out(plan)) == {"log": "in-use", "plain": "done"}
    assert ends(mover.move(root / "log")) == {"log": "in-use"}
    writer.kill()
    writer.wait()
    assert ends(mover.move(root / "log")) == {"log": "done"}


@pytest.mark.usefixtures("writer")
def test_a_copy_that_stays_and_is_written_into(mover: Mover, root: Path) -> None:
    assert ends(mover.carry_out(a_plan(a_step(root / "plain", root / "log")))) == {"plain": "keeper-in-use"}


def test_a_file_that_is_only_read_moves(mover: Mover, root: Path) -> None:
    with (root / "plain").open("rb") as opened:
        assert ends(mover.carry_out(a_plan(a_step(root / "plain", root / "keep")))) == {"plain": "done"}
        assert os.fstat(opened.fileno()).st_nlink == 1
