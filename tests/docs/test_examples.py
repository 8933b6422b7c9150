"""Every code block of the documentation runs, and what a page shows as printed is what the program prints."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from examples import PAGES, ROOT, blocks, renewed, session_for
from session import DISK

from support.disks import ext4_image

WITH_BLOCKS = [page for page in PAGES if any(blocks(page.read_text("utf-8")))]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=name)
def test_a_page_runs_and_shows_what_is_printed(page: Path, tmp_path: Path, mount: Callable[..., Path]) -> None:
    """Whoever changes a sentence of the program renews the pages: .venv/bin/python tests/docs/examples.py"""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount("-o", "loop", ext4_image(tmp_path / "image", DISK, "-m", "0"), folder)
    text = page.read_text("utf-8")
    assert renewed(text, session_for(text, folder)) == text


@pytest.mark.skipif(os.geteuid() == 0, reason="root can make the disk on which they run exactly")
@pytest.mark.parametrize("page", WITH_BLOCKS, ids=name)
def test_a_page_runs_without_rights(page: Path, tmp_path: Path) -> None:
    """Sizes of folders and times of opening are those of another file system: what is printed is not compared."""
    text = page.read_text("utf-8")
    renewed(text, session_for(text, tmp_path / "disk"))


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=name)
def test_each_block_that_is_not_run_says_why(page: Path) -> None:
    reasons = [block.value for block in blocks(page.read_text("utf-8")) if block.word == "not run"]
    assert all(len(reason.split()) > 2 for reason in reasons)
