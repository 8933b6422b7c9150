"""Where the steps of a plan go, worked out before anything moves from the mount table, permissions and file systems."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

from cleanup.act.movers.mover import Mover, MoverRequest
from cleanup.act.movers.registry import begin_mover
from cleanup.disk.filesystems import SHARING
from cleanup.disk.leaving import Leaving
from cleanup.disk.reading.shared_blocks import are_layers_known
from cleanup.disk.rules.protected_above import is_in_trash
from cleanup.disk.system import mount_number, mount_table
from cleanup.disk.trashes.trash_places import NoTrash, TrashPlace, read_only, top_of_device
from cleanup.disk.volumes import mount_of
from cleanup.language import tr
from cleanup.model.coverage import Mount
from cleanup.model.errors import UsageProblem
from cleanup.model.plan import Adding, Amounts, Destination, Kind, Plan, Step, amounts_in
from cleanup.model.remembered import Remembered
from cleanup.model.way import TO_TRASH, Way
from cleanup.workflow.environment import Context


def destinations(plan: Plan, context: Context, way: Way = TO_TRASH) -> tuple[Destination, ...]:
    """Where the steps go, volume by volume, and which cannot move and why. Reads the disk, makes nothing.

    Raises UsageProblem for a quarantine that cannot be used.
    """
    context.check_can_move()
    if way.quarantine is not None:
        _check_quarantine(folder_to_fill(way.quarantine), context)
    mover = begin_mover(request_of(context, "", way))
    places = _Places(mover)
    sums: defaultdict[Destination, Adding] = defaultdict(Adding)
    kinds: defaultdict[Destination, Counter[Kind]] = defaultdict(Counter)
    refused: defaultdict[Destination, list[str]] = defaultdict(list)
    for step in plan.steps:
        place = places.of(step)
        sums[place].add(*amounts_in(step))
        kinds[place][step.kind] += 1
        if place.problem:
            refused[place].append(step.id)
    found = (
        replace(place, amounts=sums[place].amounts(), kinds=tuple(kinds[place].items()), refused=tuple(refused[place]))
        for place in sums
    )
    return tuple(sorted(found, key=lambda each: (each.volume, each.trash, each.problem, each.unsure)))


def folder_to_fill(path: Path) -> Path:
    """The real path of a folder that files go into and that need not exist yet; raises UsageProblem if it cannot."""
    real = Path(os.path.realpath(path))
    there = next((each for each in (real, *real.parents) if os.path.lexists(each)), real)
    if not there.is_dir():
        raise UsageProblem(tr("“{path}” is not a folder.", path=there), tr("Name a folder; it need not exist yet."))
    return real


def _check_quarantine(real: Path, context: Context) -> None:
    """What is quarantined in a trash goes when somebody empties that; raises UsageProblem."""
    if is_in_trash(str(real), context.protection()):
        raise UsageProblem(
            tr("“{path}” is in the trash or belongs to cleanup itself, so nothing goes there.", path=real),
            tr("Name another folder."),
        )


def request_of(context: Context, run: str, way: Way) -> MoverRequest:
    """What a run in this context asks of its mover."""
    return MoverRequest(context.real_home, run, way, context.listener.stopped, context.clock)


class _Places:
    """Finds the place for one step after another; what is known about a volume applies to everything on it."""

    def __init__(self, mover: Mover) -> None:
        self._mover = mover
        self._leaving = Leaving(mover.owner_demanded)
        self._mounts = mount_table()
        self._known: dict[int, Mount] = {}
        self._of_folders: Remembered[bytes, Mount] = Remembered()
        self._found: dict[tuple[TrashPlace, str, Kind], Destination] = {}

    def of(self, step: Step) -> Destination:
        """The destination of this step, with no amounts yet."""
        mount = self._mount_of(os.path.dirname(step.path))
        problem = read_only() if mount.read_only else self._leaving.why_not(step.path, step.kind)
        if problem is not None:
            return _refused(mount.path, problem, aside=self._mover.aside)
        try:
            place = self._mover.destination(step)
        except NoTrash as reason:
            top = top_of_device(os.fsdecode(os.path.dirname(step.path)), step.identity.device, mount.path)
            return _refused(top, reason, aside=self._mover.aside)
        found = self._found.get((place, mount.path, step.kind))
        if found is None:
            found = self._found[place, mount.path, step.kind] = self._going_to(place, mount, step.kind)
        return found

    def _going_to(self, place: TrashPlace, mount: Mount, kind: Kind) -> Destination:
        unsure = place.unsure
        if kind is Kind.FOLDER and mount.filesystem == "overlay":
            unsure = tr("a folder with parts in a lower layer of an overlay cannot be moved")
        sharing = mount.filesystem in SHARING or not are_layers_known(mount)
        return Destination(
            os.fsencode(place.top or mount.path), os.fsencode(place.path), "", Amounts(), sharing, self._mover.aside,
            unsure=unsure, note=place.note,
        )  # fmt: skip

    def _mount_of(self, folder: bytes) -> Mount:
        if (mount := self._of_folders.get(folder)) is not None:
            return mount
        number = mount_number(folder)
        mount = self._known.get(number)
        if mount is None:
            mount = mount_of(os.fsdecode(folder), self._mounts)
            if number:
                self._known[number] = mount
        self._of_folders.note(folder, mount, len(folder))
        return mount


def _refused(volume: str, problem: NoTrash, *, aside: bool) -> Destination:
    told = f"{problem.message}. {problem.advice}"
    return Destination(os.fsencode(volume), b"", told, Amounts(), aside=aside, code=problem.code)
