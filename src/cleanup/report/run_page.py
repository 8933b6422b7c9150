"""Pages at the end of a run, an undo or a purge: what happened, what did not and why, what to type next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rich.text import Text

from cleanup.language import tr, trn
from cleanup.model.run import Freed, Run, State, Status, Undone
from cleanup.report.look import Look
from cleanup.report.numbers import things
from cleanup.report.safe import shown
from cleanup.report.sheet import Sheet, draw, joined

_SHOWN = 10

Problem = tuple[bytes, str]
"""The path of a thing that was not moved, brought back or freed, and why."""


def draw_run(run: Run, look: Look, *, on_terminal: bool) -> str:
    """Draw what a run moved."""
    return draw(lambda sheet: _run_lines(run, sheet), look, on_terminal=on_terminal)


def _run_lines(run: Run, sheet: Sheet) -> list[Text]:
    moved = [item for item in run.items if item.status is Status.DONE]
    headline = _moved_headline(run, sheet)
    if sheet.look.headline_only:
        return headline
    problems = [(item.path, item.message) for item in run.items if item.status is not Status.DONE]
    again = any(item.code in {"changed", "gone", "keeper-changed", "keeper-gone"} for item in run.items)
    commands = []
    if any(item.state is State.IN_TRASH for item in run.items):
        commands.append((f"cleanup undo {run.id}", tr("bring them back")))
        commands.append((f"cleanup purge {run.id}", tr("free them for good")))
    if again:
        commands.append(("cleanup scan", tr("look again at what changed")))
    notes = _space_notes(run, sheet) if moved else []
    left = trn("{n} was left where it is:", "{n} were left where they are:", len(problems))
    return joined([headline, notes, _problems(left, problems, sheet), sheet.next_commands(commands)])


def _moved_headline(run: Run, sheet: Sheet) -> list[Text]:
    lines = []
    moved = [item for item in run.items if item.status is Status.DONE]
    if not run.complete:
        lines.append(Text(tr("Stopped half-way."), style="bold yellow"))
    if not moved:
        return [*lines, Text(tr("Nothing was moved."), style="bold")]
    place = tr("the quarantine folder") if moved[0].mover == "quarantine" else tr("the trash")
    text = tr("Moved {things} to {place}, {size}.", things=things(moved), place=place,
              size=sheet.size(run.space.moved_bytes))  # fmt: skip
    free = sheet.free_later(run.space.reclaimable_bytes, aside=moved[0].mover == "quarantine")
    return [*lines, *sheet.wrapped(text, "bold green"), *sheet.wrapped(free, "dim")]


def _space_notes(run: Run, sheet: Sheet) -> list[Text]:
    """Why less comes free than was moved, where the numbers differ."""
    moved = [item for item in run.items if item.status is Status.DONE]
    names = Counter((item.identity.device, item.identity.inode) for item in moved)
    links = {(item.identity.device, item.identity.inode): item.links for item in moved}
    elsewhere = sum(names[physical] < links[physical] for physical in names)
    sparse = sum(item.allocated < item.size // 2 and item.size > 8192 for item in moved)
    notes = []
    if elsewhere:
        notes.append(
            trn("{n} file has other names elsewhere: it frees nothing until those go too.",
                "{n} files have other names elsewhere: they free nothing until those go too.", elsewhere)
        )  # fmt: skip
    if sparse:
        notes.append(
            trn("{n} file has holes or is compressed: it occupies less than its size.",
                "{n} files have holes or are compressed: they occupy less than their size.", sparse)
        )  # fmt: skip
    if run.space.reclaimable_bytes > 2 * run.space.moved_bytes:
        notes.append(tr("Small files occupy whole blocks of the disk: more comes free than their sizes."))
    return [line for note in notes for line in sheet.wrapped(note, "dim")]


def draw_undone(undone: Undone, look: Look, *, on_terminal: bool, planned: bool) -> str:
    """Draw what an undo brought back, or would bring back."""

    def lines(sheet: Sheet) -> list[Text]:
        back = [result.item for result in undone.results if result.status is Status.DONE]
        headline = sheet.wrapped(_undone_headline(undone, len(back), planned), "bold green" if back else "bold")
        if sheet.look.headline_only:
            return headline
        stopped = [] if undone.complete else [Text(tr("Stopped half-way."), style="bold yellow")]
        elsewhere = [
            sheet.row(result.item.path, tr("is now {path}", path=sheet.path(result.to, sheet.width // 2)))
            for result in undone.results
            if result.status is Status.DONE and result.to != result.item.path
        ]
        problems = [(result.item.path, result.message) for result in undone.results if result.status is not Status.DONE]
        stopped += sheet.damaged(undone.run.damaged_lines)
        kept = trn("{n} was not brought back:", "{n} were not brought back:", len(problems))
        commands = [(f"cleanup history {undone.run.id}", tr("see where each file is"))] if problems else []
        return joined(
            [[*stopped, *headline], elsewhere[:_SHOWN], _problems(kept, problems, sheet), sheet.next_commands(commands)]
        )

    return draw(lines, look, on_terminal=on_terminal)


def _undone_headline(undone: Undone, back: int, planned: bool) -> str:
    run = undone.run.id
    if not undone.results:
        if undone.not_chosen:
            return tr("Nothing of run {run} matches; {n} of it are in the trash.", run=run, n=f"{undone.not_chosen:,}")
        return tr("Nothing of run {run} is in the trash: there is nothing to bring back.", run=run)
    moved = things([result.item for result in undone.results if result.status is Status.DONE])
    if not back:
        return tr("Nothing can be brought back.")
    if planned:
        return tr("Would bring back {things}.", things=moved)
    if all(result.to == result.item.path for result in undone.results if result.status is Status.DONE):
        return tr("Brought back {things} to where they were.", things=moved)
    return tr("Brought back {things}.", things=moved)


def draw_freed(freed: Freed, look: Look, *, on_terminal: bool) -> str:
    """Draw what a purge freed."""

    def lines(sheet: Sheet) -> list[Text]:
        gone = [result.item for _, result in freed.results if result.status is Status.DONE]
        text = tr("Freed {things} for good: {size} more are free on the disk now.", things=things(gone),
                  size=sheet.size(freed.freed_bytes))  # fmt: skip
        if not gone:
            text = tr("Nothing was freed.")
        headline = sheet.wrapped(text, "bold green" if gone else "bold")
        if sheet.look.headline_only:
            return headline
        notes = []
        if freed.freed_bytes < freed.expected_bytes * 9 // 10:
            notes = sheet.wrapped(
                tr("{size} were expected. A program may have a file open still, a snapshot may hold it, or others "
                   "wrote to the disk meanwhile.", size=sheet.size(freed.expected_bytes)), "dim",
            )  # fmt: skip
        problems = [
            (result.item.path, result.message) for _, result in freed.results if result.status is not Status.DONE
        ]
        kept = trn("{n} was not freed:", "{n} were not freed:", len(problems))
        return joined([headline, notes, _problems(kept, problems, sheet)])

    return draw(lines, look, on_terminal=on_terminal)


def draw_to_purge(runs: Iterable[Run], look: Look, *, on_terminal: bool) -> str:
    """Draw what a purge would free, biggest first."""

    def lines(sheet: Sheet) -> list[Text]:
        items = [item for run in runs for item in run.to_free()]
        damaged = sheet.damaged(sum(run.damaged_lines for run in runs))
        if not items:
            return [*damaged, *sheet.wrapped(tr("There is nothing of that in the trash any more."), "bold")]
        size = sum(item.size for item in items)
        text = tr("{things} in the trash, {size}, would be gone for good", things=things(items), size=sheet.size(size))
        biggest = sorted(items, key=lambda item: (-item.size, item.path))
        rows = [sheet.row(item.path, sheet.size(item.size), "bold yellow") for item in biggest[: sheet.look.most]]
        if len(items) > len(rows):
            rows.append(Text(trn("… and {n} more", "… and {n} more", len(items) - len(rows)), style="dim"))
        headline = [*damaged, *sheet.wrapped(text, "bold")]
        return headline if sheet.look.headline_only else joined([headline, rows])

    return draw(lines, look, on_terminal=on_terminal)


def _problems(title: str, problems: list[Problem], sheet: Sheet) -> list[Text]:
    """What did not work, with the reason; the same reason of many things stands once."""
    if not problems:
        return []
    lines = [Text(title, style="bold yellow")]
    reasons = Counter(message for _, message in problems)
    for message, count in reasons.most_common(_SHOWN):
        first = next(path for path, each in problems if each == message)
        more = trn(" and {n} more", " and {n} more", count - 1) if count > 1 else ""
        lines.append(Text(f"  {sheet.path(first, max(sheet.width - 20, 20))}{more}"))
        lines += sheet.wrapped(shown(message), "dim", 4)
    if len(reasons) > _SHOWN:
        lines.append(Text(tr("  … all of them: cleanup history RUN"), style="dim"))
    return lines
