"""The facts of the current line, and a preview of the file."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text

from cleanup.language import tr, trn
from cleanup.model.preview import NoPreview, Picture, Preview, TextHead
from cleanup.model.thing import Kind
from cleanup.plan.selection import Selection
from cleanup.report.numbers import moment, reason
from cleanup.report.safe import at_home, shown
from cleanup.review.lines import Lines
from cleanup.review.shown import NOBODY

_HALF_BLOCK = "▀"


def describe(selection: Selection, lines: Lines, home: bytes, group: int, thing: int) -> Text:
    """The facts of a thing, or of a group where ``thing`` is NOBODY."""
    groups = selection.groups
    findings, place = groups.place(group)
    text = Text()
    if thing == NOBODY:
        things = groups.things(group)
        keeper = selection.copies.keeper(group)
        text.append(trn("{n} copy", "{n} copies", len(things)), "bold")
        text.append(" " + tr("of {size}", size=lines.size(int(groups.sizes[int(things[0])]))) + "\n")
        if keeper != NOBODY:
            text.append(tr("stays: {path}", path=at_home(groups.path(keeper), home)) + "\n")
            text.append(lines.why(group, keeper), "dim")
        return text
    entry = groups.all_things.entry(thing)
    text.append(at_home(entry.path, home) + "\n", "bold")
    for path in entry.also:
        text.append(tr("also {path}", path=at_home(path, home)) + "\n", "dim")
    facts = []
    if groups.all_things.kind(thing) is not Kind.FOLDER:
        facts.append(lines.size(entry.size))
        if entry.allocated < entry.size:
            facts.append(tr("{size} on the disk", size=lines.size(entry.allocated)))
    facts.append(tr("changed {day}", day=f"{moment(entry.modified).astimezone():%Y-%m-%d %H:%M}"))
    facts.append(reason(findings.reason(place).why, int(findings.details[place]), local=True))
    text.append(" · ".join(facts))
    if why := lines.why(group, thing):
        text.append("\n" + tr("stays: {why}", why=why))
    return text


def drawn(preview: Preview) -> Text:
    """A preview as text; pictures have two pixels in each cell."""
    match preview:
        case TextHead(lines=lines, whole=whole):
            return Text("\n".join(map(shown, lines)) + ("" if whole else "\n…"), "dim", no_wrap=True)
        case Picture(rows=rows):
            return _picture(rows)
        case NoPreview(reason=why):
            return Text(tr("(no preview: {reason})", reason=why) if why else "", "dim")


def _picture(rows: tuple[bytes, ...]) -> Text:
    text = Text(no_wrap=True)
    for top in range(0, len(rows), 2):
        upper = rows[top]
        lower = rows[top + 1] if top + 1 < len(rows) else bytes(len(upper))
        for start in range(0, len(upper), 3):
            colours = (_colour(upper[start : start + 3]), _colour(lower[start : start + 3]))
            text.append(_HALF_BLOCK, Style(color=colours[0], bgcolor=colours[1]))
        text.append("\n")
    return text


def _colour(pixel: bytes) -> str:
    return f"#{pixel.hex()}"
