"""What is forgotten, in a few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from rich.text import Text

from cleanup.language import mark_count, said_count, tr, trn
from cleanup.model.memories import Forgettable, Memory
from cleanup.report.safe import shown
from cleanup.report.sheet import Sheet, draw, joined
from cleanup.report.style import PageStyle

_WORDS = {
    Memory.SCANS: mark_count("{n} scan", "{n} scans"),
    Memory.RUNS: mark_count("{n} run", "{n} runs"),
    Memory.PLANS: mark_count("{n} plan", "{n} plans"),
    Memory.CACHE: mark_count("the hash cache", "the hash cache"),
    Memory.DECISIONS: mark_count("all decisions", "all decisions"),
    Memory.FAULTS: mark_count("{n} error log", "{n} error logs"),
    Memory.UNPACKED: mark_count("the unpacked copies of cleanup.pyz", "the unpacked copies of cleanup.pyz"),
}


def draw_forgotten(
    found: Collection[Forgettable], settings: str, style: PageStyle, *, on_terminal: bool, done: bool
) -> str:
    """Draw what would be forgotten or, once it is done, what was. ``settings`` is the file that stays, if it is to be
    named.
    """
    return draw(lambda sheet: _lines(found, settings, sheet, done), style, on_terminal=on_terminal)


def _lines(found: Collection[Forgettable], settings: str, sheet: Sheet, done: bool) -> list[Text]:
    counts = Counter(each.what for each in found if not each.kept)
    what = ", ".join(said_count(words, counts[kind]) for kind, words in _WORDS.items() if counts[kind])
    if not counts:
        lines = [tr("There is nothing to forget.")]
    else:
        lines = [tr("Forgotten: {what}.", what=what) if done else tr("To forget: {what}.", what=what)]
    lost = sum(each.in_trash for each in found if not each.kept)
    if lost and not done:
        lines.append(trn("After that, cleanup cannot bring back {n} thing in the trash.",
                         "After that, cleanup cannot bring back {n} things in the trash.", lost))  # fmt: skip
    kept = [each.id for each in sorted(found, key=lambda each: bool(each.in_trash)) if each.kept]
    if kept:
        lines.append(
            trn(
                "{n} run is kept, since part of it may still be in the trash.",
                "{n} runs are kept, since parts of them may still be in the trash.",
                len(kept),
            )
        )
    told = [line for text in lines for line in sheet.wrapped(text, "")]
    if settings and (done or not counts):
        told.append(Text(tr("Your settings stay, since you wrote them: {path}", path=shown(settings))))
    commands = [(f"cleanup history {kept[-1]}", tr("see what is still there"))] if kept else []
    return joined([told, sheet.next_commands(commands)])
