"""Read JSON documents of scans, as report/as_json.py writes them, back into a scan."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime

import msgspec
import numpy as np
from numpy.typing import NDArray

from cleanup.language import tr
from cleanup.model.category import Category, Proof, Unit
from cleanup.model.coverage import Coverage, Passed
from cleanup.model.finding import NO_KEEPER, SMALL, Certainty, Findings, Measure, Reason, Why
from cleanup.model.inventory import FILE, FOLDER, NO_FOLDER, Inventory
from cleanup.model.row import NO_OWNER
from cleanup.model.savings import Savings, Share, Sum
from cleanup.model.scan import Option, Scan, Totals
from cleanup.model.thing import Kind, Things
from cleanup.model.trouble import Trouble
from cleanup.model.volume import Volume
from cleanup.store.parts import PathPart, Tool, exact_path, nanoseconds, older_category, read_document

_FOLDERS, _LINKS = 1 << 40, 2 << 40
_NEW = tuple(field.name for field in fields(Category) if field.name not in {"name", "may_be_safe"})


class _File(PathPart, kw_only=True):
    size: int
    allocated_bytes: int
    modified: str
    accessed: str
    device: int
    inode: int
    links: int
    keep: bool | None = None
    type: Kind | None = None
    reclaimable_bytes: int | None = None
    also: list[PathPart] = msgspec.field(default_factory=list)


class _Finding(msgspec.Struct):
    category: str
    certainty: Certainty
    reclaimable_bytes: int
    files: list[_File]
    digest: str | None = None
    detail: int = 0
    reason: int = 0


class _Reason(msgspec.Struct):
    why: str
    measure: Measure
    why_one: str = ""


class _Category(_Reason, kw_only=True):
    safe: bool
    of_folders: bool
    more_reasons: list[_Reason] = []
    # From here on not in documents of older versions.
    summary: str = ""
    unit: Unit | None = None
    takes: frozenset[Kind] = frozenset({Kind.FILE})
    wholes: bool = False
    only_empty: bool = False
    proof: Proof = Proof.NONE
    cost: str = ""
    remark: str = ""
    limit: str = ""
    by_last_use: bool = False


class _Share(msgspec.Struct):
    findings: int
    files: int
    reclaimable_bytes: int


class _FolderSum(PathPart, kw_only=True):
    reclaimable_bytes: int


class _Savings(msgspec.Struct):
    reclaimable_bytes: int
    files: int
    safe: Sum
    look: Sum
    by_category: dict[str, _Share]
    by_folder: list[_FolderSum] = []
    shared_bytes: int = 0


class _Passed(msgspec.Struct):
    files: int = 0
    bytes: int = 0
    folders: int = 0
    mounts: list[PathPart] = []


class _Coverage(msgspec.Struct):
    unreadable: _Passed
    protected: _Passed
    hidden: _Passed
    other_filesystems: _Passed
    cloud_only: _Passed
    filtered: _Passed


class _About(msgspec.Struct):
    id: str
    started_at: datetime
    finished_at: datetime
    host: str
    user: str
    roots: list[str]
    options: dict[str, Option]
    complete: bool
    root_bytes: list[str | None] = []


class _Trouble(PathPart, kw_only=True):
    stage: str
    code: str
    message: str


class _Document(msgspec.Struct):
    tool: Tool
    scan: _About
    totals: Totals
    coverage: _Coverage
    savings: _Savings
    categories: dict[str, _Category]
    findings: list[_Finding]
    troubles: list[_Trouble]
    volumes: list[Volume] = []


def load_scan(content: bytes, name: str) -> Scan:
    """The scan of a JSON document; ``name`` is what messages call it. Raises DocumentProblem."""
    hint = tr("Name a document that “cleanup scan -f json -o FILE” wrote, or “last”.")
    return read_document(content, name, "scan", hint, lambda: _scan(msgspec.json.decode(content, type=_Document)))


def _scan(document: _Document) -> Scan:
    about = document.scan
    for finding in document.findings:
        if finding.category not in document.categories:
            raise ValueError(tr("a finding of the unknown category “{name}”", name=finding.category))
    files = _Rows()
    findings = tuple(
        _findings(name, category, document.findings, files) for name, category in document.categories.items()
    )
    inventory = files.inventory()
    saved = document.savings
    return Scan(
        id=about.id,
        tool_version=document.tool.version,
        started_at=about.started_at,
        finished_at=about.finished_at,
        host=about.host,
        user=about.user,
        roots=tuple(exact_path(PathPart(*pair)) for pair in zip(about.roots, _root_bytes(about), strict=True)),
        options=about.options,
        complete=about.complete,
        totals=document.totals,
        coverage=_coverage(document.coverage),
        volumes=tuple(document.volumes),
        inventory=inventory,
        findings=tuple(_numbered(each, Things(inventory)) for each in findings),
        savings=Savings(
            total=Sum(saved.files, saved.reclaimable_bytes),
            safe=saved.safe,
            look=saved.look,
            by_category={
                name: Share(share.findings, share.files, share.reclaimable_bytes)
                for name, share in saved.by_category.items()
            },
            by_folder=tuple((exact_path(folder), folder.reclaimable_bytes) for folder in saved.by_folder),
            shared_bytes=saved.shared_bytes,
        ),
        troubles=tuple(
            Trouble(exact_path(trouble), trouble.stage, trouble.code, trouble.message) for trouble in document.troubles
        ),
    )


class _Rows:
    """Gathers the files, folders and links of a document as rows of an inventory."""

    def __init__(self) -> None:
        self._files: list[tuple[int, ...]] = []
        self._links: list[tuple[int, ...]] = []
        self._folders: list[tuple[int, ...]] = []
        self._folder_numbers: dict[bytes, int] = {}
        self._file_numbers: dict[bytes, int] = {}
        self._names = bytearray()

    def file(self, path: bytes, file: _File) -> int:
        """The row of a file, the same for the same path."""
        number = self._file_numbers.get(path)
        if number is None:
            number = self._file_numbers[path] = len(self._files)
            self._files.append(self._row(path, file))
        return number

    def link(self, path: bytes, file: _File) -> int:
        """The row of a link."""
        self._links.append(self._row(path, file))
        return len(self._links) - 1

    def _row(self, path: bytes, file: _File) -> tuple[int, ...]:
        folder, name = os.path.split(path)
        if not name:
            raise ValueError(tr("a file without a name"))
        return (self.folder(folder, None), *_values(file), self._name(name), NO_OWNER)

    def folder(self, path: bytes, file: _File | None) -> int:
        """The row of a folder, the same for the same path; its values count when it is a finding itself."""
        number = self._folder_numbers.get(path)
        if number is None:
            number = self._folder_numbers[path] = len(self._folders)
            self._folders.append((NO_FOLDER, 0, 0, 0, 0, 0, 0, 0, 0, self._name(path), NO_OWNER, 1))
        if file is not None:
            self._folders[number] = (NO_FOLDER, *_values(file), self._folders[number][-3], NO_OWNER, 1)
        return number

    def inventory(self) -> Inventory:
        """All rows."""
        files, folders = np.array(self._files, dtype=FILE), np.array(self._folders, dtype=FOLDER)
        return Inventory(files, folders, bytes(self._names), np.array(self._links, dtype=FILE))

    def _name(self, name: bytes) -> int:
        if b"\0" in name:
            raise ValueError(tr("a path with a NUL byte"))
        start = len(self._names)
        self._names += name + b"\0"
        return start


def _findings(name: str, category: _Category, everything: Sequence[_Finding], rows: _Rows) -> Findings:
    """The findings of a category; members are numbered for good only when all rows are there, and keepers are places
    among them until then."""
    mine = [finding for finding in everything if finding.category == name]
    members: list[int] = []
    frees: list[int | None] = []
    starts, keepers = [0], []
    usual = Kind.FOLDER if category.of_folders else Kind.FILE
    for finding in mine:
        keeper = NO_KEEPER
        if not finding.files:
            raise ValueError(tr("a finding without files"))
        if not 0 <= finding.reason <= len(category.more_reasons):
            raise ValueError(tr("a finding without a reason"))
        for file in finding.files:
            if file.keep and keeper != NO_KEEPER:
                raise ValueError(tr("a group with two kept copies"))
            if file.keep:
                keeper = len(members)
            members.append(_thing(file, file.type or usual, rows))
            frees.append(file.reclaimable_bytes)
        starts.append(len(members))
        keepers.append(keeper)
    certainties = {finding.reason: finding.certainty for finding in mine}
    method, digests = _digests(name, mine)
    return Findings(
        category=_described(name, category),
        reasons=tuple(
            Reason(Why(each.why, each.measure, each.why_one), certainties.get(place, Certainty.EXACT))
            for place, each in enumerate((category, *category.more_reasons))
        ),
        reasoned=np.array([finding.reason for finding in mine] if category.more_reasons else [], dtype=SMALL),
        members=np.array(members, dtype=np.int64),
        starts=np.array(starts, dtype=np.int64),
        details=np.array([finding.detail for finding in mine], dtype=np.int64),
        digests=digests,
        method=method,
        keepers=np.array(keepers, dtype=np.int64),
        reclaimable=np.array([finding.reclaimable_bytes for finding in mine], dtype=np.int64),
        frees=np.array([] if None in frees else frees, dtype=np.int64),
    )


def _described(name: str, category: _Category) -> Category:
    if category.unit is None:
        return older_category(name, category.measure, safe=category.safe, of_folders=category.of_folders)
    return Category(name, may_be_safe=category.safe, **{field: getattr(category, field) for field in _NEW})


def _thing(file: _File, kind: Kind, rows: _Rows) -> int:
    """The number of a thing until all rows are there: its row, far enough from those of other kinds."""
    path = exact_path(file)
    match kind:
        case Kind.FOLDER:
            return _FOLDERS + rows.folder(path, file)
        case Kind.LINK:
            return _LINKS + rows.link(path, file)
        case Kind.FILE:
            row = rows.file(path, file)
            for other in file.also:
                rows.file(exact_path(other), file)
            return row


def _numbered(found: Findings, things: Things) -> Findings:
    """The findings with the numbers that things have at last."""
    numbers, far = found.members % _FOLDERS, found.members // _FOLDERS
    numbers = numbers + np.array([0, things.folders_begin, things.links_begin])[far]
    keepers = found.keepers.copy()
    keepers[keepers != NO_KEEPER] = numbers[keepers[keepers != NO_KEEPER]]
    return replace(found, members=numbers, keepers=keepers)


def _values(file: _File) -> tuple[int, ...]:
    """A row's numbers between its folder and its name; a document does not have the inode's change time."""
    return (
        file.links, file.inode, file.device, file.size, file.allocated_bytes,
        nanoseconds(file.modified), nanoseconds(file.accessed), 0,
    )  # fmt: skip


def _digests(name: str, mine: Sequence[_Finding]) -> tuple[str, NDArray[np.uint64]]:
    """How the digests of a category's findings were made, and these; all of them have one, or none has."""
    texts = [finding.digest for finding in mine if finding.digest is not None]
    if texts and len(texts) != len(mine):
        raise ValueError(tr("a group of {category} without a digest", category=name))
    parts = [_digest(text) for text in texts] or [("", b"")]
    if len({(method, len(digest)) for method, digest in parts}) > 1:
        raise ValueError(tr("a group of {category} with another kind of digest", category=name))
    digests = np.frombuffer(b"".join(digest for _, digest in parts), dtype=np.uint64)
    return parts[0][0], digests.reshape(len(texts), -1) if texts else digests.reshape(0, 2)


def _digest(text: str) -> tuple[str, bytes]:
    method, _, written = text.partition(":")
    digest = bytes.fromhex(written)
    if not method.isidentifier() or not digest or len(digest) % 8:
        raise ValueError(tr("“{text}” is not a digest", text=text))
    return method, digest


def _root_bytes(about: _About) -> list[str | None]:
    return about.root_bytes or [None] * len(about.roots)


def _coverage(found: _Coverage) -> Coverage:
    passed = {
        name: Passed(value.files, value.bytes, value.folders)
        for name in _Coverage.__struct_fields__
        for value in [getattr(found, name)]
    }
    return Coverage(**passed, mounts=tuple(exact_path(path) for path in found.other_filesystems.mounts))
