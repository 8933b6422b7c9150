"""A remembered scan, or a scan in a file, shown again in every format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleanup.cli.app import run
from support.kinds import Run, Tree


def test_the_same_scan_in_every_format(messy_home: Path, cleanup: Run) -> None:
    scanned = cleanup("scan", messy_home, "--large", "1MB", "-f", "json")
    assert (scanned.returncode, scanned.stderr) == (0, b"")
    document = json.loads(scanned.stdout)

    assert cleanup("report", "last", "-f", "json").stdout == scanned.stdout
    assert cleanup("report", document["scan"]["id"], "-f", "json").stdout == scanned.stdout

    assert b"can be freed safely" in cleanup("report").stdout


def test_a_document_in_a_file(messy_home: Path, cleanup: Run, tmp_path: Path) -> None:
    page, _, offered = cleanup("scan", messy_home, "--large", "1MB").stdout.partition(b"Next:")
    document = tmp_path / "scan.json"
    cleanup("report", "-f", "json", "-o", document)
    # By its short name: a long one breaks the lines below and leaves the page fewer of its own.
    again, _, offered_again = cleanup("report", document.name).stdout.partition(b"Next:")
    assert again == page
    assert offered_again.count(b"cleanup ") == offered_again.count(b"scan.json") == offered.count(b"cleanup ")
    assert cleanup("report", "scan.json", "-f", "json").stdout == document.read_bytes()
    assert cleanup("report", "scan.json", "-f", "csv").stdout == cleanup("report", "-f", "csv").stdout


def test_scanned_as_csv_and_ndjson(messy_home: Path, cleanup: Run) -> None:
    as_csv = cleanup("scan", messy_home, "-f", "csv")
    assert cleanup("report", "-f", "csv").stdout == as_csv.stdout
    as_lines = cleanup("scan", messy_home, "-f", "ndjson")
    assert cleanup("report", "-f", "ndjson").stdout == as_lines.stdout


def test_an_older_scan_by_its_id(own: Path, tree: Tree, cleanup: Run, tmp_path: Path) -> None:
    first = json.loads(cleanup("scan", tree({"a": "1"}, tmp_path / "one"), "-f", "json").stdout)
    second = json.loads(cleanup("scan", tree({"a": "1"}, tmp_path / "two"), "-f", "json").stdout)
    assert first["scan"]["id"] != second["scan"]["id"]
    again = json.loads(cleanup("report", first["scan"]["id"], "-f", "json").stdout)
    assert again == first


@pytest.mark.parametrize("name", ["20200101-000000-abcd", b"\xff\xfe"])
def test_an_unknown_id(name: str | bytes, own: Path, tree: Tree, cleanup: Run) -> None:
    known = json.loads(cleanup("scan", tree({"a": "1"}), "-f", "json").stdout)["scan"]["id"]
    done = cleanup("report", name)
    assert (done.returncode, done.stdout) == (4, b"")
    problem, hint = done.stderr.decode().splitlines()
    assert problem.startswith("There is no remembered scan “")
    assert known in hint


READING = [["report"], ["plan"], ["review", "--plain"], ["trash", "--dry-run", "--scan"]]
HEAD = '{"schema_version": %d, "kind": "%s", "tool": {"name": "cleanup", "version": "9.0"}}'
UNUSABLE = {
    "": "is not a complete scan document",
    "not json": "is not a complete scan document",
    HEAD % (1, "scan"): "is not a complete scan document",
    HEAD % (1, "run"): "not a scan of cleanup",
    HEAD % (2, "scan"): "newer cleanup (9.0)",
}


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_document_that_cannot_be_used(
    command: list[str], own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "scan.json"
    for content, reason in [*UNUSABLE.items(), (None, "cannot be read: No such file")]:
        _ = file.unlink() if content is None else file.write_text(content)
        assert run([*command, str(file)]) == 4, content
        said = capsys.readouterr()
        assert (said.out, len(said.err.splitlines()) <= 2) == ("", True)
        assert reason in said.err
        assert str(file) in said.err


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_nothing_is_remembered_yet(command: list[str], own: Path, cleanup: Run) -> None:
    done = cleanup(*[word for word in command if word != "--scan"])
    assert (done.returncode, done.stdout) == (4, b"")
    assert done.stderr.decode().splitlines() == ["No scan is remembered yet.", "Start with: cleanup scan"]


def test_several_stand_each_by_itself(tree: Tree, cleanup: Run, tmp_path: Path) -> None:
    root = tree({"a": "the same", "b": "the same", "gone": "x"})
    cleanup("scan", root, "-f", "json", "-o", tmp_path / "one.json")
    cleanup("scan", root, "--only", "large", "-f", "json", "-o", tmp_path / "other.json")
    moved = json.loads(cleanup("trash", root / "gone", "--yes", "-f", "json").stdout)
    names = ["one.json", "other.json", moved["run"]["id"]]
    alone = [cleanup("report", name, "-f", "json").stdout for name in names]
    together = cleanup("report", *names, "-f", "json")
    assert together.returncode == 0
    assert json.loads(together.stdout) == [json.loads(each) for each in alone]

    page = cleanup("report", *names).stdout.decode()
    places = [page.index(f"{name}\n\n") for name in names]
    assert places == sorted(places)
    assert cleanup("report", "one.json").stdout.decode() in page

    lines = [cleanup("report", name, "-f", "ndjson").stdout for name in names]
    assert cleanup("report", *names, "-f", "ndjson").stdout == b"".join(lines)


def test_several_in_a_file_are_written_over_like_one(tree: Tree, cleanup: Run, tmp_path: Path) -> None:
    cleanup("scan", tree({"a": "1"}), "-f", "json", "-o", tmp_path / "one.json")
    for _ in range(2):
        assert cleanup("report", "one.json", "last", "-f", "json", "-o", "all.json").returncode == 0
    assert len(json.loads((tmp_path / "all.json").read_bytes())) == 2


@pytest.mark.parametrize("words", [["one.json", "nowhere.json"], ["one.json", "last", "-f", "csv"]])
def test_where_one_of_several_cannot_be_shown_none_is(
    words: list[str], tree: Tree, cleanup: Run, tmp_path: Path
) -> None:
    cleanup("scan", tree({"a": "1"}), "-f", "json", "-o", tmp_path / "one.json")
    done = cleanup("report", *words)
    assert (done.returncode, done.stdout) == (2 if "csv" in words else 4, b"")
    assert len(done.stderr.splitlines()) == 2
