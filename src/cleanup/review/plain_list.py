"""What is listed in a review by questions and answers: a category, a folder, search results, or what goes; and its
order.
"""

from __future__ import annotations

from cleanup.language import tr, trn
from cleanup.report.safe import shown as harmless
from cleanup.review import plain_folders, plain_group
from cleanup.review.finding import Finding
from cleanup.review.head import order_name, orders_to_pick
from cleanup.review.places import Places
from cleanup.review.plain_desk import Desk, Then
from cleanup.review.plain_stops import Stops
from cleanup.review.plain_words import numbered
from cleanup.review.shown import NOBODY

_AT_ONCE = 20


def heading(desk: Desk) -> str:
    """What is current, in one line."""
    if desk.group != NOBODY:
        return plain_group.heading(desk, desk.group)
    return plain_folders.heading(desk, desk.folder)


def what_is_listed(desk: Desk) -> str:
    """What is on the list, how much, and in which order."""
    shown = desk.shown
    parts = [tr("only what goes")] if shown.marked is not None else [_name(desk, shown.category)]
    if shown.folder is not None:
        folder = shown.groups.scan.inventory.folder_path(shown.folder)
        parts.append(tr("in {folder}", folder=desk.lines.path(folder, 0)))
    if shown.with_words is not None:
        parts.append(tr("with “{words}”", words=harmless(shown.words)))
    groups = trn("{n} group", "{n} groups", len(shown.numbers))
    if count := len(shown.folders) + len(shown.more):
        groups = trn("{n} folder, {groups}", "{n} folders, {groups}", count, groups=groups)
    return tr("Listed: {what}: {groups}, {order}.", what=", ".join(parts), groups=groups, order=order_name(shown))


def _name(desk: Desk, category: int | None) -> str:
    return tr("all") if category is None else desk.shown.groups.scan.findings[category].category.name


def _anew(desk: Desk) -> Then:
    """Make the list again, and go to its beginning."""
    desk.shown.update()
    desk.shown.line = 0
    desk.say(what_is_listed(desk))
    return Then.SAME


def _as_it_was(desk: Desk) -> Then:
    desk.say(tr("The list is as it was."))
    return Then.ASK


def pick_category(desk: Desk, typed: str) -> Then:
    """List the category with this number, or ask which."""
    places = [None, *desk.shown.categories()]
    number = numbered(typed)
    if number is None:
        answers = [f"{_name(desk, place)}, {_groups(desk, place)}" for place in places[1:]]
        number = desk.pick(tr("Which category? 0 is all of them."), answers, least=0)
        number = None if number is None else number + 1
    if number is None or number >= len(places):
        return _as_it_was(desk)
    return show_category(desk, places[number])


def show_category(desk: Desk, category: int | None) -> Then:
    """List a category, or all of them."""
    desk.shown.marked, desk.shown.folder, desk.shown.category = None, None, category
    return _anew(desk)


def next_category(desk: Desk, step: int) -> Then:
    """List the next category, or the one before."""
    places = [None, *desk.shown.categories()]
    return show_category(desk, places[(places.index(desk.shown.category) + step) % len(places)])


def after_this(desk: Desk) -> tuple[int, str] | None:
    """The category after this one, with how much is in it; None after the last, and if the list is narrowed."""
    shown = desk.shown
    places = shown.categories()
    if shown.category is None or shown.marked is not None or shown.with_words is not None or shown.folder is not None:
        return None
    if (at := places.index(shown.category) + 1) >= len(places):
        return None
    return places[at], tr("{category}, {groups}", category=_name(desk, places[at]), groups=_groups(desk, places[at]))


def _groups(desk: Desk, category: int | None) -> str:
    return trn("{n} group", "{n} groups", desk.shown.groups_of(category))


def turn_marked(desk: Desk) -> Then:
    """List only what goes, from all categories; or the list as it was before."""
    shown = desk.shown
    if shown.marked is not None:
        shown.as_before()
        return _anew(desk)
    if not desk.selection.chosen.any():
        desk.say(tr("Nothing goes yet."))
        return Then.ASK
    shown.with_words, shown.words = None, ""
    shown.cut_down_to(desk.selection.chosen)
    return _anew(desk)


def show_all(desk: Desk) -> Then:
    """List a whole category again, without search or folder."""
    desk.shown.words, desk.shown.with_words, desk.shown.folder = "", None, None
    return _anew(desk)


def find(desk: Desk, finding: Finding, words: str) -> Then:
    """List only groups that match what was typed; all again if nothing was."""
    found = finding.groups_with(words, lambda: False) if words else None
    before = desk.shown.words, desk.shown.with_words
    desk.shown.words, desk.shown.with_words = words, found
    desk.shown.update()
    if found is not None and not len(desk.shown):
        desk.say(tr("Nothing here with “{words}”. The list is as it was.", words=harmless(words)))
        desk.shown.words, desk.shown.with_words = before
        desk.shown.update()
        return Then.ASK
    return _anew(desk)


def sort(desk: Desk) -> Then:
    """Ask how to sort the list."""
    picked = desk.pick(tr("Sort by"), orders_to_pick())
    if picked is None:
        return _as_it_was(desk)
    desk.shown.sort_by(picked)
    return _anew(desk)


def pick_place(desk: Desk) -> Then:
    """Ask for a folder among those in the listed one, and list only what is in there."""
    shown = desk.shown
    places = Places(desk.selection, shown.asked)
    here = shown.folder
    rows = places.tops(shown.category) if here is None else places.folders_in(shown.category, here)
    answers = [
        tr("{folder}, {amount}", folder=desk.lines.path(shown.groups.scan.inventory.folder_path(row), 0),
           amount=desk.lines.part_of(*places.bytes_in(shown.category, row)))
        for row in rows[:_AT_ONCE]
    ]  # fmt: skip
    picked = desk.pick(tr("In which folder? 0 is everywhere."), answers, least=0)
    if picked is None:
        return _as_it_was(desk)
    shown.marked, shown.folder = None, None if picked < 0 else rows[picked]
    if shown.folder is not None:
        desk.say(desk.lines.left_in(shown.folder))
    return _anew(desk)


def go(desk: Desk, typed: str) -> Then:
    """Go to a place in the list."""
    stops, number = Stops(desk.shown), numbered(typed)
    if number is None or not 0 < number <= len(stops):
        desk.say(tr("Where to? Type a place of the list after it, from 1 to {most}.", most=len(stops)))
        return Then.ASK
    desk.shown.line = stops.line(number - 1)
    return Then.SAME


def name_next(desk: Desk, typed: str) -> Then:
    """Name what comes next in the list, or from some place on."""
    stops, here = Stops(desk.shown), desk.shown.line
    first = (numbered(typed) or 1) - 1 if typed else stops.at(here)
    for stop in range(first, min(first + _AT_ONCE, len(stops))):
        desk.shown.line = stops.line(stop)
        desk.say(f"  {stop + 1:,}  {heading(desk)}")
    desk.shown.line = here
    if len(stops) > first + _AT_ONCE:
        desk.say("  " + tr("Type l{place} to hear more, g{place} to go there.", place=first + _AT_ONCE + 1))
    elif first >= len(stops):
        desk.say(tr("The list ends before that."))
    return Then.ASK
