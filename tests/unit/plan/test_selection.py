"""What is chosen and which copy stays, by rules and then by hand: every operation, its refusals, and the way back.

That a copy always stays, that nothing is chosen that may not be, and that each change can be taken back:
see ``tests/properties/test_choosing.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from cleanup.model.choice import Choice
from cleanup.model.decision import Decision
from cleanup.model.plan import Amounts, amounts_of
from cleanup.model.rule import Rule, RuleName
from cleanup.plan.past import Change
from cleanup.report.words import why_not
from support.selecting import EVERYTHING, Chooser, EveryCopy, nothing_stays, scan_of

COPIES = {"/a": {"modified": 1}, "/b": {"modified": 2}, "/c": {"modified": 3}}
TIED = {"/p": {"modified": 7}, "/q": {"modified": 7}}
TWO = {"inode": 7, "links": 2, "modified": 9}
IN, NOT_IN, OLDEST, NEWEST = RuleName.IN, RuleName.NOT_IN, RuleName.OLDEST, RuleName.NEWEST
NOTHING = EveryCopy(categories=())


def three(choice: Choice = EVERYTHING, stays: Callable[[bytes], str] = nothing_stays) -> Chooser:
    """One group of three copies, of which the oldest stays, and a big file."""
    return Chooser(scan_of({**COPIES, "/big": {"size": 90}}, [COPIES], ["/big"]), choice, stays)


# The beginning: what the rules choose


@pytest.mark.parametrize(
    ("choice", "chosen", "kept", "left"),
    [
        (EVERYTHING, "/b /big /c", "/a oldest", {}),
        (EveryCopy(), "/b /c", "/a oldest", {}),
        (EveryCopy(strict=True), "/b /c", "/a oldest", {}),
        (NOTHING, "", "/a oldest", {}),
        # Named rules come before the usual ones; with strict only they count.
        (EveryCopy(keep=(Rule(NEWEST),)), "/a /b", "/c newest", {}),
        (EveryCopy(keep=(Rule(NOT_IN, b"/"), Rule(OLDEST))), "/b /c", "/a oldest", {}),
        (EveryCopy(keep=(Rule(NOT_IN, b"/nowhere"),), strict=True), "", "/a tie", {"tie": 2}),
        # The bound does not count itself.
        (EveryCopy(older_than=4), "/b /c", "/a oldest", {}),
        (EveryCopy(older_than=3), "/b", "/a oldest", {}),
        (EveryCopy(older_than=1), "", "/a oldest", {}),
    ],
)
def test_what_the_rules_choose(choice: Choice, chosen: str, kept: str, left: dict[str, int]) -> None:
    chooser = three(choice)
    assert (chooser.told, chooser.left, chooser.rule("/big")) == ((chosen, kept), left, "")


@pytest.mark.parametrize(("strict", "chosen"), [(False, "/q"), (True, "")])
def test_a_tie_is_chosen_by_hand_only_when_strict(strict: bool, chosen: str) -> None:
    chooser = Chooser(scan_of(TIED, [TIED]), EveryCopy(strict=strict))
    for _ in range(2):
        assert chooser.told == (chosen, "/p tie")
        assert chooser.left == ({"tie": 1} if strict else {})
        chooser.do("choose-all")
    assert chooser.do("choose /q") == ""
    assert chooser.told == ("/q", "/p tie")
    chooser.do("keep /q")
    assert (chooser.told, chooser.left) == (("/p", "/q by-hand"), {})


def test_a_folder_that_holds_keeps_several_copies() -> None:
    scan = scan_of(["/f/x", "/f/y", "/g/z", "/f/big", "/fat"], [["/f/x", "/f/y", "/g/z"]], ["/f/big", "/fat"])
    chooser = Chooser(scan, replace(EVERYTHING, keep=(Rule(IN, b"/f"),)))
    assert (chooser.chosen, chooser.kept) == ({"/g/z", "/fat"}, {"/f/x"})
    assert [chooser.why_not(path) for path in ("/f/x", "/f/y", "/f/big", "/g/z", "/fat")] == [*["held"] * 3, "", ""]
    assert chooser.left == {"held": 2}
    assert chooser.choose("/f/y") == chooser.choose("/f/x") == chooser.choose("/f/big") == "held"
    chooser.do("choose-all")
    assert chooser.chosen == {"/g/z", "/fat"}


def test_one_name_in_a_folder_that_holds_holds_the_file() -> None:
    scan = scan_of({"/a/x": {}, "/e/1": TWO, "/f/2": TWO}, [["/a/x", "/e/1"]])
    chooser = Chooser(scan, EveryCopy(keep=(Rule(OLDEST), Rule(IN, b"/f"))))
    assert (chooser.why_not("/e/1"), chooser.chosen, chooser.kept) == ("held", set(), {"/a/x"})


def test_under_counts_only_when_all_names_lie_there() -> None:
    other = {**TWO, "inode": 8}
    files = {"/g/a": {}, "/g/1": TWO, "/g/2": TWO, "/g/3": other, "/h/3": other, "/h/b": {"modified": 9}}
    scan = scan_of(files, [["/g/a", "/g/1", "/g/3", "/h/b"]])
    chooser = Chooser(scan, EveryCopy(under=(b"/g",)))
    assert (chooser.chosen, chooser.left) == ({"/g/1"}, {})
    for folders in ((b"/g", b"/h"), (b"/",)):
        assert Chooser(scan, EveryCopy(under=folders)).chosen == {"/g/1", "/g/3", "/h/b"}


# By hand


@pytest.mark.parametrize(
    ("done", "chosen", "kept"),
    [
        ("leave /b", "/big /c", "/a oldest"),
        ("leave /b, choose /b", "/b /big /c", "/a oldest"),
        ("leave /c, choose /a", "/a /b /big", "/c by-hand"),
        ("leave /c, choose /a, undo", "/b /big", "/a oldest"),
        ("changed /b, leave /c, choose /a", "/a /big", "/c by-hand"),
        ("keep /b", "/a /big /c", "/b by-hand"),
        ("keep /b, keep /c", "/a /b /big", "/c by-hand"),
        ("keep /a", "/b /big /c", "/a by-hand"),
        ("keep /big", "/b /c", "/a oldest"),
        ("leave-all, keep /b", "/a /c", "/b by-hand"),
        ("keep /c, undo, keep /b", "/a /big /c", "/b by-hand"),
        # What changed since the scan is not chosen, and stays only when all copies changed.
        ("changed /b /big", "/c", "/a oldest"),
        ("changed /b /big, choose-all", "/c", "/a oldest"),
        ("changed /a", "/big /c", "/b oldest"),
        ("changed /a, changed /b", "/big", "/c original-name"),
        ("changed /a /b /c", "/big", "/a oldest"),
        ("keep /c, changed /c", "/b /big", "/a oldest"),
        ("changed /c, newest", "/a /big", "/b newest"),
        # An undo does not bring back what changed.
        ("keep /c, changed /a, undo", "/big /c", "/b oldest"),
        ("skip /a, changed /a, undo", "/big /c", "/b oldest"),
    ],
)
def test_what_is_done_by_hand(done: str, chosen: str, kept: str) -> None:
    chooser = three()
    chooser.do(done)
    assert chooser.told == (chosen, kept)
    keepers = {f"{step.keeper.path.decode()} {step.keeper.rule}" for step in chooser.steps if step.keeper}
    assert keepers <= {kept}


@pytest.mark.parametrize(
    ("before", "done", "word"),
    [
        ("", "choose /a", "last-copy"),
        ("changed /b", "choose /a", "last-copy"),
        ("changed /b", "choose /b", "changed"),
        ("changed /big", "choose /big", "changed"),
        ("changed /b", "keep /b", "changed"),
        ("leave /c", "leave /c", ""),
        ("", "choose /b", ""),
        ("leave-all", "oldest /big", ""),
        ("", "in:/nowhere", ""),
    ],
)
def test_what_changes_nothing_is_told_and_no_step_back(before: str, done: str, word: str) -> None:
    chooser = three()
    chooser.do(before)
    state, changes = chooser.state, chooser.of.changes
    assert chooser.do(done) == word
    chooser.of.choose_all(np.zeros(0, dtype=np.int64))
    assert (chooser.state, chooser.of.changes) == (state, changes)


def test_by_hand_more_can_be_chosen_than_by_rules() -> None:
    chooser = three(NOTHING)
    assert (chooser.chosen, chooser.left) == (set(), {})
    assert chooser.choose("/b") == chooser.choose("/big") == ""
    assert chooser.chosen == {"/b", "/big"}


@pytest.mark.parametrize("choice", [EveryCopy(under=(b"/d",)), EveryCopy(older_than=3)])
def test_what_was_not_asked_for_is_never_chosen(choice: Choice) -> None:
    """Whatever is said then: the limits of the command line are no beginning only."""
    files = {"/a": {"modified": 3}, "/d/b": {"modified": 2}, "/c": {"modified": 4}, "/big": {"modified": 9}}
    chooser = Chooser(scan_of(files, [["/a", "/d/b", "/c"]], ["/big"]), choice)
    assert [chooser.why_not(path) for path in ("/a", "/c", "/big")] == ["outside"] * 3
    for done in ("choose /a", "choose /c", "choose /big", "choose-all", "keep /a", "newest", "oldest", "in:/big"):
        chooser.do(done)
        assert chooser.chosen <= {"/d/b"}, done
    chooser.do("keep /a")
    assert chooser.told == ("/d/b", "/a by-hand")


def test_only_what_was_asked_for_is_asked_about() -> None:
    files = ["/d/a", "/d/b", "/e/a", "/e/b", "/d/big", "/e/big"]
    scan = scan_of(files, [["/d/a", "/d/b"], ["/e/a", "/e/b"]], ["/d/big", "/e/big"])
    for choice, asked in (
        (EveryCopy(), [True, True, True, True]),
        (EveryCopy(under=(b"/d",)), [True, False, True, False]),
        (EveryCopy(categories=("large",)), [False, False, True, True]),
        (EveryCopy(categories=("large",), under=(b"/e",)), [False, False, False, True]),
    ):
        assert Chooser(scan, choice).of.asked().tolist() == asked


def test_a_copy_that_may_not_go_can_stay_instead() -> None:
    chooser = three(stays=lambda path: "hidden" if path == b"/b" else "")
    assert chooser.told == ("/big /c", "/a oldest")
    assert chooser.choose("/a") == ""
    assert (chooser.told, chooser.why_not("/b"), chooser.why_not("/a")) == (("/a /big /c", "/b by-hand"), "hidden", "")


@pytest.mark.parametrize("others", [("/b", "/c"), ("/c", "/b")])
def test_which_copy_stays_instead_is_the_same_in_any_order(others: tuple[str, str]) -> None:
    chooser = Chooser(scan_of(COPIES, [["/a", *others]]))
    chooser.do("leave-all, choose /a")
    assert chooser.kept == {"/b"}


def test_to_choose_the_copy_that_stays_as_a_big_file_is_the_same() -> None:
    chooser = Chooser(scan_of(COPIES, [COPIES], ["/a", "/b"]))
    assert chooser.chosen == {"/b", "/c"}
    assert chooser.choose("/a", "large") == "last-copy"
    chooser.leave("/b")
    assert chooser.choose("/a", "large") == ""
    assert (chooser.chosen, chooser.kept) == ({"/a", "/c"}, {"/b"})


WORDS = {b"/b": "protected", b"/c": "hidden", b"/big": "kept-by-you"}


@pytest.mark.parametrize("path", WORDS)
def test_what_stays_by_its_place_is_refused_with_its_word(path: bytes) -> None:
    chooser = three(stays=lambda path: WORDS.get(path, ""))
    before = chooser.state
    assert chooser.choose(path.decode()) == chooser.why_not(path.decode()) == WORDS[path]
    assert chooser.state == before
    chooser.do("choose-all, newest, keep /a")
    assert chooser.chosen == set()
    assert chooser.left == {"protected": 1, "hidden": 1, "kept-by-you": 1}


def test_a_file_with_other_names_is_refused() -> None:
    chooser = Chooser(scan_of({**COPIES, "/d": {"links": 2, "modified": 9}}, [[*COPIES, "/d"]]))
    assert chooser.chosen == {"/b", "/c"}
    assert chooser.choose("/d") == "other-names"
    assert chooser.left == {"other-names": 1}
    assert chooser.keep("/d") == ""
    assert (chooser.chosen, chooser.kept) == ({"/a", "/b", "/c"}, {"/d"})


def test_every_word_of_refusal_is_a_sentence() -> None:
    words = ("held", "kept", "last-copy", "kept-by-you", "never-ask", "other-names", "protected", "hidden", "changed")
    assert len({why_not(word) for word in words} - set(words)) == len(words)
    assert why_not("of another version") == "of another version"


def test_choose_all_and_leave_all() -> None:
    scan = scan_of(["/a", "/b", "/c", "/d", "/e"], [["/a", "/b"], ["/c", "/d"]], ["/e"])
    chooser = Chooser(scan, NOTHING)
    for done, chosen in {"choose-all /a /e": "/b /e", "choose-all": "/b /d /e", "leave-all /c": "/b /e"}.items():
        assert chooser.do(done) == ""
        assert chooser.told[0] == chosen


# Rules by hand


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ("original-name", "/f/x oldest"),
        ("oldest", "/g/x_copy oldest"),
        ("newest", "/f/d/x newest"),
        ("shortest-path", "/f/x shortest-path"),
        ("first-root", "/g/x_copy first-root"),
        ("in:/g", "/g/x_copy in:/g"),
        ("in:/f/d", "/f/d/x in:/f/d"),
        ("not-in:/g", "/f/x oldest"),
        ("not-in:/f", "/g/x_copy not-in:/f"),
    ],
)
def test_a_rule_applied(rule: str, kept: str) -> None:
    """Which rule is said: the one that told the copy from the last of the others."""
    files = {"/f/x": {"modified": 2}, "/f/d/x": {"modified": 3}, "/g/x_copy": {"modified": 1}}
    chooser = Chooser(scan_of(files, [files], roots=(b"/g", b"/f")), NOTHING)
    assert chooser.do(rule) == ""
    assert chooser.told == (" ".join(sorted(set(files) - {kept.split()[0]})), kept)
    assert {step.keeper.rule for step in chooser.steps if step.keeper} == {kept.split()[1]}


def test_what_a_rule_does_not_tell_apart_the_ones_before_do() -> None:
    chooser = three(EveryCopy(keep=(Rule(NEWEST),)))
    assert (chooser.do("not-in:/nowhere"), chooser.told[1]) == ("", "/c newest")
    assert (chooser.do("oldest"), chooser.told[1]) == ("", "/a oldest")


def test_a_rule_counts_for_these_groups_only() -> None:
    more = {"/p": {"modified": 1}, "/q": {"modified": 2}}
    chooser = Chooser(scan_of({**COPIES, **more}, [COPIES, more], ["/p"]))
    chooser.do("newest /p")
    assert chooser.told == ("/b /c /p", "/a oldest /q newest")


def test_in_by_hand_holds_its_folder_from_then_on_everywhere() -> None:
    files = ["/f/x", "/f/y", "/g/z", "/f/big", "/g/p", "/g/q", "/e"]
    scan = scan_of(files, [["/g/z", "/f/x", "/f/y"], ["/g/p", "/g/q"]], ["/f/big", "/e"])
    chooser = Chooser(scan)
    assert chooser.chosen == {"/f/y", "/g/z", "/g/q", "/f/big", "/e"}
    chooser.do("leave-all /g/p, in:/f")
    # The group without a copy in there is not touched; both copies in there stay.
    assert chooser.told == ("/e /g/z", "/f/x in:/f /g/p tie")
    assert chooser.choose("/f/y") == "held"
    chooser.do("choose-all")
    assert chooser.chosen == {"/g/z", "/g/q", "/e"}
    assert chooser.keep("/g/z") == ""
    assert (chooser.chosen, chooser.kept) == ({"/g/q", "/e"}, {"/g/z", "/g/p"})


def test_a_rule_for_one_group_holds_its_folder_in_all() -> None:
    scan = scan_of(["/f/x", "/g/x", "/f/y", "/g/y"], [["/f/x", "/g/x"], ["/g/y", "/f/y"]])
    chooser = Chooser(scan, EveryCopy(keep=(Rule(NOT_IN, b"/f"),)))
    assert chooser.chosen == {"/f/x", "/f/y"}
    chooser.do("in:/f /f/x")
    assert (chooser.chosen, chooser.kept) == ({"/g/x"}, {"/f/x", "/g/y"})
    assert chooser.why_not("/f/y") == "held"


def test_a_rule_that_leaves_a_tie_chooses_nothing_when_strict() -> None:
    files = {"/a": {"modified": 1}, "/b": {"modified": 2}, "/c": {"modified": 2}}
    chooser = Chooser(scan_of(files, [files]), EveryCopy(strict=True, keep=(Rule(OLDEST),)))
    assert chooser.chosen == {"/b", "/c"}
    chooser.do("newest")
    assert (chooser.rule("/a"), chooser.chosen) == ("tie", set())


# Skip, never ask


def test_skip_leaves_a_group_and_marks_it() -> None:
    chooser = three()
    for done, chosen, skipped in (
        ("skip /a", {"/big"}, True),
        ("choose /b", {"/b", "/big"}, False),
        ("skip /a", {"/big"}, True),
        ("choose-all", {"/big"}, True),
        ("newest", {"/big"}, True),
        ("in:/nowhere", {"/big"}, True),
        ("keep /c", {"/a", "/b", "/big"}, False),
    ):
        assert chooser.do(done) == ""
        aside = chooser.of.aside
        assert (chooser.chosen, aside.skipped.tolist(), aside.decisions()) == (chosen, [skipped, False], [])


def test_never_ask_leaves_a_group_and_writes_its_decisions() -> None:
    chooser = three()
    digest = chooser.of.groups.scan.findings[0].digest(0)
    assert digest is not None
    copies, big = [Decision(digest, path) for path in (b"/a", b"/b", b"/c")], [Decision("90@0", b"/big")]
    for done, chosen, decided in (
        ("never-ask /a", {"/big"}, copies),
        ("never-ask /big", set(), copies + big),
        ("choose /big", {"/big"}, copies),
        ("keep /b", {"/a", "/c", "/big"}, []),
    ):
        assert chooser.do(done) == ""
        assert (chooser.chosen, chooser.of.aside.decisions()) == (chosen, decided)


def test_what_is_set_aside_is_swept_up_by_nothing() -> None:
    """Neither by what is said of many groups nor by what is said of another one that has the same file."""
    for aside in ("skip", "never-ask"):
        chooser = Chooser(scan_of(COPIES, [COPIES], stale=["/b", "/c"]))
        chooser.do(f"{aside} /a")
        assert (chooser.choose("/b", "stale"), why_not("set-aside") != "set-aside") == ("set-aside", True)
        for done in ("choose-all", "newest", "newest /a", "oldest", "choose-all /a"):
            chooser.do(done)
            assert (chooser.chosen, np.count_nonzero(chooser.of.aside.groups())) == (set(), 1), done
        assert chooser.of.ask_again(chooser.group("/a")) == ""
        assert chooser.chosen == set()
        chooser.do("choose-all")
        assert chooser.chosen == {"/b", "/c"}


def test_a_folder_does_not_go_with_what_was_set_aside_in_it() -> None:
    chooser = Chooser(scan_of(["/x"], folders=["/e", "/e/in", "/ee"]))
    assert chooser.chosen == {"/e", "/e/in", "/ee"}
    chooser.do("never-ask /e/in")
    assert chooser.chosen == {"/ee"}
    assert chooser.choose("/e") == "set-aside"
    chooser.do("choose-all")
    assert chooser.chosen == {"/ee"}


def test_what_was_never_to_be_asked_about_is_not_chosen_in_the_next_selection() -> None:
    chooser = three()
    chooser.do("never-ask /a, never-ask /big")
    later = three(replace(EVERYTHING, decided=frozenset(chooser.of.aside.decisions())))
    assert (later.chosen, later.left) == (set(), {"never-ask": 3})
    assert {later.choose(path) for path in ("/a", "/b", "/c", "/big")} == {"never-ask"}
    assert later.keep("/b") == ""
    assert (later.chosen, later.kept) == (set(), {"/b"})


def test_a_thing_in_two_categories_never_asked_about_is_chosen_in_neither() -> None:
    """Else it moves, and is remembered as one that stays."""
    chooser = Chooser(scan_of(["/x"], large=["/x"], stale=["/x"]))
    chooser.of.never_ask(chooser.group("/x", "large"))
    chooser.choose("/x", "stale")
    assert {decision.path.decode() for decision in chooser.of.aside.decisions()}.isdisjoint(chooser.chosen)


# Things in several categories, folders, several names


def test_a_thing_in_several_categories_is_one() -> None:
    chooser = Chooser(scan_of(COPIES, [COPIES], ["/b"], ["/b", "/a"]))
    assert chooser.chosen == {"/b", "/c"}
    chooser.of.skip(chooser.group("/b", "large"))
    assert chooser.chosen == {"/c"}
    assert chooser.choose("/b", "stale") == "set-aside"
    chooser.choose("/b", "large")
    assert [step.category for step in chooser.steps] == ["duplicates", "duplicates"]
    chooser.do("leave-all /a")
    assert chooser.chosen == set()


def test_a_copy_chosen_for_its_size_has_its_keeper() -> None:
    chooser = Chooser(scan_of(COPIES, [COPIES], ["/b"], order=("large", "duplicates", "stale", "empty-folders")))
    first = chooser.steps[0]
    assert first.keeper is not None
    assert (first.path, first.category, first.keeper.path, first.keeper.rule) == (b"/b", "large", b"/a", "oldest")


def test_folders_are_things_among_files() -> None:
    scan = scan_of({**COPIES, "/e/x": {}}, [COPIES], ["/e/x"], folders=["/e/empty", "/other"])
    chooser = Chooser(scan)
    for done, word, chosen in (
        ("leave /other, keep /e/empty", "", "/b /c /e/x"),
        ("choose /e/empty", "", "/b /c /e/empty /e/x"),
        ("changed /e/empty, choose /e/empty", "changed", "/b /c /e/x"),
        ("in:/e", "", "/b /c"),
    ):
        assert (chooser.do(done), chooser.told[0]) == (word, chosen)
    assert (chooser.why_not("/e/x"), chooser.why_not("/e/empty"), chooser.why_not("/other")) == ("held", "held", "")


def test_a_folder_that_holds_or_is_never_to_be_asked_about_is_held_itself() -> None:
    chooser = Chooser(scan_of(["/x"], folders=["/e", "/e/in", "/ee"]))
    assert Chooser(chooser.of.groups.scan, replace(EVERYTHING, keep=(Rule(IN, b"/e"),))).chosen == {"/ee"}
    chooser.do("never-ask /e")
    (decision,) = chooser.of.aside.decisions()
    assert decision.path == b"/e"
    decided = replace(EVERYTHING, decided=frozenset([decision]))
    assert Chooser(chooser.of.groups.scan, decided).chosen == {"/e/in", "/ee"}


def test_a_file_with_several_names_is_one_thing_with_a_step_a_name() -> None:
    two = {**TWO, "size": 40}
    chooser = Chooser(scan_of({"/a": {"size": 40}, "/b1": two, "/b2": two}, [["/a", "/b1"]]))
    assert chooser.of.amounts() == Amounts(1, 40, 40) == amounts_of(chooser.steps)
    assert [step.path for step in chooser.steps] == [b"/b1", b"/b2"]
    chooser.do("keep /b1")
    assert [step.path for step in chooser.steps] == [b"/a"]
    chooser.do("keep /a, changed /b1")
    assert chooser.steps == ()


def test_amounts_are_of_what_is_chosen() -> None:
    files = {"/a": {}, "/b": {"size": 10, "allocated": 4096}, "/big": {"size": 90, "allocated": 0}}
    chooser = Chooser(scan_of(files, [["/a", "/b"]], ["/big"], ["/big"]))
    assert chooser.of.amounts() == Amounts(2, 100, 4096) == amounts_of(chooser.steps)
    chooser.do("leave-all")
    assert chooser.of.amounts() == Amounts() == amounts_of(chooser.steps)


# Undo


def named(change: Change | None) -> str:
    """What was done, in the words of ``do``."""
    assert change is not None
    name = change.name.removeprefix("rule-")
    return f"{name}:{change.path.decode()}" if name == "in" else name


def test_each_step_says_what_it_was_about_and_how_much_more_goes_by_it() -> None:
    chooser = three()
    chooser.do("leave /b, keep /c, leave-all, choose-all, skip /a, undo")
    done, undone = chooser.of.history()
    assert [(step.name, step.path, step.groups, step.more) for step in done] == [
        ("leave", b"/b", 1, -1), ("keep", b"/c", 1, 1), ("leave-all", b"", 2, -3), ("choose-all", b"", 2, 3),
    ]  # fmt: skip
    assert [(step.name, step.path, step.more) for step in undone] == [("skip", b"/a", -2)]


def test_what_a_rule_would_choose_is_foreseen_and_nothing_is_changed() -> None:
    chooser = three()
    chooser.do("leave /b, undo")
    before, (done, undone) = chooser.state, chooser.of.history()
    foreseen = chooser.of.foreseen(Rule(NEWEST), chooser.groups())
    assert (chooser.state, chooser.of.history()) == (before, (done, undone))
    chooser.do("newest")
    assert foreseen.tolist() == chooser.of.chosen.tolist() != before


def test_undo_takes_back_one_change_after_the_other_and_names_it() -> None:
    files = {**COPIES, "/big": {"size": 9}, "/f/x": {"modified": 1}, "/g/x": {}}
    chooser = Chooser(scan_of(files, [COPIES, ["/f/x", "/g/x"]], ["/big", "/a"], folders=["/f/empty"]))
    done = [
        "leave /b", "choose /a", "keep /c", "newest", "leave-all /a", "choose-all", "in:/f", "never-ask /big",
        "leave-all", "choose /c", "skip /b",
    ]  # fmt: skip
    states = [chooser.state]
    for change in done:
        assert chooser.do(change) == ""
        assert chooser.state != states[-1]
        states.append(chooser.state)
    for change, state in zip(reversed(done), reversed(states[:-1]), strict=True):
        name = change.split()[0]
        assert named(chooser.of.undo()) == name
        assert chooser.state == state
    assert chooser.of.undo() is None
    assert chooser.state == states[0]
    for change, state in zip(done, states[1:], strict=True):
        name = change.split()[0]
        assert named(chooser.of.redo()) == name
        assert chooser.state == state
    assert chooser.of.redo() is None


def test_what_was_taken_back_is_done_again_only_until_something_else_is_done() -> None:
    chooser = three()
    chooser.do("leave /b, undo, leave /c")
    assert chooser.of.redo() is None
    assert chooser.chosen == {"/b", "/big"}
    chooser.do("undo, changed /c")
    assert named(chooser.of.redo()) == "leave"
    assert chooser.chosen == {"/b", "/big"}


def test_undo_restores_a_group_of_which_all_copies_changed() -> None:
    """Nothing of it can move any more; only the page would say another thing than before."""
    chooser = three()
    chooser.do("changed /a /b /c, newest")
    before = chooser.state
    chooser.do("skip /a, undo")
    assert chooser.state == before


# Documents edited by hand


def test_a_file_in_two_groups_of_copies_is_not_chosen_while_it_stays_for_one() -> None:
    """No scan says so; an edited document can."""
    chooser = Chooser(scan_of({"/x": {"modified": 2}, "/y": {}, "/z": {"modified": 2}}, [["/y", "/x"], ["/y", "/z"]]))
    assert chooser.kept == {"/y"}
    chooser.of.leave_all(chooser.groups())
    chooser.choose("/y")
    assert chooser.kept.isdisjoint(chooser.chosen)


def test_a_group_of_copies_without_one_that_stays_gets_one() -> None:
    scan = scan_of({**COPIES, "/p": {}, "/q": {}}, [COPIES, ["/p", "/q"]])
    found = replace(scan.findings[0], keepers=np.array([-1, 3]))
    chooser = Chooser(replace(scan, findings=(found, *scan.findings[1:])))
    assert (chooser.chosen, chooser.kept) == ({"/b", "/c", "/q"}, {"/a", "/p"})


def test_nothing_found_is_nothing_to_choose() -> None:
    chooser = Chooser(scan_of(["/x"]))
    assert (chooser.chosen, chooser.steps, chooser.left, chooser.of.amounts()) == (set(), (), {}, Amounts())
    assert chooser.do("choose-all") == chooser.do("newest") == chooser.do("in:/e") == chooser.do("undo") == ""
