"""On any tree, the groups are those of a plain size-then-SHA-256 script."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanup.disk.reading.hashing import END, SMALL
from cleanup.model.under_way import UNDER_WAY
from cleanup.walk import walker
from support.independent import duplicate_groups, files_below
from support.looking import groups_of, scan

# Contents that differ where a shortcut could miss it: in the middle, at an end, in length by one.
SIZES = st.sampled_from([0, 1, 2, END, SMALL - 1, SMALL, SMALL + 1, SMALL + 2 * END, 3 * SMALL])
CONTENTS = st.builds(lambda size, place, byte: _content(size, place, byte), SIZES, st.floats(0, 1), st.integers(0, 2))
# A download under way is no copy, whatever it holds so far.
NAMES = st.binary(min_size=1, max_size=12).filter(
    lambda name: name not in {b".", b".."} and not set(name) & {0, 47} and not name.lower().endswith(UNDER_WAY)
)
FOLDERS = st.lists(st.sampled_from([b"a", b"b", b".c", b"d\n"]), max_size=3).map(b"/".join)
LINKED = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4)


def _content(size: int, place: float, byte: int) -> bytes:
    content = bytearray(size)
    if size:
        content[min(int(place * size), size - 1)] = byte
    return bytes(content)


@given(files=st.lists(st.tuples(FOLDERS, NAMES, CONTENTS), max_size=24), linked=LINKED)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_tree(files: list[tuple[bytes, bytes, bytes]], linked: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, own = Path(folder) / "tree", Path(folder) / "own"
        root.mkdir()
        made = _make(os.fsencode(root), files)
        for number, (source, _) in enumerate(linked):
            if made:
                os.link(made[source % len(made)], os.fsencode(root) + b"/link%d" % number)
        # Files of folders that stand twice are told with these.
        found = scan([root], own, categories=("duplicates",))
        assert groups_of(found) == duplicate_groups([root])
        _check_savings(found, root)


def _make(root: bytes, files: list[tuple[bytes, bytes, bytes]]) -> list[bytes]:
    made = []
    for folder, name, content in files:
        path = os.path.join(root, folder, name)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if not os.path.lexists(path):
                with open(path, "wb") as file:
                    file.write(content)
                made.append(path)
        except (FileExistsError, NotADirectoryError):
            continue
    return made


def _check_savings(found, root: Path) -> None:  # type: ignore[no-untyped-def]
    """What could be saved is what all copies but one occupy, files with names elsewhere left out."""
    names = files_below([root])
    assert found.totals.files == len(names)
    expected = 0
    for finding in found.each_finding():
        if finding.category == "duplicates":
            assert finding.keeper is not None
            gone = [file for number, file in enumerate(finding.files) if number != finding.keeper]
            assert len(gone) == len(finding.files) - 1
            assert finding.reclaimable_bytes == sum(os.lstat(file.path).st_blocks * 512 for file in gone)
            expected += finding.reclaimable_bytes
    savings = found.savings
    assert savings.by_category["duplicates"].reclaimable_bytes == expected
    assert savings.total.reclaimable_bytes == savings.safe.reclaimable_bytes + savings.look.reclaimable_bytes
    assert savings.total.files == savings.safe.files + savings.look.files


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_real_tree(jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python library, thousands of real files, walked in small pieces by threads."""
    root = Path(os.__file__).resolve().parent
    monkeypatch.setattr(walker, "BUDGET", 200)
    assert groups_of(scan([root], tmp_path, jobs=jobs, categories=("duplicates",))) == duplicate_groups([root])
