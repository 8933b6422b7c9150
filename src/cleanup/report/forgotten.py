"""What is forgotten, in a few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from cleanup.language import mark_count, said_count, tr, trn
from cleanup.model.memories import Forgettable, Memory
from cleanup.report.safe import shown

_WORDS = {
    Memory.SCANS: mark_count("{n} scan", "{n} scans"),
    Memory.RUNS: mark_count("{n} run", "{n} runs"),
    Memory.PLANS: mark_count("{n} plan", "{n} plans"),
    Memory.CACHE: mark_count("the hash cache", "the hash cache"),
    Memory.DECISIONS: mark_count("all decisions", "all decisions"),
    Memory.FAULTS: mark_count("{n} log of a fault", "{n} logs of faults"),
    Memory.UNPACKED: mark_count("the unpacked copies of cleanup.pyz", "the unpacked copies of cleanup.pyz"),
}


def draw_forgotten(found: Collection[Forgettable], settings: str, *, done: bool) -> str:
    """Draw what would be forgotten, or, when it is done, what was. ``settings`` is the file that stays, if one is
    told of."""
    counts = Counter(each.what for each in found if not each.kept)
    if not counts:
        lines = [tr("There is nothing to forget.")]
    else:
        what = ", ".join(said_count(words, counts[kind]) for kind, words in _WORDS.items() if counts[kind])
        lines = [tr("Forgotten: {what}.", what=what) if done else tr("To forget: {what}.", what=what)]
    lost = sum(each.in_trash for each in found if not each.kept)
    if lost and not done:
        lines.append(trn("{n} thing in the trash can no longer be brought back by cleanup then.",
                         "{n} things in the trash can no longer be brought back by cleanup then.", lost))  # fmt: skip
    kept = [each.id for each in sorted(found, key=lambda each: bool(each.in_trash)) if each.kept]
    if kept:
        lines.append(
            trn(
                "{n} run is kept, since something of it may still be in the trash. Next:  cleanup history {run}",
                "{n} runs are kept, since something of them may still be in the trash. Next:  cleanup history {run}",
                len(kept),
                run=kept[-1],
            )
        )
    if settings and (done or not counts):
        lines.append(tr("Your settings stay, since you wrote them: {path}", path=shown(settings)))
    return "\n".join(lines) + "\n"
