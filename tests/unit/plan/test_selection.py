"""What is chosen and which copy stays, by rules and then by hand: every operation, its refusals, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from cleanup.model.choice import Choice
from cleanup.model.decision import Decision
from cleanup.model.plan import Amounts, amounts_of
from cleanup.model.rule import Rule, RuleName
from cleanup.report.words import why_not
from support.selecting import EVERYTHING, Hand, nothing_stays, scan_of

COPIES = {"/a": {"modified": 1}, "/b": {"modified": 2}, "/c": {"modified": 3}}
IN, NOT_IN, OLDEST, NEWEST = RuleName.IN, RuleName.NOT_IN, RuleName.OLDEST, RuleName.NEWEST
TIED = {"/p": {"modified": 7}, "/q": {"modified": 7}}


def three(choice: Choice = EVERYTHING, stays: Callable[[bytes], str] = nothing_stays) -> Hand:
    """One group of three copies, of which the oldest stays, and a big file."""
    return Hand(scan_of({**COPIES, "/big": {"size": 90}}, [COPIES], ["/big"]), choice, stays)


# The beginning: what the rules choose


def test_the_rules_choose_all_but_the_copy_that_stays() -> None:
    hand = three()
    assert (hand.chosen, hand.kept, hand.rule("/b")) == ({"/b", "/c", "/big"}, {"/a"}, "oldest")
    assert three(Choice()).chosen == {"/b", "/c"}
    assert three(Choice(categories=())).chosen == set()
    assert hand.rule("/big") == ""


def test_named_rules_come_before_the_usual_ones() -> None:
    assert three(Choice(keep=(Rule(NEWEST),))).kept == {"/c"}
    hand = three(Choice(keep=(Rule(NOT_IN, b"/"),)))
    assert (hand.kept, hand.rule("/a")) == ({"/a"}, "oldest")


@pytest.mark.parametrize(("strict", "chosen"), [(False, {"/q"}), (True, set())])
def test_a_tie_is_chosen_unless_strict(strict: bool, chosen: set[str]) -> None:
    hand = Hand(scan_of(TIED, [TIED]), Choice(strict=strict))
    assert (hand.chosen, hand.kept, hand.rule("/p")) == (chosen, {"/p"}, "tie")
    assert hand.left == ({"tie": 1} if strict else {})


def test_with_strict_only_the_named_rules_count() -> None:
    hand = three(Choice(keep=(Rule(NOT_IN, b"/nowhere"),), strict=True))
    assert (hand.chosen, hand.rule("/a"), hand.left) == (set(), "tie", {"tie": 2})
    assert three(Choice(strict=True)).chosen == {"/b", "/c"}


def test_a_folder_that_holds_keeps_several_copies() -> None:
    scan = scan_of(["/f/x", "/f/y", "/g/z", "/f/big", "/fat"], [["/f/x", "/f/y", "/g/z"]], ["/f/big", "/fat"])
    hand = Hand(scan, replace(EVERYTHING, keep=(Rule(IN, b"/f"),)))
    assert (hand.chosen, hand.kept) == ({"/g/z", "/fat"}, {"/f/x"})
    assert [hand.why_not(path) for path in ("/f/x", "/f/y", "/f/big", "/g/z", "/fat")] == [*["held"] * 3, "", ""]
    assert hand.left == {"held": 2}
    assert hand.choose("/f/y") == hand.choose("/f/x") == hand.choose("/f/big") == "held"
    hand.of.choose_all(hand.groups())
    assert hand.chosen == {"/g/z", "/fat"}


def test_one_name_in_a_folder_that_holds_holds_the_file() -> None:
    two = {"inode": 7, "links": 2, "modified": 9}
    scan = scan_of({"/a/x": {}, "/e/1": two, "/f/2": two}, [["/a/x", "/e/1"]])
    hand = Hand(scan, Choice(keep=(Rule(OLDEST), Rule(IN, b"/f"))))
    assert (hand.why_not("/e/1"), hand.chosen, hand.kept) == ("held", set(), {"/a/x"})


def test_under_counts_only_when_all_names_lie_there() -> None:
    two = {"inode": 7, "links": 2, "modified": 9}
    other = {"inode": 8, "links": 2, "modified": 9}
    files = {"/g/a": {}, "/g/1": two, "/g/2": two, "/g/3": other, "/h/3": other, "/h/b": {"modified": 9}}
    scan = scan_of(files, [["/g/a", "/g/1", "/g/3", "/h/b"]])
    hand = Hand(scan, Choice(under=(b"/g",)))
    assert (hand.chosen, hand.left) == ({"/g/1"}, {})
    assert Hand(scan, Choice(under=(b"/g", b"/h"))).chosen == {"/g/1", "/g/3", "/h/b"}
    assert Hand(scan, Choice(under=(b"/",))).chosen == {"/g/1", "/g/3", "/h/b"}


def test_older_than_is_a_bound_that_does_not_count_itself() -> None:
    assert three(Choice(older_than=3)).chosen == {"/b"}
    assert three(Choice(older_than=4)).chosen == {"/b", "/c"}
    assert three(Choice(older_than=1)).chosen == set()


def test_by_hand_more_can_be_chosen_than_by_rules() -> None:
    hand = three(Choice(under=(b"/nowhere",), older_than=0))
    assert (hand.chosen, hand.left) == (set(), {})
    assert hand.choose("/b") == hand.choose("/big") == ""
    assert hand.chosen == {"/b", "/big"}


# Choose and leave


def test_choose_and_leave_one() -> None:
    hand = three()
    assert hand.leave("/b") == ""
    assert hand.chosen == {"/c", "/big"}
    assert hand.choose("/b") == ""
    assert hand.chosen == {"/b", "/c", "/big"}
    assert (hand.kept, hand.rule("/a")) == ({"/a"}, "oldest")


def test_to_choose_the_copy_that_stays_lets_another_stay() -> None:
    hand = three()
    hand.leave("/c")
    assert hand.why_not("/a") == "kept"
    assert hand.choose("/a") == ""
    assert (hand.chosen, hand.kept, hand.rule("/a")) == ({"/a", "/b", "/big"}, {"/c"}, "by-hand")
    assert hand.why_not("/c") == "kept"
    assert {step.keeper.path for step in hand.steps if step.keeper} == {b"/c"}
    assert {step.keeper.rule for step in hand.steps if step.keeper} == {"by-hand"}


def test_the_last_copy_is_never_chosen() -> None:
    hand = three()
    before = hand.state
    assert hand.choose("/a") == "last-copy"
    assert hand.state == before
    hand.changed("/b")
    assert hand.choose("/a") == "last-copy", "one that changed is no copy any more"
    hand.leave("/c")
    assert hand.choose("/a") == ""
    assert hand.kept == {"/c"}


def test_a_copy_that_may_not_go_can_stay_instead() -> None:
    hand = three(stays=lambda path: "hidden" if path == b"/b" else "")
    assert hand.chosen == {"/c", "/big"}
    assert hand.choose("/a") == ""
    assert (hand.chosen, hand.kept) == ({"/a", "/c", "/big"}, {"/b"})
    assert hand.why_not("/b") == "hidden"


@pytest.mark.parametrize(
    "others",
    [
        ("/b", "/c"),
        ("/c", "/b"),
    ],
)
def test_which_copy_stays_instead_is_the_same_in_any_order(others: tuple[str, str]) -> None:
    hand = Hand(scan_of(COPIES, [["/a", *others]]))
    hand.of.leave_all(hand.groups())
    hand.choose("/a")
    assert hand.kept == {"/b"}


def test_to_choose_the_copy_that_stays_as_a_big_file_is_the_same() -> None:
    hand = Hand(scan_of(COPIES, [COPIES], ["/a", "/b"]))
    assert hand.chosen == {"/b", "/c"}
    assert hand.choose("/a", "large") == "last-copy"
    hand.leave("/b")
    assert hand.choose("/a", "large") == ""
    assert (hand.chosen, hand.kept) == ({"/a", "/c"}, {"/b"})


WORDS = {b"/b": "protected", b"/c": "hidden", b"/big": "kept-by-you"}


@pytest.mark.parametrize("path", WORDS)
def test_what_stays_by_its_place_is_refused_with_its_word(path: bytes) -> None:
    hand = three(stays=lambda path: WORDS.get(path, ""))
    before = hand.state
    assert hand.choose(path.decode()) == hand.why_not(path.decode()) == WORDS[path]
    assert hand.state == before
    hand.of.choose_all(hand.groups())
    hand.apply(NEWEST)
    hand.keep("/a")
    assert hand.chosen == set()
    assert hand.left == {"protected": 1, "hidden": 1, "kept-by-you": 1}


def test_a_file_with_other_names_is_refused() -> None:
    hand = Hand(scan_of({**COPIES, "/d": {"links": 2, "modified": 9}}, [[*COPIES, "/d"]]))
    assert hand.chosen == {"/b", "/c"}
    assert hand.choose("/d") == "other-names"
    assert hand.left == {"other-names": 1}
    assert hand.keep("/d") == ""
    assert (hand.chosen, hand.kept) == ({"/a", "/b", "/c"}, {"/d"})


def test_every_word_of_refusal_is_a_sentence() -> None:
    words = ("held", "kept", "last-copy", "kept-by-you", "never-ask", "other-names", "protected", "hidden", "changed")
    assert len({why_not(word) for word in words} - set(words)) == len(words)
    assert why_not("of another version") == "of another version"


# Keep


def test_keep_lets_this_copy_stay_and_chooses_the_others() -> None:
    hand = three(Choice(categories=()))
    assert hand.keep("/b") == ""
    assert (hand.chosen, hand.kept, hand.rule("/b")) == ({"/a", "/c"}, {"/b"}, "by-hand")
    assert hand.keep("/c") == ""
    assert (hand.chosen, hand.kept) == ({"/a", "/b"}, {"/c"})


def test_to_keep_the_copy_that_stays_makes_that_ones_own_choice() -> None:
    hand = three(Choice(categories=()))
    assert hand.keep("/a") == ""
    assert (hand.chosen, hand.kept, hand.rule("/a")) == ({"/b", "/c"}, {"/a"}, "by-hand")


def test_keep_in_a_group_of_one_is_to_leave_it() -> None:
    hand = three()
    assert hand.keep("/big") == ""
    assert hand.chosen == {"/b", "/c"}
    assert hand.rule("/big") == ""


def test_keep_tells_a_tie_apart_also_when_strict() -> None:
    hand = Hand(scan_of(TIED, [TIED]), Choice(strict=True))
    assert hand.keep("/q") == ""
    assert (hand.chosen, hand.kept, hand.left) == ({"/p"}, {"/q"}, {})


def test_keep_in_a_folder_that_holds() -> None:
    hand = Hand(scan_of(["/f/x", "/g/y"], [["/f/x", "/g/y"]]), Choice(keep=(Rule(IN, b"/f"),)))
    assert hand.keep("/g/y") == ""
    assert (hand.chosen, hand.kept) == (set(), {"/g/y"})


def test_a_copy_that_changed_cannot_be_kept() -> None:
    hand = three()
    hand.changed("/b")
    before = hand.state
    assert hand.keep("/b") == "changed"
    assert hand.state == before
    assert hand.of.undo() == ""


# All of some groups


def test_choose_all_and_leave_all() -> None:
    scan = scan_of(["/a", "/b", "/c", "/d", "/e"], [["/a", "/b"], ["/c", "/d"]], ["/e"])
    hand = Hand(scan, Choice(categories=()))
    assert hand.of.choose_all(hand.groups("/a", "/e")) == ""
    assert hand.chosen == {"/b", "/e"}
    hand.of.choose_all(hand.groups())
    assert hand.chosen == {"/b", "/d", "/e"}
    assert hand.of.leave_all(hand.groups("/c")) == ""
    assert hand.chosen == {"/b", "/e"}
    hand.of.leave_all(hand.groups())
    assert hand.chosen == set()
    hand.of.choose_all(np.zeros(0, dtype=np.int64))
    assert hand.chosen == set()


def test_choose_all_chooses_no_tie_when_strict() -> None:
    hand = Hand(scan_of({**TIED, **COPIES}, [TIED, COPIES]), Choice(strict=True, categories=()))
    hand.of.choose_all(hand.groups())
    assert hand.chosen == {"/b", "/c"}
    assert hand.choose("/q") == "", "one by one it is the user's own choice"


# Rules by hand


@pytest.mark.parametrize(
    ("name", "folder", "kept", "why"),
    [
        (RuleName.ORIGINAL_NAME, b"", "/f/x", "oldest"),
        (OLDEST, b"", "/g/x (1)", "oldest"),
        (NEWEST, b"", "/f/d/x", "newest"),
        (RuleName.SHORTEST_PATH, b"", "/f/x", "shortest-path"),
        (RuleName.FIRST_ROOT, b"", "/g/x (1)", "first-root"),
        (IN, b"/g", "/g/x (1)", "in:/g"),
        (IN, b"/f/d", "/f/d/x", "in:/f/d"),
        (NOT_IN, b"/g", "/f/x", "oldest"),
        (NOT_IN, b"/f", "/g/x (1)", "not-in:/f"),
    ],
)
def test_a_rule_applied(name: RuleName, folder: bytes, kept: str, why: str) -> None:
    """Which rule is said: the one that told the copy from the last of the others."""
    files = {"/f/x": {"modified": 2}, "/f/d/x": {"modified": 3}, "/g/x (1)": {"modified": 1}}
    hand = Hand(scan_of(files, [files], roots=(b"/g", b"/f")), Choice(categories=()))
    assert hand.apply(name, folder=folder) == ""
    assert (hand.kept, hand.chosen) == ({kept}, set(files) - {kept})
    assert hand.rule("/f/x") == why
    assert {step.keeper.rule for step in hand.steps if step.keeper} == {why}


def test_what_a_rule_does_not_tell_apart_the_ones_before_do() -> None:
    hand = three(Choice(keep=(Rule(NEWEST),)))
    hand.apply(NOT_IN, folder=b"/nowhere")
    assert (hand.kept, hand.rule("/a")) == ({"/c"}, "newest")
    hand.apply(OLDEST)
    assert (hand.kept, hand.rule("/a")) == ({"/a"}, "oldest")


def test_a_rule_counts_for_these_groups_only() -> None:
    more = {"/p": {"modified": 1}, "/q": {"modified": 2}}
    hand = Hand(scan_of({**COPIES, **more}, [COPIES, more], ["/p"]))
    hand.apply(NEWEST, "/p")
    assert (hand.kept, hand.chosen) == ({"/a", "/q"}, {"/b", "/c", "/p"})
    assert (hand.rule("/a"), hand.rule("/p")) == ("oldest", "newest")


def test_a_rule_changes_nothing_of_groups_of_one() -> None:
    hand = three(Choice(categories=()))
    hand.apply(NEWEST, "/big")
    assert hand.chosen == set()
    assert hand.of.undo() == ""


def test_in_by_hand_holds_its_folder_from_then_on_everywhere() -> None:
    files = ["/f/x", "/f/y", "/g/z", "/f/big", "/g/p", "/g/q", "/e"]
    scan = scan_of(files, [["/g/z", "/f/x", "/f/y"], ["/g/p", "/g/q"]], ["/f/big", "/e"])
    hand = Hand(scan)
    assert hand.chosen == {"/f/y", "/g/z", "/g/q", "/f/big", "/e"}
    hand.of.leave_all(hand.groups("/g/p"))
    hand.apply(IN, folder=b"/f")
    assert hand.chosen == {"/g/z", "/e"}, "the group without a copy in there is not touched"
    assert hand.rule("/g/p") == "tie"
    assert hand.rule("/g/z") == "tie", "two copies in the folder, and nothing told them apart"
    assert hand.choose("/f/y") == "held"
    hand.of.choose_all(hand.groups())
    assert hand.chosen == {"/g/z", "/g/q", "/e"}
    assert hand.keep("/g/z") == ""
    assert (hand.chosen, hand.kept) == ({"/g/q", "/e"}, {"/g/z", "/g/p"})


def test_a_rule_for_one_group_holds_its_folder_in_all() -> None:
    files = ["/f/x", "/g/x", "/f/y", "/g/y"]
    hand = Hand(scan_of(files, [["/f/x", "/g/x"], ["/g/y", "/f/y"]]), Choice(keep=(Rule(NOT_IN, b"/f"),)))
    assert hand.chosen == {"/f/x", "/f/y"}
    hand.apply(IN, "/f/x", folder=b"/f")
    assert (hand.chosen, hand.kept) == ({"/g/x"}, {"/f/x", "/g/y"})
    assert hand.why_not("/f/y") == "held"


def test_in_a_folder_without_anything_changes_nothing() -> None:
    hand = three()
    before = hand.state
    hand.apply(IN, folder=b"/nowhere")
    assert hand.state == before
    assert hand.of.undo() == ""


def test_a_rule_that_leaves_a_tie_chooses_nothing_when_strict() -> None:
    files = {"/a": {"modified": 1}, "/b": {"modified": 2}, "/c": {"modified": 2}}
    hand = Hand(scan_of(files, [files]), Choice(strict=True, keep=(Rule(OLDEST),)))
    assert hand.chosen == {"/b", "/c"}
    hand.apply(NEWEST)
    assert hand.rule("/a") == "tie"
    assert hand.chosen == set()


# Skip, never ask


def test_skip_leaves_a_group_and_marks_it() -> None:
    hand = three()
    assert hand.of.skip(hand.group("/a")) == ""
    assert hand.chosen == {"/big"}
    assert hand.of.skipped.tolist() == [True, False]
    assert hand.of.decisions() == []
    hand.choose("/b")
    assert hand.of.skipped.tolist() == [False, False]
    hand.of.skip(hand.group("/a"))
    hand.of.choose_all(hand.groups())
    assert hand.of.skipped.tolist() == [False, False]
    assert hand.chosen == {"/b", "/c", "/big"}


def test_never_ask_leaves_a_group_and_writes_its_decisions() -> None:
    hand = three()
    assert hand.of.never_ask(hand.group("/a")) == ""
    assert hand.chosen == {"/big"}
    digest = hand.of.groups.scan.findings[0].digest(0)
    assert digest is not None
    assert hand.of.decisions() == [Decision(digest, path) for path in (b"/a", b"/b", b"/c")]
    hand.of.never_ask(hand.group("/big"))
    assert hand.of.decisions()[3:] == [Decision("90@0", b"/big")]
    assert hand.chosen == set()
    hand.choose("/big")
    assert hand.of.decisions() == [Decision(digest, path) for path in (b"/a", b"/b", b"/c")]
    hand.keep("/b")
    assert hand.of.decisions() == []


def test_what_was_never_to_be_asked_about_is_not_chosen_in_the_next_selection() -> None:
    hand = three()
    hand.of.never_ask(hand.group("/a"))
    hand.of.never_ask(hand.group("/big"))
    later = three(replace(EVERYTHING, decided=frozenset(hand.of.decisions())))
    assert later.chosen == set()
    assert later.left == {"never-ask": 3}
    assert {later.choose(path) for path in ("/a", "/b", "/c", "/big")} == {"never-ask"}
    assert later.keep("/b") == ""
    assert (later.chosen, later.kept) == (set(), {"/b"})


def test_a_thing_in_two_categories_never_asked_about_is_chosen_in_neither() -> None:
    """Else it moves, and is remembered as one that stays."""
    hand = Hand(scan_of(["/x"], large=["/x"], stale=["/x"]))
    hand.of.never_ask(hand.group("/x", "large"))
    hand.choose("/x", "stale")
    assert {decision.path.decode() for decision in hand.of.decisions()}.isdisjoint(hand.chosen)


# Things in several categories, folders


def test_a_thing_in_several_categories_is_one() -> None:
    hand = Hand(scan_of(COPIES, [COPIES], ["/b"], ["/b", "/a"]))
    assert hand.chosen == {"/b", "/c"}
    hand.of.skip(hand.group("/b", "large"))
    assert hand.chosen == {"/c"}
    hand.choose("/b", "stale")
    assert hand.chosen == {"/b", "/c"}
    assert [step.category for step in hand.steps] == ["duplicates", "duplicates"]
    hand.of.leave_all(hand.groups("/a"))
    assert hand.chosen == set()


def test_a_copy_chosen_for_its_size_has_its_keeper() -> None:
    hand = Hand(scan_of(COPIES, [COPIES], ["/b"], order=("large", "duplicates", "stale", "empty-folders")))
    first = hand.steps[0]
    assert first.keeper is not None
    assert (first.path, first.category, first.keeper.path, first.keeper.rule) == (b"/b", "large", b"/a", "oldest")


def test_folders_are_things_among_files() -> None:
    scan = scan_of({**COPIES, "/e/x": {}}, [COPIES], ["/e/x"], folders=["/e/empty", "/other"])
    hand = Hand(scan)
    assert hand.chosen == {"/b", "/c", "/e/x", "/e/empty", "/other"}
    assert hand.leave("/other") == ""
    assert hand.keep("/e/empty") == ""
    assert hand.chosen == {"/b", "/c", "/e/x"}
    assert hand.choose("/e/empty") == ""
    hand.changed("/e/empty")
    assert hand.choose("/e/empty") == "changed"
    hand.apply(IN, folder=b"/e")
    assert hand.chosen == {"/b", "/c"}
    assert (hand.why_not("/e/x"), hand.why_not("/e/empty"), hand.why_not("/other")) == ("held", "held", "")


def test_a_folder_that_holds_holds_itself_too() -> None:
    scan = scan_of(["/x"], folders=["/e", "/e/in", "/ee"])
    assert Hand(scan, replace(EVERYTHING, keep=(Rule(IN, b"/e"),))).chosen == {"/ee"}


def test_never_ask_about_a_folder() -> None:
    hand = Hand(scan_of(["/x"], folders=["/e"]))
    hand.of.never_ask(hand.group("/e"))
    (decision,) = hand.of.decisions()
    assert decision.path == b"/e"
    assert Hand(scan_of(["/x"], folders=["/e"]), replace(EVERYTHING, decided=frozenset([decision]))).chosen == set()


# Several names


def test_a_file_with_several_names_is_one_thing_with_a_step_a_name() -> None:
    two = {"inode": 7, "links": 2, "modified": 9, "size": 40}
    hand = Hand(scan_of({"/a": {"size": 40}, "/b1": two, "/b2": two}, [["/a", "/b1"]]))
    assert hand.chosen == {"/b1"}
    assert hand.of.amounts() == Amounts(1, 40, 40) == amounts_of(hand.steps)
    assert [step.path for step in hand.steps] == [b"/b1", b"/b2"]
    hand.keep("/b1")
    assert hand.chosen == {"/a"}
    assert [step.path for step in hand.steps] == [b"/a"]


def test_amounts_are_of_what_is_chosen() -> None:
    files = {"/a": {}, "/b": {"size": 10, "allocated": 4096}, "/big": {"size": 90, "allocated": 0}}
    hand = Hand(scan_of(files, [["/a", "/b"]], ["/big"], ["/big"]))
    assert hand.of.amounts() == Amounts(2, 100, 4096) == amounts_of(hand.steps)
    hand.of.leave_all(hand.groups())
    assert hand.of.amounts() == Amounts() == amounts_of(hand.steps)


# Undo


def everything_once(hand: Hand) -> list[Callable[[], object]]:
    """One of each change, each of which does something after the ones before."""
    of = hand.of
    return [
        lambda: hand.leave("/b"),
        lambda: hand.choose("/a"),
        lambda: hand.keep("/c"),
        lambda: hand.apply(NEWEST),
        lambda: of.skip(hand.group("/a")),
        lambda: of.choose_all(hand.groups()),
        lambda: hand.apply(IN, folder=b"/f"),
        lambda: of.never_ask(hand.group("/big")),
        lambda: of.leave_all(hand.groups()),
        lambda: hand.choose("/a"),
    ]


def test_undo_restores_everything_exactly_step_by_step() -> None:
    files = {**COPIES, "/big": {"size": 9}, "/f/x": {"modified": 1}, "/g/x": {}}
    hand = Hand(scan_of(files, [COPIES, ["/f/x", "/g/x"]], ["/big", "/a"], folders=["/f/empty"]))
    states, names = [hand.state], []
    for change in everything_once(hand):
        assert change() == ""
        assert hand.state != states[-1]
        states.append(hand.state)
    for state in reversed(states[:-1]):
        names.append(hand.of.undo())
        assert hand.state == state
    assert names == [
        "choose", "leave-all", "never-ask", "rule", "choose-all", "skip", "rule", "keep", "choose", "leave",
    ]  # fmt: skip
    assert hand.of.undo() == ""
    assert hand.state == states[0]


def test_what_changed_nothing_is_no_step_back() -> None:
    hand = three()
    hand.leave("/c")
    for nothing in (
        lambda: hand.leave("/c"),
        lambda: hand.choose("/b"),
        lambda: hand.of.choose_all(np.zeros(0, dtype=np.int64)),
        lambda: hand.apply(OLDEST, "/big"),
        lambda: hand.choose("/nothing") if "/nothing" in hand.numbers else "",
    ):
        nothing()
    assert hand.of.undo() == "leave"
    assert hand.chosen == {"/b", "/c", "/big"}
    assert hand.of.undo() == ""


def test_after_an_undo_one_goes_on_from_there() -> None:
    hand = three()
    hand.keep("/c")
    hand.of.undo()
    hand.keep("/b")
    assert (hand.chosen, hand.kept) == ({"/a", "/c", "/big"}, {"/b"})
    assert [hand.of.undo(), hand.of.undo()] == ["keep", ""]


# What changed since the scan


def test_what_changed_is_not_chosen_any_more() -> None:
    hand = three()
    hand.changed("/b", "/big")
    assert (hand.chosen, hand.kept) == ({"/c"}, {"/a"})
    assert hand.choose("/b") == hand.choose("/big") == "changed"
    hand.of.choose_all(hand.groups())
    assert hand.chosen == {"/c"}
    assert hand.left == {"changed": 2}


def test_another_copy_stays_when_the_one_that_should_changed() -> None:
    hand = three()
    hand.changed("/a")
    assert (hand.chosen, hand.kept, hand.rule("/a")) == ({"/c", "/big"}, {"/b"}, "oldest")
    hand.changed("/b")
    assert (hand.chosen, hand.kept) == ({"/big"}, {"/c"})
    hand.changed("/c")
    assert hand.chosen == {"/big"}
    assert len(hand.kept) == 1, "where all changed, one stays all the same"
    assert hand.steps[0].keeper is None


def test_a_copy_kept_by_hand_that_changed_gives_way_to_the_rules() -> None:
    hand = three()
    hand.keep("/c")
    hand.changed("/c")
    assert (hand.chosen, hand.kept, hand.rule("/a")) == ({"/b", "/big"}, {"/a"}, "oldest")


def test_no_rule_lets_a_changed_copy_stay() -> None:
    hand = three()
    hand.changed("/c")
    hand.apply(NEWEST)
    assert (hand.chosen, hand.kept, hand.rule("/a")) == ({"/a", "/big"}, {"/b"}, "newest")


def test_an_undo_does_not_bring_back_what_changed() -> None:
    hand = three()
    hand.keep("/c")
    hand.changed("/a")
    assert (hand.chosen, hand.kept) == ({"/b", "/big"}, {"/c"})
    assert hand.of.undo() == "keep"
    assert hand.chosen.isdisjoint({"/a"})
    assert hand.kept.isdisjoint({"/a"})


def test_an_undo_after_a_change_of_the_copy_that_stays_chooses_no_copy_that_stays() -> None:
    hand = three()
    hand.of.skip(hand.group("/a"))
    hand.changed("/a")
    assert hand.kept == {"/b"}
    assert hand.of.undo() == "skip"
    assert hand.kept.isdisjoint(hand.chosen)
    assert {step.path.decode() for step in hand.steps}.isdisjoint(hand.kept)


def test_undo_restores_a_group_of_which_all_copies_changed() -> None:
    """Nothing of it can move any more; only the page would say another thing than before."""
    hand = three()
    hand.changed("/a", "/b", "/c")
    hand.apply(NEWEST)
    before = hand.state
    hand.of.skip(hand.group("/a"))
    hand.of.undo()
    assert hand.state == before


def test_a_file_with_names_that_changed_has_no_steps() -> None:
    two = {"inode": 7, "links": 2, "modified": 9}
    hand = Hand(scan_of({"/a": {}, "/b1": two, "/b2": two}, [["/a", "/b1"]]))
    hand.changed("/b2")
    assert hand.steps == ()


# Documents edited by hand


def test_a_file_in_two_groups_of_copies_is_not_chosen_while_it_stays_for_one() -> None:
    """No scan says so; an edited document can."""
    hand = Hand(scan_of({"/x": {"modified": 2}, "/y": {}, "/z": {"modified": 2}}, [["/y", "/x"], ["/y", "/z"]]))
    assert hand.kept == {"/y"}
    hand.of.leave_all(hand.groups())
    hand.choose("/y")
    assert hand.kept.isdisjoint(hand.chosen)


def test_a_group_of_copies_without_one_that_stays_gets_one() -> None:
    scan = scan_of({**COPIES, "/p": {}, "/q": {}}, [COPIES, ["/p", "/q"]])
    found = replace(scan.findings[0], keepers=np.array([-1, 3]))
    hand = Hand(replace(scan, findings=(found, *scan.findings[1:])))
    assert (hand.chosen, hand.kept) == ({"/b", "/c", "/q"}, {"/a", "/p"})


def test_nothing_found_is_nothing_to_choose() -> None:
    hand = Hand(scan_of(["/x"]))
    assert (hand.chosen, hand.steps, hand.left, hand.of.amounts()) == (set(), (), {}, Amounts())
    assert hand.of.choose_all(hand.groups()) == hand.apply(NEWEST) == hand.apply(IN, folder=b"/e") == hand.of.undo()
