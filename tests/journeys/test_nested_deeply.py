"""What nests deeper than anybody writes, in any file that the program reads, is told in a sentence, and at once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from xxhash import xxh3_64_hexdigest

from support.kinds import Run, Tree

DEPTH = 100_000
LIST = "[" * DEPTH + "]" * DEPTH
KEY = ".".join(["a"] * DEPTH)


@pytest.fixture
def twins(own: Path, tree: Tree, cleanup: Run) -> Path:
    """A scanned folder with two files that are the same."""
    root = tree({"a": "same", "a (1)": "same"})
    assert cleanup("scan", root, "-q").returncode == 0
    return root


@pytest.fixture
def refused(cleanup: Run) -> Callable[..., None]:
    """Runs a command that has to end with the code of files that cannot be used."""

    def run(*command: str | Path) -> None:
        done = cleanup(*command, timeout=20)
        assert (done.returncode, len(done.stderr.splitlines())) == (4, 2), done.stderr

    return run


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        (kind, place)
        for kind, own in (("scan", "findings"), ("plan", "steps"))
        for place in ("", "tool", kind, own, "new")
    ],
)
def test_documents(kind: str, place: str, twins: Path, tmp_path: Path, cleanup: Run, refused: Run) -> None:
    file = tmp_path / f"{kind}.json"
    command = ["report", file] if kind == "scan" else ["trash", "--yes", "--plan", file]
    assert cleanup(kind, *[twins] * (kind == "scan"), "-q", "-f", "json", "-o", file).returncode == 0
    document = json.loads(file.read_bytes())
    file.write_text(json.dumps({**document, place: "HERE"} if place else "HERE").replace('"HERE"', LIST))
    refused(*command)
    file.write_text(json.dumps(document))
    assert cleanup(*command).returncode == 0


@pytest.mark.parametrize("where", ["head", "whole head", "later line"])
def test_journals(where: str, twins: Path, own: Path, cleanup: Run, refused: Run) -> None:
    assert cleanup("trash", "-q", "--yes").returncode == 0
    (journal,) = own.glob("state/cleanup/runs/*.journal")
    lines = journal.read_bytes().rstrip(b"\0\n").split(b"\n")
    if where == "later line":
        lines.append(line(LIST))
    else:
        lines[1] = line(LIST if where == "whole head" else '{"zz":' + LIST + "," + lines[1].split(b" {", 1)[1].decode())
    journal.write_bytes(b"\n".join(lines))
    if where == "later line":
        # It costs no more than itself.
        assert cleanup("undo").returncode == 0
        assert len(list(twins.iterdir())) == 2
        return
    for command in (["undo"], ["history", "last"], ["purge", "--yes"]):
        refused(*command)
    for command in (["history"], ["report"], ["forget", "--dry-run"]):
        assert cleanup(*command).returncode == 0


def line(content: str) -> bytes:
    """A line of a journal, as it is written."""
    return xxh3_64_hexdigest(content.encode()).encode() + b" " + content.encode()


def test_remembered_scans(twins: Path, own: Path, cleanup: Run, refused: Run) -> None:
    with closing(sqlite3.connect(own / "state/cleanup/scans.db")) as opened, opened:
        opened.execute("UPDATE scan SET head = ?", (b"\x81\xa2zz" + b"\x91" * DEPTH + b"\xc0",))
    for command in (["report"], ["plan"], ["trash", "--yes"]):
        refused(*command)
    assert cleanup("forget", "scans", "--yes").returncode == 0
    assert cleanup("scan", twins, "-q").returncode == 0


@pytest.mark.parametrize(
    "content",
    [f"keep = {LIST}", "keep = " + "{a = " * DEPTH + "1" + "}" * DEPTH, f"lang.{KEY} = 1", f"keep = {{ {KEY} = 1 }}",
     f'lang = "en"\n[{KEY}]\nb = 1', f"[[{KEY}]]", '"a" . '.join(["lang."] * DEPTH) + "b = 1"],
    ids=["list", "tables", "key", "key in a table", "name of a table", "name of tables", "spaces"],
)  # fmt: skip
def test_settings(content: str, twins: Path, own: Path, cleanup: Run, refused: Run) -> None:
    file = own / "config/cleanup/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(content)
    refused("scan", "-q", twins)
    file.write_text('exclude = ["' + "x.y." * 30 + '"]\n')
    assert cleanup("scan", "-q", twins).returncode == 0
