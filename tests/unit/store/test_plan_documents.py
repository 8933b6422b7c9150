"""Plan documents: read back as they were written, edited by people, and refused with a reason when they are broken."""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cleanup.documents.plan import find_plan, write_plan
from cleanup.model.errors import DocumentProblem
from cleanup.model.finding import Measure, Why
from cleanup.model.plan import Identity, Keeper, Kind, LeftAlone, Manifest, Plan, Step, amounts_of

NOW = datetime(2026, 9, 19, 12, 0, 0, 123456, tzinfo=UTC)
IDENTITY = Identity(1, 2, 3, 1_234_567_890_123_456_789)
KEEPER = Keeper(b"/kept \xff", Identity(1, 9, 3, -1))
NAMES = [
    b"plain", b"\xff\xfe", b"new\nline", b"\x1b[2J", b"\xe2\x80\xaegpj", b"\"quoted\"\\", b"{}", b"%s", b"path_bytes",
    "é".encode(), "e\u0301".encode(), b"\xed\xa0\x80", b"\xef\xbf\xbd", b"-rf", b" ", b"=1+1", b"</script>", b"a" * 255,
]  # fmt: skip


def a_step(path: bytes = b"/x", **changes: Any) -> Step:
    step = Step("1", path, Kind.FILE, IDENTITY, 4096, 1, "large", Why("so"))
    return replace(step, **changes)


FOLDER = a_step(
    b"/folder", id="2", kind=Kind.FOLDER, identity=Identity(1, 5, 0, 0), manifest=Manifest(1, 2, 3, 4, 5, "digest")
)


def a_plan(*steps: Step, **changes: Any) -> Plan:
    plan = Plan("1.0", NOW, "host", "user", "scan-1", NOW, (b"/", b"/r\xff"), steps, (LeftAlone("hidden", 3),))
    return replace(plan, **changes)


def written(plan: Plan) -> bytes:
    stream = io.BytesIO()
    write_plan(plan, stream)
    return stream.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "plan \udcff.json"


def read_back(plan: Plan, file: Path) -> Plan:
    file.write_bytes(written(plan))
    return find_plan(file)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_comes_back_byte_for_byte(file: Path, name: bytes) -> None:
    path = b"/folder/" + name
    keeper = Keeper(b"/kept/" + name, IDENTITY)
    plan = a_plan(a_step(path, keeper=keeper), roots=(path,))
    assert read_back(plan, file) == plan
    if b"\xff" not in name and name != b"\xed\xa0\x80":
        assert b'path_bytes":' not in written(plan)


def test_everything_comes_back(file: Path) -> None:
    plan = a_plan(
        a_step(keeper=KEEPER, category="duplicates"), FOLDER, a_step(b"/l", id="3", kind=Kind.LINK, links=4),
        left_alone=(LeftAlone("hidden", 3), LeftAlone("other-names", 2**40)),
    )  # fmt: skip
    assert read_back(plan, file) == plan
    empty = a_plan(scan="", scanned_at=None, roots=(), left_alone=())
    assert read_back(empty, file) == empty


@pytest.mark.parametrize("modified", [0, 1, -1, 10**18, -(10**18), 999_999_999, -999_999_999, 253402300799 * 10**9])
def test_times_keep_their_nanoseconds(file: Path, modified: int) -> None:
    plan = a_plan(a_step(identity=Identity(1, 2, 3, modified)))
    assert read_back(plan, file).steps[0].identity.modified == modified


def test_the_reason_is_written_as_people_read_it_and_stays_so(file: Path) -> None:
    plan = a_plan(a_step(why=Why("over {}", Measure.BYTES), detail=5_000_000))
    found = read_back(plan, file)
    assert found.steps[0].why == Why("over 5.0 MB")
    assert read_back(found, file) == found


def test_each_step_is_a_line_and_all_is_json() -> None:
    plan = a_plan(a_step(), FOLDER, a_step(b"/z\n", id="3"))
    content = written(plan)
    document = json.loads(content)
    assert document["schema_version"] == 1
    assert (document["kind"], document["tool"]) == ("plan", {"name": "cleanup", "version": "1.0"})
    for step in plan.steps:
        (line,) = (line for line in content.splitlines() if b'"id":"%s"' % step.id.encode() in line)
        assert line.count(b'"id":') == 1
    amounts = amounts_of(plan.steps)
    assert document["totals"] == {
        "files": amounts.things, "bytes": amounts.size, "reclaimable_bytes": amounts.reclaimable,
    }  # fmt: skip


Document = dict[str, Any]
Change = Callable[[Document], object]


def edited(file: Path, change: Change) -> Plan:
    """The plan of a document of two steps after a change by hand."""
    document = json.loads(written(a_plan(a_step(keeper=KEEPER, category="duplicates"), FOLDER)))
    change(document)
    file.write_text(json.dumps(document, indent=2))
    return find_plan(file)


def test_steps_may_be_taken_out_or_put_in_another_order(file: Path) -> None:
    found = edited(file, lambda document: document["steps"].pop(0))
    assert [step.id for step in found.steps] == ["2"]
    found = edited(file, lambda document: document["steps"].reverse())
    assert [step.id for step in found.steps] == ["2", "1"]
    assert edited(file, lambda document: document["steps"].clear()).steps == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.pop("totals"),
        lambda document: document.pop("left_alone"),
        lambda document: document["steps"][0].pop("why"),
        lambda document: document["steps"][0].update(note="mine", why=""),
        lambda document: document.update(comment=["anything"]),
        lambda document: document["plan"].update(note="mine"),
        lambda document: document["steps"][1].update(keeper=None),
        lambda document: document["tool"].update(version="0.0.1"),
    ],
)
def test_what_people_add_or_leave_out_does_no_harm(file: Path, change: Change) -> None:
    found = edited(file, change)
    assert [step.path for step in found.steps] == [b"/x", b"/folder"]
    assert found.steps[0].keeper == KEEPER
    assert found.steps[1].manifest == FOLDER.manifest


def test_an_edited_text_of_a_path_does_not_change_its_bytes_where_those_stand(file: Path) -> None:
    exact = base64.b64encode(b"/real\xff").decode()
    found = edited(file, lambda document: document["steps"][0].update(path="/edited", path_bytes=exact))
    assert found.steps[0].path == b"/real\xff"


def in_step(key: str, value: object) -> Change:
    return lambda document: document["steps"][0].update({key: value})


def in_keeper(key: str, value: object) -> Change:
    return lambda document: document["steps"][0]["keeper"].update({key: value})


def in_manifest(key: str, value: object) -> Change:
    return lambda document: document["steps"][1]["manifest"].update({key: value})


BROKEN: dict[str, tuple[Change, str]] = {
    "relative path": (in_step("path", "x"), "“x” is not an absolute path"),
    "empty path": (in_step("path", ""), "not an absolute path"),
    "NUL": (in_step("path", "/x\0"), "not an absolute path"),
    "relative bytes": (in_step("path_bytes", "eA=="), "not an absolute path"),
    "no base64": (in_step("path_bytes", "!"), "not a whole plan"),
    "relative keeper": (in_keeper("path_bytes", "a2VwdA=="), "not an absolute path"),
    "keeper of another kind": (in_step("keeper", "/kept"), r"keeper"),
    "keeper without inode": (lambda document: document["steps"][0]["keeper"].pop("inode"), "inode"),
    "relative root": (lambda document: document["plan"]["roots"].append({"path": "r"}), "not an absolute path"),
    "root of another kind": (lambda document: document["plan"]["roots"].append("/r"), "roots"),
    "negative size": (in_step("size", -1), "a negative number in step 1"),
    "negative links": (in_step("links", -1), "a negative number in step 1"),
    "negative blocks": (in_step("allocated_bytes", -1), "a negative number in step 1"),
    "size in words": (in_step("size", "big"), r"size"),
    "size of a fraction": (in_step("size", 1.5), r"size"),
    "size of nothing": (in_step("size", None), r"size"),
    "action": (in_step("action", "erase"), r"action"),
    "time": (in_step("modified", "soon"), "soon"),
    "empty time": (in_step("modified", ""), "not a whole plan"),
    "time of no day": (in_step("modified", "2026-02-30T00:00:00Z"), "not a whole plan"),
    "time with letters behind the point": (in_step("modified", "2026-01-01T00:00:00.xZ"), "not a whole plan"),
    "id twice": (lambda document: document["steps"][1].update(id="1"), "two steps with the same id"),
    "id of another kind": (in_step("id", 1), r"id"),
    "manifest of another kind": (lambda document: document["steps"][1].update(manifest=[]), r"manifest"),
    "manifest without digest": (lambda document: document["steps"][1]["manifest"].pop("digest"), "digest"),
    "manifest in words": (in_manifest("size", "big"), r"manifest"),
    "left alone": (lambda document: document.update(left_alone=[]), r"left_alone"),
    "left alone in words": (lambda document: document.update(left_alone={"hidden": "many"}), r"left_alone"),
    "no steps": (lambda document: document.pop("steps"), "steps"),
    "steps of another kind": (lambda document: document.update(steps={}), r"steps"),
    "a step of another kind": (lambda document: document["steps"].append("x"), r"steps"),
    "no head": (lambda document: document.pop("plan"), "plan"),
    "no host": (lambda document: document["plan"].pop("host"), "host"),
    "time of making": (lambda document: document["plan"].update(created_at="now"), "created_at"),
    "version nought": (lambda document: document.update(schema_version=0), "schema_version 0"),
    "version in words": (lambda document: document.update(schema_version="1"), "schema_version"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_document_is_refused_with_its_name_and_the_reason(file: Path, change: Change, reason: str) -> None:
    with pytest.raises(DocumentProblem, match="not a whole plan document") as problem:
        edited(file, change)
    assert reason in problem.value.message
    assert "plan \udcff.json" in problem.value.message
    assert problem.value.hint


@pytest.mark.parametrize("change", [in_step("type", "pipe"), lambda document: document["steps"][0].pop("type")])
def test_a_kind_that_cannot_move_is_refused(file: Path, change: Change) -> None:
    with pytest.raises(DocumentProblem, match="not a whole plan document"):
        edited(file, change)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"\0" * 100, b'"plan"', b"{}", b'{"kind": "plan"}', b"not json",
     b'{"schema_version": 1, "kind": "plan", "tool": {"name": "cleanup", "version": "\xff"}}', b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_document_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(DocumentProblem) as problem:
        find_plan(file)
    assert "plan \udcff.json" in problem.value.message


@pytest.mark.parametrize(("key", "value"), [("kind", "scan"), ("tool", {"name": "other", "version": "1"})])
def test_another_document_is_told_apart(file: Path, key: str, value: object) -> None:
    with pytest.raises(DocumentProblem, match="but not a plan of cleanup"):
        edited(file, lambda document: document.update({key: value}))


def test_a_newer_document_names_the_version_that_can_read_it(file: Path) -> None:
    def newer(document: Document) -> None:
        document.update(schema_version=2, steps="of another form")
        document["tool"]["version"] = "99.9"

    with pytest.raises(DocumentProblem, match=r"newer cleanup \(99.9\)"):
        edited(file, newer)


def test_a_document_cut_anywhere_is_no_plan(file: Path) -> None:
    content = written(a_plan(a_step(keeper=KEEPER), FOLDER)).rstrip()
    for end in range(len(content)):
        file.write_bytes(content[:end])
        with pytest.raises(DocumentProblem):
            find_plan(file)
    file.write_bytes(content)
    assert len(find_plan(file).steps) == 2


@pytest.mark.parametrize("state", ["missing", "folder", "dangling link"])
def test_a_file_that_cannot_be_read_is_named_with_the_reason(file: Path, state: str) -> None:
    if state == "folder":
        file.mkdir()
    elif state == "dangling link":
        file.symlink_to("nowhere")
    with pytest.raises(DocumentProblem, match=r"cannot be read: (No such file|Is a directory)") as problem:
        find_plan(file)
    assert "plan \udcff.json" in problem.value.message


def test_a_time_with_a_zone_is_that_moment_or_refused(file: Path) -> None:
    """People and other programs write ``+02:00``: it must not be taken for another moment."""
    try:
        found = edited(file, in_step("modified", "2026-01-01T02:00:00.000000005+02:00"))
    except DocumentProblem:
        return
    moment = datetime(2026, 1, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    assert found.steps[0].identity.modified == moment // timedelta(microseconds=1) * 1000 + 5


def test_a_document_of_a_hundred_thousand_steps_is_read(file: Path) -> None:
    plan = a_plan(*(a_step(b"/folder/%d" % number, id=str(number)) for number in range(100_000)))
    found = read_back(plan, file)
    assert len(found.steps) == 100_000
    assert found.steps[-1].path == b"/folder/99999"
    assert os.path.getsize(file) < 100_000 * 400
