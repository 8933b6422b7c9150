"""What earlier versions wrote is opened, and says the same: ``data/`` has a folder for each of them.

All were made by the real program, of one small home with hostile names: scans, plans, runs, journals and the database
of remembered scans.
"""

from __future__ import annotations

import io
import json
import lzma
import shutil
from pathlib import Path
from typing import Any

import pytest

from cleanup.act.history import tell
from cleanup.act.journal import run_files
from cleanup.cli.formats import FORMATS
from cleanup.documents.plan import find_plan, write_plan
from cleanup.documents.run import write_run
from cleanup.documents.scan import load_scan, write_json
from cleanup.report.look import Look
from cleanup.store.scans import recall

DATA = Path(__file__).with_name("data")


def stored(name: str) -> list[Any]:
    """One of these from each version that has it."""
    return [pytest.param(path, id=path.relative_to(DATA).parts[0]) for path in sorted(DATA.glob(f"*/{name}"))]


def says(new: Any, old: Any) -> bool:
    """Whether all that stood in an old document stands in a new one; keys are only added."""
    if isinstance(old, dict):
        return all(key in new and says(new[key], value) for key, value in old.items())
    if isinstance(old, list):
        return len(new) == len(old) and all(map(says, new, old))
    return new == old


def written(write: Any, value: Any) -> Any:
    stream = io.BytesIO()
    write(value, stream)
    return json.loads(stream.getvalue())


@pytest.mark.parametrize("path", stored("scan.json"))
def test_a_scan(path: Path) -> None:
    assert says(
        written(write_json, load_scan(io.BytesIO(path.read_bytes()), "scan.json")), json.loads(path.read_bytes())
    )


@pytest.mark.parametrize("path", stored("plan.json"))
def test_a_plan(path: Path) -> None:
    assert says(written(write_plan, find_plan(path)), json.loads(path.read_bytes()))


@pytest.mark.parametrize("path", stored("scans.db.xz"))
def test_a_remembered_scan(path: Path, tmp_path: Path) -> None:
    (tmp_path / "scans.db").write_bytes(lzma.decompress(path.read_bytes()))
    old = json.loads(path.with_name("scan.json").read_bytes())
    assert says(written(write_json, recall(tmp_path, old["scan"]["id"])), old)


@pytest.mark.parametrize("path", stored("run.json"))
def test_the_journal_of_a_run(path: Path, tmp_path: Path) -> None:
    shutil.copytree(path.with_name("runs"), tmp_path / "runs")
    old = json.loads(path.read_bytes())
    runs = [tell(file).run for file in run_files(tmp_path)]
    (run,) = [run for run in runs if run.id == old["run"]["id"]]
    # What was purged since is free by now.
    old["space"].pop("freed_bytes")
    assert says(written(write_run, run), old)


@pytest.mark.parametrize("path", stored("history.json"))
def test_all_journals(path: Path, tmp_path: Path) -> None:
    shutil.copytree(path.with_name("runs"), tmp_path / "runs")
    runs = {run.id: run for file in run_files(tmp_path) for run in [tell(file).run]}
    for old in json.loads(path.read_bytes())["runs"]:
        new = written(write_run, runs[old["id"]])
        assert says(new["run"], {key: value for key, value in old.items() if key not in {"space", "now"}})
        assert not new["run"]["damaged_lines"]


def lines(path: Path) -> list[bytes]:
    """The lines after the first, but for keys that were added since."""
    return path.read_bytes().replace(b'"type":"folder",', b"").splitlines()[1:]


def test_each_line_is_written_as_it_was(tmp_path: Path) -> None:
    folder = DATA / "c71a266"
    scan = load_scan(io.BytesIO((folder / "scan.json").read_bytes()), "scan.json")
    shutil.copytree(folder / "runs", tmp_path / "runs")
    run = next(run for file in run_files(tmp_path) for run in [tell(file).run] if run.id.endswith("-e588"))
    values = {"scan": scan, "run": run}
    for name in ("scan.json", "scan.ndjson", "scan.csv", "run.json", "run.ndjson", "run.csv"):
        kind, _, form = name.partition(".")
        with (tmp_path / name).open("wb") as stream:
            getattr(FORMATS[form], kind)(values[kind], stream, Look())
        assert lines(tmp_path / name) == lines(folder / name)
