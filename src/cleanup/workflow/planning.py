"""The story of a plan: from a scan by rules, or from named files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from cleanup import __version__
from cleanup.act.guard import Guard
from cleanup.act.movers.mover import NotPossible
from cleanup.disk.as_typed import as_typed, hint_for_missing
from cleanup.disk.cloud import is_hidden
from cleanup.disk.filesystems import SHARING
from cleanup.disk.identity import identity_of, kind_of
from cleanup.disk.manifest import CrossesVolumes, manifest_at
from cleanup.disk.reading.shared_blocks import is_in_lower_layer, shared_in_folder
from cleanup.disk.rules.droppings import holds_nothing
from cleanup.disk.system import (
    Facts,
    allocated_bytes,
    as_spelled,
    facts_by_path,
    mount_table,
    owner_name,
)
from cleanup.disk.views import may_be_one_layer, show_one_file
from cleanup.disk.volumes import mount_of
from cleanup.language import mark, tr
from cleanup.model.category import CHOSEN
from cleanup.model.choice import Choice
from cleanup.model.coverage import Mount
from cleanup.model.errors import UsageProblem
from cleanup.model.finding import Why
from cleanup.model.paths import as_given
from cleanup.model.plan import Kind, LeftAlone, Manifest, Plan, Step
from cleanup.model.rule import written
from cleanup.model.scan import Scan
from cleanup.plan.choosable import FLEETING
from cleanup.plan.groups import Groups
from cleanup.plan.steps import choose_steps
from cleanup.workflow.archives_apart import without_archives_of_what_goes
from cleanup.workflow.builds_apart import without_builds_of_what_goes
from cleanup.workflow.checking import check_scan
from cleanup.workflow.emptied import with_emptied
from cleanup.workflow.environment import Context
from cleanup.workflow.matching_nothing import tell_what_matches_nothing
from cleanup.workflow.places import belonging_of_places, level_of_files, level_of_places
from cleanup.workflow.what_stays import as_scanned, why_it_stays

_NAMED = Why(mark("named by you"))
_NAMED_HIDDEN = Why(mark("named by you, and hidden: a program may need it"))


def plan_of_scan(scan: Scan, choice: Choice, context: Context) -> Plan:
    """What would move by rules: everything in the chosen categories but the copies that stay. Reads the disk.

    Raises DocumentProblem for a scan from another computer or user.
    """
    scan = check_scan(scan, context)
    choice = as_scanned(choice, scan)
    tell_what_matches_nothing(Groups(scan), choice, context)
    steps, left = choose_steps(
        scan,
        choice,
        why_it_stays(scan, choice, context),
        level_of_places(context),
        belonging_of_places(context, scan.roots),
    )
    if moved := scan.savings.moved_since.files:
        left = (*left, LeftAlone("moved", moved))
    plan = with_emptied(plan_of_steps(steps, left, scan, context), choice, context)
    are_copies = choice.every_copy and any(step.keeper for step in plan.steps)
    return replace(plan, rules=tuple(map(written, choice.keep)) if are_copies else ())


def plan_of_steps(steps: Sequence[Step], left: tuple[LeftAlone, ...], scan: Scan, context: Context) -> Plan:
    """The plan with these steps from a scan, recording what each folder contains now. Reads the disk."""
    only_empty = frozenset(found.category.name for found in scan.findings if found.category.only_empty)
    mounts = mount_table()
    apart = [step for step in steps if not _is_seen_twice(step, mounts)]
    lasting = _without_what_a_mount_keeps(apart, mounts, level_of_files(context))
    extracted = without_archives_of_what_goes(lasting)
    proved = without_builds_of_what_goes(extracted)
    but_droppings = scan.options.get("with-droppings") is True
    complete = tuple(_with_manifests(proved, only_empty, but_droppings))
    less = (
        LeftAlone("same-file", len(steps) - len(apart)),
        LeftAlone(FLEETING, len(apart) - len(lasting)),
        LeftAlone("extracted-goes", len(lasting) - len(extracted)),
        LeftAlone("marker-goes", len(extracted) - len(proved)),
        LeftAlone("changed", len(proved) - len(complete)),
    )
    left = (*left, *(each for each in less if each.files))
    plan = _plan(complete, left, scan.id, scan.started_at, scan.roots, context)
    return replace(plan, owners=scan.owners, volumes=scan.volumes)


def _is_seen_twice(step: Step, mounts: tuple[Mount, ...]) -> bool:
    """Whether the copy that stays can be the very file that goes, seen through another mount."""
    keeper = step.keeper
    if keeper is None or keeper.identity.device == step.identity.device:
        return False
    numbers = step.identity.inode, keeper.identity.inode
    return show_one_file(step.path, keeper.path, mounts) or may_be_one_layer(
        step.path, numbers[0], keeper.path, numbers[1], mounts
    )


def _without_what_a_mount_keeps(
    steps: Sequence[Step], mounts: tuple[Mount, ...], level: Callable[[bytes], int]
) -> list[Step]:
    """The steps, without those whose copy that stays is mounted over a single file, and lasts less long."""
    mounted = {os.fsencode(mount.path) for mount in mounts}
    return [
        step
        for step in steps
        if step.keeper is None or step.keeper.path not in mounted or level(step.keeper.path) <= level(step.path)
    ]


def plan_of_files(paths: Iterable[str], context: Context) -> Plan:
    """What would move if these files, folders and links were named one by one; raises UsageProblem for any that cannot.
    Reads the disk; a link itself moves, not its target.
    """
    guard = Guard(context.protection(), context.real_home, ())
    mounts = mount_table()
    steps = tuple(_named(path, number, guard, mounts) for number, path in enumerate(dict.fromkeys(paths), 1))
    plan = _plan(steps, (), "", None, (), context)
    return replace(plan, owners={step.owner: owner_name(step.owner) for step in steps})


def _plan(
    steps: Sequence[Step],
    left: tuple[LeftAlone, ...],
    scan: str,
    scanned_at: datetime | None,
    roots: tuple[bytes, ...],
    context: Context,
) -> Plan:
    return Plan(
        tool_version=__version__,
        created_at=context.clock(),
        host=context.host,
        user=context.user,
        scan=scan,
        scanned_at=scanned_at,
        roots=roots,
        steps=steps,
        left_alone=left,
    )


def _with_manifests(steps: Iterable[Step], only_empty: frozenset[str], but_droppings: bool) -> Iterator[Step]:
    """The steps, recording what each folder contains now, without folders that are no longer what was found.

    Folders in the categories ``only_empty`` move only while nothing is in them, or nothing ``but_droppings`` if the
    scan was told so.
    """
    for step in steps:
        if step.kind is not Kind.FOLDER:
            yield step
            continue
        manifest = _manifest(step.path, step.identity.device)
        if manifest is None or (step.category in only_empty and not holds_nothing(step.path, but_droppings)):
            continue
        yield replace(step, manifest=manifest)


def _manifest(path: bytes, device: int) -> Manifest | None:
    try:
        return manifest_at(os.fsdecode(path), device)
    except (OSError, CrossesVolumes):
        return None


def _shared_bytes(path: str, seen: Facts, mounts: tuple[Mount, ...]) -> int:
    """What a file shares with other files or snapshots, on volumes where that is possible."""
    mount = mount_of(path, mounts)
    if is_in_lower_layer(os.fsencode(path), mount):
        return allocated_bytes(seen)
    if kind_of(seen) is not Kind.FILE or mount.filesystem not in SHARING:
        return 0
    folder, name = os.path.split(path)
    return shared_in_folder(os.fsencode(folder), [(os.fsencode(name), (seen.st_dev, seen.st_ino))])[0]


def _named(path: str, number: int, guard: Guard, mounts: tuple[Mount, ...]) -> Step:
    """The step for a path as a user typed it."""
    leave_out = tr("Leave it out; nothing was moved.")
    path = as_typed(path)
    bare = path.rstrip(os.sep + (os.altsep or ""))
    if os.path.basename(bare) in {"", ".", ".."}:
        raise UsageProblem(
            tr("“{path}” names no file.", path=path), tr("Name the file or folder itself, such as: old.iso")
        )
    try:
        folder = as_spelled(as_given(os.path.realpath(os.path.dirname(bare) or ".")))
        real = as_spelled(os.path.join(folder, os.path.basename(bare)))
        seen = facts_by_path(real)
    except OSError as error:
        raise UsageProblem(
            tr("“{path}” cannot be moved: {reason}.", path=path, reason=error.strerror),
            hint_for_missing(path, tr("Check the spelling; nothing was moved.")),
        ) from None
    kind = kind_of(seen)
    if kind is None:
        raise UsageProblem(tr("“{path}” is not a file, folder or link.", path=path), leave_out)
    if kind is Kind.FILE and path != bare:
        raise UsageProblem(
            tr("“{path}” is a file, but ends in a slash as folders do.", path=path),
            tr("Name it without the slash; nothing was moved."),
        )
    if kind is Kind.LINK and path != bare:
        raise UsageProblem(
            tr("“{path}” is a link, but ends in a slash.", path=path),
            tr("Name it without the slash to move the link, or name the folder it leads to."),
        )
    try:
        guard.check(os.fsencode(real), kind)
    except NotPossible as problem:
        problem_with_it = tr("“{path}” is never moved: {reason}.", path=path, reason=problem.message)
        raise UsageProblem(problem_with_it, leave_out) from None
    manifest = None
    if kind is Kind.FOLDER:
        manifest = _manifest(os.fsencode(real), seen.st_dev)
        if manifest is None:
            raise UsageProblem(
                tr("The folder “{path}” cannot be looked through: no permission, or another drive in it.", path=path),
                leave_out,
            )
    return Step(
        id=str(number),
        path=os.fsencode(real),
        kind=kind,
        identity=identity_of(seen),
        allocated=allocated_bytes(seen) - _shared_bytes(real, seen, mounts),
        links=seen.st_nlink,
        category=CHOSEN.name,
        why=_NAMED_HIDDEN if is_hidden(os.path.basename(real), seen) else _NAMED,
        manifest=manifest,
        owner=seen.st_uid,
    )
