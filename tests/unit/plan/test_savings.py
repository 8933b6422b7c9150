"""The ledger: each byte once, keepers never, hard links only when all names go.

Against a recount, in any mix of categories: ``tests/properties/test_each_byte_once.py``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cleanup.model.finding import Findings
from cleanup.model.inventory import Inventory
from cleanup.model.scan import Savings, Share, Sum
from cleanup.model.thing import Things
from cleanup.plan.savings import count_savings
from support.made import all_going, duplicates, inventory, one_each


def kept(findings: Findings, *keepers: int) -> Findings:
    return replace(findings, keepers=np.array(keepers, dtype=np.int64))


def savings(made: Inventory, *findings: Findings) -> Savings:
    return count_savings(findings, Things(made), np.zeros(len(made.files), dtype=np.int64))[1]


def test_a_file_in_three_categories_counts_once() -> None:
    made = inventory({"/a/x": {"size": 100}, "/b/x": {"size": 100}, "/b/y": {"size": 30}})
    found = savings(made, kept(all_going(duplicates([0, 1])), 0), one_each("large", 0, 1), one_each("stale", 1, 2))
    assert (found.safe, found.look, found.total) == (Sum(1, 100), Sum(1, 30), Sum(2, 130))
    assert found.by_category == {"duplicates": Share(1, 1, 100), "large": Share(2, 1, 100), "stale": Share(2, 2, 130)}
    assert found.by_folder == ((b"/b", 100),)


def test_the_kept_copy_is_never_savings() -> None:
    made = inventory({"/x": {"size": 100}, "/y": {"size": 100}, "/z": {"size": 7}})
    found = (one_each("large", 0, 1), kept(duplicates([0, 1]), 1), one_each("stale", 2))
    counted, total = count_savings(found, Things(made), np.array([10, 200, 3000]))
    assert counted[0].reclaimable.tolist() == [100, 0]
    assert total.shared_bytes == 3010, "what files share with others, told once and not of the copy that stays"


def test_blocks_count_not_length() -> None:
    made = inventory({"/x": {"size": 10**9, "allocated": 4096}, "/y": {"size": 10**9, "allocated": 0}})
    assert savings(made, one_each("large", 0, 1)).total == Sum(2, 4096)


def test_the_same_inode_on_two_devices_is_two_files() -> None:
    made = inventory({"/a": {"inode": 7, "device": 1, "links": 1}, "/b": {"inode": 7, "device": 2, "links": 1}})
    assert made.first.tolist() == [0, 1]


def test_without_anything_safe_the_places_are_those_worth_a_look() -> None:
    made = inventory({"/a/x": {"size": 5}, "/b/y": {"size": 7}, "/z": {"size": 1}})
    assert savings(made, one_each("large", 0, 1, 2)).by_folder == ((b"/b", 7), (b"/a", 5), (b"/", 1))


def test_one_name_seen_through_two_mounts_is_one_of_two_links() -> None:
    twice = {"inode": 7, "links": 2, "size": 50}
    made = inventory({"/a/x": twice, "/b/x": twice})
    assert savings(made, one_each("large", 0)).total == Sum(1, 50)
    made.folders["inode"] = 9
    assert savings(made, one_each("large", 0)).total == Sum(1, 0)
