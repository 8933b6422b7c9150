"""Asks the program of each case: is the junk found, and is anything wanted called junk?

``python tests/quality/junk/score.py`` prints what is wrong, case by case, and the figures; ``--docs`` writes these
into the docs.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from cleanup.model.choice import Choice
from cleanup.workflow import planning
from cleanup.workflow.environment import Context
from quality.junk.made import LATER, Case, cases, make
from support.looking import scan

DOCS = Path(__file__).parents[3] / "docs" / "explanation" / "questions.md"
_PLACE = re.compile(r"(<!-- figures of tests/quality/junk/score.py -->\n)(.*?)(<!-- end of the figures -->)", re.DOTALL)
SHOWN_ALONE = frozenset({"leftovers", "build-folders"})
"""Of these it is counted, too, how much that is wanted is only shown."""
JUNK = SHOWN_ALONE | {"installers", "extracted-archives", "broken-links"}
TOLD = JUNK | {"package-stores", "phone-backups", "conflict-copies"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is wrong about one case; ``rash`` is what is only to be shown and was chosen when named."""

    case: Case
    missed: tuple[str, ...]
    certain: tuple[str, ...]
    shown: tuple[str, ...]
    rash: tuple[str, ...]
    left: tuple[str, ...]


def answer(case: Case, home: Path, own: Path) -> Answer:
    now = datetime.now(UTC) + LATER
    make(case, home, now)
    found = scan([home], home, now=now, everything=False)
    told = case.categories or TOLD
    pointed = [
        (each.category, file.path)
        for each in found.each_finding()
        for place, file in enumerate(each.files)
        if place != each.keeper
    ]
    shown = _below(home, (path for category, path in pointed if category in told))
    wrongly = _below(home, (path for category, path in pointed if category in SHOWN_ALONE))
    named = tuple(sorted(case.categories or JUNK))
    chosen: set[str] = set()
    for choice in (Choice(), Choice(categories=named)):
        plan = planning.plan_of_scan(found, choice, Context.inside(home, own))
        chosen |= _below(home, (step.path for step in plan.steps))
    return Answer(
        case,
        tuple(path for path in case.junk + case.shown if not _touched(path, shown, both=True)),
        tuple(path for path in case.wanted if _touched(path, chosen)),
        tuple(path for path in case.wanted if _touched(path, wrongly)),
        tuple(path for path in _only_shown(case) if _touched(path, chosen)),
        tuple(path for path in case.junk if case.action == "choose" and not _touched(path, chosen, both=True)),
    )


def _only_shown(case: Case) -> tuple[str, ...]:
    return case.junk + case.shown if case.action == "show" else case.shown


def _below(home: Path, paths: Iterable[bytes]) -> set[str]:
    return {os.path.relpath(os.fsdecode(path), home) for path in paths}


def _touched(path: str, those: set[str], *, both: bool = False) -> bool:
    """Whether one of those is the path or holds it; or with ``both`` also lies in it."""
    return any(path == one or path.startswith(f"{one}/") or (both and one.startswith(f"{path}/")) for one in those)


def answers() -> list[Answer]:
    """Of all cases; each has a home of its own."""
    told = []
    for case in cases():
        with tempfile.TemporaryDirectory(prefix="junk") as folder:
            (Path(folder) / "home").mkdir()
            told.append(answer(case, Path(folder) / "home", Path(folder) / "own"))
    return told


def figures(told: list[Answer]) -> str:
    """One line of numbers."""
    return " ".join(docs_of(told).split())


def docs_of(told: list[Answer]) -> str:
    """The same as the docs have it."""
    junk = sum(len(one.case.junk) + len(one.case.shown) for one in told)
    wanted = sum(len(one.case.wanted) for one in told)
    missed, certain, shown = (sum(len(getattr(one, name)) for one in told) for name in ("missed", "certain", "shown"))
    return (
        f"Of junk, somebody who did not know the rules made {len(told)} cases, with what only looks like it beside.\n"
        f"{junk - missed} of {junk} pieces of junk are pointed at. Of {wanted} wanted things, {certain} are chosen\n"
        f"when the categories are named, and {shown} are shown as leftovers or build folders.\n"
    )


def written_in_docs() -> str:
    """The figures that the docs have."""
    found = _PLACE.search(DOCS.read_text("utf-8"))
    return found[2] if found else ""


def main() -> None:
    """Print what is wrong, and the figures."""
    everything = answers()
    for one in everything:
        for name in ("missed", "certain", "shown", "rash", "left"):
            if paths := getattr(one, name):
                print(f"{name:8} {one.case.row}: {', '.join(paths)}")
    print(figures(everything))
    if "--docs" in sys.argv:
        text = DOCS.read_text("utf-8")
        DOCS.write_text(_PLACE.sub(lambda place: place[1] + docs_of(everything) + place[3], text), "utf-8")


if __name__ == "__main__":
    main()
