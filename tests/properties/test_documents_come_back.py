"""Any scan, plan or run with any names is read from its document as it was written, and so is a remembered scan."""

from __future__ import annotations

import io
import json
import tempfile
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanup.documents.parts import PathPart, exact_path
from cleanup.documents.plan import write_plan
from cleanup.documents.run import trashed_to, write_run
from cleanup.documents.scan import load_scan, write_json
from cleanup.model.category import Category, Proof, Unit
from cleanup.model.coverage import Coverage, Passed, Volume
from cleanup.model.finding import NO_KEEPER, Certainty, Findings, Reason
from cleanup.model.inventory import FILE, FOLDER, NO_FOLDER, Inventory
from cleanup.model.plan import Identity, Keeper, Kind, LeftAlone, Manifest, Plan, Step
from cleanup.model.reasons import Measure, Why
from cleanup.model.row import NO_OWNER
from cleanup.model.run import Item, Place, Run, Space, State, Status, Whereabouts
from cleanup.model.scan import Savings, Scan, Share, Sum, Totals
from cleanup.model.thing import Things
from cleanup.model.trouble import Trouble
from cleanup.store.scans import recall, remember
from cleanup.workflow.find_plan import find_plan

HOSTILE = (
    b"\xff\xfe", b"new\nline", b"\x1b[2J", b"\xe2\x80\xaegpj", b"\"quoted\"\\", b"{}", b"%s", b"path_bytes", b"}],",
    "é".encode(), "e\u0301".encode(), b"\xed\xa0\x80", b"\xef\xbf\xbd", b"-rf", b" ", b"=1+1", b"</script>", b"a" * 255,
)  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
# A reason is written as people read it: without control characters, and its number put in.
WORDS = st.text("abc é写", min_size=1, max_size=8)
NAMES = st.sampled_from(HOSTILE) | st.binary(min_size=1, max_size=6).filter(lambda name: not {0, 47} & {*name})
FOLDERS = st.lists(NAMES, max_size=2).map(lambda names: b"/" + b"/".join(names))
PATHS = st.builds(lambda folder, name: folder.rstrip(b"/") + b"/" + name, FOLDERS, NAMES)
MOMENTS = st.datetimes(timezones=st.just(UTC))
TIMES = st.integers(-(2**63), 2**63 - 1) | st.sampled_from([0, 1, -1, 999_999_999, -999_999_999])
COUNTS = st.integers(0, 2**40)
NUMBERS = st.integers(0, 2**63 - 1)
LISTS = {"max_size": 3}
ABOUT = {"tool_version": TEXT, "host": TEXT, "user": TEXT}
IDENTITIES = st.builds(Identity, NUMBERS, NUMBERS, COUNTS, TIMES)
SUMS = st.builds(Sum, COUNTS, COUNTS)
PASSED = st.builds(Passed, COUNTS, COUNTS, COUNTS)
quick = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])


def written(write: Any, value: Any) -> io.BytesIO:
    stream = io.BytesIO()
    write(value, stream)
    stream.seek(0)
    return stream


@st.composite
def steps(draw: st.DrawFn, number: int) -> Step:
    kind = draw(st.sampled_from(Kind))
    identity, manifest = draw(IDENTITIES), None
    if kind is Kind.FOLDER:
        # Its size and its times change with what is in it: the manifest stands for them.
        identity = Identity(identity.device, identity.inode, 0, 0)
        manifest = draw(st.none() | st.builds(Manifest, COUNTS, COUNTS, COUNTS, COUNTS, TIMES, TEXT))
    return draw(
        st.builds(
            Step, st.just(str(number)), PATHS, st.just(kind), st.just(identity), COUNTS, COUNTS, TEXT,
            st.builds(Why, WORDS), keeper=st.none() | st.builds(Keeper, PATHS, IDENTITIES, TEXT),
            manifest=st.just(manifest), proof=st.sampled_from(Proof),
        )
    )  # fmt: skip


PLANS = st.builds(
    Plan, **ABOUT, created_at=MOMENTS, scan=TEXT, scanned_at=st.none() | MOMENTS,
    roots=st.lists(PATHS | st.just(b"/"), **LISTS).map(tuple),
    steps=st.integers(0, 3).flatmap(lambda count: st.tuples(*map(steps, range(count)))),
    left_alone=st.lists(st.builds(LeftAlone, TEXT, COUNTS), **LISTS, unique_by=lambda each: each.code).map(tuple),
)  # fmt: skip


@quick
@given(PLANS)
def test_a_plan(plan: Plan) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.json"
        path.write_bytes(written(write_plan, plan).getvalue())
        assert find_plan(path) == plan


ITEMS = st.builds(
    Item, step=TEXT, path=PATHS, kind=st.sampled_from(Kind), category=TEXT, identity=IDENTITIES, allocated=COUNTS,
    links=COUNTS, size=COUNTS, mover=TEXT, place=st.builds(Place, st.just(b"") | PATHS, NAMES),
    state=st.sampled_from(State), status=st.sampled_from(Status), code=TEXT, message=TEXT,
    restored_to=st.just(b"") | PATHS,
)  # fmt: skip
RUNS = st.builds(
    Run, **ABOUT, id=TEXT, started_at=MOMENTS, finished_at=MOMENTS, scan=TEXT, complete=st.booleans(),
    items=st.lists(ITEMS, **LISTS), space=st.builds(Space, COUNTS, COUNTS, COUNTS), damaged_lines=COUNTS,
)  # fmt: skip


@quick
@given(RUNS, st.none() | st.sampled_from(Whereabouts))
def test_a_run(run: Run, where: Whereabouts | None) -> None:
    now = (where,) * len(run.items) if where else ()
    found = json.load(written(lambda value, stream: write_run(value, stream, now), run))
    assert found["space"] == asdict(run.space)
    assert found["totals"] == {status: run.count(status) for status in Status}
    for name in ("started_at", "finished_at"):
        assert datetime.fromisoformat(found["run"][name]) == getattr(run, name)
    for name in ("host", "user", "complete", "damaged_lines"):
        assert found["run"][name] == getattr(run, name)
    assert (found["run"]["id"] or "", found["run"]["scan"] or "") == (run.id, run.scan)
    for item, result in zip(run.items, found["results"], strict=True):
        for key, path in (("path", item.path), ("trashed_to", trashed_to(item)), ("restored_to", item.restored_to)):
            text, exactly = result.get(key), result.get(f"{key}_bytes")
            assert (exact_path(PathPart(path=text, path_bytes=exactly)) if text else b"") == (path or b"")
        assert result["code"] == (item.code or None)
        for name in ("step", "status", "message", "category", "size"):
            assert result[name] == getattr(item, name)
        assert result["type"] == item.kind
        assert result.get("now") == where


CATEGORIES = st.builds(
    Category, TEXT, TEXT, st.sampled_from(Unit), st.frozensets(st.sampled_from(Kind), min_size=1), st.booleans(),
    st.booleans(), st.booleans(), st.sampled_from(Proof), TEXT, TEXT, TEXT, st.booleans(),
)  # fmt: skip
REASONS = st.builds(Reason, st.builds(Why, TEXT, st.sampled_from(Measure), TEXT), st.just(Certainty.EXACT))


@st.composite
def inventories(draw: st.DrawFn, owners: bool) -> Inventory:
    """Files, folders and links of any names and facts; some are names of one file."""
    names, above = bytearray(), draw(st.lists(FOLDERS, min_size=1, max_size=3, unique=True))
    tables = []
    for kind, count in ((FOLDER, len(above)), (FILE, 4), (FILE, 2)):
        own = draw(st.lists(NAMES, min_size=count, max_size=count, unique=True))
        rows = np.zeros(count, dtype=kind)
        rows["folder"] = NO_FOLDER if kind is FOLDER else draw(st.integers(0, len(above) - 1))
        for row, name in enumerate(above if kind is FOLDER else own):
            rows[row]["name"] = len(names)
            names += name + b"\0"
            for field in ("size", "allocated", "modified", "accessed"):
                rows[row][field] = draw(TIMES if field in {"modified", "accessed"} else COUNTS)
            rows[row]["inode"] = draw(st.integers(2**64 - 5, 2**64 - 1)) if kind is FILE else row
            rows[row]["links"] = 1 if kind is FOLDER else draw(st.integers(1, 2**32 - 1))
            rows[row]["owner"] = draw(st.integers(0, NO_OWNER)) if owners else NO_OWNER
        tables.append(rows)
    folders, files, links = tables
    for rows in (files, links):
        # What is one file by its inode has the same facts under all its names.
        for other in range(len(rows)):
            first = int(np.flatnonzero(rows["inode"] == rows["inode"][other])[0])
            rows[other] = (rows[other]["folder"], *rows[first].tolist()[1:9], rows[other]["name"], rows[first]["owner"])
    return Inventory(files, folders, bytes(names), links)


@st.composite
def scans(draw: st.DrawFn, owners: bool = False) -> Scan:
    inventory = draw(inventories(owners))
    things = Things(inventory)
    known = [*inventory.first.tolist(), *range(things.folders_begin, things.count)]
    found = []
    for category in draw(st.lists(CATEGORIES, max_size=2, unique_by=lambda each: each.name)):
        fit = [thing for thing in known if things.kind(thing) in category.takes]
        groups = draw(st.lists(st.lists(st.sampled_from(fit), min_size=1, max_size=3, unique=True), max_size=3))
        members = [thing for group in groups for thing in group]
        numbers = {"min_size": len(groups), "max_size": len(groups)}
        reasons = draw(st.lists(REASONS, min_size=1, max_size=3))
        reasoned = draw(st.lists(st.integers(0, len(reasons) - 1), **numbers)) if len(reasons) > 1 else []
        digests = draw(st.booleans()) and bool(groups)
        found.append(
            Findings(
                category=category,
                reasons=tuple(reasons),
                members=np.array(members, dtype=np.int64),
                starts=np.cumsum([0, *map(len, groups)], dtype=np.int64),
                details=np.array(draw(st.lists(NUMBERS, **numbers)), dtype=np.int64),
                reasoned=np.array(reasoned, dtype=np.uint16),
                digests=np.array(draw(st.lists(st.tuples(NUMBERS, NUMBERS), **numbers)) if digests else [],
                                 dtype=np.uint64).reshape(-1, 2),
                method="xxh3_128" if digests else "",
                keepers=np.array([draw(st.sampled_from([NO_KEEPER, *group])) for group in groups], dtype=np.int64),
                reclaimable=np.array(draw(st.lists(NUMBERS, **numbers)), dtype=np.int64),
                frees=np.arange(len(members), dtype=np.int64) if draw(st.booleans()) else np.zeros(0, dtype=np.int64),
            )
        )  # fmt: skip
    return draw(
        st.builds(
            Scan, **ABOUT, id=TEXT, started_at=MOMENTS, finished_at=MOMENTS,
            roots=st.lists(PATHS, **LISTS).map(tuple), complete=st.booleans(),
            options=st.dictionaries(TEXT, TEXT | st.none() | st.booleans() | COUNTS | st.lists(TEXT, **LISTS), **LISTS),
            totals=st.builds(Totals, COUNTS, COUNTS, COUNTS, COUNTS),
            coverage=st.builds(Coverage, PASSED, PASSED, PASSED, PASSED, PASSED, PASSED,
                               st.lists(PATHS, **LISTS).map(tuple)),
            volumes=st.lists(st.builds(Volume, TEXT, TEXT, st.booleans(), TEXT), **LISTS).map(tuple),
            inventory=st.just(inventory), findings=st.just(tuple(found)),
            savings=st.builds(Savings, SUMS, SUMS, SUMS,
                              st.dictionaries(TEXT, st.builds(Share, COUNTS, COUNTS, COUNTS), **LISTS),
                              st.lists(st.tuples(PATHS, COUNTS), **LISTS).map(tuple), COUNTS),
            troubles=st.lists(st.builds(Trouble, PATHS, TEXT, TEXT, TEXT), **LISTS).map(tuple),
        )
    )  # fmt: skip


def assert_same(found: Scan, scan: Scan) -> None:
    for field in fields(Scan):
        if field.name not in {"inventory", "findings"}:
            assert getattr(found, field.name) == getattr(scan, field.name), field.name
    assert [each.category for each in found.findings] == [each.category for each in scan.findings]
    assert list(found.each_finding()) == list(scan.each_finding())
    assert written(write_json, found).getvalue() == written(write_json, scan).getvalue()


@quick
@given(scans())
def test_a_scan(scan: Scan) -> None:
    """In the lines we write, and where another program or a pipe brings it in another form."""
    scan = scan.with_what_is_judged()
    document = written(write_json, scan)
    assert_same(load_scan(document, "scan.json"), scan)
    again = load_scan(io.BytesIO(document.getvalue().replace(b"\n", b"\n\n")), "scan.json")
    assert_same(again, scan)
    assert written(write_json, again).getvalue() == document.getvalue()


@settings(quick, max_examples=20)
@given(scans(owners=True))
def test_a_remembered_scan(scan: Scan) -> None:
    scan = scan.with_what_is_judged()
    with tempfile.TemporaryDirectory() as folder:
        remember(Path(folder), scan)
        assert_same(recall(Path(folder), scan.id), scan)
