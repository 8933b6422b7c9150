"""The sums of a scan against a recount with plain sets: files, folders and links in any mix of categories."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from cleanup.language import mark
from cleanup.model.category import Category, Proof
from cleanup.model.finding import Findings, Reason, Why
from cleanup.model.inventory import Inventory
from cleanup.model.scan import Sum
from cleanup.model.thing import Kind, Things
from cleanup.plan.judging import judged
from cleanup.plan.savings import count_savings, once
from support.made import all_going, inventory

FOLDERS = ("/a", "/a/b", "/a/b/c", "/d", "/d/e")
NAMES = st.sampled_from([f"{folder}/{name}" for folder in ("", *FOLDERS) for name in "xyz"])


# One of each group stays, or none does, or nothing of it is ever chosen.
SORTS: dict[str, dict[str, Any]] = {
    "safe": {"may_be_safe": True, "proof": Proof.ALIKE},
    "look": {"proof": Proof.ALIKE},
    "by hand": {},
    "told": {"only_told": True},
}


@dataclass(frozen=True)
class Case:
    """An inventory, and for each category of what sort it is, and its groups of things."""

    made: Inventory
    categories: list[tuple[str, list[list[int]]]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    paths = draw(st.lists(NAMES, min_size=2, max_size=9, unique=True))
    files: dict[str, Any] = {}
    for number, path in enumerate(paths[:-1]):
        names = draw(st.sampled_from([1, 1, 1, 2]))
        # Two files may be one, under two names; or one has a name outside.
        inode = draw(st.sampled_from([100 + number, 100])) if names == 2 else 200 + number
        files[path] = {"inode": inode, "links": names, "size": 1 if inode == 100 else 1 << number + 1}
    made = inventory(files, dict.fromkeys(FOLDERS, 9), {paths[-1]: {"size": 0, "allocated": 1 << 12}})
    things = Things(made)
    possible = [*made.first.tolist(), *range(things.folders_begin + 1, things.count)]
    groups = st.lists(st.lists(st.sampled_from(possible), min_size=1, max_size=3, unique=True), max_size=3)
    return Case(made, draw(st.lists(st.tuples(st.sampled_from(list(SORTS)), groups), min_size=1, max_size=4)))


def found_in(case: Case) -> tuple[Findings, ...]:
    made = []
    for number, (sort, groups) in enumerate(case.categories):
        category = Category(f"c{number}", mark("so"), takes=frozenset(Kind), **SORTS[sort])
        members = np.array([thing for group in groups for thing in group], dtype=np.int64)
        starts = np.cumsum([0, *map(len, groups)]).astype(np.int64)
        found = Findings(category, (Reason(Why("so")),), members, starts, np.zeros(len(groups), dtype=np.int64))
        made.append(all_going(found) if category.may_be_safe else found)
    return judged(tuple(made), Things(case.made))


def atoms(case: Case, thing: int) -> set[str]:
    """All paths that go with a thing."""
    things = Things(case.made)
    own = {path.decode() for path in (things.path(thing), *things.other_names(thing))}
    if things.kind(thing) is Kind.FOLDER:
        everything = [things.path(each).decode() for each in range(things.count)]
        own |= {path for path in everything if path.startswith(things.path(thing).decode() + "/")}
    return own


def freed(case: Case, gone: set[str]) -> int:
    """The bytes of these paths: of a file with several names once, and only if all its names are known and gone."""
    things = Things(case.made)
    total, seen = 0, set()
    for thing in range(things.count):
        if things.kind(thing) is not Kind.FILE:
            entry = things.entry(thing)
            total += entry.allocated if entry.path.decode() in gone else 0
            continue
        row = case.made.files[thing]
        names = {things.path(each).decode() for each in range(things.folders_begin)
                 if case.made.files[each]["inode"] == row["inode"]}  # fmt: skip
        if row["inode"] not in seen and len(names) >= row["links"] and names <= gone:
            seen.add(row["inode"])
            total += int(row["allocated"])
    return total


def a_name_in_a_folder_that_stays() -> Case:
    """One file in two folders, chosen, and one of these folders stays of another group."""
    files = {"/a/y": {"inode": 7, "links": 2, "size": 1}, "/d/x": {"inode": 7, "links": 2, "size": 1}}
    made = inventory(files, dict.fromkeys(FOLDERS, 9), {"/x": {"size": 0, "allocated": 1 << 12}})
    things = Things(made)
    named = {things.path(thing): thing for thing in range(things.folders_begin, things.count)}
    return Case(made, [("look", [made.first.tolist()]), ("look", [[named[b"/d"], named[b"/a/b"]]])])


@given(cases())
@example(a_name_in_a_folder_that_stays())
def test_each_byte_counts_once_whatever_the_mix(case: Case) -> None:
    found = found_in(case)
    things = Things(case.made)
    counted, savings = count_savings(found, things, np.zeros(len(case.made.files), dtype=np.int64))
    stays: set[str] = set()
    for each in found:
        for keeper in each.keepers[each.keepers >= 0].tolist():
            stays |= atoms(case, keeper)
    going: dict[bool, set[str]] = {True: set(), False: set()}
    for each in found:
        if each.category.only_told:
            assert savings.by_category[each.category.name].reclaimable_bytes == 0
            continue
        safe, mine = each.category.may_be_safe, set()
        for thing, kept in zip(each.members.tolist(), each.kept().tolist(), strict=True):
            if not kept and things.path(thing).decode() not in stays:
                mine |= atoms(case, thing)
        going[safe] |= mine
        assert savings.by_category[each.category.name].reclaimable_bytes == freed(case, mine - stays)
    safe_bytes, everything = freed(case, going[True] - stays), freed(case, (going[True] | going[False]) - stays)
    assert savings.safe.reclaimable_bytes == safe_bytes
    assert savings.total.reclaimable_bytes == everything
    assert savings.look.reclaimable_bytes == everything - safe_bytes
    assert savings.total == Sum(savings.safe.files + savings.look.files, everything)
    assert sum(amount for _, amount in savings.by_folder) <= (safe_bytes or everything)
    for each in counted:
        assert (each.reclaimable >= 0).all()


@given(cases(), st.data())
def test_what_is_chosen_by_hand_is_added_up_once_too(case: Case, data: st.DataObject) -> None:
    things = Things(case.made)
    possible = [*case.made.first.tolist(), *range(things.folders_begin + 1, things.count)]
    picked = data.draw(st.lists(st.sampled_from(possible), unique=True))
    chosen = np.zeros(things.count, dtype=np.bool_)
    chosen[picked] = True
    folders = things.of_folders(np.arange(len(case.made.folders)))
    (every,), _ = count_savings(
        (replace(found_in(Case(case.made, [("look", [[int(thing)] for thing in folders])]))[0]),),
        things, np.zeros(len(case.made.files), dtype=np.int64),
    )  # fmt: skip
    amounts = things.freed.copy()
    amounts[every.members] = every.frees
    gone = set().union(*(atoms(case, thing) for thing in picked)) if picked else set()
    # A file that was not picked, with names in two folders that were, may come free beside what was promised.
    assert amounts[once(chosen, things)].sum() <= freed(case, gone)
    if not len(case.made.rows_of_several_names):
        assert amounts[once(chosen, things)].sum() == freed(case, gone)
