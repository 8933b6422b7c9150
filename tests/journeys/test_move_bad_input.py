"""Documents edited by hand, of other people, of newer versions or cut short, and command lines that make no sense."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleanup.cli.app import run
from support.kinds import Tree

Document = dict[str, Any]
Change = Callable[[Document], None]


class Door:
    """The command line in this process, on a folder with three equal files."""

    def __init__(self, root: Path, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.root, self.folder, self._capture = root, folder, capture
        self.out = self.error = ""

    def __call__(self, *arguments: str | Path) -> int:
        code = run(list(map(str, arguments)))
        self.out, self.error = self._capture.readouterr()
        assert all(one.isprintable() or one == "\n" for one in self.error)
        return code

    def document(self, what: str) -> Document:
        """A fresh scan or plan document."""
        assert self("scan", self.root, "-f", "json") == 0
        if what == "plan":
            assert self("trash", "--dry-run", "-f", "json") == 0
        return dict(json.loads(self.out))

    def trash(self, what: str, document: Document | bytes) -> int:
        """``cleanup trash`` by this document, without a question."""
        path = self.folder / f"{what}.json"
        path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
        return self("trash", f"--{what}", path, "--yes", "-f", "json")

    def codes(self) -> list[str | None]:
        """How each step of the run that was told last ended."""
        return [result["code"] for result in json.loads(self.out)["results"]]

    def nothing_moved(self) -> bool:
        """Whether all files are where they were."""
        return sorted(os.listdir(self.root)) == ["a", "b", "c"]


@pytest.fixture
def door(own: Path, tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Door:
    return Door(tree({"a": "same", "b": "same", "c": "same"}), tmp_path, capsys)


def test_the_documents_of_these_tests_do_move_files_when_nobody_changed_them(door: Door) -> None:
    assert door.trash("plan", door.document("plan")) == 0
    assert os.listdir(door.root) == ["a"]
    assert door("undo") == 0
    assert door.trash("scan", door.document("scan")) == 0
    assert os.listdir(door.root) == ["a"]


def etc_passwd(file: Document) -> None:
    """Name a file that everybody needs, by its path alone: what a person would do by hand."""
    file["path"] = "/etc/passwd"


def test_a_scan_document_that_names_etc_passwd(door: Door) -> None:
    before = Path("/etc/passwd").read_bytes()
    document = door.document("scan")
    (finding,) = (one for one in document["findings"] if one["category"] == "duplicates")
    etc_passwd(next(file for file in finding["files"] if not file["keep"]))
    # It lies in a place that lasts, unlike the copies of a test: it would stay for them, and is no copy of theirs.
    assert door.trash("scan", document) == 3
    assert set(door.codes()) == {"keeper-changed"}
    assert door.nothing_moved()
    assert Path("/etc/passwd").read_bytes() == before


def test_a_plan_that_names_etc_passwd(door: Door) -> None:
    before = Path("/etc/passwd").read_bytes()
    document = door.document("plan")
    etc_passwd(document["steps"][0])
    assert door.trash("plan", document) == 3
    assert door.codes() == ["protected", None]
    assert door("trash", "/etc/passwd", "--yes") == 2
    assert Path("/etc/passwd").read_bytes() == before


def test_etc_passwd_as_the_copy_that_stays(door: Door) -> None:
    document = door.document("plan")
    for step in document["steps"]:
        etc_passwd(step["keeper"])
    assert door.trash("plan", document) == 3
    assert door.codes() == ["keeper-changed", "keeper-changed"]
    assert door.nothing_moved()


@pytest.mark.parametrize("what", ["scan", "plan"])
@pytest.mark.parametrize(("key", "value"), [("host", "elsewhere"), ("user", "somebody"), ("host", ""), ("user", "")])
def test_a_document_of_another_user_or_computer(door: Door, what: str, key: str, value: str) -> None:
    document = door.document(what)
    document[what][key] = value
    assert door.trash(what, document) == 4
    assert value in door.error
    assert door.out == ""
    assert door.nothing_moved()


def test_a_document_of_a_newer_version(door: Door) -> None:
    document = door.document("plan")
    assert door.trash("plan", document | {"schema_version": 2, "tool": document["tool"] | {"version": "99.0"}}) == 4
    assert "newer cleanup (99.0)" in door.error
    assert door.nothing_moved()


def test_a_document_of_another_kind(door: Door) -> None:
    scan, plan = door.document("scan"), door.document("plan")
    assert door.trash("plan", scan) == 4
    assert "not a plan" in door.error
    assert door.trash("scan", plan) == 4
    assert "not a scan" in door.error
    assert door.trash("plan", plan | {"tool": {"name": "another", "version": "1"}}) == 4
    assert door.nothing_moved()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[" * 100_000])
def test_a_file_that_is_no_document(door: Door, content: bytes) -> None:
    assert door.trash("plan", content) == 4
    assert "not a complete plan document" in door.error
    assert door.nothing_moved()


def test_a_plan_that_is_not_there_or_cannot_be_read(door: Door) -> None:
    for path in (door.folder / "missing.json", door.folder, door.folder / "missing" / "plan.json"):
        assert door("trash", "--plan", path, "--yes") == 4
        assert str(path) in door.error
    assert door("trash", "--scan", "missing.json", "--yes") == 4


def step(key: str, value: object) -> Change:
    return lambda document: document["steps"][0].update({key: value})


def keeper(key: str, value: object) -> Change:
    return lambda document: document["steps"][0]["keeper"].update({key: value})


@pytest.mark.parametrize("change", [step("size", -1), keeper("path", "x"), lambda document: document.pop("plan")])
def test_a_plan_with_nonsense_in_it_is_refused_as_a_whole(door: Door, change: Change) -> None:
    """All that is nonsense: ``documents/test_refused.py``."""
    document = door.document("plan")
    change(document)
    code = door.trash("plan", document)
    assert door.nothing_moved()
    assert (code, door.out) == (4, "")
    assert "not a complete plan document" in door.error
    assert len(door.error.splitlines()) == 2


HARMLESS: dict[str, Change] = {
    "time beyond all files": step("modified", "9999-12-31T23:59:59.999999999Z"),
    "copy that stays beyond all disks": keeper("size", 2**70),
    "inode beyond all": step("inode", 2**80),
    "size beyond all disks": step("size", 2**70),
    "negative size of the copy that stays": keeper("size", -1),
    "negative device": step("device", -1),
    "negative inode": step("inode", -1),
    "a size that is not so": step("size", 5),
    "another inode": step("inode", 1),
    "another device": step("device", 1),
    "another time": step("modified", "2001-01-01T00:00:00.000000000Z"),
    "another kind": step("type", "link"),
    "a folder": step("type", "folder"),
    "dots in the path": lambda document: document["steps"][0].update(
        path=document["steps"][0]["path"].replace("/tree/", "/tree/../tree/")
    ),
    "no copy that stays": step("keeper", None),
    "no copy that stays, and no proof": lambda document: document["steps"][0].update({"keeper": None, "proof": "none"}),
    "no copy that stays, as before there were proofs": lambda document: [
        document["steps"][0].pop("proof"),
        document["steps"][0].update({"keeper": None}),
    ],
    "a copy that stays of another size": keeper("size", 5),
    "a copy that stays that is not there": keeper("path", "/nowhere/x"),
    "itself as the copy that stays": lambda document: document["steps"][0]["keeper"].update(
        {key: document["steps"][0][key] for key in ("path", "inode", "device", "size", "modified")}
    ),
}


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS.keys())
def test_a_plan_with_a_lie_in_it_moves_the_rest_alone(door: Door, change: Change) -> None:
    document = door.document("plan")
    name = Path(document["steps"][0]["path"]).name
    change(document)
    assert door.trash("plan", document) == 3
    first, second = door.codes()
    assert first
    assert second is None
    assert sorted(os.listdir(door.root)) == ["a", name]


@pytest.mark.parametrize(("key", "value"), [("links", 2**64), ("links", 0), ("allocated_bytes", 2**70)])
def test_what_comes_free_is_told_by_the_disk_not_by_the_plan(door: Door, key: str, value: int) -> None:
    document = door.document("plan")
    real = sum((door.root / name).stat().st_blocks * 512 for name in "bc")
    document["steps"][0][key] = value
    assert door.trash("plan", document) == 0
    assert json.loads(door.out)["space"] == {"moved_bytes": 8, "reclaimable_bytes": real, "freed_bytes": 0}


def test_words_in_a_plan_do_no_harm_to_a_terminal(door: Door) -> None:
    bad = "\x1b[2J\u202e[red]\n=1+1"
    document = door.document("plan")
    for key in ("id", "category", "why"):
        document["steps"][0][key] = bad
    document["left_alone"] = {bad: 3, "hidden": 2}
    document["plan"]["scan"] = bad
    (door.folder / "plan.json").write_text(json.dumps(document))
    for form in ("table", "csv"):
        door("trash", "--plan", door.folder / "plan.json", "--yes", "-f", form)
        assert all(one.isprintable() or one in "\n\r\ufeff" for one in door.out), door.out
        door("undo")
    for arguments in (["history"], ["history", "last"], ["trash", "--plan", door.folder / "plan.json", "--dry-run"]):
        assert door(*arguments) == 0
        assert all(one.isprintable() or one == "\n" for one in door.out), door.out
    document["plan"]["host"] = bad
    assert door.trash("plan", document) == 4


CONTRADICTIONS = [
    ["trash", "x", "--plan", "plan.json"], ["trash", "x", "--scan", "last"], ["trash", "--scan", "last", "--plan", "p"],
    ["trash", "x", "--only", "large"], ["trash", "--plan", "p", "--only", "large"], ["trash", "--only", "nonsense"],
    ["trash", "--dry-run", "-f", "csv"], ["trash", "-f", "xml", "--yes"], ["undo", "-f", "csv"], ["undo", "a", "b"],
    ["undo", "--only", ""], ["history", "-f", "ndjson"], ["purge", "--older-than", "soon", "--yes"],
    ["trash", "--keep"], ["undo", "--everything"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", CONTRADICTIONS, ids=" ".join)
def test_options_that_contradict_each_other_or_make_no_sense(door: Door, arguments: list[str]) -> None:
    door.document("scan")
    assert door(*arguments) == 2, door.error
    assert door.error
    assert door.nothing_moved()


@pytest.mark.parametrize(
    "option", [["--keep", "oldest"], ["--under", "."], ["--protect", "*"], ["--strict"], ["--never-ask", "5@7 /x"]]
)
def test_what_chooses_goes_neither_with_named_files_nor_with_a_plan(door: Door, option: list[str]) -> None:
    for named in ([door.root / "a"], ["--plan", "plan.json"]):
        assert door("trash", "--yes", *named, *option) == 2
        assert f"{option[0]} cannot be used together" in door.error
        assert door.nothing_moved()


@pytest.mark.parametrize("command", [["undo"], ["undo", "--dry-run"], ["history"], ["purge", "--yes"]], ids=" ".join)
@pytest.mark.parametrize("name", ["20010101-000000-abcd", "latest", "../../etc/passwd", "", "1", "*", "last "])
def test_a_run_that_nobody_knows(door: Door, command: list[str], name: str) -> None:
    assert door("trash", door.root / "a", "--yes") == 0
    (known,) = (path.name for path in (door.folder / "own" / "state" / "cleanup" / "runs").iterdir())
    head, *options = command
    assert door(head, name, *options) == 4
    assert known.partition("-")[2].removesuffix(".journal") in door.error, "it tells which runs there are"
    assert sorted(os.listdir(door.root)) == ["b", "c"]


@pytest.mark.parametrize("command", [["undo"], ["history", "last"], ["purge", "--yes"]], ids=" ".join)
def test_before_the_first_run_there_is_nothing_to_work_on(door: Door, command: list[str]) -> None:
    assert door(*command) == 4
    assert "cleanup trash" in door.error


def test_a_file_that_is_not_there_is_wrong_usage_before_anything_moves(door: Door) -> None:
    assert door("trash", door.root / "a", door.root / "missing", door.root / "b", "--yes") == 2
    assert "missing" in door.error
    assert door.nothing_moved()


def test_a_file_of_a_plan_that_is_gone_is_one_result(door: Door) -> None:
    document = door.document("plan")
    (door.root / "b").unlink()
    assert door.trash("plan", document) == 3
    assert door.codes() == ["gone", None]
    assert os.listdir(door.root) == ["a"]


def test_a_document_as_an_argument_is_a_file_to_move(door: Door) -> None:
    path = door.folder / "plan.json"
    path.write_text(json.dumps(door.document("plan")))
    assert door("trash", path, "--yes") == 0
    assert not path.exists()
    assert door.nothing_moved()


def test_json_is_told_even_when_nothing_can_move(door: Door) -> None:
    document = door.document("plan")
    assert door.trash("plan", document | {"steps": []}) == 0
    assert json.loads(door.out)["results"] == []


def test_a_plan_that_is_a_pipe_is_read(door: Door) -> None:
    """``--plan <(program)`` of a shell."""
    document = door.document("plan")
    read, write = os.pipe()
    os.write(write, json.dumps(document).encode())
    os.close(write)
    try:
        assert door("trash", "--plan", f"/dev/fd/{read}", "--yes", "-f", "json") == 0
    finally:
        os.close(read)
    assert os.listdir(door.root) == ["a"]
