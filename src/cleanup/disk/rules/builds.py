"""What builds make in a project, as rules: ``builds.toml``, and which of them applies to a folder now.

A rule has ``what`` it finds; ``markers``, any of which must be beside the folder (``../name``: beside its parent);
``folders``, its names; and ``again``, what it costs to have it again. ``inside``: any of these names must be in it;
``without``: none of these; ``only``: no names with other endings. ``locks``: any of these must be beside it or above;
otherwise it is only shown. ``proof`` ``cmake``: its CMakeCache.txt must name the project around it;
``bundler``: Bundler must have put gems in it. ``choose``: rules may choose it if its category is named.

Names are compared in lower case; ``*`` works as in a shell.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Set
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from cleanup.disk.quietly import beginning_of, everything_in, names_at
from cleanup.disk.rules.tables import read_tables
from cleanup.disk.tracked import Tracking, tracking_of
from cleanup.language import tr
from cleanup.model.names import alike
from cleanup.model.paths import above, folded

_LISTS = Path(__file__).with_name("builds.toml")
_ABOVE = "../"
_HOME_DIRECTORY = re.compile(rb"^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$", re.MULTILINE)
# What a person makes: if it is newer than everything the build made, it is somebody's work.
_WORK = frozenset({
    ".7z", ".cr2", ".doc", ".docx", ".flac", ".heic", ".jpeg", ".jpg", ".mkv", ".mov", ".mp3", ".mp4", ".nef", ".odp",
    ".ods", ".odt", ".pdf", ".ppt", ".pptx", ".rar", ".raw", ".wav", ".xls", ".xlsx", ".zip",
})  # fmt: skip
# What nobody can make again, however old it is.
_KEYS = frozenset({".jks", ".keystore"})
_MOST = 1 << 22


class Build(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One table of the rules; see the top of this module."""

    what: str
    markers: tuple[str, ...]
    folders: tuple[str, ...]
    inside: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    locks: tuple[str, ...] = ()
    proof: str = ""
    choose: bool = False
    again: str


class Found(NamedTuple):
    """A rule that applies, and whether rules may choose what it found, once that is old enough."""

    build: Build
    may_go: bool


@cache
def build_rules() -> dict[str, Build]:
    """The rules that come with the program; raises DocumentProblem if they cannot be used."""
    return read_tables(_LISTS, Build, _checked)


def _checked(build: Build) -> Build:
    if not (build.markers and build.folders and build.again) or build.proof not in {"", *_PROOFS}:
        raise ValueError(tr("a name is empty"))
    return build


def build_at(path: str, going: Set[str] = frozenset()) -> Found | None:
    """The rule that applies to the folder at a path, or None, also if version control has any of it.

    Names beside it that are ``going``, in the form in which names are compared, do not count. Reads the disk; raises
    OSError if something cannot be looked at.
    """
    folder, name = os.path.split(path)
    named = [build for build in build_rules().values() if _any(build.folders, {alike(name)})]
    if not named or os.path.islink(path) or os.path.ismount(path) or not os.path.isdir(path):
        return None
    beside, inside = _names(folder) - going, _names(path)
    if any(marker.startswith(_ABOVE) for build in named for marker in build.markers):
        beside |= {_ABOVE + name for name in _names(os.path.dirname(folder))}
    for build in named:
        if not _holds(build, path, beside, inside):
            continue
        tracking = tracking_of(path)
        if tracking is Tracking.TRACKED:
            return None
        locked = not build.locks or _is_locked(build, folder)
        return Found(build, build.choose and locked and tracking is Tracking.UNTRACKED)
    return None


def _holds(build: Build, path: str, beside: set[str], inside: set[str]) -> bool:
    if not _any(build.markers, beside) or (build.inside and not _any(build.inside, inside)):
        return False
    if _any(build.without, inside) or (build.only and not all(name.endswith(build.only) for name in inside)):
        return False
    return not build.proof or _PROOFS[build.proof](path)


def _any(patterns: tuple[str, ...], names: set[str]) -> bool:
    """Whether any of these names fits any of these patterns."""
    return any(
        pattern in names or ("*" in pattern and any(fnmatchcase(name, pattern) for name in names))
        for pattern in patterns
    )


def _names(folder: str) -> set[str]:
    return {alike(name) for name in names_at(folder)}


def _is_locked(build: Build, folder: str) -> bool:
    """Whether the exact versions are recorded, beside it or for a workspace above."""
    try:
        return any(_any(build.locks, _names(each)) for each in (folder, *above(folder)))
    except OSError:
        return False


def _is_of_project(path: str) -> bool:
    found = _HOME_DIRECTORY.search(beginning_of(os.path.join(path, "CMakeCache.txt"), _MOST))
    if found is None:
        return False
    # On Windows its lines end in two letters, and the drive may be in lower case.
    home, around = os.fsdecode(found[1].rstrip(b"\r")), os.path.dirname(path)
    return folded(os.path.realpath(home)) == folded(os.path.realpath(around))


def _holds_gems(path: str) -> bool:
    """Whether Bundler put gems here: bundle/RUBY/VERSION/gems."""
    bundle = os.path.join(path, "bundle")
    rubies = [os.path.join(bundle, ruby) for ruby in names_at(bundle)]
    return any(os.path.isdir(os.path.join(ruby, each, "gems")) for ruby in rubies for each in names_at(ruby))


_PROOFS = {"cmake": _is_of_project, "bundler": _holds_gems}


def holds_work(path: str) -> bool:
    """Whether a folder may contain a person's work: a repository, a key, or a document as new as everything the build
    made.
    """
    work, made = 0, 0
    for inner, seen in everything_in(path):
        name = os.path.basename(inner)
        if name == ".git":
            return True
        if stat.S_ISDIR(seen.st_mode):
            continue
        ending = os.path.splitext(name)[1].lower()
        if ending in _KEYS:
            return True
        if ending in _WORK:
            work = max(work, seen.st_mtime_ns)
        else:
            made = max(made, seen.st_mtime_ns)
    return 0 < work >= made
