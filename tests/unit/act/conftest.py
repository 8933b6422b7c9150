"""Every way of moving, each on a place of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from trial import BIN_ON_LINUX, Trial, a_drive_of_windows, a_shell_of_windows

from cleanup.act.movers.freedesktop import Freedesktop
from cleanup.act.movers.mover import Mover
from cleanup.act.movers.quarantine import Quarantine
from cleanup.act.movers.recycle_bin import RecycleBin
from cleanup.act.movers.system_bin import SystemBin
from cleanup.act.movers.system_movers import SystemRecycleBin, SystemTrash

KINDS = ("freedesktop", "freedesktop-elsewhere", "recycle-bin", "bin", "system-trash", "system-recycle-bin",
         "quarantine", "quarantine-elsewhere")  # fmt: skip


@pytest.fixture(autouse=True)
def fresh_send2trash(home: Path) -> Iterator[None]:
    """On Linux, send2trash asks for the home when it is imported: each test imports it anew."""

    def forget() -> None:
        for name in [name for name in sys.modules if name.partition(".")[0] == "send2trash"]:
            del sys.modules[name]

    forget()
    yield
    forget()


@pytest.fixture(autouse=True)
def bin_on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    for (module, name), value in BIN_ON_LINUX.items():
        monkeypatch.setattr(module, name, value)


@pytest.fixture
def elsewhere(tmp_path: Path, mount: Callable[..., Path]) -> Path:
    """A small volume of its own."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    return mount("-t", "tmpfs", "-o", "size=8m", "none", place)


@pytest.fixture
def make_trial(
    tmp_path: Path, home: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Trial]]:
    """Sets up a mover by the name of its kind."""
    open_movers: list[Mover] = []

    def make(kind: str) -> Trial:
        place = request.getfixturevalue("elsewhere") if kind.endswith("elsewhere") else tmp_path
        source = (place if kind == "freedesktop-elsewhere" else tmp_path) / "source"
        source.mkdir()
        real_home = os.path.realpath(home)
        mover: Mover
        if kind.startswith("freedesktop"):
            mover = Freedesktop(real_home, partial(datetime.now, UTC))
        elif kind == "recycle-bin":
            a_drive_of_windows(monkeypatch, tmp_path)
            mover = RecycleBin(partial(datetime.now, UTC))
        elif kind == "bin":
            mover = SystemBin(real_home)
        elif kind == "system-trash":
            mover = SystemTrash(real_home)
        elif kind == "system-recycle-bin":
            a_drive_of_windows(monkeypatch, tmp_path)
            a_shell_of_windows(monkeypatch)
            mover = SystemRecycleBin(partial(datetime.now, UTC))
        else:
            mover = Quarantine(place / "quarantine", "run-1")
        open_movers.append(mover)
        return Trial(mover, Path(os.path.realpath(source)), kind)

    yield make
    for mover in open_movers:
        mover.close()


@pytest.fixture(params=KINDS)
def trial(request: pytest.FixtureRequest, make_trial: Callable[[str], Trial]) -> Trial:
    """One after the other, every way of moving."""
    return make_trial(request.param)


@pytest.fixture
def file(trial: Trial) -> Path:
    path = trial.source / "a.txt"
    path.write_bytes(b"a")
    return path
