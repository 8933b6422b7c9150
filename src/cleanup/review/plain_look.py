"""What to know about a copy before a decision, in words: facts, how a text begins, two copies fact by fact."""

from __future__ import annotations

from rich.text import Text

from cleanup.language import tr
from cleanup.model.preview import TextHead
from cleanup.model.thing import Kind
from cleanup.review import plain_folders, plain_group
from cleanup.review.compare import facts_of_two, pair_to_compare, same_content
from cleanup.review.details import describe, drawn
from cleanup.review.plain_desk import Desk, Then
from cleanup.review.shown import NOBODY

_COLUMNS, _ROWS = 76, 8


def tell_details(desk: Desk, home: bytes, typed: str) -> Then:
    """Say the facts about a copy, and how its text begins or what only it contains; for a folder line, all copies."""
    if desk.has_line:
        plain_folders.tell(desk, desk.folder, whole=True)
        return Then.ASK
    if (thing := desk.thing(typed)) is None:
        return Then.ASK
    preview = desk.probe.preview(thing, _COLUMNS, _ROWS)
    begins = drawn(preview) if isinstance(preview, TextHead) else []
    is_text = begins and desk.selection.groups.all_things.kind(thing) is Kind.FILE
    facts: list[Text] = describe(desk.selection, desk.lines, home, desk.group, thing)
    for fact in (*facts, *([Text(tr("It begins:"))] if is_text else []), *begins):
        desk.say(f"  {fact.plain}")
    return Then.ASK


def compare(desk: Desk, typed: str) -> Then:
    """Say fact by fact how a copy and the one that stays differ."""
    things = desk.things()
    if len(things) > 1 and not typed:
        thing: int | None = NOBODY
    else:
        thing = desk.thing(typed)
    pair = None if thing is None or not things else pair_to_compare(desk.selection, desk.group, thing)
    if pair is None:
        if thing is not None:
            desk.say(tr("There is nothing to compare it with."))
        return Then.ASK
    numbers = [things.index(each) + 1 for each in pair]
    desk.say(tr("First number {one}, then number {other}.", one=numbers[0], other=numbers[1]))
    for name, (one, other) in facts_of_two(desk.selection, desk.lines, pair, 0):
        both = tr("the same, {fact}", fact=one) if one == other else tr("{one}; {other}", one=one, other=other)
        desk.say(f"  {name}: {both}")
    if same := same_content(desk.selection, desk.group):
        desk.say(f"  {tr('content')}: {same}")
    return Then.ASK


def tell_copies(desk: Desk) -> Then:
    """Name all current copies."""
    if desk.has_line:
        plain_folders.tell(desk, desk.folder, whole=True)
    elif desk.group != NOBODY:
        plain_group.tell(desk, desk.group, whole=True)
    return Then.ASK


def open_file(desk: Desk, typed: str) -> Then:
    """Open a copy in its own program."""
    if (thing := desk.thing(typed)) is not None:
        problem = desk.probe.open_file(thing)
        desk.say(tr("Not opened: {reason}.", reason=problem) if problem else tr("Opened with its own program."))
    return Then.ASK


def open_folder(desk: Desk, typed: str) -> Then:
    """Show the folder of a copy in the file manager."""
    if (thing := desk.thing(typed)) is not None:
        problem = desk.probe.open_folder(thing)
        desk.say(tr("Not opened: {reason}.", reason=problem) if problem else tr("Its folder was opened."))
    return Then.ASK
