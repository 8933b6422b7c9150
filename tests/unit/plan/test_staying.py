"""What is never chosen: asked once, with one word for each thing, and decisions that hold for this very content."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from cleanup.model.decision import Decision
from cleanup.plan.groups import Groups
from cleanup.plan.staying import Staying, decision_of
from support.selecting import nothing_stays, scan_of

TWO = {"inode": 7, "links": 2}


def staying(groups: Groups, *decided: Decision) -> Staying:
    return Staying(groups, frozenset(decided), nothing_stays)


def thing(groups: Groups, path: bytes) -> int:
    return next(
        thing
        for thing in np.unique(groups.members).tolist()
        if path in (groups.path(thing), *groups.all_things.other_names(thing))
    )


def digest(groups: Groups, group: int = 0) -> str:
    found = groups.scan.findings[0].digest(group)
    assert found is not None
    return found


def test_each_path_is_asked_about_once() -> None:
    asked: Counter[bytes] = Counter()

    def stays(path: bytes) -> str:
        asked[path] += 1
        return "hidden" if path == b"/b" else ""

    groups = Groups(scan_of(["/a", "/b"], [["/a", "/b"]], ["/a"]))
    known = Staying(groups, frozenset(), stays)
    assert asked == {}, "nothing before it is needed"
    for _ in range(3):
        assert known.stay(groups.members).tolist() == [False, True, False]
        assert (known.why(thing(groups, b"/a")), known.why(thing(groups, b"/b"))) == ("", "hidden")
    assert asked == {b"/a": 1, b"/b": 1}


def test_the_first_word_of_any_name_counts() -> None:
    groups = Groups(scan_of({"/a": TWO, "/b": TWO}, large=["/a"]))
    known = Staying(groups, frozenset(), lambda path: {b"/a": "", b"/b": "protected"}[path])
    assert known.why(thing(groups, b"/a")) == "protected"


@pytest.mark.parametrize(("links", "word"), [(1, ""), (2, ""), (3, "other-names")])
def test_names_that_the_scan_did_not_see(links: int, word: str) -> None:
    groups = Groups(scan_of({"/a": {"inode": 7, "links": links}, "/b": {"inode": 7, "links": links}}, large=["/a"]))
    assert staying(groups).why(thing(groups, b"/a")) == word


NAMED = {"/b/x": {"modified": 3, **TWO}, "/c/x": {"modified": 3, **TWO}}


@pytest.mark.parametrize(
    ("big", "content", "decided", "word"),
    [
        # About this content at this path, in whichever category; of what nothing read, about its size and time.
        ({"/b/x": {}}, "first group", b"/b", "never-ask"),
        ({"/b/x": {}}, "first group", b"/b/x", ""),
        ({"/b/x": {}}, "second group", b"/b", ""),
        ({"/b/x": {}}, "10@3", b"/b", "never-ask"),
        ({"/b/x": {}}, "11@3", b"/b", ""),
        ({"/b/x": {}}, "10@4", b"/b", ""),
        # About any name of a file: as when a link was made later, whose path comes before the one decided about.
        (NAMED, "10@3", b"/b/x", "never-ask"),
        (NAMED, "10@3", b"/c/x", "never-ask"),
    ],
)
def test_a_decision_is_about_a_content_at_a_path(
    big: dict[str, dict[str, int]], content: str, decided: bytes, word: str
) -> None:
    files = {"/a": {}, "/b": {"modified": 3}, "/c": {}, "/d": {}, **big}
    groups = Groups(scan_of(files, [["/a", "/b"], ["/c", "/d"]], ["/b", "/b/x"]))
    content = {"first group": digest(groups), "second group": digest(groups, 1)}.get(content, content)
    known = staying(groups, Decision(content, decided))
    assert known.why(thing(groups, decided)) == word
    stay = known.stay(groups.members)
    assert stay.sum() == (np.count_nonzero(groups.members == thing(groups, decided)) if word else 0)


def test_a_decision_is_written_as_it_is_looked_for() -> None:
    groups = Groups(scan_of({"/a": {}, "/b": {}, "/big": {"size": 4, "modified": -5}}, [["/a", "/b"]], ["/big"]))
    for group in range(len(groups)):
        for each in groups.things(group).tolist():
            assert staying(groups, decision_of(groups, group, each, groups.path(each))).why(each) == "never-ask"
    assert decision_of(groups, 1, thing(groups, b"/big"), b"/big") == Decision("4@-5", b"/big")


def test_a_group_is_asked_about_while_anything_in_it_was_not_decided() -> None:
    groups = Groups(scan_of(["/a", "/b", "/c", "/d"], [["/a", "/b"], ["/c", "/d"]], ["/a"]))
    known = [Decision(digest(groups), path) for path in (b"/a", b"/b")]
    assert staying(groups).asked().tolist() == [True, True, True]
    assert staying(groups, known[0]).asked().tolist() == [True, True, False]
    assert staying(groups, *known).asked().tolist() == [False, True, False]
    assert staying(Groups(scan_of(["/x"]))).asked().tolist() == []


def test_what_changed_says_so_whatever_it_was_before() -> None:
    groups = Groups(scan_of(["/a", "/b"], [["/a", "/b"]]))
    known = Staying(groups, frozenset(), lambda path: "hidden" if path == b"/b" else "")
    assert known.changed(groups.members).tolist() == [False, False]
    known.mark_changed(np.array([1]))
    assert known.changed(groups.members).tolist() == [False, True]
    assert (known.why(0), known.why(1)) == ("", "changed")
    known.mark_changed(np.array([0]))
    assert known.stay(groups.members).tolist() == [True, True]


def test_many_words_can_be_told_apart() -> None:
    files = [f"/{number}" for number in range(200)]
    groups = Groups(replace(scan_of(files, large=files)))
    known = Staying(groups, frozenset(), lambda path: path.decode())
    assert known.stay(groups.members).all()
    assert [known.why(each) for each in groups.members.tolist()] == files
