"""The last use of a file, with and without access times that can be trusted."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from cleanup.find.finder import Search
from cleanup.find.stale import Stale
from cleanup.model.coverage import Volume
from cleanup.model.event import Listener
from cleanup.model.inventory import Inventory
from cleanup.model.request import ScanRequest, Selection
from support.made import inventory

DAY = 86_400 * 10**9
LIMIT = 1000 * DAY


def search(made: Inventory, *, trusted: bool) -> Search:
    now = datetime.fromtimestamp(2 * LIMIT / 10**9, UTC)
    return Search(
        request=ScanRequest((b"/",), ("stale",), Selection(), now, values={"stale": LIMIT}),
        inventory=made,
        digest=lambda method, rows: (np.zeros((0, 2), dtype=np.uint64), np.zeros(0, dtype=np.bool_)),
        volumes={1: Volume("/", "ext4", trusted, "relatime" if trusted else "noatime")},
        expected_folders=frozenset(),
        complete=True,
        listen=Listener(),
    )


@pytest.mark.parametrize(
    ("modified", "accessed", "changed", "trusted", "stale"),
    [
        (900, 900, 900, True, True),
        (900, 900, 900, False, True),
        (900, 1001, 900, True, False),  # opened lately
        (900, 1001, 900, False, True),  # … but that says nothing on a volume without access times
        (900, 900, 1001, True, True),  # renamed lately, not used
        (900, 900, 1001, False, False),  # the change time is the best there is
        (1001, 900, 900, True, False),
        (1001, 900, 900, False, False),
        (1000, 900, 900, True, False),  # exactly at the limit is still in use
    ],
)
def test_last_use(modified: int, accessed: int, changed: int, trusted: bool, stale: bool) -> None:
    times = {"modified": modified * DAY, "accessed": accessed * DAY, "changed": changed * DAY}
    made = inventory({"/a": times})
    found = Stale().find(search(made, trusted=trusted))
    assert len(found) == int(stale)
    if stale:
        assert found.details.tolist() == [max(modified, accessed if trusted else changed) * DAY]


def test_empty_files_are_not_stale() -> None:
    made = inventory({"/a": {"size": 0}})
    assert len(Stale().find(search(made, trusted=True))) == 0


def test_a_file_with_two_names_is_one() -> None:
    made = inventory({"/a": {"inode": 7, "links": 2}, "/b": {"inode": 7, "links": 2}})
    assert len(Stale().find(search(made, trusted=True))) == 1


def test_what_is_kept_for_its_own_sake_is_counted_and_not_listed() -> None:
    names = ["/film.mkv", "/IMG_1.JPG", "/letter.odt", "/old.iso", "/song.flac", "/inbox.mbox", "/none", "/taxes.PDF"]
    found = Stale().find(search(inventory({name: {} for name in names}), trusted=True))
    assert [names[row] for row in found.members.tolist()] == ["/film.mkv", "/old.iso", "/none"]
    assert found.not_listed == 5


def test_none_at_all() -> None:
    assert len(Stale().find(search(inventory({}), trusted=True))) == 0
