"""The lists of a review against plain, slow versions of the same: words, lines, orders, places, rules."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cleanup.model.finding import NO_KEEPER
from cleanup.model.rule import BEST, RULES, Rule, RuleName
from cleanup.plan.groups import Groups
from cleanup.plan.selection import Selection
from cleanup.report.safe import at_home
from cleanup.report.style import PageStyle
from cleanup.review.finding import Finding
from cleanup.review.lines import Lines
from cleanup.review.listing import Order
from cleanup.review.places import Places
from cleanup.review.rules import rule_named, rules_to_pick, scopes_to_pick
from cleanup.review.shown import NOBODY, Shown
from support.selecting import EVERYTHING, EveryCopy, nothing_stays, scan_of

NAMES = st.text(st.sampled_from("aAbß É写🎌[]\x1b\n\t\u202e\u0301é~-=."), min_size=1, max_size=12).filter(
    lambda name: name not in {".", ".."}
)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(lambda names: "/" + "/".join(names))


@st.composite
def scans(draw: Any) -> Any:
    """A scan of files in several categories, some of them copies of each other."""
    paths = draw(st.lists(PATHS, min_size=1, max_size=12, unique=True))
    # No file is a folder too.
    paths = [path for path in paths if not any(other.startswith(path + "/") for other in paths)]
    files = {path: {"size": draw(st.integers(0, 10**7)), "modified": draw(st.integers(1, 5)) * 10**9} for path in paths}
    left, copies = list(files), []
    while len(left) > 1 and draw(st.booleans()):
        count = draw(st.integers(2, len(left)))
        copies.append(left[:count])
        left = left[count:]
    chosen = st.lists(st.sampled_from(paths), unique=True, max_size=4)
    return scan_of(files, copies, large=draw(chosen), stale=draw(chosen))


def selection_of(scan: Any) -> Selection:
    return Selection(Groups(scan), EVERYTHING, nothing_stays)


def harmless(path: str) -> str:
    """As it is shown, which is as it is found."""
    return at_home(os.fsencode(path), b"")


def paths_of(groups: Groups, group: int) -> list[str]:
    return [groups.path(thing).decode() for thing in groups.things(group).tolist()]


# Words


@given(scans(), st.data())
def test_words_are_found_as_one_would_by_hand(scan: Any, data: st.DataObject) -> None:
    groups = Groups(scan)
    paths = [harmless(path) for group in range(len(groups)) for path in paths_of(groups, group)]
    words = ""
    for _ in range(data.draw(st.integers(0, 3))):
        path = data.draw(st.sampled_from([*paths, "zebra"]))
        start = data.draw(st.integers(0, len(path) - 1))
        word = path[start : start + data.draw(st.integers(1, 5))]
        words += " " + data.draw(st.sampled_from([word, word.upper(), word.swapcase()]))
    found = Finding(groups, b"").groups_with(words, lambda: False)
    by_hand = [
        any(
            all(word in harmless(path).casefold() for word in words.casefold().split())
            for path in paths_of(groups, group)
        )
        for group in range(len(groups))
    ]
    assert found.tolist() == by_hand


def test_what_was_typed_is_looked_for_no_longer_when_something_else_is() -> None:
    groups = Groups(scan_of(["/x", "/y"], [["/x", "/y"]]))
    asked = iter([False, True, True])
    Finding(groups, b"").groups_with("zebra lion tiger", lambda: next(asked))
    assert list(asked) == []


# Lines and groups


def lines_by_hand(shown: Shown) -> list[tuple[int, int]]:
    lines = []
    for group in shown.numbers.tolist():
        things = shown.groups.in_order(group)
        if shown.folded[group] and len(things) > 1:
            lines.append((group, NOBODY))
            continue
        lines += [(group, things[0])] if len(things) == 1 else [(group, NOBODY), *((group, each) for each in things)]
    return lines


@given(scans(), st.sampled_from(Order), st.data())
def test_lines_and_groups(scan: Any, order: Order, data: st.DataObject) -> None:
    groups = Groups(scan)
    asked = np.array(data.draw(st.lists(st.booleans(), min_size=len(groups), max_size=len(groups))), dtype=np.bool_)
    shown = Shown(groups, asked)
    shown.order = order
    shown.category = data.draw(st.sampled_from([None, *range(len(scan.findings))]))
    shown.folder = data.draw(st.sampled_from([None, *range(len(scan.inventory.folders))]))
    shown.update()
    some = [group for group in range(len(groups)) if data.draw(st.booleans())]
    shown.fold(np.array(some, dtype=np.int64), folded=data.draw(st.booleans()))
    wanted = [group for group in range(len(groups)) if asked[group] and _belongs(shown, group, asked)]
    assert sorted(shown.numbers.tolist()) == wanted
    assert shown.numbers.tolist() == sorted(
        shown.numbers.tolist(), key=lambda group: (_rank(groups, group, order), group)
    )
    lines = lines_by_hand(shown)
    assert len(shown) == len(lines)
    assert [shown.at(line) for line in range(len(shown))] == lines
    for group in range(len(groups)):
        first = next((line for line, (each, _) in enumerate(lines) if each == group), None)
        assert shown.line_of(group) == first
    tops = [shown.line_of(group) for group in shown.numbers.tolist()]
    for line in range(len(lines)):
        before = [top for top in tops if top < line]
        after = [top for top in tops if top > line]
        assert shown.next_block(line, 1) == (after[0] if after else tops[-1])
        assert shown.next_block(line, -1) == (before[-1] if before else tops[0])


def _belongs(shown: Shown, group: int, asked: Any) -> bool:
    groups = shown.groups
    things = groups.things(group).tolist()
    if shown.category is None:
        if all(any(each in groups.things(other) for other in range(group) if asked[other]) for each in things):
            return False
    elif group not in groups.of_category(shown.category):
        return False
    if shown.folder is None:
        return True
    folder = groups.scan.inventory.folder_path(shown.folder)
    return any(_is_below(groups.path(thing), folder) for thing in things)


def _is_below(path: bytes, folder: bytes) -> bool:
    return path.startswith(folder.rstrip(b"/") + b"/")


def _rank(groups: Groups, group: int, order: Order) -> Any:
    things = groups.things(group).tolist()
    keeper = int(groups.keepers()[group])
    match order:
        case Order.FREES:
            return -sum(int(groups.freed[thing]) for thing in things if keeper == NO_KEEPER or thing != keeper)
        case Order.COPIES:
            return -len(things)
        case Order.OLDEST:
            return min(int(groups.modified[thing]) for thing in things)
        case Order.PATH:
            return min(map(groups.path, things))


def test_an_empty_list() -> None:
    shown = Shown(Groups(scan_of(["/x"], large=["/x"])), np.array([False]))
    assert (len(shown), shown.numbers.tolist(), shown.line_of(0)) == (0, [], None)


# Places


@given(scans(), st.data())
def test_places_add_up(scan: Any, data: st.DataObject) -> None:
    groups = Groups(scan)
    selection = selection_of(scan)
    asked = np.array(data.draw(st.lists(st.booleans(), min_size=len(groups), max_size=len(groups))), dtype=np.bool_)
    places = Places(selection, asked)
    parents = scan.inventory.folders["folder"].astype(np.int64)
    for category in (None, *range(len(scan.findings))):
        numbers = range(len(groups)) if category is None else groups.of_category(category).tolist()
        things = {thing for group in numbers if asked[group] for thing in groups.things(group).tolist()}
        things = {thing for thing in things if not selection.why_not(thing)}
        goes = {
            thing
            for group in numbers
            if asked[group]
            for thing in groups.things(group).tolist()
            if selection.chosen[thing]
        }
        assert places.bytes_in(category, None) == amounts(groups, goes, things)
        for folder in range(len(scan.inventory.folders)):
            inside = [thing for thing in things if _is_below(groups.path(thing), scan.inventory.folder_path(folder))]
            going = [thing for thing in goes if _is_below(groups.path(thing), scan.inventory.folder_path(folder))]
            assert places.bytes_in(category, folder) == amounts(groups, going, inside)
            children = places.folders_in(category, folder)
            each = [places.bytes_in(category, child)[1] for child in children]
            assert each == sorted(each, reverse=True)
            assert set(children) == {
                child for child in np.flatnonzero(parents == folder).tolist() if places.bytes_in(category, child)[1]
            }
        assert all(places.bytes_in(category, folder)[1] for folder in places.tops(category))


def amounts(groups: Groups, *some: Iterable[int]) -> tuple[int, ...]:
    return tuple(sum(int(groups.freed[thing]) for thing in things) for things in some)


# Lines


@given(scans(), st.integers(35, 200), st.data())
def test_a_line_is_exactly_as_wide_as_asked_for_and_harmless(scan: Any, width: int, data: st.DataObject) -> None:
    selection = selection_of(scan)
    groups = selection.groups
    for group in range(len(groups)):
        match data.draw(st.sampled_from(["", "skip", "never", "keep", "leave"])):
            case "skip":
                selection.skip(group)
            case "never":
                selection.never_ask(group)
            case "keep":
                selection.keep(group, int(groups.things(group)[-1]))
            case "leave":
                selection.leave_all(np.array([group]))
    shown = Shown(groups, np.ones(len(groups), dtype=np.bool_))
    lines = Lines(selection, shown, PageStyle(home=b"/a"))
    for number in range(len(shown)):
        text = "".join(text for text, _ in lines.line(number, width))
        assert cell_len(text) == width
        assert text.isprintable()


def test_a_line_is_never_wider_than_asked_for() -> None:
    paths = [f"/copy {number}" for number in range(1000)]
    selection = selection_of(scan_of({path: {"size": 123_456_789} for path in paths}, [paths]))
    shown = Shown(selection.groups, np.ones(1, dtype=np.bool_))
    lines = Lines(selection, shown, PageStyle())
    assert [sum(cell_len(text) for text, _ in lines.line(0, width)) for width in range(20, 40)] == list(range(20, 40))


@pytest.mark.parametrize("width", [24, 40, 80, 200])
def test_marks_say_what_becomes_of_a_thing(width: int) -> None:
    scan = scan_of({"/f/a": {"modified": 1}, "/f/b": {"modified": 2}, "/g/c": {"modified": 3}, "/g/big": {"size": 90}},
                   [["/f/a", "/f/b", "/g/c"]], ["/g/big"])  # fmt: skip
    selection = Selection(Groups(scan), EveryCopy(), lambda path: "hidden" if path == b"/f/b" else "")
    shown = Shown(selection.groups, np.ones(2, dtype=np.bool_))
    shown.category = None
    shown.update()
    lines = Lines(selection, shown, PageStyle())
    by_path = {}
    for number in range(len(shown)):
        _, thing = shown.at(number)
        if thing != NOBODY:
            text = "".join(part for part, _ in lines.line(number, width))
            by_path[selection.groups.path(thing).decode()] = text.strip()[:3]
    assert by_path == {"/f/a": "[=]", "/f/b": "[-]", "/g/c": "[x]", "/g/big": "[ ]"}


# Rules


def test_rules_in_words_are_the_rules_that_are_picked() -> None:
    words = rules_to_pick("~/F")
    # The one that goes first anyway is not offered.
    names = [*(name for name in RULES if name != RuleName.LASTING), BEST]
    assert len(words) == len(names)
    for number, name in enumerate(names):
        rule = rule_named(number, b"/f")
        assert rule == Rule(name, b"/f" if name in {RuleName.IN, RuleName.NOT_IN} else b"")
        assert ("~/F" in words[number]) == bool(rule.folder)
    assert "oldest" in words[names.index(RuleName.OLDEST)]
    assert "newest" in words[names.index(RuleName.NEWEST)]


def test_the_groups_a_rule_can_be_picked_for() -> None:
    copies = [["/a/1", "/b/1"], ["/a/in/2", "/b/2"], ["/b/3", "/c/3"]]
    selection = selection_of(scan_of([path for group in copies for path in group], copies))
    shown = Shown(selection.groups, np.ones(3, dtype=np.bool_))
    shown.with_words = np.array([False, True, True])
    shown.update()
    picked = scopes_to_pick(shown, selection.asked(), np.array([2]), b"/a", Lines(selection, shown, PageStyle()))
    assert [sorted(give().tolist()) for _, give in picked] == [[2], [0, 1], [1, 2], [0, 1, 2]]
    assert "/a" in picked[1][0]
    assert "2" in picked[2][0]


def test_paths_of_bytes_that_are_no_text_can_be_looked_for() -> None:
    assert os.fsencode("/\udcff") == b"/\xff"
    groups = Groups(scan_of(["/plain", "/other"], [["/plain", "/other"]]))
    assert Finding(groups, b"").groups_with("\udcff", lambda: False).tolist() == [False]
