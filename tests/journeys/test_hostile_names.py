"""Names made to harm: shown harmlessly in every format, and given back byte for byte."""

from __future__ import annotations

import base64
import csv
import io
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from support.kinds import Run

HOSTILE = [
    b"new\nline", b"carriage\rreturn", b"tab\there", b"bell\x07", b"\x1b[2Jclear", b"\x1b]0;title\x07", b"\x7f",
    b"c1 \xc2\x9b31m", b"raw c1 \x9b31m", "\u202egpj.exe".encode(), "\u2066isolate\u2069".encode(),
    "line\u2028separator".encode(), "nbsp\u00a0here".encode(), "zero\u200bwidth".encode(), "\ufeffmark".encode(),
    b"[bold]red[", b"[link=https:x]y", b":warning:", b"<script>alert(1)<", b"&amp;", b'"quoted", and; more',
    b'=HYPERLINK("x")', b"+1+1", b"-rf", b"@SUM(A1)", b"\t=1", b"'quote", b"{0.__class__}", b"%s%n", b"$(reboot)",
    b"back\\nslash", b"bad\xff\xfeutf8", b"\xed\xa0\x80surrogate", b"\xf0\x9f\x98", b" leading", b"trailing ", b"~",
    "e\u0301combining".encode(), "👨‍👩‍👧.png".encode(), "🇧🇪".encode(), b"n" * 255, b"\xff" * 255,
    b"cell;=1+1", b'cell;"@SUM(A1)"', b"cell;\t-1",
]  # fmt: skip


@pytest.fixture
def hostile(own: Path, tmp_path: Path) -> bytes:
    """A folder of hostile names, in a folder with one; each file big enough to be asked for with ``--large``."""
    root = os.fsencode(tmp_path) + b"/\x1b[31m\n=root\xff"
    os.makedirs(root)
    for number, name in enumerate(HOSTILE):
        with open(root + b"/" + name, "wb") as file:
            file.write(b"%d" % number * 1000)
    return root


def harmless(text: str) -> bool:
    """Whether nothing in a text steers a terminal or turns the direction of writing."""
    return all(line.isprintable() for line in text.replace("👨‍👩‍👧", "").split("\n"))


def exact(value: dict[str, Any]) -> bytes:
    return base64.b64decode(value["path_bytes"]) if value.get("path_bytes") else value["path"].encode("utf-8")


def expected(root: bytes, names: Iterable[bytes] = HOSTILE) -> set[bytes]:
    return {root + b"/" + name for name in names}


def test_on_the_page(hostile: bytes, cleanup: Run) -> None:
    done = cleanup("scan", hostile, "--only", "large", "--large", "1kB", "--top", "100")
    assert (done.returncode, done.stderr) == (0, b"")
    page = done.stdout.decode("utf-8")
    assert harmless(page)
    assert page.count("a file of ") == len(HOSTILE)
    for literal in (
        "[bold]red[", "[link=https:x]y", ":warning:", "<script>alert(1)<", "{0.__class__}", "new\\nline",
        "\\x1b[2Jclear",
        "\\u202egpj.exe", "bad\\xff\\xfeutf8", "\\xed\\xa0\\x80surrogate", "=HYPERLINK",
    ):  # fmt: skip
        assert literal in page


def test_in_json_and_back(hostile: bytes, cleanup: Run, tmp_path: Path) -> None:
    done = cleanup("scan", hostile, "--only", "large", "--large", "1kB", "-f", "json")
    document = json.loads(done.stdout.decode("utf-8"))
    files = [finding["files"][0] for finding in document["findings"]]
    assert {exact(file) for file in files} == expected(hostile)
    assert all("path_bytes" in file for file in files)  # the root itself is not UTF-8
    assert base64.b64decode(document["scan"]["root_bytes"][0]) == hostile
    assert "\ufffd" in document["scan"]["roots"][0]
    (tmp_path / "scan.json").write_bytes(done.stdout)
    assert cleanup("report", "scan.json", "-f", "json").stdout == done.stdout
    assert cleanup("report", "-f", "json").stdout == done.stdout


def test_in_csv(hostile: bytes, cleanup: Run) -> None:
    done = cleanup("scan", hostile, "--only", "large", "--large", "1kB", "-f", "csv")
    text = done.stdout.decode("utf-8-sig")
    assert harmless(text.replace("\r\n", "\n"))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {exact(row) for row in rows} == expected(hostile)
    # Where numbers have commas, spreadsheets split lines at semicolons, and only there.
    for cells in (csv.reader(io.StringIO(text, newline=""), delimiter=mark) for mark in ",;"):
        assert not [cell for row in cells for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.root
def test_in_troubles(open_place: Path, cleanup_as_nobody: Run) -> None:
    closed = os.fsencode(open_place) + b"/no\x1b[2J\nway\xff"
    os.mkdir(closed, 0o700)
    done = cleanup_as_nobody("scan", ".", "-v", "-f", "json")
    assert done.returncode == 3
    assert harmless(done.stderr.decode())
    assert "no\\x1b[2J\\nway\\xff: no permission" in done.stderr.decode()
    (trouble,) = json.loads(done.stdout)["troubles"]
    assert (exact(trouble), trouble["stage"], trouble["code"]) == (closed, "walk", "EACCES")
    page = cleanup_as_nobody("report").stdout.decode()
    assert harmless(page)
    assert "1 item could not be read:" in page
