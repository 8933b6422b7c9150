"""Answers at random, thousands of them: no traceback, no group without one that stays, and what is said is the plan."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from cleanup.model.choice import Choice
from cleanup.model.plan import amounts_of
from cleanup.report.numbers import size
from cleanup.report.safe import at_home
from cleanup.review.plain_words import ANSWERS, Takes
from cleanup.review.probe import Ending
from cleanup.review.shown import NOBODY
from cleanup.workflow.reviewing import plan_of_selection
from quality.build import built
from quality.home import Home
from screen.test_screen_monkey import CHOICES, COUNT, EVERY_CATEGORY, HOMES, OF_PEOPLE, ROUNDS
from support.answering import Questions
from support.recounting import check_plan, going, things_in
from support.reviewing import ScannedFolder

MakeScanned = Callable[..., ScannedFolder]
GIVEN = 150
WORDS = ("a", "*.txt", ">1k", "Documents", "~/Downloads", "2020", "/", "[bold]", "\x1b[31m", "9")


@pytest.mark.slow
@pytest.mark.parametrize("home", HOMES)
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_what_is_said_to_go_is_what_goes(make_scanned: MakeScanned, home: str, seed: int) -> None:
    answer_at_random(make_scanned(HOMES[home], choice=CHOICES[home]), Random(f"{home} {seed}"))


@pytest.mark.slow
@pytest.mark.parametrize("home", OF_PEOPLE, ids=lambda home: home.name)
def test_what_is_said_to_go_is_what_goes_in_homes_of_people(home: Home, tmp_path: Path) -> None:
    with built(home) as made:
        scanned = ScannedFolder(made.folder, tmp_path, Choice(), categories=EVERY_CATEGORY)
        answer_at_random(scanned, Random(home.name))


def answer_at_random(scanned: ScannedFolder, random: Random) -> None:
    questions = Questions(scanned, problem_with=lambda _: "not here")
    left = GIVEN

    def answer() -> str | None:
        nonlocal left
        left -= 1
        # A list to pick from is asked about, too: numbers are most of what is typed.
        line = random.choice(lines(random)) if left > 0 else None
        if random.random() < 0.3:
            check(questions, scanned)
        return line

    questions.desk.tell_what_goes()
    ended: Ending | None = Ending
    while left > 0 and ended is not None:
        ended = questions.answer_by(answer)
        check(questions, scanned)
    check_plan(scanned)


def lines(random: Random) -> list[str]:
    """What may be typed: an answer, and after it what it takes or does not take."""
    typed = random.choice(ANSWERS)
    name = random.choice((typed.word, *typed.others))
    number, words = random.choice((*range(1, 5), 7, 30, 999)), random.choice(WORDS)
    fitting = {Takes.NOTHING: name, Takes.NUMBER: f"{name}{number}", Takes.WORDS: f"{name} {words}"}[typed.takes]
    return ["", "", fitting, fitting, fitting, name, str(number), "y", words, "n", f"{name} {number}"]


def check(questions: Questions, scanned: ScannedFolder) -> None:
    """Hold what was said against the plan, which is made anew."""
    plan = going(scanned)
    said = next(line for line in reversed(questions.said) if re.match("Goes if you go on|Nothing goes yet", line))
    if said.startswith("Nothing"):
        assert not plan
    else:
        told = re.match(rf"Goes if you go on: {COUNT} (?:file|folder|item)s?, (.+? .?B)\.", said)
        assert told, said
        assert int(told[1].replace(",", "")) == things_in(plan)
        assert told[2] == size(amounts_of(plan_of_selection(scanned.selection, scanned.context).steps).reclaimable)
    check_group(questions, scanned, plan)


def check_group(questions: Questions, scanned: ScannedFolder, plan: set[str]) -> None:
    """What was said last of a group that stands here is so."""
    desk = questions.desk
    if desk.group == NOBODY:
        return
    told = list(last_told(questions.said))
    home = os.fsencode(scanned.root)
    paths = [os.fsdecode(scanned.selection.groups.path(thing)) for thing in desk.things()]
    covered = [any(path == step or path.startswith(f"{step}/") for step in plan) for path in paths]
    for path, is_gone in list(zip(paths, covered, strict=True))[:20]:
        line = next(line for line in told if line.endswith(f", {at_home(os.fsencode(path), home)}"))
        state = re.match(r"  (?:\d+  )?(goes|stays|may not go|not marked)\b", line)
        assert state, line
        assert state[1] != "goes" or is_gone, line
        assert state[1] == "goes" or path not in plan, line


def last_told(said: list[str]) -> Iterator[str]:
    """The lines about what was told last, the last one first."""
    for line in reversed(said):
        if re.match(rf"{COUNT} of {COUNT}: ", line):
            return
        yield line
