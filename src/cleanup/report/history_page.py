"""Pages of the history: a list of all runs, and one run file by file, with where each file is now."""

from __future__ import annotations

from collections import Counter

from rich.cells import cell_len
from rich.text import Text

from cleanup.language import mark, mark_count, said, said_count, tr, trn
from cleanup.model.reasons import in_local_time
from cleanup.model.run import Item, Past, State, Whereabouts
from cleanup.report.numbers import ago
from cleanup.report.safe import shown
from cleanup.report.sheet import Sheet, draw, joined
from cleanup.report.style import PageStyle


def draw_history(past: list[Past], style: PageStyle, *, on_terminal: bool) -> str:
    """Draw all runs, newest first; there must be at least one."""

    def lines(sheet: Sheet) -> list[Text]:
        rows = [line for each in past for line in _past_lines(each, sheet)]
        commands = []
        if (last := next((each for each in past if each.run is not None), None)) is not None:
            commands.append((f"cleanup history {last.id}", tr("show each file of a run")))
            if last.count(Whereabouts.IN_TRASH):
                commands.append((f"cleanup undo {last.id}", tr("bring it back")))
        return joined([rows, sheet.next_commands(commands)])

    return draw(lines, style, on_terminal=on_terminal)


def _past_lines(past: Past, sheet: Sheet) -> list[Text]:
    if past.run is None:
        return [Text(past.id, style="bold"), *sheet.wrapped(shown(past.problem), "yellow", 2)]
    run = past.run
    when = ago(sheet.style.now - run.started_at)
    moved = len(run.items) - past.count(Whereabouts.NOT_MOVED)
    size = sheet.size(run.space.worth)
    text = trn("{n} moved, {size}", "{n} moved, {size}", moved, size=size)
    if any(item.state in {State.OPEN, State.RESTORING, State.PURGING} for item in run.items):
        text = trn(
            "interrupted, {n} moved; the next run recovers it",
            "interrupted, {n} moved; the next run recovers it",
            moved,
        )
    elif not run.complete:
        text = trn("{n} moved, {size}, stopped half-way", "{n} moved, {size}, stopped half-way", moved, size=size)
    name, rest = Text(past.id, style="bold"), Text(f"  {when}", style="dim") + Text(f"  {text}")
    heads = [name + rest] if len(name) + cell_len(rest.plain) <= sheet.width else [name, rest]
    counts = Counter(map(_told_as, run.items, past.now))
    parts = [said_count(words, counts[where]) for where, words in _COUNTED.items() if counts[where]]
    lines = [*heads, *sheet.listed("\u00a0 ", parts, "dim")] if parts else heads
    if past.emptied_from is not None:
        day = in_local_time(past.emptied_from).date().isoformat()
        lines += sheet.wrapped(tr("the system may empty it from the trash from {day} on", day=day), "yellow", 2)
    lines += sheet.damaged(run.damaged_lines)
    return lines


def draw_past(past: Past, style: PageStyle, *, on_terminal: bool) -> str:
    """Draw one run file by file: where each is now."""

    def lines(sheet: Sheet) -> list[Text]:
        assert past.run is not None
        rows = []
        for item, where in zip(past.run.items, past.now, strict=True):
            word = said(_WORDS[_told_as(item, where)])
            rows.append(sheet.row(item.restored_to or item.path, word, _COLOURS.get(where, "dim")))
            if item.message and where is Whereabouts.NOT_MOVED:
                rows += sheet.wrapped(shown(item.message), "dim", 2)
        commands = []
        if past.count(Whereabouts.IN_TRASH):
            commands.append((f"cleanup undo {past.id}", tr("bring back what is in the trash")))
        if past.count(Whereabouts.PARTLY_FREED):
            commands.append((f"cleanup purge {past.id}", tr("free the rest for good")))
        return joined([_past_lines(past, sheet), rows, sheet.next_commands(commands)])

    return draw(lines, style, on_terminal=on_terminal)


def _told_as(item: Item, where: Whereabouts) -> Whereabouts | str:
    """Where an item is: what went to a folder of the user's own is in no trash."""
    return _ASIDE if item.aside and where is Whereabouts.IN_TRASH else where


_ASIDE = "aside"
_COLOURS = {Whereabouts.IN_TRASH: "yellow", Whereabouts.RESTORED: "green", Whereabouts.GONE: "red",
            Whereabouts.PARTLY_FREED: "red"}  # fmt: skip


_COUNTED = {
    Whereabouts.IN_TRASH: mark_count("{n} in the trash", "{n} in the trash"),
    _ASIDE: mark_count("{n} in the quarantine folder", "{n} in the quarantine folder"),
    Whereabouts.RESTORED: mark_count("{n} brought back", "{n} brought back"),
    Whereabouts.PURGED: mark_count("{n} freed for good", "{n} freed for good"),
    Whereabouts.PARTLY_FREED: mark_count("{n} partly freed", "{n} partly freed"),
    Whereabouts.GONE: mark_count("{n} no longer in the trash", "{n} no longer in the trash"),
    Whereabouts.UNMOUNTED: mark_count("{n} on a drive that is not connected", "{n} on a drive that is not connected"),
    Whereabouts.UNKNOWN: mark_count("{n} that cannot be checked", "{n} that cannot be checked"),
}
_WORDS = {
    Whereabouts.IN_TRASH: mark("in the trash"),
    _ASIDE: mark("in the quarantine folder"),
    Whereabouts.RESTORED: mark("brought back"),
    Whereabouts.PURGED: mark("freed for good"),
    Whereabouts.PARTLY_FREED: mark("partly freed"),
    Whereabouts.GONE: mark("no longer in the trash"),
    Whereabouts.UNMOUNTED: mark("on a drive that is not connected"),
    Whereabouts.UNKNOWN: mark("cannot be checked"),
    Whereabouts.NOT_MOVED: mark("not moved"),
}
