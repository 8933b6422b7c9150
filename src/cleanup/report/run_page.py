"""Pages after a run, an undo or a purge: what happened, what did not and why, what to type next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import islice

from rich.text import Text

from cleanup.language import tr, trn
from cleanup.model.coverage import Filling
from cleanup.model.plan import Kind, add_up
from cleanup.model.run import Freed, Item, Result, Run, State, Status, Undone
from cleanup.report.commands import Commands, scan_again
from cleanup.report.heading import filling_texts
from cleanup.report.safe import shown
from cleanup.report.sheet import Sheet, draw, joined
from cleanup.report.style import PageStyle
from cleanup.report.words import (
    BROUGHT_BACK,
    BROUGHT_HOME,
    FREED,
    MOVED_ASIDE,
    MOVED_TO_TRASH,
    WOULD_BE_FREED,
    WOULD_COME_BACK,
    said_of,
)  # fmt: skip

_SHOWN = 10
_CHANGED = frozenset({"changed", "gone", "keeper-changed", "keeper-gone"})

Problems = dict[str, tuple[int, bytes]]
"""Why things were not moved, brought back or freed: for each reason, how many and the path of the first."""


def draw_run(run: Run, style: PageStyle, *, on_terminal: bool) -> str:
    """Draw what a run moved."""
    return draw(lambda sheet: _run_lines(run, sheet), style, on_terminal=on_terminal)


def _run_lines(run: Run, sheet: Sheet) -> list[Text]:
    headline = _moved_headline(run, sheet)
    if sheet.style.headline_only:
        return headline
    problems = _reasons((item.path, item.message) for item in run.items if item.status is not Status.DONE)
    commands = []
    if there := sum(item.state is State.IN_TRASH for item in run.items):
        for_good = trn("free it for good, when sure", "free them for good, when sure", there)
        commands.append((f"cleanup undo {run.id}", trn("bring it back", "bring them back", there)))
        commands.append((f"cleanup purge {run.id}", for_good))
    if problems and any(item.code in _CHANGED for item in run.items):
        commands += scan_again(run.roots, tr("look again at what changed"))
    left = trn("{n} was left where it is:", "{n} were left where they are:", _total(problems))
    if next(_moved(run), None):
        headline += _fillings(run.volumes, sheet)
    notes = _space_notes(run, sheet)
    return joined([headline, notes, _problems(left, problems, sheet, run.id), sheet.next_commands(commands)])


def _moved_headline(run: Run, sheet: Sheet) -> list[Text]:
    lines = []
    kinds, asides = Counter[Kind](), set[bool]()
    for item in _moved(run):
        kinds[item.kind] += 1
        asides.add(item.aside)
    if not run.complete:
        lines.append(Text(tr("Stopped half-way."), style="bold yellow"))
    if not kinds:
        return [*lines, Text(tr("Nothing was moved."), style="bold")]
    aside = asides == {True}
    text = said_of(MOVED_ASIDE if aside else MOVED_TO_TRASH, kinds, size=sheet.size(run.space.worth))
    free = sheet.free_later(run.space.reclaimable_bytes, aside=aside)
    return [*lines, *sheet.wrapped(text, "bold green"), *sheet.wrapped(free, "dim")]


def _fillings(volumes: Sequence[Filling], sheet: Sheet) -> list[Text]:
    return [line for text in filling_texts(volumes, sheet) for line in sheet.wrapped(text, "dim")]


def _space_notes(run: Run, sheet: Sheet) -> list[Text]:
    """Why less comes free than was moved, if the numbers differ."""
    several = [(item.identity.device, item.identity.inode, item.links) for item in _moved(run) if item.links > 1]
    names = Counter((device, inode) for device, inode, _ in several)
    links = {(device, inode): links for device, inode, links in several}
    elsewhere = sum(names[physical] < links[physical] for physical in names)
    sparse = sum(item.allocated < item.size // 2 and item.size > 8192 for item in _moved(run))
    notes = []
    if elsewhere:
        notes.append(
            trn("{n} file has other names elsewhere: it frees nothing until those go too.",
                "{n} files have other names elsewhere: they free nothing until those go too.", elsewhere)
        )  # fmt: skip
    if sparse:
        notes.append(
            trn("{n} file has holes, is compressed or shares its blocks: it frees less than its size.",
                "{n} files have holes, are compressed or share their blocks: they free less than their size.", sparse)
        )  # fmt: skip
    return [line for note in notes for line in sheet.wrapped(note, "dim")]


def _moved(run: Run) -> Iterator[Item]:
    return (item for item in run.items if item.status is Status.DONE)


def draw_undone(undone: Undone, style: PageStyle, *, on_terminal: bool, planned: bool, another: str = "") -> str:
    """Draw what an undo brought back, or would bring back. ``another`` is a run with something in the trash, to suggest
    if nothing of this one is there.
    """

    def lines(sheet: Sheet) -> list[Text]:
        kinds = Counter(result.item.kind for result in undone.results if result.status is Status.DONE)
        headline = sheet.wrapped(_undone_headline(undone, kinds, planned), "bold green" if kinds else "bold")
        if sheet.style.headline_only:
            return headline
        stopped = [] if undone.complete else [Text(tr("Stopped half-way."), style="bold yellow")]
        elsewhere = [
            sheet.row(result.item.path, tr("is now {path}", path=sheet.path(result.to, sheet.width // 2)))
            for result in islice(_elsewhere(undone), _SHOWN)
        ]
        problems = _reasons(
            (result.item.path, result.message) for result in undone.results if result.status is not Status.DONE
        )
        stopped += sheet.damaged(undone.run.damaged_lines)
        full = _fillings(undone.volumes, sheet) if kinds else []
        kept = trn("{n} was not brought back:", "{n} were not brought back:", _total(problems))
        commands = _where_each_is([undone.run.id] if problems or not undone.results else [])
        if another and not undone.results:
            commands.insert(0, (f"cleanup undo {another}", tr("bring back an earlier run")))
        left = _problems(kept, problems, sheet, undone.run.id)
        return joined([[*stopped, *headline, *full], elsewhere, left, sheet.next_commands(commands)])

    return draw(lines, style, on_terminal=on_terminal)


def _elsewhere(undone: Undone) -> Iterator[Result]:
    return (each for each in undone.results if each.status is Status.DONE and each.to != each.item.path)


def _undone_headline(undone: Undone, back: Counter[Kind], planned: bool) -> str:
    run = undone.run.id
    if not undone.results:
        if undone.not_chosen:
            return trn("Nothing from run {run} matches; {n} item from it is in the trash.",
                       "Nothing from run {run} matches; {n} items from it are in the trash.", undone.not_chosen,
                       run=run)  # fmt: skip
        return tr("Nothing from run {run} is in the trash: there is nothing to bring back.", run=run)
    if not back:
        return tr("Nothing can be brought back.")
    if planned:
        return said_of(WOULD_COME_BACK, back)
    return said_of(BROUGHT_HOME if next(_elsewhere(undone), None) is None else BROUGHT_BACK, back)


def draw_freed(freed: Freed, style: PageStyle, *, on_terminal: bool) -> str:
    """Draw what a purge freed."""

    def lines(sheet: Sheet) -> list[Text]:
        gone = Counter(result.item.kind for _, result in freed.results if result.status is Status.DONE)
        text = said_of(FREED, gone, size=sheet.size(freed.freed_bytes)) if gone else tr("Nothing was freed.")
        headline = sheet.wrapped(text, "bold green" if gone else "bold")
        if sheet.style.headline_only:
            return headline
        if gone:
            headline += _fillings(freed.volumes, sheet)
        notes = []
        if freed.freed_bytes < freed.expected_bytes * 9 // 10:
            notes = sheet.wrapped(
                tr("{size} should have come free. A program may still have a file open, a snapshot may hold it, or "
                   "something else wrote to the disk meanwhile.", size=sheet.size(freed.expected_bytes)), "dim",
            )  # fmt: skip
        problems = _reasons(
            (result.item.path, result.message) for _, result in freed.results if result.status is not Status.DONE
        )
        kept = trn("{n} was not freed:", "{n} were not freed:", _total(problems))
        runs = {run: None for run, result in freed.results if result.status is not Status.DONE}
        left = _problems(kept, problems, sheet, *runs)
        return joined([headline, notes, left, sheet.next_commands(_where_each_is(runs))])

    return draw(lines, style, on_terminal=on_terminal)


def _where_each_is(runs: Iterable[str]) -> Commands:
    return [(f"cleanup history {run}", tr("see where each file is")) for run in runs]


def draw_to_purge(runs: Sequence[Run], style: PageStyle, *, on_terminal: bool) -> str:
    """Draw what a purge would free, biggest first."""

    def lines(sheet: Sheet) -> list[Text]:
        kinds = Counter(item.kind for run in runs for item in run.to_free())
        damaged = sheet.damaged(sum(run.damaged_lines for run in runs))
        if not kinds:
            return [*damaged, *sheet.wrapped(tr("Nothing that can be freed is left in the trash."), "bold")]
        amounts = add_up(
            (item.identity, item.links, item.size, item.allocated) for run in runs for item in run.to_free()
        )
        text = said_of(WOULD_BE_FREED, kinds, size=sheet.size(amounts.worth))
        items = (item for run in runs for item in run.to_free())
        biggest = nsmallest(sheet.style.most, items, key=lambda item: (-item.worth, item.path))
        rows = [sheet.row(item.path, sheet.size(item.worth), "bold yellow") for item in biggest]
        if kinds.total() > len(rows):
            rows.append(Text(trn("… and {n} more", "… and {n} more", kinds.total() - len(rows)), style="dim"))
        headline = [*damaged, *sheet.wrapped(text, "bold")]
        return headline if sheet.style.headline_only else joined([headline, rows])

    return draw(lines, style, on_terminal=on_terminal)


def _reasons(problems: Iterable[tuple[bytes, str]]) -> Problems:
    """Group failures by reason; each comes as its path and the reason."""
    reasons: Problems = {}
    for path, message in problems:
        count, first = reasons.get(message, (0, path))
        reasons[message] = (count + 1, first)
    return reasons


def _total(problems: Problems) -> int:
    return sum(count for count, _ in problems.values())


def _problems(title: str, problems: Problems, sheet: Sheet, *runs: str) -> list[Text]:
    """What did not work in these runs, each reason once."""
    if not problems:
        return []
    lines = [Text(title, style="bold yellow")]
    by_number = sorted(problems.items(), key=lambda problem: -problem[1][0])
    for message, (count, first) in by_number[:_SHOWN]:
        path = sheet.path(first, max(sheet.width - 20, 20))
        more = trn("{path} and {n} more", "{path} and {n} more", count - 1, path=path) if count > 1 else path
        lines.append(Text(f"  {more}"))
        lines += sheet.wrapped(shown(message), "dim", 4)
    if len(problems) > _SHOWN:
        lines += [Text("  " + tr("… all of them: cleanup history {run}", run=run), style="dim") for run in runs]
    return lines
