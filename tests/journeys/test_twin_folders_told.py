"""A folder that stands twice and is worth a look has a line of its own, which says where it stands too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.kinds import Run, Tree

pytestmark = pytest.mark.usefixtures("own")
PICTURES = {f"IMG_{number}.jpg": f"{number}" * 9000 for number in range(4)}


@pytest.fixture
def twice(home: Path, tree: Tree) -> Path:
    return tree({"Backup laptop": {"Italy": PICTURES}, "Pictures": {"Italy 2019": PICTURES}}, home)


def test_the_page_names_both_folders(twice: Path, cleanup: Run) -> None:
    page = " ".join(cleanup("scan", twice).stdout.decode().split())
    assert "~/Backup laptop/Italy" in page
    assert "the same as ~/Pictures/Italy 2019 (4 files)" in page
    assert "duplicate-folders" not in page


def test_documents_tell_it_and_are_read_again(twice: Path, cleanup: Run) -> None:
    cleanup("scan", twice, "-f", "json", "-o", twice / "scan.json")
    document = json.loads((twice / "scan.json").read_text())
    savings = document["savings"]
    (line,) = savings["look_by_folder"]
    assert (line["path"], line["kind"]) == (str(twice / "Backup laptop" / "Italy"), "same-tree")
    assert (line["files"], line["files_in_folder"]) == (4, 4)
    assert line["elsewhere"]["path"] == str(twice / "Pictures" / "Italy 2019")
    assert line["reclaimable_bytes"] == savings["look_by_category"]["duplicate-folders"]["reclaimable_bytes"] > 0
    told = [file["path"] for each in document["findings"] for file in each["files"] if file.get("line") == 0]
    assert told == [line["path"]]
    for scan in (twice / "scan.json", "last"):
        again = json.loads(cleanup("report", scan, "-f", "json").stdout)
        assert again["savings"]["look_by_folder"] == [line]
        assert again["findings"] == document["findings"]
    at_fault = (twice / "scan.json").read_text().replace('"line":0', '"line":7')
    (twice / "other.json").write_text(at_fault)
    assert "a finding with a line that is not there" in cleanup("report", twice / "other.json").stderr.decode()
