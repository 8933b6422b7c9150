"""Keys at random, thousands of them, from the first moment on: what the screen says goes is what the plan moves.

What is told is recounted from the drawn lines and from the steps of the plan, and never from the selection, which may
be wrong itself. A round that fails names its seed. With ``ROUNDS=200`` in the environment it is a thousand rounds, and
all homes of ``tests/quality`` but those that need root.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from textual.widgets import Input

from cleanup.find import FINDERS
from cleanup.model.choice import Choice
from cleanup.model.plan import amounts_of
from cleanup.report.numbers import size
from cleanup.review.shown import NOBODY
from cleanup.workflow.reviewing import plan_of_selection
from quality.build import built
from quality.home import Home, homes
from support.recounting import check_plan, going, things_in
from support.reviewing import ALL, Drawing, ScannedFolder, User, review
from support.selecting import EveryCopy

MakeScanned = Callable[..., ScannedFolder]
KEYS = [
    *"jkgGKfrnsaxivoymzZScRuU0<>", "space", "enter", "slash", "escape", "escape", "tab", "up", "down", "down", "left",
    "right", "home", "end", "pageup", "pagedown", *"123456789", "question_mark", "q",
    "p", "[", "]", "ctrl+c", "t", "shift+tab",
]  # fmt: skip
HOMES: dict[str, Drawing] = {
    "copies": {
        f"{place}/{name}{number}.txt": f"{number}{name}" * 3000
        for number in range(4) for name in "ab" for place in ("Documents", "Downloads", "Backup/x", "Backup/y")
    },
    "all kinds": {
        "Documents": {"report.txt": "r" * 70_000, "only.bin": b"\0" * 600_000, "empty.txt": ""},
        "Downloads": {"report (1).txt": "r" * 70_000, "report (2).txt": "r" * 70_000, "big.bin": b"\1" * 700_000},
        "Old": {"big.bin": b"\1" * 700_000, "deep": {"er": {"report.txt": "r" * 70_000, "empty": ""}}},
    },
    "odd names": {
        f"{folder}/{name}": name * 900
        for name in ("a\nb", "\x1b[31mred", "日本語", "‮rtl", "[bold]x[/]", "-rf", "x" * 200, "é" * 60)
        for folder in ("one", "two two", "three\t3")
    },
    "one group": {f"copy {number}": "same" * 500 for number in range(40)},
}  # fmt: skip
HOMES["folders"] = {
    f"{place}/{name}.txt": name * 4000
    for place, names in {
        "Documents/2019": "abcdef", "Documents/2020": "ghij", "Old backup/Documents/2019": "abcdeg", "Downloads": "ah",
        "Best of": "agm", "Documents/2021": "klm", "Desktop/two": "kk", "Music/one": "xyz", "Old backup/one": "xyz",
        "Projects/p/.git/..": "uv", "Projects/q/.git/..": "uv",
    }.items()
    for name in names
}  # fmt: skip
CHOICES = {
    "folders": Choice(),
    "copies": EveryCopy(), "all kinds": ALL, "odd names": EveryCopy(),
    "one group": EveryCopy(categories=("duplicates",)),
}  # fmt: skip
EVERY_CATEGORY = tuple(finder.category.name for finder in FINDERS if not finder.category.on_request)
ROUNDS = int(os.environ.get("ROUNDS", "6"))
PRESSED = 120
COUNT = r"([\d,]+)"
OF_PEOPLE = [home for home in homes() if not home.needs_root][:: max(1, 36 // ROUNDS)]


@pytest.mark.slow
@pytest.mark.parametrize("home", HOMES)
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_what_the_screen_says_goes_is_what_goes(make_scanned: MakeScanned, home: str, seed: int) -> None:
    press_at_random(make_scanned(HOMES[home], choice=CHOICES[home]), Random(f"{home} {seed}"))


@pytest.mark.slow
@pytest.mark.parametrize("home", OF_PEOPLE, ids=lambda home: home.name)
def test_what_the_screen_says_goes_is_what_goes_in_homes_of_people(home: Home, tmp_path: Path) -> None:
    with built(home) as made:
        scanned = ScannedFolder(made.folder, tmp_path, Choice(), categories=EVERY_CATEGORY)
        press_at_random(scanned, Random(home.name))


def press_at_random(scanned: ScannedFolder, random: Random) -> None:
    async def journey(user: User) -> None:
        for _ in range(PRESSED):
            keys = random.choices(KEYS, k=random.choice((1, 1, 1, 2, 3)))
            # Together: the next key comes before the page has done what the one before asked for.
            await user.pilot.press(*keys)
            if random.random() < 0.5:
                await user.settle()
            if not user.page.is_running:
                break
            if random.random() < 0.25:
                await settled(user)
                check(user, scanned)
        await user.settle()
        check_plan(scanned)

    page = scanned.page(problem_with=lambda _: "not here")
    review(page, journey, random.choice(((80, 24), (60, 16), (140, 45), (200, 60))), settled=False)
    assert page.return_code in {None, 0}
    check_plan(scanned)


async def settled(user: User) -> None:
    """Wait, with no question in front of the page and nothing typed half-way."""
    await user.settle()
    for _ in range(9):
        if user.page.is_running and len(user.page.screen_stack) > 1:
            await user.press("escape")
    assert not user.page.is_running or len(user.page.screen_stack) == 1, f"{user.page.screen_stack} {user.page._exit}"
    if user.page.is_running and isinstance(user.page.focused, Input):
        await user.press("escape")


def check(user: User, scanned: ScannedFolder) -> None:
    """Hold what is drawn against the plan."""
    if not user.page.is_running:
        return
    plan = going(scanned)
    if user.state == "Nothing goes yet":
        assert not plan
        return
    things, elsewhere = rf"{COUNT} (?:file|folder|item)s?", rf" \(m: {COUNT} not listed here\)"
    told = re.match(rf"Goes if you go on: {things}, (.+?)(?:{elsewhere})?$", user.state)
    assert told, user.state
    assert int(told[1].replace(",", "")) == things_in(plan)
    assert told[2] == size(amounts_of(plan_of_selection(scanned.selection, scanned.context).steps).reclaimable)
    # Opened, all of them: what is marked in a closed group is on the list too.
    closed = user.page.shown.numbers[user.page.shown.folded[user.page.shown.numbers]]
    user.page.shown.fold(closed, folded=False)
    drawn = [line.rstrip() for line in user.listed]
    here = {thing_on(scanned, user, line) for line, text in enumerate(drawn) if text.lstrip().startswith("[x]")}
    assert len(plan - here) == int((told[3] or "0").replace(",", ""))
    assert here == with_what_goes(here, plan)
    # What is in sight is drawn as the list has it.
    seen = sum(line.count("[x]") for line in user.screen if "[x] goes" not in line)
    seen -= sum("[x]" in line for line in user.details)
    assert seen <= sum("[x]" in line for line in drawn) or user.page.shown.marked is not None
    check_folders(user, scanned, drawn, plan)
    for line, text in enumerate(drawn):
        if head := re.match(r"▾ .* · ([\d,]+) copies  .*? ([\d,]+) goe?s?, ", text):
            copies, count = (int(head[place].replace(",", "")) for place in (1, 2))
            assert count < copies, f"one stays: {text}"
            marks = [drawn[line + 1 + place].lstrip()[:3] for place in range(copies)]
            assert marks.count("[x]") == count
    user.page.shown.fold(closed, folded=True)


def check_folders(user: User, scanned: ScannedFolder, drawn: list[str], plan: set[str]) -> None:
    """What the lines by folder say goes, of the copies that the scan tells of: they, or where they lie elsewhere those
    in the folder, as far as their groups are on the list."""
    shown = user.page.shown
    for line, text in enumerate(drawn):
        head = re.match(r"[▸▾] .* · .*? ([\d,]+) goe?s?, ", text)
        if not head or shown.at(line)[0] != NOBODY:
            continue
        folder = shown.folder_at(line)
        above = os.fsdecode(scanned.scan.savings.look_by_folder[folder].folder) + "/"
        covered = set()
        for copies, told in told_copies(scanned, folder):
            if any(path.startswith(above) or above == f"{path}/" for path in copies):
                inside = {path for path in told if path.startswith(above) or above == f"{path}/"}
                covered |= inside if inside == told else {path for path in copies if path.startswith(above)}
        gone = with_what_goes(covered, plan)
        assert int(head[1]) <= len(gone), text
        whole = shown.with_words is None and shown.folder is None and shown.category is not None
        assert not whole or int(head[1]) == len(gone), text


def told_copies(scanned: ScannedFolder, line: int) -> Iterator[tuple[set[str], set[str]]]:
    """The copies of each group of which a line tells of some, and these."""
    things = scanned.selection.groups.all_things
    for found in scanned.scan.findings:
        for group in range(len(found)) if len(found.told) else ():
            places = range(*found.starts[group : group + 2].tolist())
            paths = {place: os.fsdecode(things.path(int(found.members[place]))) for place in places}
            told = {paths[place] for place in places if found.told[place] == line + 1}
            if told:
                yield set(paths.values()), told


def with_what_goes(paths: set[str], plan: set[str]) -> set[str]:
    """Those of these paths that go, by themselves or with a folder."""
    return {path for path in paths if any(path == step or path.startswith(f"{step}/") for step in plan)}


def thing_on(scanned: ScannedFolder, user: User, line: int) -> str:
    group, thing = user.page.shown.at(line)
    assert group != NOBODY, "a folder has no mark"
    return os.fsdecode(scanned.selection.groups.path(thing))
