"""Keep rules: which copy stays, in which order they count, and the words that say why."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.model.choice import Choice
from cleanup.model.errors import UsageProblem
from cleanup.model.rule import DEFAULT_RULES, Rule, RuleName, why_kept, written
from cleanup.model.thing import Things
from cleanup.plan.copy_names import are_copies
from cleanup.plan.keeper import choose_keepers
from cleanup.plan.rules import parse_rules
from support.made import duplicates, inventory

ROOTS = (b"/b", b"/a")


def folder(text: str) -> bytes:
    return text.encode()


def kept(files: dict[str, int], *rules: str) -> tuple[str, str]:
    """The path that stays of copies with these times of change, whatever their order, and the rule that decided."""
    parsed = parse_rules(rules, folder)
    answers = set()
    for order in permutations(files):
        made = inventory({path: {"modified": files[path]} for path in order})
        found = choose_keepers(duplicates(list(range(len(order)))), Things(made), parsed, ROOTS)
        number = int(found.decided[0])
        why = written(parsed[number]) if number < len(parsed) else "tie"
        answers.add((made.path(int(found.keepers[0])).decode(), why))
    (answer,) = answers
    return answer


COPIES = {"/a/x (1).jpg": 3, "/a/deep/x.jpg": 1, "/b/x.jpg": 2}


@pytest.mark.parametrize(
    ("rules", "stays", "why"),
    [
        (["in:/a/deep"], "/a/deep/x.jpg", "in:/a/deep"),
        (["in:/b"], "/b/x.jpg", "in:/b"),
        (["in:/nowhere", "newest"], "/a/x (1).jpg", "newest"),
        (["not-in:/a"], "/b/x.jpg", "not-in:/a"),
        (["not-in:/b", "oldest"], "/a/deep/x.jpg", "oldest"),
        (["original-name", "newest"], "/b/x.jpg", "newest"),
        (["original-name", "shortest-path"], "/b/x.jpg", "shortest-path"),
        (["oldest"], "/a/deep/x.jpg", "oldest"),
        (["newest"], "/a/x (1).jpg", "newest"),
        (["newest", "oldest-but-never-asked"][:1], "/a/x (1).jpg", "newest"),
        (["shortest-path"], "/b/x.jpg", "shortest-path"),
        (["first-root"], "/b/x.jpg", "first-root"),
        (["in:/a", "original-name"], "/a/deep/x.jpg", "original-name"),
        (["in:/a", "not-in:/a/deep"], "/a/x (1).jpg", "not-in:/a/deep"),
        ([], "/a/deep/x.jpg", "tie"),
    ],
)
def test_rules_and_their_order(rules: list[str], stays: str, why: str) -> None:
    assert kept(COPIES, *rules) == (stays, why)


def test_a_folder_is_no_other_whose_name_begins_like_it() -> None:
    assert kept({"/ab/x": 1, "/a/y": 1}, "in:/a") == ("/a/y", "in:/a")
    assert kept({"/ab/x": 1, "/a/y": 1}, "not-in:/ab") == ("/a/y", "not-in:/ab")


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (["youngest"], "not a keep rule"),
        (["in"], "needs a folder"),
        (["in:"], "needs a folder"),
        (["oldest:/a"], "takes no folder"),
        (["oldest", "oldest"], "named twice"),
        (["oldest", "newest"], "contradict"),
        (["newest", "shortest-path", "oldest"], "contradict"),
        (["in:/a", "not-in:/a"], "contradict"),
        (["not-in:/a", "in:/a"], "contradict"),
        ([""], "not a keep rule"),
    ],
)
def test_rules_that_cannot_be(rules: list[str], words: str) -> None:
    with pytest.raises(UsageProblem, match=words) as problem:
        parse_rules(rules, folder)
    assert problem.value.hint


def test_each_rule_says_why() -> None:
    said = [why_kept(Rule(name, b"/a" if name in {"in", "not-in"} else b""), "/a") for name in RuleName]
    said.append(why_kept(None))
    assert len(set(said)) == len(said)
    assert "in /a" in said


def test_the_usual_order_stands_after_the_named_rules() -> None:
    assert [rule.name.value for rule in DEFAULT_RULES] == ["original-name", "oldest", "shortest-path"]
    assert Choice() == Choice(None, (), strict=False)


@given(
    st.lists(st.sampled_from(list(COPIES)), min_size=2, max_size=3, unique=True),
    st.lists(st.sampled_from([*map(written, DEFAULT_RULES), "first-root", "in:/a", "not-in:/b"]), unique=True),
)
def test_any_rules_keep_exactly_one(paths: list[str], rules: list[str]) -> None:
    stays, _ = kept({path: COPIES[path] for path in paths}, *rules)
    assert stays in paths


@pytest.mark.parametrize(
    "name",
    ["x - Копия.txt", "x — копия (2).txt", "x - 副本.txt", "x 的副本.txt", "x - コピー.txt", "xのコピー.txt",
     "x - 복사본.txt", "x - kopya.txt", "Копия x.txt"],
)  # fmt: skip
def test_names_of_copies_in_other_scripts(name: str) -> None:
    assert are_copies(name.encode() + b"\0").tolist() == [True]


@pytest.mark.parametrize("name", ["コピー機.txt", "副本.txt", "копия", "x\xff (1".encode("latin-1").decode("latin-1")])
def test_words_alone_are_no_copies(name: str) -> None:
    assert are_copies(name.encode() + b"\0").tolist() == [False]
