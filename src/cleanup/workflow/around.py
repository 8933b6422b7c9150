"""Where and for whom the program runs, and the names it gives to what it does."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cleanup.disk.listing import HAS_DESCRIPTORS
from cleanup.disk.protected import Protection, load_protection
from cleanup.disk.trash_places import nearest_folder
from cleanup.language import tr
from cleanup.model.errors import UsageProblem


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The user's home, and the program's own folders by use (``cache``, ``state``, ``config``)."""

    home: Path
    own: Mapping[str, Path]

    @property
    def real_home(self) -> str:
        """The home, its links followed."""
        return os.path.realpath(self.home)

    def check_can_move(self) -> None:
        """Raise UsageProblem where nothing may be moved at all.

        On Windows, where it was never tried; and for root with somebody else's home: what root leaves there, its
        owner cannot use.
        """
        if not HAS_DESCRIPTORS:
            raise UsageProblem(
                tr("Nothing is moved on this system yet: it was never tried here."),
                tr("Scan and report work: cleanup scan"),
            )
        if os.geteuid() != 0:
            return
        owner = os.stat(nearest_folder(str(self.home))).st_uid
        if owner != 0:
            raise UsageProblem(
                tr("You are root, and the home {home} belongs to another user (number {owner}).",
                   home=self.home, owner=owner),
                tr("Run it as that user, or with root's own home: sudo -H."),
            )  # fmt: skip

    def protection(self) -> Protection:
        """The lists of protected places; raises DocumentProblem when they cannot be read."""
        return load_protection(self.real_home, [os.path.realpath(folder) for folder in self.own.values()])


def new_id(at: datetime) -> str:
    """The name of a scan or run that begins now: its time, and four digits by chance."""
    return f"{at:%Y%m%d-%H%M%S}-{os.urandom(2).hex()}"


def user() -> str:
    """The user's name, or number where there is no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid()) if hasattr(os, "getuid") else "unknown"
