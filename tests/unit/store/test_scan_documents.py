"""JSON documents of scans: they come back as they were; what is not a whole one is refused."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleanup.documents.scan import load_scan, write_json
from cleanup.model.errors import DocumentProblem
from cleanup.model.scan import Scan

STORED = Path(__file__).parents[2] / "journeys" / "data" / "everything.json"


def as_json(scan: Scan) -> bytes:
    stream = io.BytesIO()
    write_json(scan, stream)
    return stream.getvalue()


def stored(*place: str | int, value: object = None) -> bytes:
    """The stored document, with another value in a place, or without that place where no value is given."""
    document = json.loads(STORED.read_bytes())
    within: Any = document
    for key in place[:-1]:
        within = within[key]
    if value is None:
        del within[place[-1]]
    else:
        within[place[-1]] = value
    return json.dumps(document).encode()


def test_a_real_scan_comes_back_as_it_was(scanned: Scan) -> None:
    again = load_scan(io.BytesIO(as_json(scanned)), "x.json")
    assert as_json(again) == as_json(scanned)
    for name in ("id", "started_at", "finished_at", "roots", "options", "totals", "coverage", "savings", "volumes"):
        assert getattr(again, name) == getattr(scanned, name)


def test_what_files_share_with_others_comes_back(scanned: Scan) -> None:
    sharing = replace(scanned, savings=replace(scanned.savings, shared_bytes=4096))
    assert json.loads(as_json(sharing))["savings"]["shared_bytes"] == 4096
    assert load_scan(io.BytesIO(as_json(sharing)), "x.json").savings == sharing.savings


def has_all_of(new: Any, old: Any) -> bool:
    """Whether all that stood in an old document stands in a new one; keys are only added."""
    if isinstance(old, dict):
        return all(key in new and has_all_of(new[key], value) for key, value in old.items())
    if isinstance(old, list):
        return len(new) == len(old) and all(map(has_all_of, new, old))
    return new == old


def test_the_stored_document_of_version_1_comes_back_as_it_was() -> None:
    scan = load_scan(io.BytesIO(STORED.read_bytes()), "x.json")
    document = json.loads(STORED.read_bytes())
    assert has_all_of(json.loads(as_json(scan)), document)
    assert scan.roots == (b"/srv/bad\xff", b"/srv/share")[::-1]
    findings = list(scan.each_finding())
    assert findings[0].files[1].modified == -500_000_000
    assert findings[0].files[0].modified % 10**9 == 123_456_789
    assert findings[0].files[1].also == (b"/srv/share/Videos of the whole family/same.mp4",)
    assert findings[1].files[1].path.endswith(b"/\xe5\x90\x8d\xff.jpg")
    assert findings[0].files[findings[0].keeper or 0].inode == 11
    assert scan.troubles[2].path == b"/srv/share/\xff"


def test_keys_of_a_later_program_are_passed_over() -> None:
    document = json.loads(STORED.read_bytes())
    document["new"] = document["scan"]["new"] = document["findings"][0]["new"] = {"anything": 1}
    assert load_scan(io.BytesIO(json.dumps(document).encode()), "x").id == "20240316-101500-beef"


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_document_cut_off(part: float) -> None:
    content = STORED.read_bytes().rstrip()
    with pytest.raises(DocumentProblem, match=r"“x.json” is not a whole scan document"):
        load_scan(io.BytesIO(content[: int(len(content) * part)]), "x.json")


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[]", b"{}", b"\xff\xfe", b'{"schema_version": 1}', b"<html>", b"1"]
)
def test_something_else(content: bytes) -> None:
    with pytest.raises(DocumentProblem, match=r"“x.json” is not a whole scan document"):
        load_scan(io.BytesIO(content), "x.json")


@pytest.mark.parametrize("place", [("kind",), ("tool", "name")])
def test_a_document_of_something_else(place: tuple[str, ...]) -> None:
    with pytest.raises(DocumentProblem, match="not a scan of cleanup"):
        load_scan(io.BytesIO(stored(*place, value="other")), "x.json")


def test_a_document_of_a_newer_version() -> None:
    with pytest.raises(DocumentProblem, match=r"newer cleanup \(0\.1\.0\)") as problem:
        load_scan(io.BytesIO(stored("schema_version", value=2)), "x.json")
    assert problem.value.hint == "Use that version, or scan again."


FILE = ("findings", 0, "files", 1)


@pytest.mark.parametrize(
    "place",
    [("scan",), ("scan", "id"), ("scan", "roots"), ("totals", "files"), ("coverage", "hidden"), ("savings",),
     ("findings",),
     ("troubles",), ("categories",), ("findings", 0, "files"), (*FILE, "path"), (*FILE, "size"), (*FILE, "inode")],
    ids=lambda place: "-".join(map(str, place)),
)  # fmt: skip
def test_a_key_is_missing(place: tuple[str | int, ...]) -> None:
    with pytest.raises(DocumentProblem, match="is not a whole scan document"):
        load_scan(io.BytesIO(stored(*place)), "x.json")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ((*FILE, "size"), "big"),
        ((*FILE, "size"), 1.5),
        ((*FILE, "size"), 2**63),
        ((*FILE, "inode"), -1),
        ((*FILE, "inode"), 2**64),
        ((*FILE, "links"), 2**32),
        ((*FILE, "modified"), "yesterday"),
        ((*FILE, "modified"), "9999-01-01T00:00:00Z"),
        ((*FILE, "modified"), "2020-01-01T00:00:00.123+05:00Z"),
        ((*FILE, "path"), ["a"]),
        ((*FILE, "path"), "/nul\0byte"),
        ((*FILE, "path"), ""),
        ((*FILE, "path"), "relative"),
        ((*FILE, "path"), "/folder/"),
        ((*FILE, "path_bytes"), "not base64!"),
        ((*FILE, "path_bytes"), "L3gA"),  # /x and a NUL byte
        ((*FILE, "path_bytes"), ""),
        ((*FILE, "path_bytes"), "cmVsYXRpdmU="),
        ((*FILE, "keep"), "yes"),
        ((*FILE, "also"), "same"),
        (("findings", 0, "digest"), "md5:00"),
        (("findings", 0, "digest"), "xxh3_128:zz"),
        (("findings", 0, "digest"), "xxh3_128:0001"),
        (("findings", 0, "certainty"), "maybe"),
        (("findings", 0, "files"), []),
        (("findings", 2, "files"), []),
        (("findings", 0, "category"), "unheard-of"),
        (("findings", 0, "detail"), 2**63),
        (("findings", 0, "reclaimable_bytes"), 2**64),
        (("categories", "large", "measure"), "length"),
        (("scan", "started_at"), "soon"),
        (("scan", "roots"), ["/only one"]),
        (("scan", "root_bytes"), ["!"]),
        (("scan", "complete"), "yes"),
        (("totals", "files"), None.__class__.__name__),
        (("coverage", "hidden"), 5),
        (("volumes",), [{"path": 1}]),
        (("troubles", 0, "path_bytes"), "?"),
        (("savings", "by_category", "large"), 7),
        (("schema_version",), "1"),
        (("schema_version",), 0),
        (("schema_version",), -1),
    ],
    ids=lambda part: "-".join(map(str, part)) if isinstance(part, tuple) else str(part)[:20],
)  # fmt: skip
def test_a_value_that_cannot_be(place: tuple[str | int, ...], value: object) -> None:
    with pytest.raises(DocumentProblem) as problem:
        load_scan(io.BytesIO(stored(*place, value=value)), "x.json")
    assert "“x.json”" in problem.value.message


def test_a_group_with_two_kept_copies_is_refused() -> None:
    with pytest.raises(DocumentProblem):
        load_scan(io.BytesIO(stored(*FILE, "keep", value=True)), "x.json")


def test_a_path_that_names_other_bytes_is_given_by_its_bytes() -> None:
    path = base64.b64encode(b"/srv/other\xff").decode()
    scan = load_scan(io.BytesIO(stored(*FILE, "path_bytes", value=path)), "x.json")
    assert b"/srv/other\xff" in [file.path for file in next(scan.each_finding()).files]
