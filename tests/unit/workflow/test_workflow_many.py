"""Very many files: what is held for each more of them is little."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cleanup.model.plan import Plan
from cleanup.workflow.planning import plan_of_files
from support.moving import Mover

FEW, MANY = 1500, 4000
# Bytes for each more file at the peak. As objects, a step and what is told of it took more than 1,500.
MOST = 400


def a_plan_of(mover: Mover, folder: Path, number: int) -> Plan:
    """A plan to move so many files, each in a folder of its own."""
    names = [folder / f"album {each}" / "IMG_0001.jpg" for each in range(number)]
    for name in names:
        name.parent.mkdir(parents=True)
        name.write_bytes(b"picture %d" % len(str(name)))
    return plan_of_files(map(os.fspath, names), mover.context)


def peak_of(work: Callable[[], object]) -> int:
    """The most bytes that were held while this was done."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_run_and_its_undo_take_few_bytes_for_each_more_file(home: Path, tmp_path: Path) -> None:
    mover = Mover(home)
    peaks = []
    for number in (FEW, MANY):
        plan = a_plan_of(mover, tmp_path / str(number), number)
        peaks.append((peak_of(partial(mover.carry_out, plan)), peak_of(mover.undo)))
    for few, many in zip(*peaks, strict=True):
        assert (many - few) / (MANY - FEW) < MOST
