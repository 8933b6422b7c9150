"""Documents that somebody else wrote or changed: shown harmlessly or refused, never a fault."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleanup.cli.formats import FORMATS
from cleanup.documents.scan import load_scan
from cleanup.model.errors import DocumentProblem
from cleanup.report.style import PageStyle

STORED = Path(__file__).parents[2] / "journeys" / "data" / "everything.json"
NASTY = "/x \x1b[2J\x1b]0;t\x07 \u202e \x9b31m y"

Change = Callable[[dict[str, Any]], None]


def changed(place: tuple[str | int, ...], value: object) -> bytes:
    """The stored document with another value in one place."""
    document = json.loads(STORED.read_bytes())
    within: Any = document
    for key in place[:-1]:
        within = within[key]
    within[place[-1]] = value
    return json.dumps(document).encode()


def drawn(content: bytes, form: str) -> str:
    stream = io.BytesIO()
    FORMATS[form].scan(load_scan(io.BytesIO(content), "x.json"), stream, PageStyle(width=80))
    return stream.getvalue().decode("utf-8-sig")


@pytest.mark.parametrize("form", ["table", "csv"])
@pytest.mark.parametrize(
    "place",
    [
        ("categories", "large", "why"), ("categories", "empty-folders", "why_one"), ("scan", "options", "large"),
        ("scan", "options", "stale"), ("volumes", 0, "reason"), ("volumes", 0, "path"), ("troubles", 0, "message"),
        ("troubles", 0, "path"), ("scan", "host"), ("scan", "id"), ("findings", 2, "files", 0, "path"),
        ("savings", "by_folder", 0, "path"), ("coverage", "other_filesystems", "mounts", 0, "path"),
    ],
    ids=lambda place: "-".join(map(str, place)),
)  # fmt: skip
def test_terminal_codes_are_escaped(place: tuple[str | int, ...], form: str) -> None:
    text = drawn(changed(place, NASTY), form).replace("\r\n", "\n")
    assert [one for one in text if not one.isprintable() and one != "\n"] == []


@pytest.mark.parametrize("name", ["\x1b[2J", "a\u202eb"])
def test_category_names_are_escaped(name: str) -> None:
    document = json.loads(STORED.read_text().replace('"large"', json.dumps(name)))
    document["scan"]["options"]["large"] = "1MB"
    for form in ("table", "csv"):
        text = drawn(json.dumps(document).encode(), form).replace("\r\n", "\n")
        assert [one for one in text if not one.isprintable() and one != "\n"] == []


@pytest.mark.parametrize(
    "place_and_value",
    [
        (("categories", "duplicates", "why"), "{} {}"),
        (("categories", "duplicates", "why"), "{name}"),
        (("categories", "duplicates", "why"), "{0.__class__.__mro__}"),
        (("categories", "duplicates", "why"), "{"),
        (("categories", "duplicates", "why"), "{:>9999999}"),
        (("findings", 3, "detail"), 2**63 - 1),
        (("findings", 3, "detail"), -(2**63)),
        (("findings", 0, "reclaimable_bytes"), -5),
        (("savings", "by_category", "large", "reclaimable_bytes"), -5),
        (("savings", "by_category"), {}),
        (("scan", "finished_at"), "2020-01-01T00:00:00Z"),
        (("scan", "options"), {}),
        (("scan", "options", "large"), ["a", "b"]),
        (("scan", "roots"), []),
        (("findings",), []),
        (("categories", "duplicates", "of_folders"), True),
        (("findings", 1, "files", 1, "inode"), 21),
        (("findings", 0, "files", 1, "path"), "/"),
    ],
    ids=lambda change: "-".join(map(str, change[0])) + "=" + str(change[1])[:20],
)
def test_odd_values_are_shown_or_refused_but_no_fault(place_and_value: tuple[tuple[str | int, ...], object]) -> None:
    content = changed(*place_and_value)
    for form in FORMATS:
        try:
            text = drawn(content, form)
        except DocumentProblem:
            continue
        assert text
        assert len(text) < 100_000
        assert "<class" not in text
