"""Plan documents, one step per line so that people can edit them: written and read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO, Literal

import msgspec
from msgspec import UNSET, UnsetType

from cleanup.documents.parts import (
    Head,
    Owner,
    PathPart,
    exact,
    exact_path,
    first_keys,
    instant,
    nanoseconds,
    owner_number,
    owner_of,
    read_document,
    whole_text,
    write_document,
)
from cleanup.language import mark, said, tr
from cleanup.model.category import Proof
from cleanup.model.coverage import Volume
from cleanup.model.finding import Why
from cleanup.model.plan import (
    Amounts,
    Destination,
    Identity,
    Keeper,
    Kind,
    LeftAlone,
    Manifest,
    Plan,
    Step,
    add_amounts,
    amounts_of,
    promised,
)
from cleanup.model.reasons import reason

PLAN_HINT = mark("Name a document that “cleanup plan -o FILE” wrote.")


class _Keeper(PathPart, kw_only=True):
    device: int
    inode: int
    size: int
    modified: str
    changed: str | UnsetType = UNSET
    owner: Owner | UnsetType = UNSET
    rule: str = ""


# Far beyond any disk, and small enough for sums and pages.
_LARGEST = 1 << 256


class _Step(msgspec.Struct, kw_only=True):
    id: str
    action: Literal["trash"]
    path: str
    path_bytes: str | UnsetType | None = UNSET
    type: Kind
    size: int
    allocated_bytes: int
    modified: str
    changed: str | UnsetType = UNSET
    device: int
    inode: int
    links: int
    owner: Owner | UnsetType = UNSET
    category: str
    why: str = ""
    proof: Proof | None = None
    keeper: _Keeper | None = None
    manifest: Manifest | UnsetType | None = UNSET


class _About(msgspec.Struct):
    created_at: datetime
    host: str
    user: str
    scan: str
    scanned_at: datetime | None
    roots: list[PathPart]
    rules: tuple[str, ...] = ()


_ALIKE = ("created_at", "host", "user", "scan", "scanned_at")


class _Totals(msgspec.Struct, frozen=True):
    files: int = 0
    bytes: int = 0
    reclaimable_bytes: int = 0
    folders: int = 0


class _Where(msgspec.Struct, kw_only=True):
    volume: PathPart
    trash: PathPart | None
    files: int
    bytes: int
    reclaimable_bytes: int
    code: str = ""
    problem: str = ""
    may_be_refused: str = ""
    note: str = ""


class PlanStart(Head, kw_only=True):
    """A plan without its steps."""

    plan: _About
    totals: _Totals = _Totals()
    cannot_move: _Totals = _Totals()
    may_be_refused: _Totals = _Totals()
    destinations: list[_Where] | None = None
    volumes: list[Volume] = msgspec.field(default_factory=list)
    left_alone: dict[str, int] = msgspec.field(default_factory=dict)


class PlanDocument(PlanStart, kw_only=True):
    """What would move to the trash, step by step."""

    steps: list[_Step]


def write_plan(plan: Plan, stream: BinaryIO) -> None:
    """Write the plan; what is read back is the same plan."""
    found = plan.destinations
    amounts = amounts_of(plan.steps) if found is None else promised(found)
    start = PlanStart(
        **first_keys("plan", plan.tool_version),
        plan=_About(
            **{name: getattr(plan, name) for name in _ALIKE},
            roots=[PathPart(**exact(root)) for root in plan.roots],
            rules=tuple(map(whole_text, plan.rules)),
        ),
        totals=_totals(amounts, _folders_of(plan)),
        cannot_move=_totals(add_amounts(each.amounts for each in found or () if each.problem)),
        may_be_refused=_totals(add_amounts(each.amounts for each in found or () if each.unsure and not each.problem)),
        destinations=None if found is None else list(map(_where, found)),
        volumes=list(plan.volumes),
        left_alone={left.code: left.files for left in plan.left_alone},
    )
    write_document(start, "steps", (_written(step, plan.owners) for step in plan.steps), stream)


def _totals(amounts: Amounts, folders: int = 0) -> _Totals:
    return _Totals(amounts.things, amounts.size, amounts.reclaimable, folders)


def _folders_of(plan: Plan) -> int:
    """How many of the things that move are folders."""
    if plan.destinations is None:
        return sum(step.kind is Kind.FOLDER for step in plan.steps)
    return sum(dict(each.kinds).get(Kind.FOLDER, 0) for each in plan.destinations if not each.problem)


def _where(each: Destination) -> _Where:
    return _Where(
        volume=PathPart(**exact(each.volume)),
        trash=PathPart(**exact(each.trash)) if each.trash else None,
        files=each.amounts.things,
        bytes=each.amounts.size,
        reclaimable_bytes=0 if each.problem else each.amounts.reclaimable,
        code=each.code,
        problem=each.problem,
        may_be_refused=each.unsure,
        note=each.note,
    )


def _written(step: Step, owners: Mapping[int, str]) -> _Step:
    """One step as it is written in documents."""
    keeper = step.keeper
    return _Step(
        id=step.id,
        action="trash",
        **exact(step.path),
        type=step.kind,
        **_identified(step.identity),
        allocated_bytes=step.allocated,
        links=step.links,
        owner=owner_of(step.owner, owners),
        category=step.category,
        why=reason(step.why, step.detail),
        proof=step.proof,
        keeper=None
        if keeper is None
        else _Keeper(
            **exact(keeper.path),
            **_identified(keeper.identity),
            owner=owner_of(keeper.owner, owners),
            rule=whole_text(keeper.rule),
        ),
        manifest=UNSET if step.manifest is None else step.manifest,
    )


def _identified(identity: Identity) -> dict[str, Any]:
    return {
        "device": identity.device,
        "inode": identity.inode,
        "size": identity.size,
        "modified": instant(identity.modified),
        "changed": instant(identity.changed) if identity.changed else UNSET,
    }


def read_plan(content: bytes, name: str) -> Plan:
    """The plan in a document called ``name``; raises DocumentProblem if it is not a complete plan."""
    return read_document(
        content, name, "plan", said(PLAN_HINT), lambda: _plan(msgspec.json.decode(content, type=PlanDocument))
    )


def _plan(document: PlanDocument) -> Plan:
    about = document.plan
    names = [step.id for step in document.steps]
    if len(set(names)) != len(names):
        raise ValueError(tr("two steps with the same id"))
    owners: dict[int, str] = {}
    return Plan(
        tool_version=document.tool.version,
        **{name: getattr(about, name) for name in _ALIKE},
        roots=tuple(exact_path(root) for root in about.roots),
        rules=about.rules,
        steps=tuple(_step(step, owners) for step in document.steps),
        owners=owners,
        volumes=tuple(document.volumes),
        left_alone=tuple(LeftAlone(code, files) for code, files in document.left_alone.items()),
    )


def _step(step: _Step, owners: dict[int, str]) -> Step:
    if step.size < 0 or step.allocated_bytes < 0 or step.links < 0:
        raise ValueError(tr("a negative number in step {id}", id=step.id))
    if max(step.size, step.allocated_bytes, step.links) > _LARGEST:
        raise ValueError(tr("a number that is too large in step {id}", id=step.id))
    keeper = None
    if step.keeper is not None:
        keeper = Keeper(
            exact_path(step.keeper), _identity(step.keeper), step.keeper.rule, owner_number(step.keeper.owner, owners)
        )
    is_folder = step.type is Kind.FOLDER
    return Step(
        id=step.id,
        path=exact_path(PathPart(path=step.path, path_bytes=step.path_bytes)),
        kind=step.type,
        identity=Identity(step.device, step.inode, 0, 0) if is_folder else _identity(step),
        allocated=step.allocated_bytes,
        links=step.links,
        owner=owner_number(step.owner, owners),
        category=step.category,
        why=Why(step.why),
        keeper=keeper,
        manifest=step.manifest or None,
        # From before there were proofs: what had a copy that stays was compared with it.
        proof=step.proof or (Proof.SAME_BYTES if keeper else Proof.NONE),
    )


def _identity(file: _Step | _Keeper) -> Identity:
    changed = nanoseconds(file.changed) if file.changed else 0
    return Identity(file.device, file.inode, file.size, nanoseconds(file.modified), changed)
