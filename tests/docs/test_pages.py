"""The pages of the documentation: what they point to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cleanup

ROOT = Path(__file__).parents[2]
SOURCE = Path(cleanup.__file__).parent
TOP = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "tests/bench/README.md",
    "tests/quality/README.md",
    "tests/screen/README.md",
    "tests/windows/README.md",
)
PAGES = [*(ROOT / name for name in TOP), *sorted((ROOT / "docs").rglob("*.md"))]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """The anchors of all headings of a page, as web sites make them."""
    titles = re.findall(r"^#+ +(.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_page_is_in_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / link).resolve() for link in re.findall(r"\]\(([^)#\s]+)", index.read_text("utf-8"))}
    assert {page.resolve() for page in PAGES if page.parent.parent == index.parent} <= linked


@pytest.mark.parametrize("page", ["safety.md", "layout.md", "the-trash.md"])
def test_the_files_that_are_named_are_there(page: str) -> None:
    """Modules, and in the safety model the test behind each promise."""
    text = (ROOT / "docs" / "explanation" / page).read_text("utf-8")
    for path in re.findall(r"`([a-z_]+/[a-z_/]+\.(?:py|toml))`", text):
        assert (SOURCE / path).exists() or (ROOT / "tests" / path).exists(), path


def test_the_tests_that_are_named_are_there() -> None:
    named = re.findall(r"`(test_\w+)`", (ROOT / "tests/windows/README.md").read_text("utf-8"))
    there = set(
        re.findall(r"^def (test_\w+)", "".join(map(Path.read_text, ROOT.glob("tests/**/test_*.py"))), re.MULTILINE)
    )
    assert len(named) > 20
    assert set(named) <= there


def test_every_promise_has_two_lines_and_names_its_test() -> None:
    text = (ROOT / "docs" / "explanation" / "safety.md").read_text("utf-8")
    promises = re.findall(r"^- \*\*(.+?\n.+)$", text, re.MULTILINE)
    assert len(promises) > 25
    for promise in promises:
        assert re.search(r" · (`[a-z]+/[a-z_/]+\.py`(, )?)+$", promise), promise
