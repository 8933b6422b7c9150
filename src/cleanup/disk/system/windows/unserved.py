"""Windows, which is not served yet: each question is answered by the one error that says so."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NoReturn

from cleanup.disk.system.facts import Facts, Handle, Listed, NotServed
from cleanup.model.coverage import Mount

PASS = os.O_RDONLY


def _refuse(*_: object) -> NoReturn:
    raise NotServed


open_folder: Callable[[str | bytes], Handle] = _refuse
reach_folder: Callable[[str | bytes], Handle] = _refuse
enter: Callable[[Handle, str | bytes], Handle] = _refuse
pass_into: Callable[[bytes], Handle] = _refuse
fits: Callable[[bytes], bool] = _refuse
descriptors_allowed: Callable[[], int] = _refuse
leave: Callable[[Handle], None] = _refuse
names_in: Callable[[Handle], list[str]] = _refuse
listed_in: Callable[[Handle], Listed] = _refuse
facts_at: Callable[[Handle, str | bytes], os.stat_result] = _refuse
facts_of: Callable[[int], os.stat_result] = _refuse
allocated_bytes: Callable[[Facts], int] = _refuse
open_file: Callable[[Handle, str | bytes], int] = _refuse
close_file: Callable[[int], None] = _refuse
link_text: Callable[[Handle, str | bytes], bytes] = _refuse
read_at: Callable[[int, int, int], bytes] = _refuse
user_number: Callable[[], int] = _refuse
homes: Callable[[], set[str]] = _refuse
mount_table: Callable[[], tuple[Mount, ...]] = _refuse
mount_number: Callable[[str | bytes], int] = _refuse
is_locked: Callable[[str | bytes], bool] = _refuse
why_no_changes: Callable[[str | bytes], int] = _refuse
subvolume: Callable[[str, str], str] = _refuse
with_uuid: Callable[[Mount], Mount] = _refuse
is_rotational: Callable[[str], bool] = _refuse
shared_bytes: Callable[[int], int] = _refuse
reserved_ranges: Callable[[int], list[tuple[int, int]]] = _refuse
look_afresh: Callable[[int], None] = _refuse
step_back: Callable[[], None] = _refuse
free_bytes: Callable[[Handle], int] = _refuse
room_on_volume: Callable[[str | bytes], tuple[int, int]] = _refuse
owner_name: Callable[[int], str] = _refuse
may_others_write: Callable[[str, os.stat_result], bool] = _refuse


def is_elevated() -> bool:
    """Nobody is, as far as this program knows."""
    return False


def home_told() -> str:
    """The user's home."""
    return os.path.expanduser("~")


home_of_user = home_told


def own_folders(_: str) -> tuple[str, str, str]:
    """Where the cache, the state and the settings of the program lie."""
    from platformdirs import PlatformDirs

    own = PlatformDirs("cleanup", appauthor=False)
    return own.user_cache_dir, own.user_state_dir, own.user_config_dir


def machine_folder() -> str:
    """Where the settings of the whole machine lie."""
    from platformdirs import PlatformDirs

    return PlatformDirs("cleanup", appauthor=False).site_config_dir


class Guest:
    """See ``linux/page_cache.py``."""

    def __init__(self, file: int, size: int) -> None: ...

    leave_behind: Callable[[int], None] = _refuse


def files_behind_volumes() -> frozenset[str]:
    """Nothing tells; a disk image that is attached is locked by the system."""
    return frozenset()


def give_back_what_is_free() -> None:
    """Nothing to do, and nothing that a command which only shows something should fail by."""


def paths_in_use() -> frozenset[str]:
    """Nothing tells; the system itself refuses to move most of what is open."""
    return frozenset()


def watched(work: Callable[[], int], drives: object, ask: object) -> tuple[int | None, frozenset[str]]:  # noqa: ARG001
    """Do work right here: what does not answer is not found out."""
    return work(), frozenset()


is_kept_in_step: Callable[[bytes], bool] = _refuse
