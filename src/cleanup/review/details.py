"""The facts of the current line, and a preview of the file."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text

from cleanup.language import tr, trn
from cleanup.model.preview import NoPreview, Picture, Preview, TextHead
from cleanup.model.reasons import in_local_time
from cleanup.model.thing import Kind
from cleanup.plan.selection import Selection
from cleanup.report.numbers import moment, reason
from cleanup.report.safe import at_home, shown
from cleanup.review.lines import Lines
from cleanup.review.shown import NOBODY

_HALF_BLOCK = "▀"


def describe(selection: Selection, lines: Lines, home: bytes, group: int, thing: int) -> list[Text]:
    """The facts about a thing, or about a group if ``thing`` is NOBODY. The most important come first, since a path can
    be long.
    """
    groups = selection.groups
    findings, place = groups.place(group)
    if thing == NOBODY:
        things = groups.things(group)
        if not selection.copies.is_one(group):
            paths = [at_home(groups.path(thing), home) for thing in reversed(groups.in_order(group))]
            return [Text(lines.what(group), "bold"), *map(Text, paths)]
        keeper = selection.copies.keeper(group)
        copies = trn("{n} copy", "{n} copies", len(things))
        facts = [Text(copies, "bold")]
        # A folder has no size of its own; its contents are in the heading.
        if groups.all_things.kind(int(things[0])) is not Kind.FOLDER:
            facts[0].append(" " + tr("of {size}", size=lines.size(int(groups.sizes[int(things[0])]))), "not bold")
        if keeper != NOBODY:
            facts.append(Text(tr("stays: {why}", why=lines.why(group, keeper))))
            facts.append(Text(at_home(groups.path(keeper), home), "bold"))
        return facts
    entry = groups.all_things.entry(thing)
    parts = []
    if groups.all_things.kind(thing) is not Kind.FOLDER:
        parts.append(lines.size(entry.size))
        if entry.allocated < entry.size:
            parts.append(tr("{size} on the disk", size=lines.size(entry.allocated)))
    parts.append(tr("changed {day}", day=f"{in_local_time(moment(entry.modified)):%Y-%m-%d %H:%M}"))
    parts.append(reason(findings.reason(place).why, int(findings.details[place]), local=True))
    facts = [Text(" · ".join(parts))]
    if why := lines.why(group, thing):
        facts.append(Text(tr("stays: {why}", why=why)))
    facts.append(Text(at_home(entry.path, home), "bold"))
    return facts + [Text(tr("also {path}", path=at_home(path, home)), "dim") for path in entry.also]


def drawn(preview: Preview) -> list[Text]:
    """A preview as lines; pictures have two pixels in each cell."""
    match preview:
        case TextHead(lines=lines, whole=whole):
            return [Text(shown(line), "dim") for line in (*lines, *(() if whole else ("…",)))]
        case Picture(rows=rows):
            return _picture(rows)
        case NoPreview(reason=why):
            return [Text(tr("(no preview: {reason})", reason=why), "dim")] if why else []


def _picture(rows: tuple[bytes, ...]) -> list[Text]:
    drawn_lines = []
    for top in range(0, len(rows), 2):
        text = Text()
        upper = rows[top]
        lower = rows[top + 1] if top + 1 < len(rows) else None
        for start in range(0, len(upper), 3):
            below = None if lower is None else _colour(lower[start : start + 3])
            text.append(_HALF_BLOCK, Style(color=_colour(upper[start : start + 3]), bgcolor=below))
        drawn_lines.append(text)
    return drawn_lines


def _colour(pixel: bytes) -> str:
    return f"#{pixel.hex()}"
