"""Keep rules: which copy stays, in which order they count, and the words that say why."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.model.choice import Choice
from cleanup.model.copy_names import are_copies
from cleanup.model.errors import UsageProblem
from cleanup.model.rule import DEFAULT_RULES, Rule, RuleName, parse_rules, why_kept, written
from cleanup.model.thing import Things
from cleanup.plan.keep_rules import Known
from cleanup.plan.keeper import choose_keepers
from cleanup.plan.standing import Standing
from support.made import duplicates, inventory

ROOTS = (b"/b", b"/a")
COPIES = {"/a/x (1).jpg": 3, "/a/deep/x.jpg": 1, "/b/x.jpg": 2}
SECOND = 10**9
USUAL = [*map(written, DEFAULT_RULES)]


def kept(files: dict[str, int], *rules: str) -> tuple[str, str]:
    """The path that stays of copies with these times of change, whatever their order, and the rule that decided."""
    parsed = parse_rules(rules, str.encode) or DEFAULT_RULES
    answers = set()
    for order in permutations(files):
        made = inventory({path: {"modified": files[path]} for path in order})
        (keeper,), (decided,) = choose_keepers(
            duplicates(list(range(len(order)))), Things(made), parsed, Known(Standing(Things(made)), ROOTS)
        )
        why = written(parsed[decided]) if decided < len(parsed) else "tie"
        answers.add((made.path(int(keeper)).decode(), why))
    (answer,) = answers
    return answer


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
        (["shortest-path"], "/b/x.jpg", "shortest-path"),
        (["first-root"], "/b/x.jpg", "first-root"),
        (["in:/a", "original-name"], "/a/deep/x.jpg", "original-name"),
        (["in:/a", "not-in:/a/deep"], "/a/x (1).jpg", "not-in:/a/deep"),
        (["filed"], "/a/deep/x.jpg", "tie"),
        (["first-path"], "/a/deep/x.jpg", "first-path"),
        (["fuller-path"], "/a/deep/x.jpg", "fuller-path"),
    ],
)
def test_rules_and_their_order(rules: list[str], stays: str, why: str) -> None:
    assert kept(COPIES, *rules) == (stays, why)


@pytest.mark.parametrize(
    ("files", "stays", "why"),
    [
        ({"/a/photo.jpg": 5, "/a/photo (1).jpg": 1}, "/a/photo.jpg", "original-name"),
        ({"/a/photo (1) (1).jpg": 1, "/a/photo (1).jpg": 5}, "/a/photo (1).jpg", "original-name"),
        ({"/a/new.jpg": 5, "/a/b/c/old.jpg": 1}, "/a/b/c/old.jpg", "oldest"),
        # Within two seconds it is one date.
        ({"/a/new.jpg": 2, "/a/b/c/old.jpg": 0}, "/a/b/c/old.jpg", "fuller-path"),
        # The most folders that say something, then the longest.
        ({"/art/bee/x.jpg": 1, "/long name of a folder/x.jpg": 1}, "/art/bee/x.jpg", "fuller-path"),
        (
            {"/art/New folder (2)/x.jpg": 1, "/long name of a folder/x.jpg": 1},
            "/long name of a folder/x.jpg",
            "fuller-path",
        ),
        ({"/aa/x.jpg": 1, "/b/x.jpg": 1}, "/aa/x.jpg", "fuller-path"),
        # The first in byte order.
        ({"/a/y.jpg": 1, "/a/x.jpg": 1, "/b/a.jpg": 1}, "/a/x.jpg", "tie"),
        ({"/a/x (1).jpg": 1, "/a/x (2).jpg": 1}, "/a/x (1).jpg", "tie"),
    ],
)
def test_the_usual_rules_in_order(files: dict[str, int], stays: str, why: str) -> None:
    assert kept({path: at * SECOND for path, at in files.items()}) == (stays, why)
    assert USUAL == ["filed", "live-folder", "original-name", "oldest", "together", "fuller-path"]
    assert Choice() == Choice(None, (), strict=False)


def test_dates_count_in_a_folder_that_was_not_filled_at_once() -> None:
    """Most of its copies have one date, but not the last."""
    days = {"/a/{}": (1, 1, 1, 9), "/b/deeper/{}": (20, 21, 22, 23)}
    files = {path.format(file): day * 86400 * 10**9 for path, each in days.items() for file, day in enumerate(each)}
    made = inventory({path: {"modified": time} for path, time in files.items()})
    rows = {made.path(row).decode(): row for row in range(len(files))}
    groups = duplicates(*([rows[path.format(file)] for path in days] for file in range(4)))
    keepers, _ = choose_keepers(groups, Things(made), DEFAULT_RULES, Known(Standing(Things(made)), ROOTS))
    assert {made.path(int(keeper)).decode() for keeper in keepers} == {f"/a/{file}" for file in range(4)}


def test_each_group_keeps_its_own() -> None:
    made = inventory({"/b": {}, "/a": {}, "/d": {}, "/c (1)": {}, "/e": {"modified": -500 * SECOND}})
    keepers = choose_keepers(duplicates([0, 1], [2, 3, 4]), Things(made))[0].tolist()
    assert [made.path(row) for row in keepers] == [b"/a", b"/e"]


@pytest.mark.parametrize("rule", ["in:/a", "not-in:/ab"])
def test_a_folder_is_no_other_whose_name_begins_like_it(rule: str) -> None:
    assert kept({"/ab/x": 1, "/a/y": 1}, rule) == ("/a/y", rule)


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
        parse_rules(rules, str.encode)
    assert problem.value.hint


def test_each_rule_says_why() -> None:
    said = [why_kept(Rule(name, b"/a" if name in {"in", "not-in"} else b""), "/a") for name in RuleName]
    said.append(why_kept(None))
    assert len(set(said)) == len(said)
    assert "in /a" in said


@given(
    st.lists(st.sampled_from(list(COPIES)), min_size=2, max_size=3, unique=True),
    st.lists(st.sampled_from([*USUAL, "first-root", "in:/a", "not-in:/b"]), unique=True),
)
def test_any_rules_keep_exactly_one(paths: list[str], rules: list[str]) -> None:
    stays, _ = kept({path: COPIES[path] for path in paths}, *rules)
    assert stays in paths


COPY_NAMES = [
    "x (1).jpg", "x (1)", "x (23).tar.gz", "x - Copy.txt", "x - Copy (2).txt", "x copy.txt", "x copy 3.txt",
    "Copy of x.txt", "Copy of Copy of x", "copyright (2).txt", "x - Kopie.txt", "Kopie von x.doc", "x - copie.txt",
    "Copie de x.txt", "x - copia.txt", "Copia di x.txt", "x - Cópia.txt", "Kopie van x.txt", "x - kopia.txt",
    "x(1).jpg", "x_copy.txt", "x (copy).txt", "x - Копия.txt", "x — копия (2).txt", "Копия x.txt", "КОПИЯ x",
    "x - 副本.txt",
    "x 的副本.txt", "x - コピー.txt", "xのコピー.txt", "x - 복사본.txt", "x - kopya.txt",
]  # fmt: skip
OTHER_NAMES = [
    "x.jpg", "plain", "copy", "copyright", "copy.py", "photocopy.txt", "IMG_0001.jpg", "report 2.doc",
    "photo (2021).jpg", "Kopie", "scopie.txt", "\n.txt", "(a) (b)", "コピー機.txt", "副本.txt", "копия", "x\xff (1",
]  # fmt: skip


@pytest.mark.parametrize("name", [*COPY_NAMES, *OTHER_NAMES])
def test_names_of_copies(name: str) -> None:
    assert are_copies(name.encode() + b"\0").tolist() == [name in COPY_NAMES]


def test_names_of_copies_among_others() -> None:
    mixed = sorted([*COPY_NAMES, *OTHER_NAMES])
    joined = b"".join(name.encode() + b"\0" for name in mixed)
    assert are_copies(joined).tolist() == [name in COPY_NAMES for name in mixed]
    assert not len(are_copies(b""))
