"""The way that things should go: whether this system has it."""

from __future__ import annotations

from pathlib import Path

from cleanup.act.system import HAS_SYSTEM_MOVER
from cleanup.disk.system import NAME
from cleanup.language import tr
from cleanup.model.errors import UsageProblem
from cleanup.model.near import did_you_mean
from cleanup.model.way import BY, OWN, SYSTEM, Way
from cleanup.settings import Settings


def way_by(mover: str, quarantine: Path | None = None) -> Way:
    """The way to the trash by this mover, or to a quarantine; raises UsageProblem for a mover that this
    system lacks.
    """
    if mover not in BY:
        known = tr("Choose one of: {names}.", names=", ".join(BY))
        raise UsageProblem(tr("There is no mover “{mover}”.", mover=mover), did_you_mean(mover, BY, known))
    if mover == SYSTEM and not HAS_SYSTEM_MOVER:
        raise UsageProblem(
            tr("The mover “{mover}” is for Windows and macOS, and this is {system}.", mover=mover, system=NAME),
            tr("Leave it out, or use: {own}", own=OWN),
        )
    return Way(quarantine, mover)


def way_of(settings: Settings, quarantine: Path | None = None) -> Way:
    """The way by these settings; raises UsageProblem, or DocumentProblem, as ``Settings.parsed`` does."""
    return settings.parsed("mover", lambda mover: way_by(mover, quarantine))
