"""Files that were made to have one digest are no copies of each other, in a first scan and in the next ones."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from xxhash import xxh3_64_digest, xxh3_128_digest

from cleanup.disk.reading.hashing import SMALL
from support.colliding import alike_by_xxh3
from support.kinds import Run, Tree

SIZES = {"one read": 4096, "one part of many": SMALL + 1, "several parts": (3 << 20) + 5}


def groups(cleanup: Run, root: Path, *options: str) -> list[tuple[str, ...]]:
    found = json.loads(cleanup("scan", root, "-f", "json", *options).stdout)["findings"]
    assert {each["certainty"] for each in found} == {"exact"}
    return sorted(tuple(sorted(Path(file["path"]).name for file in each["files"])) for each in found)


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_equal_by_xxh3_is_not_the_same(size: int, tree: Tree, cleanup: Run) -> None:
    one, other = alike_by_xxh3(size, 2)
    assert one != other
    assert xxh3_128_digest(one) == xxh3_128_digest(other)
    assert xxh3_64_digest(one) == xxh3_64_digest(other)
    root = tree({"one": one, "other": other, "other (1)": other, "plain": b"p" * size, "plain (1)": b"p" * size})
    expected = [("other", "other (1)"), ("plain", "plain (1)")]
    assert groups(cleanup, root, "--no-cache") == expected
    time.sleep(2.05)
    for _ in range(2):
        assert groups(cleanup, root) == expected


def test_digests_in_documents_compare_anywhere(tree: Tree, cleanup: Run) -> None:
    root = tree({"a": "content", "b": "content"})
    for _ in range(2):
        (finding,) = json.loads(cleanup("scan", root, "-f", "json", "--no-cache").stdout)["findings"]
        assert finding["digest"] == f"xxh3_128:{xxh3_128_digest(b'content').hex()}"
