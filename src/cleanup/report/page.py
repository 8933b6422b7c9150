"""The page of a scan: what could be freed, where it is, what was not looked into, what to do next."""

from __future__ import annotations

from rich.text import Text

from cleanup.model.scan import Scan
from cleanup.report.commands import after_scan
from cleanup.report.heading import heading, notes
from cleanup.report.kinds import kind_lines
from cleanup.report.largest import biggest_lines
from cleanup.report.left_out import not_looked_into, not_looked_into_in_short, trouble_lines
from cleanup.report.part import fewest_lines, fitting, room_of
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
    commands = after_scan(scan, style)
    last = [
        notes(scan, sheet),
        kind_lines(scan, sheet) if style.full else [],
        more,
        told_lines(scan, sheet) if style.full or style.listed else [],
        not_looked_into(scan, sheet),
        trouble_lines(scan, sheet),
        sheet.next_commands(commands),
    ]
    if style.full or style.listed:
        return joined([*first, *(part.lines(len(part.rows)) for part in sums), *last])
    in_short = [
        notes(scan, sheet),
        not_looked_into_in_short(scan, sheet),
        trouble_lines(scan, sheet),
        sheet.next_commands([(command, "") for command, _ in commands]),
    ]
    titles = [part.title for part in sums]
    left, left_in_short = (room_of(sheet) - len(joined([*first, *titles, *end])) for end in (last, in_short))
    end, room = (last, left) if left >= fewest_lines(sums) else (in_short, left_in_short)
    shown = zip(sums, fitting(sums, room), strict=True)
    return joined([*first, *(part.lines(most) for part, most in shown), *end])
