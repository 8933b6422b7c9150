"""The story of a move: from a scan or named files to a plan, and from a plan to a run."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cleanup import __version__
from cleanup.act.apply import Applying
from cleanup.act.guard import Guard
from cleanup.act.history import tell
from cleanup.act.journal import Journal, next_run_file
from cleanup.act.lock import RunLock
from cleanup.act.movers.choice import choose_mover
from cleanup.act.movers.mover import NotPossible
from cleanup.act.records import VERSION, Ended, Head, plain
from cleanup.act.recover import recover
from cleanup.act.whole import fit_to_move, kept_files
from cleanup.disk.identity import identity_of, kind_of
from cleanup.disk.listing import leave, open_folder
from cleanup.disk.manifest import CrossesVolumes, manifest_of
from cleanup.disk.protected_above import ProtectedAbove
from cleanup.disk.status import allocated_bytes
from cleanup.disk.trash_places import NoTrash, trash_for
from cleanup.disk.volumes import SHARING, mount_table, volume_of
from cleanup.language import tr
from cleanup.model.choice import Choice
from cleanup.model.errors import DocumentProblem, StateProblem, UsageProblem
from cleanup.model.event import Listener
from cleanup.model.finding import Why
from cleanup.model.plan import CHOSEN, Destination, Kind, LeftAlone, Manifest, Plan, Step, amounts_of
from cleanup.model.run import Run, Space
from cleanup.model.scan import Scan
from cleanup.plan.steps import choose_steps
from cleanup.walk.selection import Patterns
from cleanup.workflow.around import Surroundings, new_id, user

EMPTY_FOLDERS = "empty-folders"
_NAMED = Why("named by you")


def plan_of_scan(scan: Scan, choice: Choice, around: Surroundings) -> Plan:
    """What would move by rules: of the chosen categories all but the copies that stay. Reads the disk.

    Raises DocumentProblem for a scan of another computer or user.
    """
    check_belongs(tr("scan"), scan.host, scan.user)
    above = ProtectedAbove(around.protection(), scan.roots)
    protect = Patterns(choice.protect, ())

    def stays(path: bytes) -> str:
        if choice.protect and protect.wants_file(os.fsdecode(path).lstrip("/")):
            return "kept-by-you"
        return above.why_it_stays(path)

    steps, left = choose_steps(scan, choice, stays)
    complete, changed = _with_manifests(steps)
    if changed:
        left = (*left, LeftAlone("changed", changed))
    return _plan(complete, left, scan.id, scan.started_at, scan.roots)


def plan_of_files(paths: Iterable[str], around: Surroundings) -> Plan:
    """What would move when these files, folders and links are named one by one; raises UsageProblem for any that
    cannot be. Reads the disk; a link is moved itself, not what it leads to."""
    guard = Guard(around.protection(), around.real_home, ())
    steps = tuple(_named(path, number, guard) for number, path in enumerate(dict.fromkeys(paths), 1))
    return _plan(steps, (), "", None, ())


def destinations(plan: Plan, around: Surroundings, quarantine: Path | None) -> tuple[Destination, ...]:
    """Where the steps go, volume by volume, and which have no trash to go to. Reads the disk, makes nothing."""
    around.check_can_move()
    mounts = mount_table()
    by_device: dict[int, list[Step]] = {}
    for step in plan.steps:
        by_device.setdefault(step.identity.device, []).append(step)
    found = []
    for device, steps in by_device.items():
        folder = os.path.dirname(os.fsdecode(steps[0].path))
        volume = volume_of(folder, mounts)
        trash, problem = "" if quarantine is None else str(quarantine), ""
        if quarantine is None and sys.platform not in {"darwin", "win32"}:
            try:
                trash = trash_for(folder, device, around.real_home, mounts).path
            except NoTrash as reason:
                problem = f"{reason.message}. {reason.advice}"
        sharing = volume.filesystem in SHARING
        found.append(
            Destination(
                os.fsencode(volume.path),
                os.fsencode(trash),
                problem,
                amounts_of(steps),
                sharing,
                quarantine is not None,
            )
        )
    return tuple(sorted(found, key=lambda each: each.volume))


def nothing_to_do(plan: Plan) -> Run:
    """The run of a plan without steps: none, and nothing is written down."""
    now = datetime.now(UTC)
    return Run(
        id="", tool_version=__version__, started_at=now, finished_at=now, host=socket.gethostname(), user=user(),
        scan=plan.scan, complete=True, items=(), space=Space(0, 0, 0),
    )  # fmt: skip


def check_plan(plan: Plan) -> Plan:
    """The plan, if it was made here; raises DocumentProblem for one of another computer or user."""
    check_belongs(tr("plan"), plan.host, plan.user)
    return plan


def check_belongs(what: str, host: str, owner: str) -> None:
    """Raise DocumentProblem for a document of another computer or user: its files are not those here."""
    if host != socket.gethostname() or owner != user():
        raise DocumentProblem(
            tr("This {what} was made on {host} by {user}, and nothing here is moved by it.",
               what=what, host=host, user=owner),
            tr("Scan here, as the owner of the files: cleanup scan"),
        )  # fmt: skip


def carry_out(plan: Plan, around: Surroundings, listen: Listener, quarantine: Path | None = None) -> Run:
    """Move what the plan names, as far as every check allows it; waits for another run to end.

    Raises StateProblem when nothing can be written down, and InterruptedWait while it waits. A journal that fails
    half-way stops the run; what was moved until then is in it.
    """
    around.check_can_move()
    started = datetime.now(UTC)
    state = around.own["state"]
    with RunLock(state, listen):
        recover(state, listen)
        run = new_id(started)
        file = next_run_file(state, run)
        with Journal(file, _head(plan, run, started)) as journal:
            listen.stage("move", len(plan.steps), sum(step.bytes_inside for step in plan.steps))
            guard = Guard(around.protection(), around.real_home, plan.roots, quarantine)
            try:
                with closing(choose_mover(around.real_home, run, quarantine, listen.stopped)) as mover:
                    _apply(plan, Applying(mover, guard, journal, listen, kept_files(plan)), journal)
                    mover.flush()
                journal.add([Ended(datetime.now(UTC), complete=not listen.stopped())])
            except StateProblem as problem:
                listen.warn(f"{problem.message} {problem.hint}")
            except OSError as error:
                listen.warn(tr("The disk reports an error, so nothing more is moved: {reason}.", reason=error.strerror))
        return tell(file).run


def _apply(plan: Plan, applying: Applying, journal: Journal) -> None:
    fit, held = fit_to_move(plan)
    journal.add(held)
    applying.carry_out(fit)


def _head(plan: Plan, run: str, started: datetime) -> Head:
    return Head(
        version=VERSION,
        run=run,
        started_at=started,
        tool_version=__version__,
        host=plain(socket.gethostname()),
        user=plain(user()),
        scan=plan.scan,
        steps=len(plan.steps),
    )


def _plan(
    steps: tuple[Step, ...],
    left: tuple[LeftAlone, ...],
    scan: str,
    scanned_at: datetime | None,
    roots: tuple[bytes, ...],
) -> Plan:
    return Plan(
        tool_version=__version__,
        created_at=datetime.now(UTC),
        host=socket.gethostname(),
        user=user(),
        scan=scan,
        scanned_at=scanned_at,
        roots=roots,
        steps=steps,
        left_alone=left,
    )


def _with_manifests(steps: tuple[Step, ...]) -> tuple[tuple[Step, ...], int]:
    """The steps with what each folder holds now, and how many folders are not what was found any more."""
    complete = []
    for step in steps:
        if step.kind is not Kind.FOLDER:
            complete.append(step)
            continue
        manifest = _manifest(step.path, step.identity.device)
        if manifest is not None and not (step.category == EMPTY_FOLDERS and manifest.others):
            complete.append(replace(step, manifest=manifest))
    return tuple(complete), len(steps) - len(complete)


def _manifest(path: bytes, device: int) -> Manifest | None:
    try:
        folder = open_folder(os.fsdecode(path))
        try:
            return manifest_of(folder, device)
        finally:
            leave(folder)
    except (OSError, CrossesVolumes):
        return None


def _named(path: str, number: int, guard: Guard) -> Step:
    """The step for a path as a user typed it."""
    bare = path.rstrip(os.sep)
    if os.path.basename(bare) in {"", ".", ".."}:
        raise UsageProblem(
            tr("“{path}” names no file.", path=path), tr("Name the file or folder itself, such as: old.iso")
        )
    real = os.path.join(os.path.realpath(os.path.dirname(bare) or "."), os.path.basename(bare))
    try:
        seen = os.lstat(real)
    except OSError as error:
        raise UsageProblem(
            tr("“{path}” cannot be moved: {reason}.", path=path, reason=error.strerror),
            tr("Check the spelling; nothing was moved."),
        ) from None
    kind = kind_of(seen)
    if kind is None:
        raise UsageProblem(
            tr("“{path}” is neither a file nor a folder nor a link.", path=path),
            tr("Leave it out; nothing was moved."),
        )
    if kind is Kind.FILE and path != bare:
        raise UsageProblem(
            tr("“{path}” is a file, and has a slash at its end as folders have.", path=path),
            tr("Name it without the slash; nothing was moved."),
        )
    if kind is Kind.LINK and path != bare:
        raise UsageProblem(
            tr("“{path}” is a link with a slash at its end.", path=path),
            tr("Name it without the slash to move the link, or name the folder it leads to."),
        )
    try:
        guard.check(os.fsencode(real), kind)
    except NotPossible as problem:
        raise UsageProblem(
            tr("“{path}” is never moved: {reason}.", path=path, reason=problem.message),
            tr("Leave it out; nothing was moved."),
        ) from None
    manifest = None
    if kind is Kind.FOLDER:
        manifest = _manifest(os.fsencode(real), seen.st_dev)
        if manifest is None:
            raise UsageProblem(
                tr("The folder “{path}” cannot be looked through: no permission, or another drive in it.", path=path),
                tr("Leave it out; nothing was moved."),
            )
    return Step(
        id=str(number),
        path=os.fsencode(real),
        kind=kind,
        identity=identity_of(seen),
        allocated=allocated_bytes(seen),
        links=seen.st_nlink,
        category=CHOSEN,
        why=_NAMED,
        manifest=manifest,
    )
