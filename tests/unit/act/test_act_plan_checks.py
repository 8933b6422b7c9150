"""Checks of a plan as a whole: what no look at a single step can tell."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.act.plan_checks import CheckedPlan, check_plan
from cleanup.act.records import NotMoved
from cleanup.model.finding import Why
from cleanup.model.plan import Identity, Keeper, Kind, Plan, Step
from cleanup.model.run import Status

NOW = datetime(2026, 9, 19, tzinfo=UTC)


def identity(inode: int) -> Identity:
    return Identity(1, inode, 10, 5)


def keeper(path: str, inode: int = 1) -> Keeper:
    return Keeper(path.encode(), identity(inode))


def step(
    path: str, inode: int = 100, *, kind: Kind = Kind.FILE, kept: Keeper | None = None, category: str = ""
) -> Step:
    return Step(
        id=path, path=path.encode(), kind=kind, identity=identity(inode), allocated=0, links=1,
        category=category or ("duplicates" if kept else "large"), why=Why(""), keeper=kept,
    )  # fmt: skip


def folder(path: str, inode: int = 200) -> Step:
    return step(path, inode, kind=Kind.FOLDER)


def judged(*steps: Step) -> tuple[list[str], list[tuple[str, str]]]:
    """The paths that may be tried, and those held back with the code of the reason."""
    plan = checked(*steps)
    return [each.path.decode() for each in plan.fit()], [(each.path.decode(), each.code) for each in held_in(plan)]


def checked(*steps: Step) -> CheckedPlan:
    """A plan of these steps, checked."""
    return check_plan(Plan("", NOW, "", "", "", None, (), steps))


def held_in(plan: CheckedPlan) -> list[NotMoved]:
    """The records of what is held back, in their order."""
    return list(plan.not_moved.values())


COPY = step("/copy", kept=keeper("/a/b/kept", 7))


@pytest.mark.parametrize(
    ("steps", "held"),
    [
        ([step("/b", 10), step("/a/x", 11), step("/a/y", 12), step("/ab", 13)], {}),
        *(
            ([COPY, step("/a/b/kept", 7, category=category)], {"/a/b/kept": "is-keeper"})
            for category in ("duplicates", "large", "chosen", "empty-files")
        ),
        # Under its other names too, and whatever is said of its identity.
        ([COPY, step("/other name", 7)], {"/other name": "is-keeper"}),
        ([COPY, step("/a/b/kept", 8)], {"/a/b/kept": "is-keeper"}),
        *(([COPY, folder(above)], {above: "holds-keeper"}) for above in ("/a", "/a/b")),
        *(([COPY, folder(beside)], {}) for beside in ("/a/b/k", "/a/b/kept2", "/a/bb", "/aa", "/a/b/kept/x")),
        (
            [step("/a", 1, kept=keeper("/b", 2)), step("/b", 2, kept=keeper("/c", 3)),
             step("/c", 3, kept=keeper("/a", 1))],
            {"/a": "is-keeper", "/b": "is-keeper", "/c": "is-keeper"},
        ),
        ([step("/a", 1, kept=keeper("/a", 1))], {"/a": "is-keeper"}),
        (
            [step("/a/b/x"), folder("/a", 3), folder("/a/b", 4), step("/a/y", 5), step("/ab", 6)],
            {"/a/b": "inside", "/a/b/x": "inside", "/a/y": "inside"},
        ),
        # In a folder that is held back: it moves by itself.
        ([folder("/a"), step("/a/x"), COPY], {"/a": "holds-keeper"}),
        ([step("/a"), step("/a/x", 6), COPY], {}),
    ],
)  # fmt: skip
def test_what_is_held_back_in_whatever_order_and_the_rest_stays_in_it(steps: list[Step], held: dict[str, str]) -> None:
    for order in (steps, steps[::-1]):
        fit, told = judged(*order)
        assert dict(told) == held
        assert fit == [each.id for each in order if each.id not in held]


@pytest.mark.parametrize("spelled", ["/e/../kept", "//kept", "/./kept", "/kept/"])
def test_another_spelling_of_the_copy_that_stays_is_the_same_copy(spelled: str) -> None:
    assert "/kept" not in judged(step("/copy", kept=keeper(spelled, 1)), step("/kept", 2))[0]
    assert "/d" not in judged(step("/copy", kept=keeper("/d" + spelled, 1)), folder("/d"))[0]


def test_a_path_named_twice_moves_once() -> None:
    assert judged(step("/a"), step("/a", category="chosen")) == (["/a"], [("/a", "repeated")])


def test_what_is_held_back_is_told_with_all_that_is_known_of_it() -> None:
    (held,) = held_in(checked(step("/a", 1, kept=keeper("/a", 1))))
    assert (held.step, held.path, held.kind, held.category, held.size) == ("/a", b"/a", Kind.FILE, "duplicates", 10)
    assert held.status is Status.SKIPPED
    assert held.message


PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts))
NUMBER = st.integers(1, 6)
STEPS = st.lists(
    st.builds(
        lambda path, inode, kind, kept: step(path, inode, kind=kind, kept=kept),
        PATHS, NUMBER, st.sampled_from([Kind.FILE, Kind.FOLDER]), st.none() | st.builds(keeper, PATHS, NUMBER),
    ),
    max_size=8, unique_by=lambda made: made.path,
)  # fmt: skip


@given(STEPS, st.randoms())
def test_what_is_held_back_does_not_depend_on_the_order(steps: list[Step], random: object) -> None:
    fit, held = judged(*steps)
    random.shuffle(steps)  # type: ignore[attr-defined]
    fit_too, held_too = judged(*steps)
    assert (sorted(fit), sorted(held)) == (sorted(fit_too), sorted(held_too))


@given(st.lists(STEPS, max_size=2).map(chain.from_iterable).map(list))
def test_no_kept_copy_no_repeat_and_nothing_twice_among_what_may_move(steps: list[Step]) -> None:
    plan = checked(*steps)
    fit, held = list(plan.fit()), held_in(plan)
    assert Counter(id(each) for each in fit).total() + len(held) == len(steps)
    kept = [each.keeper for each in steps if each.keeper]
    for one in fit:
        assert all(one.path != each.path and one.identity.inode != each.identity.inode for each in kept)
        assert [each.path for each in fit].count(one.path) == 1
        if one.kind is Kind.FOLDER:
            inside = one.path + b"/"
            assert not any(each.path.startswith(inside) for each in [*fit, *kept])
