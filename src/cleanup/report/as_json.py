"""A scan as a JSON document, version 1, or as one JSON value a line (NDJSON)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from cleanup.model.coverage import Coverage, Passed
from cleanup.model.exact import exact
from cleanup.model.finding import Finding, Findings, Reason
from cleanup.model.inventory import FileEntry
from cleanup.model.savings import Savings, Sum
from cleanup.model.scan import Scan
from cleanup.model.thing import Kind
from cleanup.report.numbers import instant, reason
from cleanup.report.values import SCHEMA_VERSION, write_list


def write_json(scan: Scan, stream: BinaryIO) -> None:
    """Write one document: small values first, then each finding and each trouble on a line of its own."""
    encode = msgspec.json.Encoder().encode
    head = encode(header(scan))
    stream.write(head[:-1] + b',\n"findings": [')
    write_list((encode(finding_value(finding)) for finding in scan.each_finding()), stream)
    stream.write(b'],\n"troubles": [')
    write_list((encode(trouble) for trouble in _troubles(scan)), stream)
    stream.write(b"]}\n")


def write_ndjson(scan: Scan, stream: BinaryIO) -> None:
    """Write one value a line, each with its ``kind``: the scan, its findings, its troubles."""
    encode = msgspec.json.Encoder().encode
    stream.write(encode(header(scan)) + b"\n")
    for finding in scan.each_finding():
        stream.write(encode({"kind": "finding", **finding_value(finding)}) + b"\n")
    for trouble in _troubles(scan):
        stream.write(encode({"kind": "trouble", **trouble}) + b"\n")


def header(scan: Scan) -> dict[str, Any]:
    """Everything of a scan but its findings and troubles."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "scan",
        "tool": {"name": "cleanup", "version": scan.tool_version},
        "scan": {
            "id": scan.id,
            "started_at": scan.started_at,
            "finished_at": scan.finished_at,
            "host": scan.host,
            "user": scan.user,
            "roots": [exact(root)["path"] for root in scan.roots],
            "root_bytes": [exact(root).get("path_bytes") for root in scan.roots],
            "options": scan.options,
            "complete": scan.complete,
        },
        "totals": msgspec.to_builtins(scan.totals),
        "coverage": _coverage(scan.coverage),
        "volumes": [
            {
                "path": volume.path,
                "filesystem": volume.filesystem,
                "access_times": volume.access_times,
                "reason": volume.reason,
            }
            for volume in scan.volumes
        ],
        "savings": _savings(scan.savings),
        "categories": {findings.category.name: _category(findings) for findings in scan.findings},
    }


def _category(findings: Findings) -> dict[str, Any]:
    category, (first, *others) = findings.category, findings.reasons
    value = {
        "safe": category.may_be_safe,
        "of_folders": category.takes == {Kind.FOLDER},
        **_reason(first),
        **{key: value for key, value in msgspec.to_builtins(category).items() if key not in {"name", "may_be_safe"}},
        "takes": sorted(category.takes),
    }
    return value | ({"more_reasons": [_reason(each) for each in others]} if others else {})


def _reason(reason: Reason) -> dict[str, Any]:
    return {"why": reason.why.text, "why_one": reason.why.one, "measure": reason.why.measure.value}


def finding_value(finding: Finding) -> dict[str, Any]:
    """One finding as it stands in documents."""
    keeper = finding.keeper
    frees = finding.frees or (None,) * len(finding.files)
    value = {
        "id": finding.id,
        "category": finding.category,
        "why": reason(finding.why, finding.detail),
        "detail": finding.detail,
        "certainty": finding.certainty.value,
        "digest": finding.digest,
        "reclaimable_bytes": finding.reclaimable_bytes,
        "files": [
            _file(file, None if keeper is None else number == keeper, kind, freed)
            for number, (file, kind, freed) in enumerate(zip(finding.files, finding.kinds, frees, strict=True))
        ],
    }
    return {**value, "reason": finding.reason} if finding.reason else value


def _file(file: FileEntry, keep: bool | None, kind: Kind, frees: int | None) -> dict[str, Any]:
    value = exact(file.path)
    if kind is not Kind.FILE:
        value["type"] = kind.value
    if frees is not None:
        value["reclaimable_bytes"] = frees
    value["size"] = file.size
    value["allocated_bytes"] = file.allocated
    value["modified"] = instant(file.modified)
    value["accessed"] = instant(file.accessed)
    value["device"] = file.device
    value["inode"] = file.inode
    value["links"] = file.links
    value["keep"] = keep
    if file.also:
        value["also"] = [exact(path) for path in file.also]
    return value


def _coverage(coverage: Coverage) -> dict[str, Any]:
    value: dict[str, Any] = {
        name: _passed(getattr(coverage, name))
        for name in ("unreadable", "protected", "hidden", "other_filesystems", "cloud_only", "filtered")
    }
    value["other_filesystems"]["mounts"] = [exact(path) for path in coverage.mounts]
    return value


def _passed(passed: Passed) -> dict[str, Any]:
    return {"files": passed.files, "bytes": passed.bytes, "folders": passed.folders}


def _savings(savings: Savings) -> dict[str, Any]:
    return {
        **_sum(savings.total),
        "safe": _sum(savings.safe),
        "look": _sum(savings.look),
        "by_category": {
            name: {
                "findings": share.findings,
                "files": share.files,
                "reclaimable_bytes": share.reclaimable_bytes,
            }
            for name, share in savings.by_category.items()
        },
        "by_folder": [{**exact(path), "reclaimable_bytes": reclaimable} for path, reclaimable in savings.by_folder],
        "shared_bytes": savings.shared_bytes,
    }


def _sum(total: Sum) -> dict[str, Any]:
    return {"reclaimable_bytes": total.reclaimable_bytes, "files": total.files}


def _troubles(scan: Scan) -> Iterator[dict[str, Any]]:
    for trouble in scan.troubles:
        yield {
            **exact(trouble.path),
            "stage": trouble.stage,
            "code": trouble.code,
            "message": trouble.message,
        }
