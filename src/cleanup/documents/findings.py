"""The findings of a scan document and their categories: written straight from columns, a few thousand files at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import msgspec
import numpy as np
from msgspec import UNSET, UnsetType

from cleanup.documents.parts import Owner, PathPart, exact, instant, owner_of
from cleanup.language import Marked, said
from cleanup.model.category import Category, Proof, Unit, older_category
from cleanup.model.finding import ALONE, NO_KEEPER, Certainty, Findings, Measure, Reason, Ruling, Verdict, Why
from cleanup.model.inventory import Rows
from cleanup.model.reasons import reason
from cleanup.model.scan import Scan
from cleanup.model.thing import Kind, Things

_AT_ONCE = 4096
_ADDED = tuple(field.name for field in fields(Category) if field.name not in {"name", "may_be_safe"})


class File(PathPart, kw_only=True):
    """A file, folder or link in a finding; ``keep`` says whether it stays, null if none of them does.

    ``choice`` is what happens by default, and ``why`` the reason; older documents have neither. ``ruling`` is its
    position among the rulings of its category, if that has any, ``line`` its position in ``look_by_folder``.
    """

    type: Kind | UnsetType | None = UNSET
    reclaimable_bytes: int | UnsetType | None = UNSET
    size: int
    allocated_bytes: int
    modified: str
    accessed: str
    changed: str | UnsetType = UNSET
    device: int
    inode: int
    links: int
    owner: Owner | UnsetType = UNSET
    keep: bool | None = None
    choice: Verdict | UnsetType = UNSET
    why: str | UnsetType = UNSET
    ruling: int | UnsetType = UNSET
    line: int | UnsetType = UNSET
    also: list[PathPart] | UnsetType = UNSET


class Finding(msgspec.Struct, kw_only=True):
    """A group of files with a reason; ``reason`` is its position among those of its category, if there are several."""

    id: str = ""
    category: str
    why: str = ""
    detail: int = 0
    certainty: Certainty
    digest: str | None = None
    reclaimable_bytes: int
    files: list[File]
    reason: int | UnsetType = UNSET


def each_finding(scan: Scan) -> Iterator[Finding]:
    """All findings of a scan by category, those that free most first; made one by one."""
    things = Things(scan.inventory)
    for findings in scan.findings:
        for first, last in _chunks(findings.starts):
            yield from _groups(findings, first, last, things, scan.owners)


def _chunks(starts: Rows) -> Iterator[tuple[int, int]]:
    """Groups, from the first to before the last, with a few thousand members together, or one group with more."""
    first, groups = 0, len(starts) - 1
    while first < groups:
        last = int(np.searchsorted(starts, starts[first] + _AT_ONCE, side="right")) - 1
        last = min(max(last, first + 1), groups)
        yield first, last
        first = last


def _groups(findings: Findings, first: int, last: int, things: Things, owners: Mapping[int, str]) -> Iterator[Finding]:
    starts = (findings.starts[first : last + 1] - findings.starts[first]).tolist()
    files = _files(findings, int(findings.starts[first]), int(findings.starts[last]), things, owners)
    for group in range(first, last):
        keeper = int(findings.keepers[group])
        members = sorted(
            (thing != keeper, path, thing, file)
            for path, thing, file in files[starts[group - first] : starts[group - first + 1]]
        )
        why = findings.reason(group)
        detail = int(findings.details[group])
        place = int(findings.reasoned[group]) if len(findings.reasoned) else 0
        found = Finding(
            id=f"{findings.category.name}-{group + 1}",
            category=findings.category.name,
            why=reason(why.why, detail),
            detail=detail,
            certainty=why.certainty,
            digest=findings.digest(group),
            reclaimable_bytes=int(findings.reclaimable[group]),
            files=[file for _, _, _, file in members],
            reason=place or UNSET,
        )
        _say_what_happens(found.files, findings.rulings, has_keeper=keeper != NO_KEEPER)
        yield found


def _say_what_happens(files: list[File], rulings: tuple[Ruling, ...], *, has_keeper: bool) -> None:
    """Set each file's choice, and the reason; the first one stays, if any does."""
    for number, file in enumerate(files):
        ruling = rulings[file.ruling] if isinstance(file.ruling, int) else Ruling(Verdict.ASK)
        is_kept = has_keeper and number == 0
        file.choice = Verdict.STAYS if is_kept else ruling.verdict
        if ruling.why and file.choice is ruling.verdict:
            file.why = said(Marked(ruling.why))
        if has_keeper:
            file.keep = is_kept or (None if ruling.evidence in ALONE else ruling.verdict is Verdict.STAYS)


def _files(
    findings: Findings, start: int, end: int, things: Things, owners: Mapping[int, str]
) -> list[tuple[bytes, int, File]]:
    """The members between these positions: path, number, and what a document says about each."""
    members = findings.members[start:end]
    numbers = members.tolist()
    columns = [things.values(name, members).tolist() for name in ("size", "allocated", "links", "owner")]
    # These two may use all 64 bits.
    identities = [things.values(name, members).astype(np.uint64).tolist() for name in ("device", "inode")]
    times = [map(instant, things.values(name, members).tolist()) for name in ("modified", "accessed")]
    changes = [instant(changed) if changed else UNSET for changed in things.values("changed", members).tolist()]
    frees = findings.frees[start:end].tolist() if len(findings.frees) else [UNSET] * len(numbers)
    ruled = findings.ruled[start:end].tolist() if len(findings.ruled) else [UNSET] * len(numbers)
    told = [line - 1 if line else UNSET for line in findings.told[start:end].tolist()] or [UNSET] * len(numbers)
    several = np.isin(members, things.inventory.rows_of_several_names).tolist()
    found = []
    for (
        thing,
        path,
        size,
        allocated,
        links,
        owner,
        device,
        inode,
        modified,
        accessed,
        changed,
        freed,
        ruling,
        line,
        has_more,
    ) in zip(
        numbers, things.paths(members), *columns, *identities, *times, changes, frees, ruled, told, several, strict=True
    ):
        kind = things.kind(thing)
        file = File(
            **exact(path), size=size, allocated_bytes=allocated, modified=modified, accessed=accessed, changed=changed,
            device=device, inode=inode, links=1 if kind is Kind.FOLDER else links, reclaimable_bytes=freed,
            owner=owner_of(owner, owners), ruling=ruling, line=line, type=UNSET if kind is Kind.FILE else kind,
            also=[PathPart(**exact(other)) for other in things.other_names(thing)] if has_more else UNSET,
        )  # fmt: skip
        found.append((path, thing, file))
    return found


class ReasonKeys(msgspec.Struct, kw_only=True):
    """A reason before its number is filled in."""

    why: str
    why_one: str = ""
    measure: Measure


class CategoryKeys(msgspec.Struct, kw_only=True):
    """A category and its first reason; older documents end before ``summary``.

    ``not_listed`` files would fit but are not listed, by kind.
    """

    safe: bool
    of_folders: bool
    why: str
    why_one: str = ""
    measure: Measure
    summary: str = ""
    unit: Unit | None = None
    takes: list[Kind] = msgspec.field(default_factory=lambda: [Kind.FILE])
    wholes: bool = False
    only_empty: bool = False
    proof: Proof = Proof.NONE
    cost: str = ""
    on_request: bool = False
    remark: str = ""
    limit: str = ""
    by_last_use: bool = False
    only_told: bool = False
    more_reasons: list[ReasonKeys] | UnsetType = UNSET
    rulings: list[Ruling] | UnsetType = UNSET
    not_listed: int | UnsetType = UNSET


def category_keys(findings: Findings) -> CategoryKeys:
    """What a document says about the category of these findings."""
    category, (first, *others) = findings.category, findings.reasons
    return CategoryKeys(
        safe=category.may_be_safe,
        of_folders=category.takes == {Kind.FOLDER},
        **_words(first),
        **{name: getattr(category, name) for name in _ADDED if name != "takes"},
        takes=sorted(category.takes),
        more_reasons=[ReasonKeys(**_words(each)) for each in others] or UNSET,
        rulings=list(findings.rulings) or UNSET,
        not_listed=findings.not_listed or UNSET,
    )


def _words(reason: Reason) -> dict[str, Any]:
    return {"why": reason.why.text, "why_one": reason.why.one, "measure": reason.why.measure}


def category_of(name: str, keys: CategoryKeys) -> Category:
    """The category with this name in a document."""
    if keys.unit is None:
        return older_category(name, keys.measure, safe=keys.safe, of_folders=keys.of_folders)
    added = {field: getattr(keys, field) for field in _ADDED}
    return Category(name, may_be_safe=keys.safe, **{**added, "takes": frozenset(keys.takes)})


def reasons_of(keys: CategoryKeys, certainties: dict[int, Certainty]) -> tuple[Reason, ...]:
    """The reasons of a category; the findings say how certain each is."""
    return tuple(
        Reason(Why(each.why, each.measure, each.why_one), certainties.get(place, Certainty.EXACT))
        for place, each in enumerate((keys, *(keys.more_reasons or ())))
    )
