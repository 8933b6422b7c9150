"""Plan documents for people: a step a line, reasons as they read them, and what they may change by hand."""

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

from cleanup.documents.plan import write_plan
from cleanup.model.plan import Identity, Keeper, Kind, LeftAlone, Manifest, Plan, Step, amounts_of
from cleanup.model.reasons import Measure, Why
from cleanup.workflow.find_plan import find_plan

NOW = datetime(2026, 9, 19, 12, 0, 0, 123456, tzinfo=UTC)
IDENTITY = Identity(1, 2, 3, 1_234_567_890_123_456_789)
KEEPER = Keeper(b"/kept \xff", Identity(1, 9, 3, -1))
STEP = Step("1", b"/x", Kind.FILE, IDENTITY, 4096, 1, "duplicates", Why("so"), keeper=KEEPER)
FOLDER = Step(
    "2", b"/folder", Kind.FOLDER, Identity(1, 5, 0, 0), 4096, 1, "large", Why("so"),
    manifest=Manifest(1, 2, 3, 4, 5, "digest"),
)  # fmt: skip

Document = dict[str, Any]
Change = Callable[[Document], object]


def written(*steps: Step) -> bytes:
    plan = Plan("1.0", NOW, "host", "user", "scan-1", NOW, (b"/", b"/r\xff"), steps, (LeftAlone("hidden", 3),))
    stream = io.BytesIO()
    write_plan(plan, stream)
    return stream.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "plan.json"


def edited(file: Path, change: Change) -> Plan:
    """The plan of a document of two steps after a change by hand."""
    document = json.loads(written(STEP, FOLDER))
    change(document)
    file.write_text(json.dumps(document, indent=2))
    return find_plan(file)


def test_the_reason_is_written_as_people_read_it_and_stays_so(file: Path) -> None:
    file.write_bytes(written(replace(STEP, why=Why("over {}", Measure.BYTES), detail=5_000_000)))
    (found,) = find_plan(file).steps
    assert found.why == Why("over 5.0 MB")
    file.write_bytes(written(found))
    assert find_plan(file).steps == (found,)


def test_each_step_is_a_line_and_all_is_json() -> None:
    steps = (STEP, FOLDER, replace(STEP, path=b"/z\n", id="3"))
    content = written(*steps)
    document = json.loads(content)
    for step in steps:
        (line,) = (line for line in content.splitlines() if b'"id":"%s"' % step.id.encode() in line)
        assert line.count(b'"id":') == 1
    amounts = amounts_of(steps)
    assert document["totals"] == {
        "files": amounts.things, "bytes": amounts.size, "reclaimable_bytes": amounts.reclaimable, "folders": 1,
    }  # fmt: skip


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


@pytest.mark.parametrize("time", ["2026-01-01T02:00:00.000000005+02:00", "2025-12-31T19:00:00.000000005-05:00"])
def test_a_time_with_a_zone_is_that_moment(time: str, file: Path) -> None:
    """People and other programs write ``+02:00``: it must not be taken for another moment."""
    found = edited(file, lambda document: document["steps"][0].update(modified=time))
    moment = datetime(2026, 1, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    assert found.steps[0].identity.modified == moment // timedelta(microseconds=1) * 1000 + 5


@pytest.mark.slow
def test_a_document_of_a_hundred_thousand_steps_is_read(file: Path) -> None:
    file.write_bytes(
        written(*(replace(STEP, path=b"/folder/%d" % number, id=str(number)) for number in range(100_000)))
    )
    found = find_plan(file)
    assert len(found.steps) == 100_000
    assert found.steps[-1].path == b"/folder/99999"
    assert os.path.getsize(file) < 100_000 * 550
