"""Read JSON documents of scans, as report/as_json.py writes them, back into a scan."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime

import msgspec
import numpy as np

from cleanup.language import tr
from cleanup.model.coverage import Coverage, Passed
from cleanup.model.finding import NO_KEEPER, Certainty, Findings, Measure, Why
from cleanup.model.inventory import FILE, FOLDER, NO_FOLDER, Inventory
from cleanup.model.row import NO_OWNER
from cleanup.model.savings import Savings, Share, Sum
from cleanup.model.scan import Option, Scan, Totals
from cleanup.model.trouble import Trouble
from cleanup.model.volume import Volume
from cleanup.store.parts import PathPart, Tool, exact_path, nanoseconds, read_document

_DIGEST = "xxh3_128:"


class _File(PathPart, kw_only=True):
    size: int
    allocated_bytes: int
    modified: str
    accessed: str
    device: int
    inode: int
    links: int
    keep: bool | None = None
    also: list[PathPart] = msgspec.field(default_factory=list)


class _Finding(msgspec.Struct):
    category: str
    certainty: Certainty
    reclaimable_bytes: int
    files: list[_File]
    digest: str | None = None
    detail: int = 0


class _Category(msgspec.Struct):
    safe: bool
    of_folders: bool
    why: str
    measure: Measure
    why_one: str = ""


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
        inventory=files.inventory(),
        findings=findings,
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
    """Gathers the files and folders of a document as rows of an inventory."""

    def __init__(self) -> None:
        self._files: list[tuple[int, ...]] = []
        self._folders: list[tuple[int, ...]] = []
        self._folder_numbers: dict[bytes, int] = {}
        self._file_numbers: dict[bytes, int] = {}
        self._names = bytearray()

    def file(self, path: bytes, file: _File) -> int:
        """The row of a file, the same for the same path."""
        number = self._file_numbers.get(path)
        if number is None:
            folder, name = os.path.split(path)
            if not name:
                raise ValueError(tr("a file without a name"))
            row = (self.folder(folder, None), *_values(file), self._name(name), NO_OWNER)
            number = self._file_numbers[path] = len(self._files)
            self._files.append(row)
        return number

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
        return Inventory(np.array(self._files, dtype=FILE), np.array(self._folders, dtype=FOLDER), bytes(self._names))

    def _name(self, name: bytes) -> int:
        if b"\0" in name:
            raise ValueError(tr("a path with a NUL byte"))
        start = len(self._names)
        self._names += name + b"\0"
        return start


def _findings(name: str, category: _Category, everything: Sequence[_Finding], rows: _Rows) -> Findings:
    mine = [finding for finding in everything if finding.category == name]
    members: list[int] = []
    starts, keepers = [0], []
    for finding in mine:
        keeper = NO_KEEPER
        if not finding.files:
            raise ValueError(tr("a finding without files"))
        for file in finding.files:
            path = exact_path(file)
            row = rows.folder(path, file) if category.of_folders else rows.file(path, file)
            for other in file.also:
                rows.file(exact_path(other), file)
            members.append(row)
            if file.keep and keeper != NO_KEEPER:
                raise ValueError(tr("a group with two kept copies"))
            if file.keep:
                keeper = row
        starts.append(len(members))
        keepers.append(keeper)
    digests = [_digest(finding.digest) for finding in mine if finding.digest is not None]
    if digests and len(digests) != len(mine):
        raise ValueError(tr("a group of {category} without a digest", category=name))
    return Findings(
        category=name,
        safe=category.safe,
        certainty=mine[0].certainty if mine else Certainty.EXACT,
        why=Why(category.why, category.measure, category.why_one),
        rows=np.array(members, dtype=np.int64),
        starts=np.array(starts, dtype=np.int64),
        details=np.array([finding.detail for finding in mine], dtype=np.int64),
        digests=np.frombuffer(b"".join(digests), dtype=np.uint64).reshape(-1, 2),
        keepers=np.array(keepers, dtype=np.int64),
        reclaimable=np.array([finding.reclaimable_bytes for finding in mine], dtype=np.int64),
        of_folders=category.of_folders,
    )


def _values(file: _File) -> tuple[int, ...]:
    """A row's numbers between its folder and its name; a document does not have the inode's change time."""
    return (
        file.links, file.inode, file.device, file.size, file.allocated_bytes,
        nanoseconds(file.modified), nanoseconds(file.accessed), 0,
    )  # fmt: skip


def _digest(text: str) -> bytes:
    digest = bytes.fromhex(text.removeprefix(_DIGEST))
    if not text.startswith(_DIGEST) or len(digest) != 16:
        raise ValueError(tr("“{text}” is not a digest", text=text))
    return digest


def _root_bytes(about: _About) -> list[str | None]:
    return about.root_bytes or [None] * len(about.roots)


def _coverage(found: _Coverage) -> Coverage:
    passed = {
        name: Passed(value.files, value.bytes, value.folders)
        for name in _Coverage.__struct_fields__
        for value in [getattr(found, name)]
    }
    return Coverage(**passed, mounts=tuple(exact_path(path) for path in found.other_filesystems.mounts))
