"""The lines above and below the list: what goes, the categories as tabs, what the marks mean."""

from __future__ import annotations

import numpy as np
from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from cleanup.language import number, tr, trn
from cleanup.plan.selection import Selection
from cleanup.report.words import THINGS, said_of
from cleanup.review.lines import Lines
from cleanup.review.listing import Order
from cleanup.review.shown import Shown

_LEFT, _RIGHT = "‹", "›"


def tabs(shown: Shown, width: int) -> Text:
    """The categories with their keys and numbers of groups; the listed one is in brackets and always visible."""
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
    """A line with words at both ends; the right end gives way."""
    room = width - cell_len(left) - 5
    if cell_len(right) > room:
        right = set_cell_size(right, room - 1).rstrip() + "…" if room > 8 else ""
    gap = " " * max(width - cell_len(left) - cell_len(right) - 2, 0)
    return Text.assemble(" ", (left, style), gap, right, no_wrap=True, overflow="ellipsis")


def first_lines() -> tuple[str, str, str]:
    """What to do, for someone who is here for the first time."""
    return (
        " " + tr("Nothing on the disk changes while you choose here."),
        " " + tr("space marks or unmarks, K keeps a copy, ? shows all keys."),
        " " + tr("t goes on and asks first; “cleanup undo” brings all back."),
    )


def legend() -> str:
    """What the marks mean."""
    return tr("[x] goes [=] the copy that stays [ ] stays [-] may not go")


def what_goes(selection: Selection, lines: Lines) -> str:
    """How much goes so far."""
    if not selection.chosen.any():
        return tr("Nothing goes yet")
    groups, going = selection.groups, selection.going()
    amount = lines.size(int(groups.freed[going].sum()))
    goes = tr("Goes if you go on: {files}, {size}", files=said_of(THINGS, groups.all_things.kinds(going)), size=amount)
    if n := int(np.count_nonzero(selection.chosen[groups.stuck])):
        goes += " " + trn("({n} marked cannot move)", "({n} marked cannot move)", n)
    return goes


def not_listed(selection: Selection, shown: Shown) -> int:
    """How much of what goes is not on the list."""
    going = selection.going()
    going[selection.groups.members_of(shown.numbers)[0]] = False
    return int(np.count_nonzero(going))


def what_is_listed(shown: Shown, lines: Lines) -> str:
    """How much is listed, in which order, and why not more."""
    parts = [trn("{n} shown", "{n} shown", len(shown.numbers)), order_name(shown)]
    if shown.marked is not None:
        parts.insert(0, tr("only what goes"))
    if shown.folder is not None:
        parts.insert(0, lines.path(shown.groups.scan.inventory.folder_path(shown.folder), 40))
    if shown.with_words is not None:
        parts.append(tr("with “{words}”", words=shown.words))
    return " · ".join(parts)


def orders_to_pick() -> list[str]:
    """The ways to sort the list, in the order of ``Order``; the last one reverses it."""
    return [
        tr("what comes free, most first"), tr("number of copies, most first"), tr("date, oldest first"),
        tr("path"), tr("the other way round"),
    ]  # fmt: skip


def order_name(shown: Shown) -> str:
    """How the list is sorted."""
    name = {
        Order.FREES: tr("biggest first"),
        Order.COPIES: tr("most copies first"),
        Order.OLDEST: tr("oldest first"),
        Order.PATH: tr("by path"),
    }[shown.order]
    return tr("{order}, reversed", order=name) if shown.turned else name
