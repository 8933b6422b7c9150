"""Documents that are no good are refused in one sentence with their name and the reason, whatever is wrong."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleanup.documents.plan import find_plan
from cleanup.documents.scan import load_scan
from cleanup.model.errors import DocumentProblem

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
        with pytest.raises(DocumentProblem, match=f"not a whole {kind} document"):
            load(kind, content[:end])


@pytest.mark.parametrize("kind", STORED)
@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"\0" * 100, b'"plan"', b"{}", b"1", b"<html>", b'{"schema_version": 1}',
     b'{"schema_version": 1, "kind": "plan", "tool": {"name": "cleanup", "version": "\xff"}}', b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_document(kind: str, content: bytes, load: Load) -> None:
    with pytest.raises(DocumentProblem, match=f"not a whole {kind} document") as problem:
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
ALL = [("schema_version", "1", "schema_version"), ("schema_version", 0, "schema_version 0"), ("schema_version", -1, "")]
BROKEN: list[tuple[str, Place, object, str]] = [
    *((kind, (key,), value, reason) for kind in STORED for key, value, reason in ALL),
    ("scan", ("scan",), GONE, "scan"),
    ("scan", ("scan", "id"), GONE, "id"),
    ("scan", ("scan", "roots"), GONE, "roots"),
    ("scan", ("scan", "started_at"), "soon", "started_at"),
    ("scan", ("scan", "roots"), ["/only one"], ""),
    ("scan", ("scan", "root_bytes"), ["!"], ""),
    ("scan", ("scan", "complete"), "yes", "complete"),
    ("scan", ("totals", "files"), GONE, "files"),
    ("scan", ("totals", "files"), "many", "files"),
    ("scan", ("coverage", "hidden"), GONE, "hidden"),
    ("scan", ("coverage", "hidden"), 5, "hidden"),
    ("scan", ("volumes",), [{"path": 1}], "volumes"),
    ("scan", ("savings",), GONE, "savings"),
    ("scan", ("savings", "by_category", "large"), 7, "by_category"),
    ("scan", ("troubles",), GONE, "troubles"),
    ("scan", ("troubles", 0, "path_bytes"), "?", ""),
    ("scan", ("categories",), GONE, "categories"),
    ("scan", ("categories", "large", "measure"), "length", "measure"),
    ("scan", ("findings",), GONE, "findings"),
    ("scan", ("findings", 0, "files"), GONE, "files"),
    ("scan", ("findings", 0, "files"), [], "without files"),
    ("scan", ("findings", 2, "files"), [], "without files"),
    ("scan", ("findings", 0, "digest"), "md5:00", "not a digest"),
    ("scan", ("findings", 0, "digest"), "xxh3_128:zz", ""),
    ("scan", ("findings", 0, "digest"), "xxh3_128:0001", "not a digest"),
    ("scan", ("findings", 1, "certainty"), "maybe", "$.findings[1].certainty"),
    ("scan", ("findings", 0, "category"), "unheard-of", "the unknown category “unheard-of”"),
    ("scan", ("findings", 0, "detail"), 2**63, ""),
    ("scan", ("findings", 0, "reclaimable_bytes"), 2**64, ""),
    ("scan", (*FILE, "path"), GONE, "path"),
    ("scan", (*FILE, "path"), ["a"], "path"),
    ("scan", (*FILE, "path"), "/nul\0byte", "not an absolute path"),
    ("scan", (*FILE, "path"), "", "not an absolute path"),
    ("scan", (*FILE, "path"), "relative", "“relative” is not an absolute path"),
    ("scan", (*FILE, "path"), "/folder/", "without a name"),
    ("scan", (*FILE, "path_bytes"), "not base64!", ""),
    ("scan", (*FILE, "path_bytes"), "L3gA", "not an absolute path"),  # /x and a NUL byte
    ("scan", (*FILE, "path_bytes"), "", "not an absolute path"),
    ("scan", (*FILE, "path_bytes"), "cmVsYXRpdmU=", "not an absolute path"),
    ("scan", (*FILE, "size"), GONE, "size"),
    ("scan", (*FILE, "size"), "big", "size"),
    ("scan", (*FILE, "size"), 1.5, "size"),
    ("scan", (*FILE, "size"), 2**63, ""),
    ("scan", (*FILE, "inode"), GONE, "inode"),
    ("scan", (*FILE, "inode"), -1, ""),
    ("scan", (*FILE, "inode"), 2**64, ""),
    ("scan", (*FILE, "links"), 2**32, ""),
    ("scan", (*FILE, "modified"), "yesterday", "yesterday"),
    ("scan", (*FILE, "modified"), "9999-01-01T00:00:00Z", ""),
    ("scan", (*FILE, "modified"), "2020-01-01T00:00:00.123+05:00Z", "not a time"),
    ("scan", (*FILE, "keep"), "yes", "keep"),
    ("scan", (*FILE, "keep"), True, "two kept copies"),
    ("scan", (*FILE, "also"), "same", "also"),
    ("plan", (*STEP, "path"), "x", "“x” is not an absolute path"),
    ("plan", (*STEP, "path"), "", "not an absolute path"),
    ("plan", (*STEP, "path"), "/x\0", "not an absolute path"),
    ("plan", (*STEP, "path_bytes"), "eA==", "not an absolute path"),
    ("plan", (*STEP, "path_bytes"), "!", ""),
    ("plan", (*STEP, "path_bytes"), "L3gA", "not an absolute path"),
    ("plan", (*STEP, "path"), ["/x"], "path"),
    *(("plan", (*STEP, key), GONE, key) for key in ("path", "inode", "action")),
    ("plan", (*STEP, "modified"), 0, "modified"),
    ("plan", (*STEP, "modified"), "2024-01-01T00:00:00.-5Z", ""),
    ("plan", (*KEEPER, "path_bytes"), "L3gA", "not an absolute path"),
    ("plan", (*KEEPER, "size"), GONE, "size"),
    ("plan", ("schema_version",), GONE, "schema_version"),
    ("plan", (*STEP, "size"), -1, "a negative number in step 1"),
    ("plan", (*STEP, "links"), -1, "a negative number in step 1"),
    ("plan", (*STEP, "allocated_bytes"), -1, "a negative number in step 1"),
    ("plan", (*STEP, "size"), "big", "size"),
    ("plan", (*STEP, "size"), 1.5, "size"),
    ("plan", (*STEP, "size"), None, "size"),
    ("plan", (*STEP, "action"), "erase", "action"),
    ("plan", (*STEP, "type"), "pipe", "type"),
    ("plan", (*STEP, "type"), GONE, "type"),
    ("plan", (*STEP, "id"), 1, "id"),
    ("plan", (*STEP, "id"), "2", "two steps with the same id"),
    ("plan", (*STEP, "modified"), "soon", "soon"),
    ("plan", (*STEP, "modified"), "", "not a time"),
    ("plan", (*STEP, "modified"), "2026-02-30T00:00:00Z", ""),
    ("plan", (*STEP, "modified"), "2026-01-01T00:00:00.xZ", ""),
    ("plan", KEEPER, "/kept", "keeper"),
    ("plan", (*KEEPER, "path_bytes"), "a2VwdA==", "not an absolute path"),
    ("plan", (*KEEPER, "inode"), GONE, "inode"),
    ("plan", MANIFEST, [], "manifest"),
    ("plan", (*MANIFEST, "digest"), GONE, "digest"),
    ("plan", (*MANIFEST, "size"), "big", "manifest"),
    ("plan", ("plan",), GONE, "plan"),
    ("plan", ("plan", "host"), GONE, "host"),
    ("plan", ("plan", "created_at"), "now", "created_at"),
    ("plan", ("plan", "roots", 1), {"path": "r"}, "not an absolute path"),
    ("plan", ("plan", "roots", 1), "/r", "roots"),
    ("plan", ("left_alone",), [], "left_alone"),
    ("plan", ("left_alone",), {"hidden": "many"}, "left_alone"),
    ("plan", ("steps",), GONE, "steps"),
    ("plan", ("steps",), {}, "steps"),
    ("plan", ("steps", 0), "x", "steps"),
]


@pytest.mark.parametrize(("kind", "place", "value", "reason"), BROKEN, ids=lambda part: str(part)[:50])
def test_a_value_that_cannot_be(kind: str, place: Place, value: object, reason: str, load: Load) -> None:
    with pytest.raises(DocumentProblem, match=f"not a whole {kind} document") as problem:
        load(kind, stored(kind, place, value))
    assert reason in problem.value.message
    assert NAME in problem.value.message
    assert problem.value.hint


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
