"""The lines above and below the list: what goes, the categories as tabs, what the marks mean."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from cleanup.language import number, tr
from cleanup.review.shown import Shown

_LEFT, _RIGHT = "‹", "›"


def tabs(shown: Shown, width: int) -> Text:
    """The categories with their keys and how many groups each has; the one on the list in brackets, always in sight."""
    places: list[int | None] = [None, *shown.categories()]
    labels = [_label(key, place, shown) for key, place in enumerate(places)]
    current = places.index(shown.category)
    first = 0
    while first < current and sum(map(cell_len, labels[first : current + 1])) > width - 4:
        first += 1
    text = Text(f"{_LEFT} " if first else " ", no_wrap=True)
    for key, label in enumerate(labels[first:], first):
        if text.cell_len + cell_len(label) > width - 2 * (key + 1 < len(labels)):
            text.append(_RIGHT)
            break
        text.append(label, Style(bold=key == current, reverse=key == current, meta={"@click": f"app.category({key})"}))
    return text


def _label(key: int, place: int | None, shown: Shown) -> str:
    name = tr("all") if place is None else shown.groups.scan.findings[place].category.name.replace("-", " ")
    digit = f"{key} " if key <= 9 else ""
    label = f"{digit}{name} {number(shown.groups_of(place))}"
    return f"[{label}]" if place == shown.category else f" {label} "


def two_ends(left: str, right: str, width: int, style: str = "") -> Text:
    """A line with words at both ends; the right one gives way."""
    room = width - cell_len(left) - 5
    if cell_len(right) > room:
        right = set_cell_size(right, room - 1).rstrip() + "…" if room > 8 else ""
    gap = " " * max(width - cell_len(left) - cell_len(right) - 2, 0)
    return Text.assemble(" ", (left, style), gap, right, no_wrap=True, overflow="ellipsis")


def first_lines() -> tuple[str, str, str]:
    """What to do, for who is here for the first time."""
    return (
        " " + tr("Nothing on the disk changes while you choose here."),
        " " + tr("space marks a line or not, K keeps that copy, / finds, ? shows all."),
        " " + tr("t goes on: it asks first, and “cleanup undo” brings all back."),
    )


def legend() -> str:
    """What the marks mean."""
    return tr("[x] goes [=] the copy that stays [ ] stays [-] may not go")
