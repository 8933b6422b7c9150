"""Which copy stays, rule after rule, whatever the order of the rows."""

from __future__ import annotations

from itertools import permutations

import pytest

from cleanup.model.thing import Things
from cleanup.plan.copy_names import are_copies
from cleanup.plan.keeper import choose_keepers
from support.made import duplicates, inventory


def kept(files: dict[str, int]) -> str:
    """The path that stays of copies with these modification times."""
    answers = set()
    for order in permutations(files):
        made = inventory({path: {"modified": files[path]} for path in order})
        (row,) = choose_keepers(duplicates(list(range(len(order)))), Things(made)).keepers.tolist()
        answers.add(made.path(row).decode())
    (answer,) = answers
    return answer


@pytest.mark.parametrize(
    ("files", "stays"),
    [
        ({"/a/photo.jpg": 5, "/a/photo (1).jpg": 1}, "/a/photo.jpg"),  # a copy's name loses, though older
        ({"/a/new.jpg": 5, "/a/b/c/old.jpg": 1}, "/a/b/c/old.jpg"),  # the oldest
        ({"/a/b/x.jpg": 1, "/long name of a folder/x.jpg": 1}, "/long name of a folder/x.jpg"),  # fewest folders
        ({"/aa/x.jpg": 1, "/b/x.jpg": 1}, "/b/x.jpg"),  # the shortest path
        ({"/a/y.jpg": 1, "/a/x.jpg": 1, "/b/a.jpg": 1}, "/a/x.jpg"),  # the first in byte order
        ({"/a/x (1).jpg": 1, "/a/x (2).jpg": 1}, "/a/x (1).jpg"),  # only copies are left
    ],
)
def test_rules_in_order(files: dict[str, int], stays: str) -> None:
    assert kept(files) == stays


def test_each_group_keeps_its_own() -> None:
    made = inventory({"/b": {}, "/a": {}, "/d": {}, "/c (1)": {}, "/e": {"modified": -1}})
    keepers = choose_keepers(duplicates([0, 1], [2, 3, 4]), Things(made)).keepers.tolist()
    assert [made.path(row) for row in keepers] == [b"/a", b"/e"]


@pytest.mark.parametrize(
    "name",
    [
        "x (1).jpg", "x (23).tar.gz", "x - Copy.txt", "x - Copy (2).txt", "x copy.txt", "x copy 3.txt", "Copy of x.txt",
        "x - Kopie.txt", "Kopie von x.doc", "x - copie.txt", "Copie de x.txt", "x - copia.txt", "Copia di x.txt",
        "x - Cópia.txt", "Kopie van x.txt", "x - kopia.txt", "x_copy.txt", "x (copy).txt",
    ],
)  # fmt: skip
def test_names_of_copies(name: str) -> None:
    assert are_copies(name.encode() + b"\0").tolist() == [True]


def test_names_of_copies_among_others() -> None:
    names = ["copy", "x (1)", "copyright (2).txt", "plain", "КОПИЯ x", "Copy of Copy of x", "Копия x", "(a) (b)"]
    joined = b"".join(name.encode() + b"\0" for name in names)
    assert are_copies(joined).tolist() == [False, True, True, False, True, True, True, False]
    assert not len(are_copies(b""))


@pytest.mark.parametrize(
    "name",
    ["x.jpg", "copyright", "copy.py", "photocopy.txt", "x(1).jpg", "IMG_0001.jpg", "report 2.doc", "photo (2021).jpg",
     "Kopie", "scopie.txt", "\n.txt"],
)  # fmt: skip
def test_other_names(name: str) -> None:
    assert are_copies(name.encode() + b"\0").tolist() == [False]
