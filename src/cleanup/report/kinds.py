"""The kinds of files: photos, films, music and so on, one row each."""

from __future__ import annotations

from itertools import chain

from rich.text import Text

from cleanup.language import mark, said, tr
from cleanup.model.scan import OTHER_KIND, Scan
from cleanup.report.numbers import files
from cleanup.report.safe import shown
from cleanup.report.sheet import Row, Sheet

_NAMES = {
    "photos": mark("photos"),
    "films": mark("films"),
    "music": mark("music"),
    "documents": mark("documents"),
    "archives": mark("archives"),
    "programs": mark("programs"),
    "mail": mark("mail"),
    OTHER_KIND: mark("other"),
}


def kind_lines(scan: Scan, sheet: Sheet) -> list[Text]:
    """A row for each kind that has files, in the order of the scan; nothing for an older one."""
    kinds = scan.totals.by_kind
    if not kinds:
        return []
    most = max(each.allocated_bytes for each in kinds.values()) or 1
    rows = [
        Row(
            said(_NAMES[kind]) if kind in _NAMES else shown(kind),
            sheet.size(each.allocated_bytes), files(each.files), "cyan", each.allocated_bytes / most,
        )
        for kind, each in kinds.items()
    ]  # fmt: skip
    return [Text(tr("Kinds of files"), style="bold"), *chain.from_iterable(sheet.table(rows))]
