"""The biggest findings for the page of a scan, chosen and sorted before they are drawn."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from cleanup.model.finding import Finding, Findings
from cleanup.model.scan import Scan
from cleanup.model.thing import Things


@dataclass(frozen=True, slots=True)
class Biggest:
    """One line of the biggest findings: a group, or one file with all the reasons why it was found."""

    findings: tuple[Finding, ...]
    frees: int
    safe: bool


def biggest(scan: Scan, most: int) -> list[Biggest]:
    """The findings that free most; a file found by several categories appears once."""
    lines: dict[bytes, list[Finding]] = {}
    # An extra copy that is also large or stale is already in its group of duplicates.
    covered: set[bytes] = set()
    safe_lines: set[bytes] = set()
    for findings in sorted(scan.findings, key=lambda each: not each.category.may_be_safe):
        # Twice as many as are shown: enough to find a file's other reasons too.
        for finding in islice(_uncovered(scan, findings, covered), min(2 * most, sys.maxsize)):
            key = finding.files[0].path if finding.keeper is None else finding.id.encode()
            lines.setdefault(key, []).append(finding)
            if findings.category.may_be_safe:
                safe_lines.add(key)
                covered.update(file.path for file in finding.files)
    chosen = [
        Biggest(tuple(found), max(finding.reclaimable_bytes for finding in found), key in safe_lines)
        for key, found in lines.items()
    ]
    chosen.sort(key=lambda line: (-line.frees, line.findings[0].files[0].path))
    return [line for line in chosen[:most] if line.frees]


def _uncovered(scan: Scan, findings: Findings, covered: set[bytes]) -> Iterator[Finding]:
    """The findings of a category, biggest first, without single files that are already in a shown group."""
    things = Things(scan.inventory)
    for group in range(len(findings)):
        members = findings.things(group)
        if len(members) > 1 or things.path(int(members[0])) not in covered:
            yield scan.finding(findings, group)
