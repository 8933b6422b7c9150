"""All findings side by side: the numbers of groups and things lead to what the scan shows."""

from __future__ import annotations

import numpy as np

from cleanup.model.finding import NO_KEEPER
from cleanup.model.thing import Kind
from cleanup.plan.groups import Groups
from support.selecting import scan_of

TWO = {"inode": 7, "links": 2}
FILES = {
    "/a/x": {"size": 5, "modified": 3}, "/a/y": {"size": 5, "modified": 4}, "/b/1": TWO, "/c/2": TWO, "/big": {},
}  # fmt: skip


def made() -> Groups:
    copies = [["/a/x", "/a/y"], ["/big", "/b/1"]]
    return Groups(scan_of(FILES, copies, ["/big"], ["/b/1", "/big"], ["/a/e", "/f"]))


def test_each_group_is_a_finding() -> None:
    groups = made()
    assert len(groups) == 7
    told = [
        (found.category.name, place, [groups.path(thing) for thing in groups.things(group)])
        for group in range(len(groups))
        for found, place in [groups.place(group)]
    ]
    assert told == [
        ("duplicates", 0, [b"/a/x", b"/a/y"]), ("duplicates", 1, [b"/big", b"/b/1"]), ("large", 0, [b"/big"]),
        ("stale", 0, [b"/b/1"]), ("stale", 1, [b"/big"]), ("empty-folders", 0, [b"/a/e"]),
        ("empty-folders", 1, [b"/f"]),
    ]  # fmt: skip
    assert [groups.of_category(place).tolist() for place in range(4)] == [[0, 1], [2], [3, 4], [5, 6]]


def test_the_columns_agree_with_the_groups() -> None:
    groups = made()
    assert groups.starts.tolist() == [0, 2, 4, 5, 6, 7, 8, 9]
    assert groups.owners.tolist() == [0, 0, 1, 1, 2, 3, 4, 5, 6]
    for group in range(len(groups)):
        assert groups.members[groups.owners == group].tolist() == groups.things(group).tolist()
    assert groups.keepers().tolist()[2:] == [NO_KEEPER] * 5
    for group in (0, 1):
        assert groups.keepers()[group] in groups.things(group)


def test_members_of_any_groups_in_any_order() -> None:
    groups = made()
    for wanted in ([], [6, 0], [1, 1], [3, 2, 5]):
        things, owners = groups.members_of(np.array(wanted, dtype=np.int64))
        assert owners.tolist() == [group for group in wanted for _ in groups.things(group)]
        assert things.tolist() == [thing for group in wanted for thing in groups.things(group).tolist()]


def test_a_thing_tells_what_it_is() -> None:
    groups = made()
    things = {groups.path(thing): thing for thing in np.unique(groups.members).tolist()}
    folder, file, linked = things[b"/a/e"], things[b"/a/x"], things[b"/b/1"]
    assert [groups.all_things.kind(thing) is Kind.FOLDER for thing in (folder, file, linked)] == [True, False, False]
    assert [groups.path(thing) for thing in (folder, file, linked)] == [b"/a/e", b"/a/x", b"/b/1"]
    assert [groups.all_things.other_names(thing) for thing in (folder, file, linked)] == [(), (), (b"/c/2",)]
    assert (groups.sizes[folder], groups.sizes[file]) == (0, 5)
    assert (groups.modified[folder], groups.modified[file]) == (0, 3)
    assert groups.all_things.entry(folder).path == b"/a/e"
    assert groups.all_things.entry(linked).also == (b"/c/2",)
    assert groups.freed[linked] == 10, "all its names gone"
    assert groups.freed[folder] == groups.all_things.entry(folder).allocated


def test_below_a_folder_with_any_or_with_all_names() -> None:
    groups = made()
    things = np.unique(groups.members)

    def told(*folders: bytes) -> tuple[set[bytes], set[bytes]]:
        some, every = groups.below(folders)
        paths = np.array([groups.path(thing) for thing in things.tolist()], dtype=object)
        return set(paths[some[things]]), set(paths[every[things]])

    assert told(b"/a") == ({b"/a/x", b"/a/y", b"/a/e"},) * 2
    assert told(b"/c") == ({b"/b/1"}, set())
    assert told(b"/b", b"/c") == ({b"/b/1"},) * 2
    assert told(b"/f") == ({b"/f"},) * 2
    assert told(b"/") == ({b"/a/x", b"/a/y", b"/a/e", b"/b/1", b"/big", b"/f"},) * 2
    assert told(b"/ab") == told() == (set(), set())


def test_all_of_three_names() -> None:
    three = {"inode": 7, "links": 3}
    groups = Groups(scan_of({"/g/1": three, "/g/2": three, "/h/3": three}, large=["/g/1"]))
    (thing,) = groups.members.tolist()
    told = [[bool(mask[thing]) for mask in groups.below(folders)] for folders in ((b"/g",), (b"/h",), (b"/g", b"/h"))]
    assert told == [[True, False], [True, False], [True, True]]


def test_a_scan_without_findings() -> None:
    groups = Groups(scan_of(["/x"]))
    assert (len(groups), len(groups.members), groups.starts.tolist(), len(groups.keepers())) == (0, 0, [0], 0)
