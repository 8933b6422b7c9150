"""Documents that are no good are refused in one sentence with their name and the reason, whatever is wrong."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cleanup.documents.scan import load_scan
from cleanup.model.errors import DocumentProblem
from cleanup.workflow.find_plan import find_plan

DATA = Path(__file__).with_name("data") / "c71a266"
STORED = {
    "scan": Path(__file__).parents[1] / "journeys" / "data" / "everything.json",
    "plan": DATA / "plan.json",
}
NAME = "its \udcff.json"
GONE = "(taken out)"

Load = Callable[[str, bytes], Any]
Place = tuple[str | int, ...]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Reads a document of a kind."""

    def read(kind: str, content: bytes) -> Any:
        if kind == "scan":
            return load_scan(io.BytesIO(content), NAME)
        (tmp_path / NAME).write_bytes(content)
        return find_plan(tmp_path / NAME)

    return read


def stored(kind: str, place: Place, value: object) -> bytes:
    """A document with another value in a place, or without that place."""
    document = json.loads(STORED[kind].read_bytes())
    if kind == "plan":
        # So that there is a folder too, the only kind that has a manifest.
        manifest = {"folders": 1, "others": 2, "size": 3, "allocated": 4, "newest": 5, "digest": "d"}
        document["steps"][1].update(id="2", type="folder", keeper=None, manifest=manifest)
        document["steps"][0]["id"] = "1"
    within: Any = document
    for key in place[:-1]:
        within = within[key]
    if value is GONE:
        del within[place[-1]]
    elif isinstance(within, list) and place[-1] == len(within):
        within.append(value)
    else:
        within[place[-1]] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize("kind", STORED)
def test_a_document_that_was_cut_off(kind: str, load: Load) -> None:
    content = STORED[kind].read_bytes().rstrip()
    load(kind, content)
    for end in {*range(0, len(content), 1 + len(content) // 200), len(content) - 1}:
        with pytest.raises(DocumentProblem, match=f"not a complete {kind} document"):
            load(kind, content[:end])


@pytest.mark.parametrize("kind", STORED)
@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"\0" * 100, b'"plan"', b"{}", b"1", b"<html>", b'{"schema_version": 1}',
     b'{"schema_version": 1, "kind": "plan", "tool": {"name": "cleanup", "version": "\xff"}}', b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_document(kind: str, content: bytes, load: Load) -> None:
    with pytest.raises(DocumentProblem, match=f"not a complete {kind} document") as problem:
        load(kind, content)
    assert NAME in problem.value.message
    assert problem.value.hint


@pytest.mark.parametrize("kind", STORED)
def test_very_deep_nesting(kind: str, load: Load) -> None:
    content = stored(kind, ("new",), "deep").replace(b'"deep"', b"[" * 10_000 + b"]" * 10_000)
    with pytest.raises(DocumentProblem, match="deep"):
        load(kind, content)


@pytest.mark.parametrize("kind", STORED)
@pytest.mark.parametrize("place", [("kind",), ("tool", "name")])
def test_another_document(kind: str, place: Place, load: Load) -> None:
    with pytest.raises(DocumentProblem, match=f"but not a {kind} of cleanup"):
        load(kind, stored(kind, place, "other"))


@pytest.mark.parametrize("kind", STORED)
def test_a_newer_document_names_the_version_that_can_read_it(kind: str, load: Load) -> None:
    with pytest.raises(DocumentProblem, match=r"newer cleanup \(0\.1\.0\)") as problem:
        load(kind, stored(kind, ("schema_version",), 2))
    assert problem.value.hint == "Use that version, or scan again."


@pytest.mark.parametrize(
    ("kind", "place"),
    [("scan", ("new",)), ("scan", ("scan", "new")), ("scan", ("findings", 0, "new")), ("plan", ("new",)),
     ("plan", ("plan", "new")), ("plan", ("steps", 0, "note"))],
)  # fmt: skip
def test_keys_of_a_later_program_are_passed_over(kind: str, place: Place, load: Load) -> None:
    load(kind, stored(kind, place, {"anything": 1}))


FILE = ("findings", 0, "files", 1)
STEP, KEEPER, MANIFEST = ("steps", 0), ("steps", 0, "keeper"), ("steps", 1, "manifest")
VERSIONS = [("schema_version", "1", "schema_version"), ("schema_version", 0, "schema_version 0"),
            ("schema_version", -1, "")]  # fmt: skip
NOT_WHOLE = "not an absolute path"
PATHS = [
    ("path", "relative", "“relative” is not an absolute path"),
    ("path", "", NOT_WHOLE),
    ("path", "/nul\0byte", NOT_WHOLE),
    ("path_bytes", "not base64!", ""),
    ("path_bytes", "cmVsYXRpdmU=", NOT_WHOLE),
    ("path_bytes", "L3gA", NOT_WHOLE),  # /x and a NUL byte
]
TIMES = [
    ("modified", "yesterday", "yesterday"),
    ("modified", "", "not a time"),
    ("modified", "2026-02-30T00:00:00Z", ""),
    ("modified", "2026-01-01T00:00:00.xZ", ""),
    ("modified", "2024-01-01T00:00:00.-5Z", ""),
    ("modified", "2020-01-01T00:00:00.123+05:00Z", "not a time"),
]
NUMBERS = [("size", 1.5, "size"), ("size", "big", "size"), ("size", None, "size")]
BROKEN: list[tuple[str, Place, object, str]] = [
    *((kind, (key,), value, reason) for kind in STORED for key, value, reason in VERSIONS),
    *((kind, (*place, key), value, reason) for kind, place in (("scan", FILE), ("plan", STEP), ("plan", KEEPER))
      for key, value, reason in (*PATHS, *TIMES, *NUMBERS)),
    ("scan", ("scan", "started_at"), "soon", "started_at"),
    ("scan", ("scan", "roots"), ["/only one"], ""),
    ("scan", ("scan", "root_bytes"), ["!"], ""),
    ("scan", ("scan", "complete"), "yes", "complete"),
    ("scan", ("troubles", 0, "path_bytes"), "?", ""),
    ("scan", ("categories", "large", "measure"), "length", "measure"),
    ("scan", ("findings", 0, "files"), [], "without files"),
    ("scan", ("findings", 2, "files"), [], "without files"),
    ("scan", ("findings", 0, "digest"), "md5:00", "not a digest"),
    ("scan", ("findings", 0, "digest"), "xxh3_128:zz", ""),
    ("scan", ("findings", 0, "digest"), "xxh3_128:0001", "not a digest"),
    ("scan", ("findings", 1, "certainty"), "maybe", "$.findings[1].certainty"),
    ("scan", ("findings", 0, "category"), "unheard-of", "the unknown category “unheard-of”"),
    ("scan", ("findings", 0, "detail"), 2**63, ""),
    ("scan", ("findings", 0, "reclaimable_bytes"), 2**64, ""),
    ("scan", (*FILE, "path"), "/folder/", "without a name"),
    ("scan", (*FILE, "modified"), "9999-01-01T00:00:00Z", ""),
    ("scan", (*FILE, "size"), 2**63, ""),
    ("scan", (*FILE, "inode"), -1, ""),
    ("scan", (*FILE, "inode"), 2**64, ""),
    ("scan", (*FILE, "links"), 2**32, ""),
    ("scan", (*FILE, "keep"), True, "two kept copies"),
    ("plan", (*STEP, "size"), -1, "a negative number in step 1"),
    ("plan", (*STEP, "links"), -1, "a negative number in step 1"),
    ("plan", (*STEP, "size"), 10**400, "a number that is too large in step 1"),
    ("plan", (*STEP, "allocated_bytes"), 2**300, "a number that is too large in step 1"),
    ("plan", (*STEP, "allocated_bytes"), -1, "a negative number in step 1"),
    ("plan", (*STEP, "action"), "erase", "action"),
    ("plan", (*STEP, "type"), "pipe", "type"),
    ("plan", (*STEP, "id"), "2", "two steps with the same id"),
    ("plan", ("plan", "created_at"), "now", "created_at"),
    ("plan", ("plan", "roots", 1), {"path": "r"}, NOT_WHOLE),
    ("plan", ("plan", "roots", 1), "/r", "roots"),
    ("plan", ("left_alone",), {"hidden": "many"}, "left_alone"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "place", "value", "reason"), BROKEN, ids=lambda part: str(part)[:50])
def test_a_value_that_cannot_be(kind: str, place: Place, value: object, reason: str, load: Load) -> None:
    with pytest.raises(DocumentProblem, match=f"not a complete {kind} document") as problem:
        load(kind, stored(kind, place, value))
    assert reason in problem.value.message
    assert NAME in problem.value.message
    assert problem.value.hint


NEEDED = {
    "scan": "scan scan.id scan.roots totals.files coverage.hidden savings troubles categories findings findings.0.files"
            " findings.0.files.1.path findings.0.files.1.size findings.0.files.1.inode",
    "plan": "schema_version plan plan.host steps steps.0.path steps.0.inode steps.0.action steps.0.type"
            " steps.0.keeper.size steps.0.keeper.inode steps.1.manifest.digest",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "place"), [(kind, place) for kind in NEEDED for place in NEEDED[kind].split()])
def test_what_is_needed_and_is_not_there_is_named(kind: str, place: str, load: Load) -> None:
    parts = [int(part) if part.isdigit() else part for part in place.split(".")]
    with pytest.raises(DocumentProblem, match=f"not a complete {kind} document.*{parts[-1]}"):
        load(kind, stored(kind, (*parts,), GONE))


def places(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every place in a document, of each list only in its first few."""
    each = value.items() if isinstance(value, dict) else enumerate(value[:3]) if isinstance(value, list) else ()
    for key, inner in each:
        yield (*place, key), inner
        yield from places(inner, (*place, key))


@pytest.mark.parametrize("kind", STORED)
def test_a_value_of_another_type_is_refused_in_every_place(kind: str, load: Load) -> None:
    document = json.loads(stored(kind, ("new",), 1))
    del document["new"]
    for place, value in places(document):
        if place[:2] == ("scan", "options"):
            continue  # Kept as it is, whatever options there were.
        other: object = "text" if isinstance(value, list | dict) else [5]
        with pytest.raises(DocumentProblem, match=f"not a complete {kind} document"):
            load(kind, stored(kind, place, other))


@pytest.mark.parametrize("state", ["missing", "folder", "dangling link"])
def test_a_plan_that_cannot_be_read(state: str, tmp_path: Path) -> None:
    file = tmp_path / NAME
    if state == "folder":
        file.mkdir()
    elif state == "dangling link":
        file.symlink_to("nowhere")
    with pytest.raises(DocumentProblem, match=r"cannot be read: (No such file|Is a directory)") as problem:
        find_plan(file)
    assert NAME in problem.value.message
