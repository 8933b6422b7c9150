"""What a scan did not look into, and what could not be read."""

from __future__ import annotations

import os

from rich.text import Text

from cleanup.language import mark, mark_count, said, said_count, tr, trn
from cleanup.model.coverage import Coverage
from cleanup.model.scan import Scan
from cleanup.report.commands import command, name_of_scan
from cleanup.report.safe import shown
from cleanup.report.sheet import GAP, Sheet

_TROUBLES_SHOWN = 5
_PARTS_SHOWN = 6
_PLACES = {
    "trash": mark_count("trash {size}", "trash {size}"),
    "caches": mark_count("caches {size}", "caches {size}"),
    "node_modules": mark_count("{n} node_modules {size}", "{n} node_modules {size}"),
    "packages": mark_count("{n} folder of packages {size}", "{n} folders of packages {size}"),
    "version-control": mark_count("{n} version history {size}", "{n} version histories {size}"),
    "applications": mark_count("{n} application {size}", "{n} applications {size}"),
    "libraries": mark_count("{n} photo, film or music library {size}", "{n} photo, film or music libraries {size}"),
    "mail": mark_count("{n} mailbox {size}", "{n} mailboxes {size}"),
    "builds": mark_count("{n} build folder {size}", "{n} build folders {size}"),
    "system": mark_count(
        "{n} folder that this computer protects {size}", "{n} folders that this computer protects {size}"
    ),
    "hidden-folders": mark_count("{n} hidden folder {size}", "{n} hidden folders {size}"),
    "hidden-files": mark_count("{n} hidden file {size}", "{n} hidden files {size}"),
    "protected": mark_count("{n} folder of programs {size}", "{n} folders of programs {size}"),
}
_NOT_RELIABLE = mark("On {path}, last use means last change: access times are not reliable there ({reason}).")
_NO_ACCESS_TIMES = {
    "opened-at-once": mark("On {path}, something opened nearly all files within a day, such as a backup or a virus "
                           "scan: last use means last change there (--stale-by)."),
    "stale-by": mark("On {path}, last use means last change, as you asked (--stale-by)."),
}  # fmt: skip
_FILES = {"hidden-files", "mail"}
_UNKNOWN_KINDS = (
    ("protected", mark_count("{n} protected file {size}", "{n} protected files {size}")),
    ("hidden", mark_count("{n} hidden file {size}", "{n} hidden files {size}")),
)
_OTHERS = (
    ("unreadable", "files", mark_count("{n} unreadable file", "{n} unreadable files")),
    ("unreadable", "folders", mark_count("{n} unreadable folder", "{n} unreadable folders")),
    ("cloud_only", "files", mark_count("{n} cloud-only file", "{n} cloud-only files")),
    ("filtered", "files", mark_count("{n} file skipped by your filters", "{n} files skipped by your filters")),
)


def not_looked_into(scan: Scan, sheet: Sheet) -> list[Text]:
    """The places that were only counted, other drives, and where the last use is unknown."""
    parts = [*_places(scan.coverage, sheet), *_others(scan.coverage)]
    lines = sheet.listed(tr("Not looked into:") + " ", parts, "dim") if parts else []
    return [
        *lines,
        *_drives(scan, sheet),
        *_last_use(scan, sheet),
        *_not_listed(scan, sheet),
        *_on_request(scan, sheet),
    ]


def not_looked_into_in_short(scan: Scan, sheet: Sheet) -> list[Text]:
    """The same if the screen has no space for it: how many places, and what they contain."""
    passed = (scan.coverage.protected, scan.coverage.hidden)
    places = sum(each.folders or each.files for each in passed)
    if not places:
        return _drives(scan, sheet)
    text = trn("Not looked into: {n} place, {size} (-v)", "Not looked into: {n} places, {size} (-v)", places,
               size=sheet.size(sum(each.bytes for each in passed)))  # fmt: skip
    return [*sheet.wrapped(text, "dim"), *_drives(scan, sheet)]


def _on_request(scan: Scan, sheet: Sheet) -> list[Text]:
    """What takes long, and is looked for only on request: how long that would take here."""
    found = {each.category.name for each in scan.findings}
    parts = []
    for name, files, seconds in sheet.style.offers:
        if name not in found:
            minutes = trn("about a minute", "about {n} minutes", max(1, round(seconds / 60)))
            parts.append(trn("{name} ({time} for {n} picture)", "{name} ({time} for {n} pictures)", files,
                             name=name, time=minutes))  # fmt: skip
    return sheet.wrapped(tr("Also possible: {names}", names=", ".join(parts)), "dim") if parts else []


def _places(coverage: Coverage, sheet: Sheet) -> list[str]:
    """What was counted but not searched, first the trash and then the biggest."""
    if not coverage.by_kind:
        return [
            said_count(words, passed.files, size=sheet.size(passed.bytes))
            for name, words in _UNKNOWN_KINDS
            if (passed := getattr(coverage, name)).files
        ]
    kinds = [(kind, passed) for kind, passed in coverage.by_kind.items() if passed.files and kind in _PLACES]
    kinds.sort(key=lambda each: (each[0] != "trash", -each[1].bytes))
    texts = []
    for kind, passed in kinds if sheet.style.full else kinds[:_PARTS_SHOWN]:
        count = max(passed.folders, passed.files if kind in _FILES and not passed.folders else 1)
        text = said_count(_PLACES[kind], count, size=sheet.size(passed.bytes))
        texts.append(tr("{trash} (cleanup purge, or your desktop’s trash)", trash=text) if kind == "trash" else text)
    if more := len(kinds) - len(texts):
        size = sheet.size(sum(passed.bytes for _, passed in kinds[len(texts) :]))
        texts.append(trn("{n} more kind {size}", "{n} more kinds {size}", more, size=size))
    return texts


def _others(coverage: Coverage) -> list[str]:
    counts = [(words, getattr(getattr(coverage, kind), what)) for kind, what, words in _OTHERS]
    return [said_count(words, count) for words, count in counts if count]


def _drives(scan: Scan, sheet: Sheet) -> list[Text]:
    mounts = scan.coverage.mounts
    if not mounts:
        return []
    names = ", ".join(sheet.path(path, max(sheet.width - 30, sheet.width // 2)) for path in mounts[:3])
    text = tr("Other drives and subvolumes skipped: {names}", names=names)
    if more := max(len(mounts) - 3, 0):
        text = trn("Other drives and subvolumes skipped: {names} and {n} more",
                   "Other drives and subvolumes skipped: {names} and {n} more", more, names=names)  # fmt: skip
    return sheet.wrapped(text, "dim")


def _last_use(scan: Scan, sheet: Sheet) -> list[Text]:
    if not any(found.category.by_last_use and len(found) for found in scan.findings):
        return []
    lines = []
    for volume in scan.volumes:
        if not volume.access_times:
            path = sheet.path(os.fsencode(volume.path), 30)
            text = said(_NO_ACCESS_TIMES.get(volume.reason, _NOT_RELIABLE), path=path, reason=shown(volume.reason))
            lines += sheet.wrapped(text, "dim")
    return lines


def _not_listed(scan: Scan, sheet: Sheet) -> list[Text]:
    """What a category leaves out, by kind, if that category alone or a full page was asked for."""
    if not sheet.style.full and len(scan.findings) > 1:
        return []
    lines = []
    for found in scan.findings:
        if found.not_listed:
            text = trn("Not listed as {name}: {n} file of a kind that people keep (photos, music, papers, mail)",
                       "Not listed as {name}: {n} files of kinds that people keep (photos, music, papers, mail)",
                       found.not_listed, name=shown(found.category.name))  # fmt: skip
            lines += sheet.wrapped(text, "dim")
    return lines


def trouble_lines(scan: Scan, sheet: Sheet) -> list[Text]:
    """What could not be read; only the first few, or more on a full page."""
    troubles = scan.troubles
    if not troubles:
        return []
    most = _TROUBLES_SHOWN if sheet.style.full else 1
    count = trn("{n} item could not be read:", "{n} items could not be read:", len(troubles))
    lines = [Text(count, style="bold yellow")]
    for trouble in troubles[:most]:
        text = tr("{path}: {problem}", path=GAP, problem=shown(trouble.message))
        lines += sheet.wrapped(sheet.with_path(text, trouble.path, sheet.width - 2), "", 2)
    again = command("report", name_of_scan(scan, sheet.style), "-f", "json")
    if len(troubles) > most and again:
        lines += sheet.wrapped(tr("… all of them: {command}", command=again), "dim", 2)
    return lines
