"""Scan documents, version 1: written finding by finding as JSON or NDJSON, and read back into the same scan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any, BinaryIO

import msgspec

from cleanup.documents.findings import CategoryKeys, Finding, category_keys, each_finding
from cleanup.documents.parts import Head, PathPart, encode, exact, first_keys, path_to_show, read_document, write_list
from cleanup.documents.reading import read_findings
from cleanup.language import tr
from cleanup.model.coverage import Coverage, Passed, Volume
from cleanup.model.errors import DocumentProblem
from cleanup.model.finding import Findings
from cleanup.model.inventory import Inventory
from cleanup.model.look_line import LookLine
from cleanup.model.scan import Look, Option, Savings, Scan, Share, Stuck, Sum, Totals
from cleanup.model.trouble import Trouble


class _About(msgspec.Struct, kw_only=True):
    id: str
    started_at: datetime
    finished_at: datetime
    host: str
    user: str
    roots: list[str]
    root_bytes: list[str | None] = []
    options: dict[str, Option]
    complete: bool
    passed_over: dict[str, Passed] = {}


_FINDINGS = b'"findings": [\n'
_LONGEST_START = 1 << 20
_ALIKE = ("id", "started_at", "finished_at", "host", "user", "options", "complete")
_PASSED = ("unreadable", "protected", "hidden", "cloud_only", "filtered")
_SUMS = ("safe", "look", "by_category", "shared_bytes", "cannot_move", "moved_since", "look_by_category")

_OF_LINES = ("kind", "files", "files_in_folder", "reclaimable_bytes", "folders_elsewhere")


class _OtherFilesystems(msgspec.Struct):
    files: int = 0
    bytes: int = 0
    folders: int = 0
    mounts: list[PathPart] = []


class _Coverage(msgspec.Struct):
    unreadable: Passed
    protected: Passed
    hidden: Passed
    other_filesystems: _OtherFilesystems
    cloud_only: Passed
    filtered: Passed


class _FolderSum(PathPart, kw_only=True):
    reclaimable_bytes: int


class _LookLine(PathPart, kw_only=True):
    kind: str
    files: int
    files_in_folder: int
    reclaimable_bytes: int
    elsewhere: PathPart
    folders_elsewhere: int


class _Savings(msgspec.Struct):
    reclaimable_bytes: int
    files: int
    safe: Sum
    look: Sum
    by_category: dict[str, Share]
    by_folder: list[_FolderSum] = []
    shared_bytes: int = 0
    cannot_move: tuple[Stuck, ...] = ()
    moved_since: Sum = Sum()
    look_by_category: dict[str, Look] = {}
    look_by_folder: list[_LookLine] = []


class _Start(Head, kw_only=True):
    """A scan without its findings and troubles."""

    scan: _About
    totals: Totals
    coverage: _Coverage
    volumes: list[Volume] = msgspec.field(default_factory=list)
    savings: _Savings
    categories: dict[str, CategoryKeys]


class _Trouble(PathPart, kw_only=True):
    stage: str
    code: str
    message: str


class ScanDocument(_Start, kw_only=True):
    """What a scan found."""

    findings: list[Finding]
    troubles: list[_Trouble]


LINES: dict[str, type[msgspec.Struct]] = {"scan": _Start, "finding": Finding, "trouble": _Trouble}
"""What stands in a line of NDJSON, by its ``kind``."""


class _Unread(ScanDocument, kw_only=True):
    """The same, with its findings not read yet: there are many."""

    findings: list[msgspec.Raw]  # type: ignore[assignment]


def write_json(scan: Scan, stream: BinaryIO) -> None:
    """Write one document: small values first, then each finding and each trouble on a line of its own."""
    write_list(encode(_start(scan))[:-1] + b",\n" + _FINDINGS[:-2], each_finding(scan), stream)
    write_list(b'],\n"troubles": ', _troubles(scan), stream)
    stream.write(b"]}\n")


def write_ndjson(scan: Scan, stream: BinaryIO) -> None:
    """Write one value per line, each with its ``kind``: the scan, its findings, its troubles."""
    stream.write(encode(_start(scan)) + b"\n")
    for finding in each_finding(scan):
        stream.write(b'{"kind":"finding",' + encode(finding)[1:] + b"\n")
    for trouble in _troubles(scan):
        stream.write(b'{"kind":"trouble",' + encode(trouble)[1:] + b"\n")


def load_scan(stream: BinaryIO, name: str) -> Scan:
    """The scan in a JSON document; messages call it ``name``. Raises DocumentProblem or OSError.

    We write each finding on a line of its own, so at most one line is held in memory. A document in another form, or
    with anything wrong in it, is read as a whole.
    """
    hint = tr("Name a document that “cleanup scan -f json -o FILE” wrote, or “last”.")
    if stream.seekable():
        start = stream.readline(_LONGEST_START)[:-2] + b"}"
        if stream.readline(len(_FINDINGS)) == _FINDINGS:
            try:
                return read_document(start, name, "scan", hint, lambda: _scan_in_lines(start, stream))
            except DocumentProblem:
                pass
        stream.seek(0)
    content = stream.read()
    return read_document(content, name, "scan", hint, lambda: _scan_as_a_whole(content))


def _scan_in_lines(start: bytes, stream: BinaryIO) -> Scan:
    things = read_findings(_findings_in_lines(stream), *_known(msgspec.json.decode(start, type=_Start)))
    others = start[:-1] + b',"findings":[],' + stream.read()
    return _scan(msgspec.json.decode(others, type=_Unread), things)


def _findings_in_lines(stream: BinaryIO) -> Iterator[bytes]:
    """A finding from each line, up to the one that ends the list."""
    for line in stream:
        if line.endswith(b"}],\n"):
            yield line[:-3]
            return
        yield line[:-2]


def _scan_as_a_whole(content: bytes) -> Scan:
    document = msgspec.json.decode(content, type=_Unread)
    return _scan(document, read_findings(document.findings, *_known(document)))


def _known(document: _Start) -> tuple[dict[str, CategoryKeys], int]:
    """What the findings of a document refer to: the categories, and the number of lines in ``look_by_folder``."""
    return document.categories, len(document.savings.look_by_folder)


def _start(scan: Scan) -> _Start:
    roots = [exact(root) for root in scan.roots]
    return _Start(
        **first_keys("scan", scan.tool_version),
        scan=_About(
            **{name: getattr(scan, name) for name in _ALIKE},
            roots=[root["path"] for root in roots],
            root_bytes=[root.get("path_bytes") for root in roots],
            passed_over=scan.coverage.by_kind,
        ),
        totals=scan.totals,
        coverage=_coverage_keys(scan.coverage),
        volumes=list(scan.volumes),
        savings=_savings_keys(scan.savings),
        categories={findings.category.name: category_keys(findings) for findings in scan.findings},
    )


def _scan(document: _Unread, things: tuple[Inventory, tuple[Findings, ...], dict[int, str]]) -> Scan:
    about = document.scan
    root_bytes = about.root_bytes or [None] * len(about.roots)
    roots = [PathPart(path=path, path_bytes=exactly) for path, exactly in zip(about.roots, root_bytes, strict=True)]
    inventory, findings, owners = things
    alike: dict[str, Any] = {name: getattr(about, name) for name in _ALIKE}
    return Scan(
        **alike,
        tool_version=document.tool.version,
        roots=tuple(map(path_to_show, roots)),
        totals=document.totals,
        coverage=_coverage(document.coverage, about.passed_over),
        volumes=tuple(document.volumes),
        inventory=inventory,
        findings=findings,
        owners=owners,
        savings=_savings(document.savings),
        troubles=tuple(
            Trouble(path_to_show(trouble), trouble.stage, trouble.code, trouble.message)
            for trouble in document.troubles
        ),
    ).with_what_is_judged()


def _coverage_keys(coverage: Coverage) -> _Coverage:
    other = asdict(coverage.other_filesystems)
    mounts = [PathPart(**exact(path)) for path in coverage.mounts]
    alike = {name: getattr(coverage, name) for name in _PASSED}
    return _Coverage(**alike, other_filesystems=_OtherFilesystems(**other, mounts=mounts))


def _coverage(keys: _Coverage, by_kind: dict[str, Passed]) -> Coverage:
    other = keys.other_filesystems
    return Coverage(
        **{name: getattr(keys, name) for name in _PASSED},
        other_filesystems=Passed(other.files, other.bytes, other.folders),
        mounts=tuple(map(path_to_show, other.mounts)),
        by_kind=by_kind,
    )


def _savings_keys(savings: Savings) -> _Savings:
    by_folder = [_FolderSum(**exact(path), reclaimable_bytes=amount) for path, amount in savings.by_folder]
    lines = [
        _LookLine(
            **exact(line.folder),
            elsewhere=PathPart(**exact(line.elsewhere)),
            **{name: getattr(line, name) for name in _OF_LINES},
        )
        for line in savings.look_by_folder
    ]
    sums = {name: getattr(savings, name) for name in _SUMS}
    return _Savings(**asdict(savings.total), by_folder=by_folder, look_by_folder=lines, **sums)


def _savings(keys: _Savings) -> Savings:
    return Savings(
        total=Sum(keys.files, keys.reclaimable_bytes),
        by_folder=tuple((path_to_show(folder), folder.reclaimable_bytes) for folder in keys.by_folder),
        look_by_folder=tuple(
            LookLine(
                folder=path_to_show(line),
                elsewhere=path_to_show(line.elsewhere),
                **{name: getattr(line, name) for name in _OF_LINES},
            )
            for line in keys.look_by_folder
        ),
        **{name: getattr(keys, name) for name in _SUMS},
    )


def _troubles(scan: Scan) -> Iterator[_Trouble]:
    for each in scan.troubles:
        yield _Trouble(**exact(each.path), stage=each.stage, code=each.code, message=each.message)
