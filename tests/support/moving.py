"""Moves, undos and purges in this process, plans made by hand, and looks into a trash."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cleanup import __version__
from cleanup.act.undo import RestoreOptions
from cleanup.disk.identity import identity_of, kind_of
from cleanup.disk.manifest import manifest_of
from cleanup.disk.system import allocated_bytes, facts_by_path, leave, open_folder
from cleanup.model.category import Proof
from cleanup.model.event import Listener
from cleanup.model.finding import Why
from cleanup.model.plan import Identity, Keeper, Kind, Manifest, Plan, Step
from cleanup.model.run import Freed, Item, Result, Run, Undone, Whereabouts
from cleanup.workflow import moving, planning, undoing
from cleanup.workflow.environment import Context, user_name
from support.looking import scan
from support.selecting import EveryCopy

AnyPath = str | bytes | Path


def whatever_touched(identity: Identity) -> Identity:
    """An identity without the time of the last change, which a rename sets."""
    return replace(identity, changed=0)


class WarningList(Listener):
    """A listener that keeps the warnings."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def warn(self, text: str) -> None:
        self.warnings.append(text)


class Mover:
    """What cleanup does for one user, in this process: their home, their trash, and the program's own folders."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.own = home / ".own"
        self.listen = WarningList()
        self.context = Context.inside(home, self.own, self.listen)

    @property
    def trash(self) -> Path:
        """The home trash."""
        return self.home / ".local" / "share" / "Trash"

    def move(self, *paths: AnyPath) -> Run:
        """Move these things, as ``cleanup trash FILE…`` does."""
        return self.carry_out(planning.plan_of_files(map(os.fsdecode, paths), self.context))

    def carry_out(self, plan: Plan) -> Run:
        """Move what a plan names."""
        return moving.carry_out(plan, self.context)

    def plan_of_duplicates(self, *roots: Path) -> Plan:
        """What the default rules choose from a scan of these folders now."""
        return planning.plan_of_scan(scan(roots, self.own, everything=False), EveryCopy(), self.context)

    def undo(self, run: str = "last", **options: Any) -> Undone:
        """Bring all items of a run back."""
        return undoing.undo(run, lambda _: True, RestoreOptions(**options), self.context)

    def purge(self, run: str) -> Freed:
        """Free what is left of a run in the trash."""
        return undoing.purge([run], self.context)

    def runs_older_than(self, moment: datetime) -> list[str]:
        """The runs that a purge of everything older would free."""
        return [run.id for run in undoing.to_purge(None, moment, self.context)]

    def now(self, run: str = "last") -> list[Whereabouts]:
        """Where each item of a run is."""
        return list(undoing.look_back(self.context, run)[0].now)


def ends(results: Run | Undone | Freed) -> dict[str, str]:
    """How each item ended, by the last part of its path: ``done``, or the code of the reason why not."""
    match results:
        case Run():
            each: Iterable[tuple[Item, Item | Result]] = [(item, item) for item in results.items]
        case Undone():
            each = [(result.item, result) for result in results.results]
        case Freed():
            each = [(result.item, result) for _, result in results.results]
    return {os.fsdecode(os.path.basename(item.path)): result.code or result.status.value for item, result in each}


def a_step(path: AnyPath, keeper: AnyPath | None = None, **changes: Any) -> Step:
    """The step for a thing as it is now; a pipe, socket or device is called a file.

    Without a ``manifest`` among the changes, a folder is looked through.
    """
    seen = facts_by_path(path)
    kind = kind_of(seen) or Kind.FILE
    if kind is Kind.FOLDER and "manifest" not in changes:
        changes["manifest"] = a_manifest(path)
    step = Step(
        id=os.urandom(4).hex(),
        path=os.fsencode(path),
        kind=kind,
        identity=identity_of(seen),
        allocated=allocated_bytes(seen),
        links=seen.st_nlink,
        category="chosen" if keeper is None else "duplicates",
        why=Why("for a test"),
        keeper=None if keeper is None else a_keeper(keeper),
        proof=Proof.NONE if keeper is None else Proof.SAME_BYTES,
    )
    return replace(step, **changes)


def a_keeper(path: AnyPath) -> Keeper:
    """A copy that stays, as it is now."""
    return Keeper(os.fsencode(path), identity_of(facts_by_path(path)))


def a_manifest(path: AnyPath) -> Manifest:
    """What a folder holds now."""
    folder = open_folder(os.fsdecode(path))
    try:
        return manifest_of(folder, facts_by_path(path).st_dev)
    finally:
        leave(folder)


def a_plan(*steps: Step, roots: tuple[bytes, ...] = ()) -> Plan:
    """A plan of these steps, made here and now."""
    return Plan(__version__, datetime.now(UTC), socket.gethostname(), user_name(), "", None, roots, steps)


Snapshot = dict[bytes, tuple[int, int, int, bytes]]


def snapshot(root: AnyPath) -> Snapshot:
    """All below a folder by path: mode, inode, time of change (not of folders), and content or target."""
    top = os.fsencode(root)
    found: Snapshot = {}
    for folder, folders, files in os.walk(top):
        for name in [*folders, *files]:
            path = os.path.join(folder, name)
            seen = os.lstat(path)
            is_folder = stat.S_ISDIR(seen.st_mode)
            found[path[len(top) + 1 :]] = (
                seen.st_mode, seen.st_ino, 0 if is_folder else seen.st_mtime_ns, content_of(path)
            )  # fmt: skip
    return found


def content_of(path: bytes) -> bytes:
    """What a file holds, or where a link leads."""
    seen = os.lstat(path)
    if stat.S_ISREG(seen.st_mode):
        with open(path, "rb") as file:
            return file.read()
    return os.readlink(path) if stat.S_ISLNK(seen.st_mode) else b""


def in_trash(trash: Path) -> set[bytes]:
    """The names of the items in a trash; fails when an item has no info file, or an info file no item."""
    if not trash.is_dir():
        return set()
    items = set(os.listdir(os.fsencode(trash / "files")))
    infos = set(os.listdir(os.fsencode(trash / "info")))
    assert infos == {name + b".trashinfo" for name in items}, "each item has its info file, and each info file an item"
    return items


def bytes_in_trash(trash: Path) -> set[bytes]:
    """The contents of the files in a trash, whatever their names."""
    return {(trash / "files" / os.fsdecode(name)).read_bytes() for name in in_trash(trash)}


def far(year: int) -> datetime:
    """The first moment of a year."""
    return datetime(year, 1, 1, tzinfo=UTC)


class Drives:
    """A place where drives are plugged in and out; at the end none is left there."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._plugged = False
        place.mkdir(parents=True, exist_ok=True)

    def plug(self, *arguments: AnyPath) -> None:
        """Mount like mount(8), the place left out; skips where that cannot be done."""
        done = subprocess.run(["mount", *arguments, self.place], capture_output=True, check=False, text=True)
        if done.returncode:
            pytest.skip(f"cannot mount here: {done.stderr.strip()}")
        self._plugged = True

    def unplug(self) -> None:
        """Take the drive out."""
        if self._plugged:
            subprocess.run(["umount", self.place], check=True, capture_output=True)
        self._plugged = False


@contextmanager
def drives_at(place: Path) -> Iterator[Drives]:
    """A place for drives that come and go."""
    if os.geteuid() != 0:
        pytest.skip("needs to be root to mount")
    drives = Drives(place)
    try:
        yield drives
    finally:
        drives.unplug()
