"""Which way of moving fits this system and this run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from cleanup.act.movers.mover import Mover


def choose_mover(home: str, run: str, quarantine: Path | None, stopped: Callable[[], bool]) -> Mover:
    """The mover for a run: into a named folder if there is one, else into the trash of this system.

    ``stopped`` is asked while a long copy is made.
    """
    if quarantine is not None:
        from cleanup.act.movers.quarantine import Quarantine

        return Quarantine(quarantine, run, stopped)
    if sys.platform in {"darwin", "win32"}:
        from cleanup.act.movers.system_bin import SystemBin

        return SystemBin(home)
    from cleanup.act.movers.freedesktop import Freedesktop

    return Freedesktop(home)
