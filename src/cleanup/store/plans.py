"""Read plan documents, as report/plan_json.py writes them and people edit them; keep those nobody named a file for."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from cleanup.language import tr
from cleanup.model.category import Proof
from cleanup.model.errors import DocumentProblem, StateProblem
from cleanup.model.finding import Why
from cleanup.model.plan import Identity, Keeper, Kind, LeftAlone, Manifest, Plan, Step
from cleanup.store.parts import PathPart, Tool, exact_path, nanoseconds, read_document


class _Keeper(PathPart, kw_only=True):
    device: int
    inode: int
    size: int
    modified: str
    rule: str = ""


class _Step(PathPart, kw_only=True):
    id: str
    action: Literal["trash"]
    type: Kind
    size: int
    allocated_bytes: int
    modified: str
    device: int
    inode: int
    links: int
    category: str
    why: str = ""
    keeper: _Keeper | None = None
    manifest: Manifest | None = None
    proof: Proof | None = None


class _About(msgspec.Struct):
    created_at: datetime
    host: str
    user: str
    scan: str
    scanned_at: datetime | None
    roots: list[PathPart]


class _Document(msgspec.Struct):
    tool: Tool
    plan: _About
    steps: list[_Step]
    left_alone: dict[str, int] = {}


def keep_plan(state: Path, name: str, write: Callable[[BinaryIO], None]) -> Path:
    """Keep a plan under this name in the state folder, for its user only; raises StateProblem."""
    path = state / "plans" / f"{name}.json"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise StateProblem(
            tr("The plan cannot be kept in {path}: {reason}.", path=path, reason=error.strerror),
            tr("Check the folder {path}.", path=path.parent),
        ) from None
    return path


def find_plan(path: Path) -> Plan:
    """The plan in a file; raises DocumentProblem when it cannot be read or is not a whole plan."""
    hint = tr("Name a document that “cleanup plan -o FILE” wrote.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DocumentProblem(
            tr("The plan “{name}” cannot be read: {reason}.", name=path, reason=error.strerror), hint
        ) from None
    return read_document(
        content, str(path), "plan", hint, lambda: _plan(msgspec.json.decode(content, type=_Document))
    )  # fmt: skip


def _plan(document: _Document) -> Plan:
    about = document.plan
    names = [step.id for step in document.steps]
    if len(set(names)) != len(names):
        raise ValueError(tr("two steps with the same id"))
    return Plan(
        tool_version=document.tool.version,
        created_at=about.created_at,
        host=about.host,
        user=about.user,
        scan=about.scan,
        scanned_at=about.scanned_at,
        roots=tuple(exact_path(root) for root in about.roots),
        steps=tuple(map(_step, document.steps)),
        left_alone=tuple(LeftAlone(code, files) for code, files in document.left_alone.items()),
    )


def _step(step: _Step) -> Step:
    if step.size < 0 or step.allocated_bytes < 0 or step.links < 0:
        raise ValueError(tr("a negative number in step {id}", id=step.id))
    keeper = None
    if step.keeper is not None:
        keeper = Keeper(exact_path(step.keeper), _identity(step.keeper), step.keeper.rule)
    is_folder = step.type is Kind.FOLDER
    return Step(
        id=step.id,
        path=exact_path(step),
        kind=step.type,
        identity=Identity(step.device, step.inode, 0, 0) if is_folder else _identity(step),
        allocated=step.allocated_bytes,
        links=step.links,
        category=step.category,
        why=Why(step.why),
        keeper=keeper,
        manifest=step.manifest,
        # Written before there were proofs: what had a copy that stays was compared with it.
        proof=step.proof or (Proof.SAME_BYTES if keeper else Proof.NONE),
    )


def _identity(file: _Step | _Keeper) -> Identity:
    return Identity(file.device, file.inode, file.size, nanoseconds(file.modified))
