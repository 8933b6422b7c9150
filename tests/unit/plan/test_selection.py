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
from support.selecting import EVERYTHING, Chooser, nothing_stays, scan_of

COPIES = {"/a": {"modified": 1}, "/b": {"modified": 2}, "/c": {"modified": 3}}
IN, NOT_IN, OLDEST, NEWEST = RuleName.IN, RuleName.NOT_IN, RuleName.OLDEST, RuleName.NEWEST
TIED = {"/p": {"modified": 7}, "/q": {"modified": 7}}


def three(choice: Choice = EVERYTHING, stays: Callable[[bytes], str] = nothing_stays) -> Chooser:
    """One group of three copies, of which the oldest stays, and a big file."""
    return Chooser(scan_of({**COPIES, "/big": {"size": 90}}, [COPIES], ["/big"]), choice, stays)


# The beginning: what the rules choose


def test_the_rules_choose_all_but_the_copy_that_stays() -> None:
    chooser = three()
    assert (chooser.chosen, chooser.kept, chooser.rule("/b")) == ({"/b", "/c", "/big"}, {"/a"}, "oldest")
    assert three(Choice()).chosen == {"/b", "/c"}
    assert three(Choice(categories=())).chosen == set()
    assert chooser.rule("/big") == ""


def test_named_rules_come_before_the_usual_ones() -> None:
    assert three(Choice(keep=(Rule(NEWEST),))).kept == {"/c"}
    chooser = three(Choice(keep=(Rule(NOT_IN, b"/"),)))
    assert (chooser.kept, chooser.rule("/a")) == ({"/a"}, "oldest")


@pytest.mark.parametrize(("strict", "chosen"), [(False, {"/q"}), (True, set())])
def test_a_tie_is_chosen_unless_strict(strict: bool, chosen: set[str]) -> None:
    chooser = Chooser(scan_of(TIED, [TIED]), Choice(strict=strict))
    assert (chooser.chosen, chooser.kept, chooser.rule("/p")) == (chosen, {"/p"}, "tie")
    assert chooser.left == ({"tie": 1} if strict else {})


def test_with_strict_only_the_named_rules_count() -> None:
    chooser = three(Choice(keep=(Rule(NOT_IN, b"/nowhere"),), strict=True))
    assert (chooser.chosen, chooser.rule("/a"), chooser.left) == (set(), "tie", {"tie": 2})
    assert three(Choice(strict=True)).chosen == {"/b", "/c"}


def test_a_folder_that_holds_keeps_several_copies() -> None:
    scan = scan_of(["/f/x", "/f/y", "/g/z", "/f/big", "/fat"], [["/f/x", "/f/y", "/g/z"]], ["/f/big", "/fat"])
    chooser = Chooser(scan, replace(EVERYTHING, keep=(Rule(IN, b"/f"),)))
    assert (chooser.chosen, chooser.kept) == ({"/g/z", "/fat"}, {"/f/x"})
    assert [chooser.why_not(path) for path in ("/f/x", "/f/y", "/f/big", "/g/z", "/fat")] == [*["held"] * 3, "", ""]
    assert chooser.left == {"held": 2}
    assert chooser.choose("/f/y") == chooser.choose("/f/x") == chooser.choose("/f/big") == "held"
    chooser.of.choose_all(chooser.groups())
    assert chooser.chosen == {"/g/z", "/fat"}


def test_one_name_in_a_folder_that_holds_holds_the_file() -> None:
    two = {"inode": 7, "links": 2, "modified": 9}
    scan = scan_of({"/a/x": {}, "/e/1": two, "/f/2": two}, [["/a/x", "/e/1"]])
    chooser = Chooser(scan, Choice(keep=(Rule(OLDEST), Rule(IN, b"/f"))))
    assert (chooser.why_not("/e/1"), chooser.chosen, chooser.kept) == ("held", set(), {"/a/x"})


def test_under_counts_only_when_all_names_lie_there() -> None:
    two = {"inode": 7, "links": 2, "modified": 9}
    other = {"inode": 8, "links": 2, "modified": 9}
    files = {"/g/a": {}, "/g/1": two, "/g/2": two, "/g/3": other, "/h/3": other, "/h/b": {"modified": 9}}
    scan = scan_of(files, [["/g/a", "/g/1", "/g/3", "/h/b"]])
    chooser = Chooser(scan, Choice(under=(b"/g",)))
    assert (chooser.chosen, chooser.left) == ({"/g/1"}, {})
    assert Chooser(scan, Choice(under=(b"/g", b"/h"))).chosen == {"/g/1", "/g/3", "/h/b"}
    assert Chooser(scan, Choice(under=(b"/",))).chosen == {"/g/1", "/g/3", "/h/b"}


def test_older_than_is_a_bound_that_does_not_count_itself() -> None:
    assert three(Choice(older_than=3)).chosen == {"/b"}
    assert three(Choice(older_than=4)).chosen == {"/b", "/c"}
    assert three(Choice(older_than=1)).chosen == set()


def test_by_hand_more_can_be_chosen_than_by_rules() -> None:
    chooser = three(Choice(under=(b"/nowhere",), older_than=0))
    assert (chooser.chosen, chooser.left) == (set(), {})
    assert chooser.choose("/b") == chooser.choose("/big") == ""
    assert chooser.chosen == {"/b", "/big"}


# Choose and leave


def test_choose_and_leave_one() -> None:
    chooser = three()
    assert chooser.leave("/b") == ""
    assert chooser.chosen == {"/c", "/big"}
    assert chooser.choose("/b") == ""
    assert chooser.chosen == {"/b", "/c", "/big"}
    assert (chooser.kept, chooser.rule("/a")) == ({"/a"}, "oldest")


def test_to_choose_the_copy_that_stays_lets_another_stay() -> None:
    chooser = three()
    chooser.leave("/c")
    assert chooser.why_not("/a") == "kept"
    assert chooser.choose("/a") == ""
    assert (chooser.chosen, chooser.kept, chooser.rule("/a")) == ({"/a", "/b", "/big"}, {"/c"}, "by-hand")
    assert chooser.why_not("/c") == "kept"
    assert {step.keeper.path for step in chooser.steps if step.keeper} == {b"/c"}
    assert {step.keeper.rule for step in chooser.steps if step.keeper} == {"by-hand"}


def test_the_last_copy_is_never_chosen() -> None:
    chooser = three()
    before = chooser.state
    assert chooser.choose("/a") == "last-copy"
    assert chooser.state == before
    chooser.changed("/b")
    assert chooser.choose("/a") == "last-copy", "one that changed is no copy any more"
    chooser.leave("/c")
    assert chooser.choose("/a") == ""
    assert chooser.kept == {"/c"}


def test_a_copy_that_may_not_go_can_stay_instead() -> None:
    chooser = three(stays=lambda path: "hidden" if path == b"/b" else "")
    assert chooser.chosen == {"/c", "/big"}
    assert chooser.choose("/a") == ""
    assert (chooser.chosen, chooser.kept) == ({"/a", "/c", "/big"}, {"/b"})
    assert chooser.why_not("/b") == "hidden"


@pytest.mark.parametrize(
    "others",
    [
        ("/b", "/c"),
        ("/c", "/b"),
    ],
)
def test_which_copy_stays_instead_is_the_same_in_any_order(others: tuple[str, str]) -> None:
    chooser = Chooser(scan_of(COPIES, [["/a", *others]]))
    chooser.of.leave_all(chooser.groups())
    chooser.choose("/a")
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
    chooser.of.choose_all(chooser.groups())
    chooser.apply(NEWEST)
    chooser.keep("/a")
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


# Keep


def test_keep_lets_this_copy_stay_and_chooses_the_others() -> None:
    chooser = three(Choice(categories=()))
    assert chooser.keep("/b") == ""
    assert (chooser.chosen, chooser.kept, chooser.rule("/b")) == ({"/a", "/c"}, {"/b"}, "by-hand")
    assert chooser.keep("/c") == ""
    assert (chooser.chosen, chooser.kept) == ({"/a", "/b"}, {"/c"})


def test_to_keep_the_copy_that_stays_makes_that_ones_own_choice() -> None:
    chooser = three(Choice(categories=()))
    assert chooser.keep("/a") == ""
    assert (chooser.chosen, chooser.kept, chooser.rule("/a")) == ({"/b", "/c"}, {"/a"}, "by-hand")


def test_keep_in_a_group_of_one_is_to_leave_it() -> None:
    chooser = three()
    assert chooser.keep("/big") == ""
    assert chooser.chosen == {"/b", "/c"}
    assert chooser.rule("/big") == ""


def test_keep_tells_a_tie_apart_also_when_strict() -> None:
    chooser = Chooser(scan_of(TIED, [TIED]), Choice(strict=True))
    assert chooser.keep("/q") == ""
    assert (chooser.chosen, chooser.kept, chooser.left) == ({"/p"}, {"/q"}, {})


def test_keep_in_a_folder_that_holds() -> None:
    chooser = Chooser(scan_of(["/f/x", "/g/y"], [["/f/x", "/g/y"]]), Choice(keep=(Rule(IN, b"/f"),)))
    assert chooser.keep("/g/y") == ""
    assert (chooser.chosen, chooser.kept) == (set(), {"/g/y"})


def test_a_copy_that_changed_cannot_be_kept() -> None:
    chooser = three()
    chooser.changed("/b")
    before = chooser.state
    assert chooser.keep("/b") == "changed"
    assert chooser.state == before
    assert chooser.of.undo() == ""


# All of some groups


def test_choose_all_and_leave_all() -> None:
    scan = scan_of(["/a", "/b", "/c", "/d", "/e"], [["/a", "/b"], ["/c", "/d"]], ["/e"])
    chooser = Chooser(scan, Choice(categories=()))
    assert chooser.of.choose_all(chooser.groups("/a", "/e")) == ""
    assert chooser.chosen == {"/b", "/e"}
    chooser.of.choose_all(chooser.groups())
    assert chooser.chosen == {"/b", "/d", "/e"}
    assert chooser.of.leave_all(chooser.groups("/c")) == ""
    assert chooser.chosen == {"/b", "/e"}
    chooser.of.leave_all(chooser.groups())
    assert chooser.chosen == set()
    chooser.of.choose_all(np.zeros(0, dtype=np.int64))
    assert chooser.chosen == set()


def test_choose_all_chooses_no_tie_when_strict() -> None:
    chooser = Chooser(scan_of({**TIED, **COPIES}, [TIED, COPIES]), Choice(strict=True, categories=()))
    chooser.of.choose_all(chooser.groups())
    assert chooser.chosen == {"/b", "/c"}
    assert chooser.choose("/q") == "", "one by one it is the user's own choice"


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
    chooser = Chooser(scan_of(files, [files], roots=(b"/g", b"/f")), Choice(categories=()))
    assert chooser.apply(name, folder=folder) == ""
    assert (chooser.kept, chooser.chosen) == ({kept}, set(files) - {kept})
    assert chooser.rule("/f/x") == why
    assert {step.keeper.rule for step in chooser.steps if step.keeper} == {why}


def test_what_a_rule_does_not_tell_apart_the_ones_before_do() -> None:
    chooser = three(Choice(keep=(Rule(NEWEST),)))
    chooser.apply(NOT_IN, folder=b"/nowhere")
    assert (chooser.kept, chooser.rule("/a")) == ({"/c"}, "newest")
    chooser.apply(OLDEST)
    assert (chooser.kept, chooser.rule("/a")) == ({"/a"}, "oldest")


def test_a_rule_counts_for_these_groups_only() -> None:
    more = {"/p": {"modified": 1}, "/q": {"modified": 2}}
    chooser = Chooser(scan_of({**COPIES, **more}, [COPIES, more], ["/p"]))
    chooser.apply(NEWEST, "/p")
    assert (chooser.kept, chooser.chosen) == ({"/a", "/q"}, {"/b", "/c", "/p"})
    assert (chooser.rule("/a"), chooser.rule("/p")) == ("oldest", "newest")


def test_a_rule_changes_nothing_of_groups_of_one() -> None:
    chooser = three(Choice(categories=()))
    chooser.apply(NEWEST, "/big")
    assert chooser.chosen == set()
    assert chooser.of.undo() == ""


def test_in_by_hand_holds_its_folder_from_then_on_everywhere() -> None:
    files = ["/f/x", "/f/y", "/g/z", "/f/big", "/g/p", "/g/q", "/e"]
    scan = scan_of(files, [["/g/z", "/f/x", "/f/y"], ["/g/p", "/g/q"]], ["/f/big", "/e"])
    chooser = Chooser(scan)
    assert chooser.chosen == {"/f/y", "/g/z", "/g/q", "/f/big", "/e"}
    chooser.of.leave_all(chooser.groups("/g/p"))
    chooser.apply(IN, folder=b"/f")
    assert chooser.chosen == {"/g/z", "/e"}, "the group without a copy in there is not touched"
    assert chooser.rule("/g/p") == "tie"
    assert chooser.rule("/g/z") == "tie", "two copies in the folder, and nothing told them apart"
    assert chooser.choose("/f/y") == "held"
    chooser.of.choose_all(chooser.groups())
    assert chooser.chosen == {"/g/z", "/g/q", "/e"}
    assert chooser.keep("/g/z") == ""
    assert (chooser.chosen, chooser.kept) == ({"/g/q", "/e"}, {"/g/z", "/g/p"})


def test_a_rule_for_one_group_holds_its_folder_in_all() -> None:
    files = ["/f/x", "/g/x", "/f/y", "/g/y"]
    chooser = Chooser(scan_of(files, [["/f/x", "/g/x"], ["/g/y", "/f/y"]]), Choice(keep=(Rule(NOT_IN, b"/f"),)))
    assert chooser.chosen == {"/f/x", "/f/y"}
    chooser.apply(IN, "/f/x", folder=b"/f")
    assert (chooser.chosen, chooser.kept) == ({"/g/x"}, {"/f/x", "/g/y"})
    assert chooser.why_not("/f/y") == "held"


def test_in_a_folder_without_anything_changes_nothing() -> None:
    chooser = three()
    before = chooser.state
    chooser.apply(IN, folder=b"/nowhere")
    assert chooser.state == before
    assert chooser.of.undo() == ""


def test_a_rule_that_leaves_a_tie_chooses_nothing_when_strict() -> None:
    files = {"/a": {"modified": 1}, "/b": {"modified": 2}, "/c": {"modified": 2}}
    chooser = Chooser(scan_of(files, [files]), Choice(strict=True, keep=(Rule(OLDEST),)))
    assert chooser.chosen == {"/b", "/c"}
    chooser.apply(NEWEST)
    assert chooser.rule("/a") == "tie"
    assert chooser.chosen == set()


# Skip, never ask


def test_skip_leaves_a_group_and_marks_it() -> None:
    chooser = three()
    assert chooser.of.skip(chooser.group("/a")) == ""
    assert chooser.chosen == {"/big"}
    assert chooser.of.skipped.tolist() == [True, False]
    assert chooser.of.decisions() == []
    chooser.choose("/b")
    assert chooser.of.skipped.tolist() == [False, False]
    chooser.of.skip(chooser.group("/a"))
    chooser.of.choose_all(chooser.groups())
    assert chooser.of.skipped.tolist() == [False, False]
    assert chooser.chosen == {"/b", "/c", "/big"}


def test_never_ask_leaves_a_group_and_writes_its_decisions() -> None:
    chooser = three()
    assert chooser.of.never_ask(chooser.group("/a")) == ""
    assert chooser.chosen == {"/big"}
    digest = chooser.of.groups.scan.findings[0].digest(0)
    assert digest is not None
    assert chooser.of.decisions() == [Decision(digest, path) for path in (b"/a", b"/b", b"/c")]
    chooser.of.never_ask(chooser.group("/big"))
    assert chooser.of.decisions()[3:] == [Decision("90@0", b"/big")]
    assert chooser.chosen == set()
    chooser.choose("/big")
    assert chooser.of.decisions() == [Decision(digest, path) for path in (b"/a", b"/b", b"/c")]
    chooser.keep("/b")
    assert chooser.of.decisions() == []


def test_what_was_never_to_be_asked_about_is_not_chosen_in_the_next_selection() -> None:
    chooser = three()
    chooser.of.never_ask(chooser.group("/a"))
    chooser.of.never_ask(chooser.group("/big"))
    later = three(replace(EVERYTHING, decided=frozenset(chooser.of.decisions())))
    assert later.chosen == set()
    assert later.left == {"never-ask": 3}
    assert {later.choose(path) for path in ("/a", "/b", "/c", "/big")} == {"never-ask"}
    assert later.keep("/b") == ""
    assert (later.chosen, later.kept) == (set(), {"/b"})


def test_a_thing_in_two_categories_never_asked_about_is_chosen_in_neither() -> None:
    """Else it moves, and is remembered as one that stays."""
    chooser = Chooser(scan_of(["/x"], large=["/x"], stale=["/x"]))
    chooser.of.never_ask(chooser.group("/x", "large"))
    chooser.choose("/x", "stale")
    assert {decision.path.decode() for decision in chooser.of.decisions()}.isdisjoint(chooser.chosen)


# Things in several categories, folders


def test_a_thing_in_several_categories_is_one() -> None:
    chooser = Chooser(scan_of(COPIES, [COPIES], ["/b"], ["/b", "/a"]))
    assert chooser.chosen == {"/b", "/c"}
    chooser.of.skip(chooser.group("/b", "large"))
    assert chooser.chosen == {"/c"}
    chooser.choose("/b", "stale")
    assert chooser.chosen == {"/b", "/c"}
    assert [step.category for step in chooser.steps] == ["duplicates", "duplicates"]
    chooser.of.leave_all(chooser.groups("/a"))
    assert chooser.chosen == set()


def test_a_copy_chosen_for_its_size_has_its_keeper() -> None:
    chooser = Chooser(scan_of(COPIES, [COPIES], ["/b"], order=("large", "duplicates", "stale", "empty-folders")))
    first = chooser.steps[0]
    assert first.keeper is not None
    assert (first.path, first.category, first.keeper.path, first.keeper.rule) == (b"/b", "large", b"/a", "oldest")


def test_folders_are_things_among_files() -> None:
    scan = scan_of({**COPIES, "/e/x": {}}, [COPIES], ["/e/x"], folders=["/e/empty", "/other"])
    chooser = Chooser(scan)
    assert chooser.chosen == {"/b", "/c", "/e/x", "/e/empty", "/other"}
    assert chooser.leave("/other") == ""
    assert chooser.keep("/e/empty") == ""
    assert chooser.chosen == {"/b", "/c", "/e/x"}
    assert chooser.choose("/e/empty") == ""
    chooser.changed("/e/empty")
    assert chooser.choose("/e/empty") == "changed"
    chooser.apply(IN, folder=b"/e")
    assert chooser.chosen == {"/b", "/c"}
    assert (chooser.why_not("/e/x"), chooser.why_not("/e/empty"), chooser.why_not("/other")) == ("held", "held", "")


def test_a_folder_that_holds_holds_itself_too() -> None:
    scan = scan_of(["/x"], folders=["/e", "/e/in", "/ee"])
    assert Chooser(scan, replace(EVERYTHING, keep=(Rule(IN, b"/e"),))).chosen == {"/ee"}


def test_never_ask_about_a_folder() -> None:
    chooser = Chooser(scan_of(["/x"], folders=["/e"]))
    chooser.of.never_ask(chooser.group("/e"))
    (decision,) = chooser.of.decisions()
    assert decision.path == b"/e"
    assert Chooser(scan_of(["/x"], folders=["/e"]), replace(EVERYTHING, decided=frozenset([decision]))).chosen == set()


# Several names


def test_a_file_with_several_names_is_one_thing_with_a_step_a_name() -> None:
    two = {"inode": 7, "links": 2, "modified": 9, "size": 40}
    chooser = Chooser(scan_of({"/a": {"size": 40}, "/b1": two, "/b2": two}, [["/a", "/b1"]]))
    assert chooser.chosen == {"/b1"}
    assert chooser.of.amounts() == Amounts(1, 40, 40) == amounts_of(chooser.steps)
    assert [step.path for step in chooser.steps] == [b"/b1", b"/b2"]
    chooser.keep("/b1")
    assert chooser.chosen == {"/a"}
    assert [step.path for step in chooser.steps] == [b"/a"]


def test_amounts_are_of_what_is_chosen() -> None:
    files = {"/a": {}, "/b": {"size": 10, "allocated": 4096}, "/big": {"size": 90, "allocated": 0}}
    chooser = Chooser(scan_of(files, [["/a", "/b"]], ["/big"], ["/big"]))
    assert chooser.of.amounts() == Amounts(2, 100, 4096) == amounts_of(chooser.steps)
    chooser.of.leave_all(chooser.groups())
    assert chooser.of.amounts() == Amounts() == amounts_of(chooser.steps)


# Undo


def everything_once(chooser: Chooser) -> list[Callable[[], object]]:
    """One of each change, each of which does something after the ones before."""
    of = chooser.of
    return [
        lambda: chooser.leave("/b"),
        lambda: chooser.choose("/a"),
        lambda: chooser.keep("/c"),
        lambda: chooser.apply(NEWEST),
        lambda: of.skip(chooser.group("/a")),
        lambda: of.choose_all(chooser.groups()),
        lambda: chooser.apply(IN, folder=b"/f"),
        lambda: of.never_ask(chooser.group("/big")),
        lambda: of.leave_all(chooser.groups()),
        lambda: chooser.choose("/a"),
    ]


def test_undo_restores_everything_exactly_step_by_step() -> None:
    files = {**COPIES, "/big": {"size": 9}, "/f/x": {"modified": 1}, "/g/x": {}}
    chooser = Chooser(scan_of(files, [COPIES, ["/f/x", "/g/x"]], ["/big", "/a"], folders=["/f/empty"]))
    states, names = [chooser.state], []
    for change in everything_once(chooser):
        assert change() == ""
        assert chooser.state != states[-1]
        states.append(chooser.state)
    for state in reversed(states[:-1]):
        names.append(chooser.of.undo())
        assert chooser.state == state
    assert names == [
        "choose", "leave-all", "never-ask", "rule", "choose-all", "skip", "rule", "keep", "choose", "leave",
    ]  # fmt: skip
    assert chooser.of.undo() == ""
    assert chooser.state == states[0]


def test_what_changed_nothing_is_no_step_back() -> None:
    chooser = three()
    chooser.leave("/c")
    for nothing in (
        lambda: chooser.leave("/c"),
        lambda: chooser.choose("/b"),
        lambda: chooser.of.choose_all(np.zeros(0, dtype=np.int64)),
        lambda: chooser.apply(OLDEST, "/big"),
        lambda: chooser.choose("/nothing") if "/nothing" in chooser.numbers else "",
    ):
        nothing()
    assert chooser.of.undo() == "leave"
    assert chooser.chosen == {"/b", "/c", "/big"}
    assert chooser.of.undo() == ""


def test_after_an_undo_one_goes_on_from_there() -> None:
    chooser = three()
    chooser.keep("/c")
    chooser.of.undo()
    chooser.keep("/b")
    assert (chooser.chosen, chooser.kept) == ({"/a", "/c", "/big"}, {"/b"})
    assert [chooser.of.undo(), chooser.of.undo()] == ["keep", ""]


# What changed since the scan


def test_what_changed_is_not_chosen_any_more() -> None:
    chooser = three()
    chooser.changed("/b", "/big")
    assert (chooser.chosen, chooser.kept) == ({"/c"}, {"/a"})
    assert chooser.choose("/b") == chooser.choose("/big") == "changed"
    chooser.of.choose_all(chooser.groups())
    assert chooser.chosen == {"/c"}
    assert chooser.left == {"changed": 2}


def test_another_copy_stays_when_the_one_that_should_changed() -> None:
    chooser = three()
    chooser.changed("/a")
    assert (chooser.chosen, chooser.kept, chooser.rule("/a")) == ({"/c", "/big"}, {"/b"}, "oldest")
    chooser.changed("/b")
    assert (chooser.chosen, chooser.kept) == ({"/big"}, {"/c"})
    chooser.changed("/c")
    assert chooser.chosen == {"/big"}
    assert len(chooser.kept) == 1, "where all changed, one stays all the same"
    assert chooser.steps[0].keeper is None


def test_a_copy_kept_by_hand_that_changed_gives_way_to_the_rules() -> None:
    chooser = three()
    chooser.keep("/c")
    chooser.changed("/c")
    assert (chooser.chosen, chooser.kept, chooser.rule("/a")) == ({"/b", "/big"}, {"/a"}, "oldest")


def test_no_rule_lets_a_changed_copy_stay() -> None:
    chooser = three()
    chooser.changed("/c")
    chooser.apply(NEWEST)
    assert (chooser.chosen, chooser.kept, chooser.rule("/a")) == ({"/a", "/big"}, {"/b"}, "newest")


def test_an_undo_does_not_bring_back_what_changed() -> None:
    chooser = three()
    chooser.keep("/c")
    chooser.changed("/a")
    assert (chooser.chosen, chooser.kept) == ({"/b", "/big"}, {"/c"})
    assert chooser.of.undo() == "keep"
    assert chooser.chosen.isdisjoint({"/a"})
    assert chooser.kept.isdisjoint({"/a"})


def test_an_undo_after_a_change_of_the_copy_that_stays_chooses_no_copy_that_stays() -> None:
    chooser = three()
    chooser.of.skip(chooser.group("/a"))
    chooser.changed("/a")
    assert chooser.kept == {"/b"}
    assert chooser.of.undo() == "skip"
    assert chooser.kept.isdisjoint(chooser.chosen)
    assert {step.path.decode() for step in chooser.steps}.isdisjoint(chooser.kept)


def test_undo_restores_a_group_of_which_all_copies_changed() -> None:
    """Nothing of it can move any more; only the page would say another thing than before."""
    chooser = three()
    chooser.changed("/a", "/b", "/c")
    chooser.apply(NEWEST)
    before = chooser.state
    chooser.of.skip(chooser.group("/a"))
    chooser.of.undo()
    assert chooser.state == before


def test_a_file_with_names_that_changed_has_no_steps() -> None:
    two = {"inode": 7, "links": 2, "modified": 9}
    chooser = Chooser(scan_of({"/a": {}, "/b1": two, "/b2": two}, [["/a", "/b1"]]))
    chooser.changed("/b2")
    assert chooser.steps == ()


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
    assert (
        chooser.of.choose_all(chooser.groups())
        == chooser.apply(NEWEST)
        == chooser.apply(IN, folder=b"/e")
        == chooser.of.undo()
    )
