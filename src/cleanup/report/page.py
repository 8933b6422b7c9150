"""The page of a scan: what could be freed, where it is, what was not looked into, what to do next."""

from __future__ import annotations

from rich.text import Text

from cleanup.model.scan import Scan
from cleanup.report.commands import after_scan
from cleanup.report.heading import heading, notes
from cleanup.report.kinds import kind_lines
from cleanup.report.largest import biggest_lines
from cleanup.report.left_out import not_looked_into, trouble_lines
from cleanup.report.part import fitting, room_of
from cleanup.report.sheet import Sheet, draw, joined
from cleanup.report.style import PageStyle
from cleanup.report.sums import look_part, nothing_found, safe_part
from cleanup.report.told import told_lines


def draw_page(scan: Scan, style: PageStyle, *, on_terminal: bool) -> str:
    """Draw the page; with colour only for a terminal that wants it."""
    return draw(lambda sheet: _lines(scan, sheet), style, on_terminal=on_terminal)


def _lines(scan: Scan, sheet: Sheet) -> list[Text]:
    style = sheet.style
    nothing = nothing_found(scan)
    sums = [part for part in (safe_part(scan, sheet), look_part(scan, sheet)) if part]
    first = [heading(scan, sheet), sheet.wrapped(nothing, "bold") if nothing else []]
    if style.headline_only:
        parts = [*first, *([] if nothing else [part.title for part in sums]), notes(scan, sheet)]
        return [line for part in parts for line in part]
    more = biggest_lines(scan, sheet) if style.full or style.listed else []
    last = [
        notes(scan, sheet),
        kind_lines(scan, sheet) if style.full else [],
        more,
        told_lines(scan, sheet) if style.full or style.listed else [],
        not_looked_into(scan, sheet),
        trouble_lines(scan, sheet),
        sheet.next_commands(after_scan(scan, style)),
    ]
    titles = [part.title for part in sums]
    room = room_of(sheet) - len(joined([*first, *titles, *last]))
    rows = [len(part.rows) for part in sums] if style.full or style.listed else fitting(sums, room)
    return joined([*first, *(part.lines(most) for part, most in zip(sums, rows, strict=True)), *last])
