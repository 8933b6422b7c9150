"""What earlier versions wrote is opened, and says the same: ``data/`` has a folder for each of them.

All were made by the real program, of one small home with hostile names: scans, plans, runs, journals and the database
of remembered scans.
"""

from __future__ import annotations

import io
import json
import lzma
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from cleanup.act.history import replay
from cleanup.act.journal import run_files
from cleanup.cli.formats import FORMATS
from cleanup.documents.plan import write_plan
from cleanup.documents.run import write_freed, write_run, write_undone
from cleanup.documents.scan import load_scan, write_json
from cleanup.find import FINDERS
from cleanup.model.row import NO_OWNER
from cleanup.model.run import Freed, Item, Result, Status, Undone
from cleanup.report.style import PageStyle
from cleanup.store.scans import recall
from cleanup.workflow.find_plan import find_plan

DATA = Path(__file__).with_name("data")
EVERYTHING = DATA.parents[1] / "journeys" / "data" / "everything.json"


def stored(name: str) -> list[Any]:
    """One of these from each version that has it."""
    return [pytest.param(path, id=path.parent.name) for path in sorted(DATA.glob(f"*/{name}"))]


def says(new: Any, old: Any) -> bool:
    """Whether all that stood in an old document stands in a new one; keys are only added."""
    if isinstance(old, dict):
        return all(key in new and says(new[key], value) for key, value in old.items())
    if isinstance(old, list):
        return len(new) == len(old) and all(map(says, new, old))
    return new == old


def asked_about(old: Any) -> Any:
    """An old scan but for its sums of what is safe: nobody had judged of each copy then."""
    old["savings"] |= {"safe": {"files": 0, "reclaimable_bytes": 0}}
    old["savings"]["look"] = {name: old["savings"][name] for name in ("files", "reclaimable_bytes")}
    return old


def written(write: Any, value: Any) -> Any:
    stream = io.BytesIO()
    write(value, stream)
    return json.loads(stream.getvalue())


@pytest.mark.parametrize("path", [*stored("scan.json"), EVERYTHING])
def test_a_scan(path: Path) -> None:
    old = json.loads(path.read_bytes())
    assert says(written(write_json, load_scan(io.BytesIO(path.read_bytes()), "scan.json")), asked_about(old))


def test_times_names_and_order_of_a_scan_mean_what_they_did() -> None:
    scan = load_scan(io.BytesIO(EVERYTHING.read_bytes()), "x.json")
    assert scan.roots == (b"/srv/share", b"/srv/bad\xff")
    first, second = list(scan.each_finding())[:2]
    assert first.files[1].modified == -500_000_000
    assert first.files[0].modified % 10**9 == 123_456_789
    assert first.files[1].also == (b"/srv/share/Videos of the whole family/same.mp4",)
    assert first.files[first.keeper or 0].inode == 11
    assert second.files[1].path.endswith(b"/\xe5\x90\x8d\xff.jpg")
    assert scan.troubles[2].path == b"/srv/share/\xff"


@pytest.mark.parametrize("path", stored("plan.json"))
def test_a_plan(path: Path) -> None:
    assert says(written(write_plan, find_plan(path)), json.loads(path.read_bytes()))


@pytest.mark.parametrize("path", stored("scans.db.xz"))
def test_a_remembered_scan(path: Path, tmp_path: Path) -> None:
    (tmp_path / "scans.db").write_bytes(lzma.decompress(path.read_bytes()))
    old = json.loads(path.with_name("scan.json").read_bytes())
    scan = recall(tmp_path, old["scan"]["id"])
    assert says(written(write_json, scan), asked_about(old))
    # Of these, nothing was written down then.
    assert {*scan.inventory.files["owner"].tolist(), *scan.inventory.folders["owner"].tolist()} == {NO_OWNER}
    known = {finder.category.name: finder.category for finder in FINDERS}
    for found in scan.findings:
        category = known[found.category.name]
        assert (found.category.proof, found.category.only_empty) == (category.proof, category.only_empty)


@pytest.mark.parametrize("path", stored("run.json"))
def test_the_journal_of_a_run(path: Path, tmp_path: Path) -> None:
    shutil.copytree(path.with_name("runs"), tmp_path / "runs")
    old = json.loads(path.read_bytes())
    runs = [replay(file).run for file in run_files(tmp_path)]
    (run,) = [run for run in runs if run.id == old["run"]["id"]]
    # What was purged since is free by now.
    old["space"].pop("freed_bytes")
    assert says(written(write_run, run), old)


@pytest.mark.parametrize("path", stored("history.json"))
def test_all_journals(path: Path, tmp_path: Path) -> None:
    shutil.copytree(path.with_name("runs"), tmp_path / "runs")
    runs = {run.id: run for file in run_files(tmp_path) for run in [replay(file).run]}
    for old in json.loads(path.read_bytes())["runs"]:
        new = written(write_run, runs[old["id"]])
        assert says(new["run"], {key: value for key, value in old.items() if key not in {"space", "now"}})
        assert not new["run"]["damaged_lines"]


def lines(path: Path) -> list[bytes]:
    """The lines after the first, but for keys and columns that were added since."""
    added = rb'"type":"folder",|"choice":"[a-z]+",|,"choice":"[a-z]+"|,(stays|goes|ask),,(?=\r\n)'
    return re.sub(added, b"", path.read_bytes()).splitlines()[1:]


def test_each_line_is_written_as_it_was(tmp_path: Path) -> None:
    folder = DATA / "c71a266"
    scan = load_scan(io.BytesIO((folder / "scan.json").read_bytes()), "scan.json")
    shutil.copytree(folder / "runs", tmp_path / "runs")
    runs = {run.id: run for file in run_files(tmp_path) for run in [replay(file).run]}
    values = {"scan": scan, "run": runs["20261128-200428-e588"]}
    for name in ("scan.json", "scan.ndjson", "scan.csv", "run.json", "run.ndjson", "run.csv"):
        kind, _, form = name.partition(".")
        with (tmp_path / name).open("wb") as stream:
            getattr(FORMATS[form], kind)(values[kind], stream, PageStyle())
        assert lines(tmp_path / name) == lines(folder / name)


def test_each_line_of_an_undo_and_a_purge_is_written_as_it_was(tmp_path: Path) -> None:
    folder = DATA / "c71a266"
    shutil.copytree(folder / "runs", tmp_path / "runs")
    items = {
        (run.id, item.step): item for file in run_files(tmp_path) for run in [replay(file).run] for item in run.items
    }
    undo, purge = (json.loads((folder / name).read_bytes()) for name in ("undo.json", "purge.json"))

    def fared(run: str, old: Any) -> tuple[Item, Status, str, str]:
        return items[run, old["step"]], Status(old["status"]), old["code"] or "", old["message"]

    of = next(run for file in run_files(tmp_path) for run in [replay(file).run] if run.id == undo["run"]["id"])
    brought = [Result(*fared(of.id, old), items[of.id, old["step"]].restored_to) for old in undo["results"]]
    freed = [(old["run"], Result(*fared(old["run"], old))) for old in purge["results"]]
    with (tmp_path / "undo.json").open("wb") as stream:
        write_undone(Undone(of, brought, complete=True), stream)
    with (tmp_path / "purge.json").open("wb") as stream:
        write_freed(Freed(freed, 12288, 12288, complete=True), stream)
    for name in ("undo.json", "purge.json"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()
