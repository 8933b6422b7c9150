"""Access times that tell nothing: something opened nearly all files within a day."""

from __future__ import annotations

import numpy as np
import pytest

from cleanup.disk.last_use import AS_ASKED, AT_ONCE, touched_at_once, with_last_use
from cleanup.model.coverage import Mount
from support.made import inventory

HOUR = 3600 * 10**9
DAY = 24 * HOUR
SINCE = 1000 * DAY


def times(*days: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([int(day * DAY) for day in days], dtype=np.int64)


@pytest.mark.parametrize(
    ("moments", "at_once"),
    [
        ([1200.0 + number / 100 for number in range(100)], True),
        ([1200.0] * 45 + [500.0] * 5, True),
        ([1200.0] * 44 + [500.0] * 6, False),  # one of eight was left alone
        ([1200.0] * 49, False),  # so few may be looked at by hand
        ([1200.0 + number for number in range(100)], False),  # day by day
        ([1200.0] * 50 + [1201.5] * 50, False),  # twice half of them
        ([500.0] * 100, False),  # long ago: these count as stale anyway
        ([1200.0] * 95 + [9e4] * 5, True),  # some in the future
        ([], False),
    ],
)
def test_nearly_all_within_a_day(moments: list[float], at_once: bool) -> None:
    rng = np.random.default_rng(3)
    assert touched_at_once(rng.permutation(times(*moments)), SINCE) is at_once


def two_volumes() -> tuple[dict[int, Mount], dict[str, dict[str, int]]]:
    mounts = {
        1: Mount("/", "ext4", access_times=True, reason="relatime", devices=(1,)),
        2: Mount("/two", "ext4", access_times=True, reason="relatime", devices=(2,)),
        3: Mount("/three", "ext4", access_times=False, reason="noatime", devices=(3,)),
    }
    files = {
        f"/{number}-{device}": {
            "device": device, "inode": number + 1, "modified": 500 * DAY, "changed": 500 * DAY,
            "accessed": 1200 * DAY if device == 2 else (600 + 9 * number) * DAY,
        }
        for device in (1, 2, 3) for number in range(60)
    }  # fmt: skip
    return mounts, files


def test_each_volume_by_itself() -> None:
    mounts, files = two_volumes()
    found = with_last_use(mounts, inventory(files), "auto", SINCE)
    assert {device: (mount.access_times, mount.reason) for device, mount in found.items()} == {
        1: (True, "relatime"), 2: (False, AT_ONCE), 3: (False, "noatime"),
    }  # fmt: skip


def test_files_that_changed_lately_say_nothing() -> None:
    """They were opened when they were written."""
    mounts, files = two_volumes()
    files |= {
        f"/new{n}": {"device": 1, "inode": 900 + n, "modified": 1200 * DAY, "accessed": 1200 * DAY} for n in range(999)
    }
    assert with_last_use(mounts, inventory(files), "auto", SINCE)[1].access_times


@pytest.mark.parametrize(("by", "counts"), [("opened", True), ("changed", False)])
def test_what_was_asked_for_goes_first(by: str, counts: bool) -> None:
    mounts, files = two_volumes()
    found = with_last_use(mounts, inventory(files), by, SINCE)
    assert {(mount.access_times, mount.reason) for mount in found.values()} == {(counts, AS_ASKED)}
