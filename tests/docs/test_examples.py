"""Every code block of the documentation runs, and what a page shows as printed is what the program prints."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from examples import PAGES, ROOT, blocks, renewed, session_for
from session import DISK

from support.disks import ext4_image

WITH_BLOCKS = [page for page in PAGES if any(blocks(page.read_text("utf-8")))]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_BLOCKS, ids=name)
def test_a_page_runs_and_shows_what_is_printed(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Whoever changes a sentence of the program renews the pages: .venv/bin/python tests/docs/examples.py

    Sizes of folders and times of opening depend on the disk: without root, who can make one, outputs are not compared.
    """
    folder = tmp_path / "disk"
    folder.mkdir()
    can_make_a_disk = os.geteuid() == 0
    if can_make_a_disk:
        mount = request.getfixturevalue("mount")
        mount("-o", "loop", ext4_image(tmp_path / "image", DISK, "-m", "0"), folder)
    text = page.read_text("utf-8")
    new = renewed(text, session_for(text, folder))
    if can_make_a_disk:
        assert new == text


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=name)
def test_each_block_that_is_not_run_says_why(page: Path) -> None:
    reasons = [block.value for block in blocks(page.read_text("utf-8")) if block.word == "not run"]
    assert all(len(reason.split()) > 2 for reason in reasons)
