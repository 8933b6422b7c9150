"""Where, when and for whom the program runs: what the stages would otherwise take from globals."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cleanup.disk.nearest import nearest_folder
from cleanup.disk.system import (
    facts_behind,
    home_of_user,
    home_told,
    is_elevated,
    machine_folder,
    own_folders,
    owner_name,
    user_number,
)
from cleanup.language import tr
from cleanup.model.errors import UsageProblem
from cleanup.model.event import Listener
from cleanup.model.harmless import shown
from cleanup.model.row import NO_OWNER

if TYPE_CHECKING:
    from cleanup.disk.rules.protected import Protection


SETTINGS_FILE = "config.toml"


def _now() -> datetime:
    return datetime.now(UTC)


def current_folders() -> tuple[Path, Path, Path, Path]:
    """The home of this user, and where cache, state and settings are.

    Root writes nothing into another user's home, whatever HOME says: what is root's own is in root's home.
    """
    home = home_told()
    cache, state, config = own_folders(home_of_user() if _is_of_another(home) else home)
    return Path(home), Path(cache), Path(state), Path(config)


def machine_settings() -> Path:
    """Where the settings file for the whole computer is, whether it exists or not."""
    return Path(machine_folder()) / SETTINGS_FILE


def _is_of_another(home: str) -> bool:
    """Whether this user is root, and the home belongs to somebody else."""
    return is_elevated() and facts_behind(nearest_folder(home)).st_uid not in {0, NO_OWNER}


def user_name() -> str:
    """The name of the user this process runs as, or the number if there is no name: the environment may say otherwise.

    If the system has no names for numbers, the one in the environment.
    """
    import getpass

    try:
        return owner_name(user_number()) or shown(getpass.getuser())
    except (KeyError, OSError):
        return str(user_number())


@dataclass(frozen=True, slots=True)
class Context:
    """The user's home, the program's own folders, who listens, the clock (with a time zone), and who and where.

    ``cache`` may be thrown away; ``state`` has journals, scans and decisions; ``config`` has the settings file.
    ``machine`` is the settings file for the whole computer, which the user's own overrides.
    """

    home: Path
    cache: Path
    state: Path
    config: Path
    listener: Listener = field(default_factory=Listener)
    clock: Callable[[], datetime] = _now
    host: str = field(default_factory=lambda: shown(platform.node()))
    user: str = field(default_factory=user_name)
    machine: Path | None = None

    @classmethod
    def current(cls) -> Self:
        """The context of the user who runs this process, with the folders of the platform."""
        return cls(*current_folders(), machine=machine_settings())

    @classmethod
    def inside(cls, home: Path, own: Path, listener: Listener | None = None) -> Self:
        """A context with this home, and the program's own folders inside ``own``."""
        return cls(home, own / "cache", own / "state", own / "config", listener or Listener())

    @property
    def own_folders(self) -> dict[str, Path]:
        """The program's own folders, by what they are for."""
        return {"cache": self.cache, "state": self.state, "config": self.config}

    @property
    def settings_file(self) -> Path:
        """Where the settings file is, whether it exists or not."""
        return self.config / SETTINGS_FILE

    @property
    def real_home(self) -> str:
        """The home, with links followed."""
        return os.path.realpath(self.home)

    def caches(self) -> tuple[str, ...]:
        """Folders for caches, besides the usual ones."""
        return (str(self.cache.parent),) if self.cache.name == "cleanup" else ()

    def protection(self) -> Protection:
        """The lists of protected places; raises DocumentProblem if they cannot be read."""
        from cleanup.disk.origins import protect_mounts
        from cleanup.disk.rules.protected import load_protection

        own = [os.path.realpath(folder) for folder in self.own_folders.values()]
        return protect_mounts(load_protection(self.real_home, own, self._protected_places()))

    def _protected_places(self) -> Iterator[str]:
        """The full paths that the machine's settings protect, both real and as written."""
        from cleanup.disk.trust import check_trusted
        from cleanup.model.paths import is_whole
        from cleanup.workflow.reading_settings import protected_by

        if self.machine is None:
            return
        check_trusted(self.machine)
        for pattern in protected_by(self.machine):
            place = self.real_home + pattern[1:] if pattern == "~" or pattern.startswith("~/") else pattern
            if is_whole(place):
                yield os.path.normpath(place)
                yield os.path.realpath(place)

    def typed_here(self, patterns: tuple[str, ...]) -> tuple[str, ...]:
        """The patterns, without those that the machine's settings protect for everybody."""
        from cleanup.workflow.reading_settings import protected_by

        added = () if self.machine is None else protected_by(self.machine)
        return tuple(pattern for pattern in patterns if pattern not in added)

    def check_can_move(self) -> None:
        """Raise UsageProblem for root with somebody else's home: the owner could not use what root leaves there."""
        home = str(self.home)
        if _is_of_another(home):
            raise UsageProblem(
                tr("You are root, and the home {home} belongs to another user (number {owner}).",
                   home=home, owner=facts_behind(nearest_folder(home)).st_uid),
                tr("Run it as that user, or with root's own home: sudo -H."),
            )  # fmt: skip


def new_id(at: datetime) -> str:
    """The name of a scan or run that began at this time: the time, and four random digits."""
    return f"{at:%Y%m%d-%H%M%S}-{os.urandom(2).hex()}"
