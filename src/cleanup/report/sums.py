"""The two sums of a scan's page, what can be freed safely and what is worth a look, and the rows that make them up."""

from __future__ import annotations

import numpy as np
from rich.cells import cell_len
from rich.text import Text

from cleanup.language import said, tr, trn
from cleanup.model.category import Category, Kind, Proof, Unit
from cleanup.model.finding import GOES
from cleanup.model.look_line import LineKind
from cleanup.model.paths import is_inside
from cleanup.model.reasons import Measure
from cleanup.model.scan import Look, Scan
from cleanup.model.thing import Things
from cleanup.report.look_lines import by_folder
from cleanup.report.numbers import age, counted, limit
from cleanup.report.part import Part
from cleanup.report.safe import shown
from cleanup.report.sheet import Row, Sheet

_NARROWED = ("only", "skip", "include", "exclude")


def nothing_found(scan: Scan) -> str:
    """What to say instead of sums if nothing comes free; "" if something does."""
    savings = scan.savings
    if savings.total.reclaimable_bytes:
        return ""
    if not scan.complete:
        return tr("Nothing found yet")
    if savings.cannot_move or savings.moved_since.files:
        return tr("Nothing here that could move wastes space")
    if not scan.totals.files:
        return tr("There are no files here")
    if any(scan.options.get(name) for name in _NARROWED):
        if any(map(len, scan.findings)):
            return tr("What was found frees no space")
        return tr("Nothing of this kind was found here")
    return tr("Nothing here wastes space")


def safe_part(scan: Scan, sheet: Sheet) -> Part | None:
    """What can be freed safely, by folder."""
    amount = scan.savings.safe.reclaimable_bytes
    if not amount:
        return None
    size = sheet.size(amount)
    # With --all, copies may belong to the system or to programs, which need all of theirs.
    text = tr("{size} in copies", size=size) if scan.options.get("all") else tr("{size} can be freed safely", size=size)
    later = tr("once moved and the trash is emptied")
    gap = sheet.width - cell_len(text) - cell_len(later)
    if gap >= 2:
        title = [Text(text, style="bold green") + Text(" " * gap) + Text(later, style="dim")]
    else:
        title = [*sheet.wrapped(text, "bold green"), *sheet.wrapped(later, "dim")]
    return Part(title, sheet.table(_safe_rows(scan, sheet)), all_by="-v")


def _safe_rows(scan: Scan, sheet: Sheet) -> list[Row]:
    places = list(scan.savings.by_folder)
    counts, rest = _safe_counts(scan, [path for path, _ in places])
    left = max(scan.savings.safe.reclaimable_bytes - sum(amount for _, amount in places), 0)
    named: list[tuple[bytes | str, int, int]] = [
        (tr("directly in {folder}", folder=sheet.path(path, sheet.width // 3)) if path in scan.roots else path, *sums)
        for (path, amount), count in zip(places, counts, strict=True)
        for sums in [(amount, count)]
    ]
    if left or rest:
        named.append((tr("elsewhere"), left, rest))
    largest = max((amount for _, amount, _ in named), default=0) or 1
    only_copies = all(found.category.proof is Proof.SAME_BYTES for found in scan.findings if GOES in found.verdicts())
    return [
        Row(name, sheet.size(amount), _safe_count(count, copies=only_copies), "green", amount / largest)
        for name, amount, count in named
    ]


def _safe_count(count: int, *, copies: bool) -> str:
    if not count:
        return ""
    return trn("{n} copy", "{n} copies", count) if copies else trn("{n} item", "{n} items", count)


def _safe_counts(scan: Scan, folders: list[bytes]) -> tuple[list[int], int]:
    """How many things that go by default are in each of these folders, and how many elsewhere."""
    things, counts = Things(scan.inventory), [0] * len(folders)
    goes = np.zeros(things.count, dtype=np.bool_)
    for found in scan.findings:
        goes[found.members[found.verdicts() == GOES]] = True
    rows, numbers = np.unique(things.folder_rows(np.flatnonzero(goes)), return_counts=True)
    for row, number in zip(rows.tolist(), numbers.tolist(), strict=True):
        path = scan.inventory.folder_path(row)
        for place, folder in enumerate(folders):
            if path == folder or (folder not in scan.roots and is_inside(path, folder)):
                counts[place] += number
    return counts, int(np.count_nonzero(goes)) - sum(counts)


def look_part(scan: Scan, sheet: Sheet) -> Part | None:
    """What is worth a look, by category; those that found nothing are left out."""
    looks = _looks(scan)
    told = _told_by_folder(scan)
    rows = [
        (look.reclaimable_bytes, Row(shown(name), _amount(scan, name, look, sheet), words, "yellow"))
        for name, look in looks.items()
        if name not in told and look.files and (words := _words(scan, name, look, sheet))
    ]
    if told:
        rows += by_folder(scan.savings.look_by_folder, told[0], sheet)
    if not rows:
        return None
    rows.sort(key=lambda row: -row[0])
    amount = scan.savings.look.reclaimable_bytes
    text = tr("{size} are worth a look", size=sheet.size(amount)) if amount else tr("Worth a look")
    if sum(amount for amount, _ in rows) > amount:
        text = tr("{size} are worth a look (each file counted once)", size=sheet.size(amount))
    return Part(sheet.wrapped(text, "bold yellow"), sheet.table([row for _, row in rows]), all_by="-v")


def _amount(scan: Scan, name: str, look: Look, sheet: Sheet) -> str:
    """What comes free; "" for what is only for information."""
    only_told = any(found.category.only_told for found in scan.findings if found.category.name == name)
    return "" if only_told else sheet.size(look.reclaimable_bytes)


def _looks(scan: Scan) -> dict[str, Look]:
    """What of each category is worth a look; older documents only have it for everything together."""
    if scan.savings.look_by_category:
        return scan.savings.look_by_category
    safe = {found.category.name for found in scan.findings if found.category.may_be_safe and GOES in found.verdicts()}
    return {
        name: Look(share.files, share.reclaimable_bytes)
        for name, share in scan.savings.by_category.items()
        if name not in safe
    }


def _told_by_folder(scan: Scan) -> list[str]:
    """The categories whose look is listed by folder: copies, and duplicate folders."""
    proofs = {
        Proof.SAME_TREE if line.kind == LineKind.SAME_TREE else Proof.SAME_BYTES for line in scan.savings.look_by_folder
    }
    return [each.category.name for each in scan.findings if each.category.proof in proofs]


def _words(scan: Scan, name: str, look: Look, sheet: Sheet) -> str:
    category = next((found.category for found in scan.findings if found.category.name == name), None)
    if category is None:
        return counted(Unit.FILE, look.files)
    if category.proof is Proof.SAME_BYTES:
        return trn("{n} copy: you decide which one stays", "{n} copies: you decide which ones stay",
                   look.files)  # fmt: skip
    unit = Unit.FILE if category.takes == {Kind.FILE} else category.unit
    parts = [counted(unit, look.files), *_size_told(scan, category, sheet)]
    if category.remark:
        written = str(scan.options.get(category.limit))
        in_words = age(written) if category.by_last_use else limit(written, binary=sheet.style.binary)
        parts.append(shown(said(category.remark, limit=in_words)))
    if only := _only_copies(scan, category, look):
        parts.append(only)
    return ", ".join(parts)


def _size_told(scan: Scan, category: Category, sheet: Sheet) -> list[str]:
    """The size of everything in an information-only category, if it has one."""
    found = next(each for each in scan.findings if each.category.name == category.name)
    if not category.only_told or found.reasons[0].why.measure is not Measure.BYTES:
        return []
    return [sheet.size(int(found.details.sum()))]


def _only_copies(scan: Scan, category: Category, look: Look) -> str:
    """How many of the files have no copy anywhere here, if that was looked for."""
    compared = any(found.category.proof is Proof.SAME_BYTES for found in scan.findings)
    if not compared or not look.only_copies or not look.reclaimable_bytes or category.takes != {Kind.FILE}:
        return ""
    if look.only_copies < look.files:
        return trn("{n} of them the only copy", "{n} of them the only copy", look.only_copies)
    return tr("the only copy") if look.files == 1 else tr("each the only copy")
