"""What the first page tells, chosen and sorted, before any of it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from cleanup.model.finding import Finding, Findings
from cleanup.model.scan import Scan


@dataclass(frozen=True, slots=True)
class Biggest:
    """One line of the biggest findings: a group, or one file with all the reasons it was found for."""

    findings: tuple[Finding, ...]
    frees: int
    safe: bool


def biggest(scan: Scan, most: int) -> list[Biggest]:
    """The findings that free most, a file that several categories found standing once."""
    lines: dict[bytes, list[tuple[Finding, bool]]] = {}
    for findings in scan.findings:
        for group in range(_enough(findings, most)):
            finding = scan.finding(findings, group)
            key = finding.files[0].path if finding.keeper is None else finding.id.encode()
            lines.setdefault(key, []).append((finding, findings.safe))
    # The redundant copy of a duplicate that is also large is told by its group.
    covered = {file.path for found in lines.values() for finding, safe in found if safe for file in finding.files}
    chosen = [
        Biggest(
            tuple(finding for finding, _ in found),
            max(finding.reclaimable_bytes for finding, _ in found),
            safe,
        )
        for key, found in lines.items()
        if (safe := any(safe for _, safe in found)) or key not in covered
    ]
    chosen.sort(key=lambda line: (-line.frees, line.findings[0].files[0].path))
    return [line for line in chosen[:most] if line.frees]


def _enough(findings: Findings, most: int) -> int:
    """So many groups of a category, which are sorted by what they free, can be among the biggest of all."""
    return min(len(findings), 2 * most)
