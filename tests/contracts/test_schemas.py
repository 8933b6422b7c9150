"""JSON Schemas: every document that the program writes is as its schema says, and no schema lets all pass."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator
from written import Moved, Scanned, program

from cleanup.cli.commands import COMMANDS
from cleanup.documents.schema import DOCUMENTS, KINDS, LINES, schema_of

Ask = Callable[..., dict[str, Any]]
ELSEWHERE = {
    "decisions": ["decisions", "list"],
    "config": ["config"],
    "finders": ["finders"],
    "doctor": ["doctor"],
    "history": ["history"],
    "forget": ["forget", "--dry-run"],
    "plans": ["plan", "--list"],
}


@pytest.fixture(scope="session")
def others(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The other documents of somebody who scanned and decided something, and whose only journal is damaged."""
    top = tmp_path_factory.mktemp("others")
    home = top / "home"
    run = program(home)
    (top / "a").write_text("x")
    run("scan", top / "a" / "..", "-q")
    config = home / ".config" / "cleanup"
    config.mkdir(parents=True)
    (config / "config.toml").write_bytes(b'exclude = ["*.iso"]\njobs = 3\n')
    run("trash", top / "a", "--yes")
    (journal,) = (home / ".local" / "state" / "cleanup" / "runs").glob("*.journal")
    journal.write_bytes(b"\n" + journal.read_bytes()[:9])
    _decide(home)
    plans = home / ".local" / "state" / "cleanup" / "plans"
    plans.mkdir(mode=0o700)
    run("plan", "-o", plans / "some.json")
    (plans / "damaged.json").write_text("{")
    found = {}
    for kind, words in ELSEWHERE.items():
        environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8",
                       "CLEANUP_INCLUDE": os.fsdecode(b"*\xff")}  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "cleanup", *words, "-f", "json"], env=environment, capture_output=True, timeout=60
        )
        assert done.returncode in ({0, 3} if kind == "doctor" else {0}), done.stderr.decode()
        found[kind] = json.loads(done.stdout)
    found["compare"] = json.loads(run("compare", *_places(top), "-f", "json", code=3))
    return found


def _places(top: Path) -> list[str | Path]:
    """An old place with something that is nowhere else, and something that is no file; and a new one."""
    for place in ("old", "new"):
        (top / place / "sub").mkdir(parents=True)
        (top / place / os.fsdecode(b"\xff")).write_text("in both")
        os.mkfifo(top / place / "sub" / "pipe")
    (top / "old" / "only").write_text("here")
    return [top / "old", "--against", top / "new"]


def _decide(home: Path) -> None:
    from cleanup.model.decision import Decision
    from cleanup.store.decisions import remember_decisions

    state = home / ".local" / "state" / "cleanup"
    remember_decisions(state, [Decision(b"5@7", b"/some/where \xff")])


@pytest.fixture(scope="session")
def written(scanned: Scanned, moved: Moved, others: dict[str, dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Real documents of every kind."""
    found = {kind: [document] for kind, document in others.items()}
    found["scan"] = [scanned.document]
    for kind in ("plan", "run", "undo", "purge", "history"):
        found.setdefault(kind, []).append(getattr(moved, kind))
    found["run"].append(moved.past)
    found["scan-lines"] = [json.loads(line) for line in scanned.lines.splitlines()]
    found["run-lines"] = [json.loads(line) for line in moved.lines.splitlines()]
    return found


@pytest.mark.slow
def test_there_is_a_document_of_every_kind(written: dict[str, list[dict[str, Any]]]) -> None:
    assert set(written) == set(KINDS)
    assert {line["kind"] for kind in LINES for line in written[kind]} >= {"scan", "finding", "run", "result"}
    assert len(written["history"][0]["runs"]) == 1
    assert "problem" in written["history"][0]["runs"][0]


@pytest.mark.parametrize("kind", KINDS)
def test_documents_are_as_their_schema_says(kind: str, written: dict[str, list[dict[str, Any]]]) -> None:
    schema = schema_of(kind)
    Draft202012Validator.check_schema(schema)
    for document in written[kind]:
        assert document["kind"] in LINES.get(kind, {kind})
        problems = [error.message for error in Draft202012Validator(schema).iter_errors(document)]
        assert problems == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_key_that_is_written_is_in_the_schema(kind: str, written: dict[str, list[dict[str, Any]]]) -> None:
    """As strict as can be: with no key allowed that is not named."""
    strict = json.loads(json.dumps(schema_of(kind)), object_hook=_closed)
    for document in written[kind]:
        problems = [error.message for error in Draft202012Validator(strict).iter_errors(document)]
        assert problems == []


def _closed(value: dict[str, Any]) -> dict[str, Any]:
    return {"additionalProperties": False, **value} if "properties" in value and "type" in value else value


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_what_is_no_such_document_does_not_pass(kind: str, written: dict[str, list[dict[str, Any]]]) -> None:
    checked = Draft202012Validator(schema_of(kind))
    document = written[kind][0]
    assert not checked.is_valid({**document, "kind": "something else"})
    assert not checked.is_valid({**document, "schema_version": 2})
    for key in document:
        assert not checked.is_valid({name: value for name, value in document.items() if name != key}) or key in {
            "volumes", "totals", "cannot_move", "may_be_refused", "destinations", "left_alone", "settings_file",
        }, key  # fmt: skip


@pytest.mark.parametrize("kind", LINES)
def test_what_is_no_such_line_does_not_pass(kind: str, written: dict[str, list[dict[str, Any]]]) -> None:
    checked = Draft202012Validator(schema_of(kind))
    for line in written[kind]:
        assert not checked.is_valid({**line, "kind": "something else"})
        assert not checked.is_valid({name: value for name, value in line.items() if name != "kind"})


@pytest.mark.slow
def test_the_command_prints_them(tmp_path: Path) -> None:
    run = program(tmp_path / "home")
    for kind in KINDS:
        assert json.loads(run("schema", kind)) == schema_of(kind)
    assert all(kind in " ".join(COMMANDS["schema"].more) for kind in KINDS)


def test_no_names_of_types_within_the_program() -> None:
    assert all('"_' not in json.dumps(schema_of(kind)) and "$defs/_" not in json.dumps(schema_of(kind))
               for kind in KINDS)  # fmt: skip


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_no_two_types_have_the_same_name(kind: str) -> None:
    made = msgspec.json.schema(DOCUMENTS[kind])
    assert len(schema_of(kind)["$defs"]) == len(made["$defs"]) - 1
