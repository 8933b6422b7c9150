"""Names made to harm, through scan, plan, journal, trash and undo: harmless on every page, exact in every document."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from support.kinds import Run
from support.moving import in_trash, snapshot

NAMES = [
    b"new\nline", b"carriage\rreturn", b"\x1b[2Jclear", b"\x1b]0;title\x07", b"c1 \x9b31m", "\u202egpj.exe".encode(),
    b"[bold]red[", b":warning:", b"<script>alert(1)<", b'=HYPERLINK("x")', b"-rf", b"%2F", b"trailing ", b"trailing.",
    b"a.trashinfo", b"\xff\xfe\n", b"\xed\xa0\x80", b"half \xf0\x9f\x98", b"~", b"*", b"\\",
    b"--help", b"%", b"%00", b"e\xcc\x81", b"name.tar.gz", b"#?&=;", b"Path=x", b"\r", b"\x7f",
    b"n" * 239, b"n" * 245, b"n" * 246, b"n" * 255, b"n" * 240 + b".jpeg", b"n" + b"." * 254,
    "写".encode() * 85, "写".encode() * 83 + b".jpeg", b"\xff" * 255, b"\x80" * 255, "x\U0001f600".encode() * 51,
]  # fmt: skip
HIDDEN = [b".hidden", b".trashinfo", b"...", b"." + b"n" * 254]


@pytest.fixture
def root(own: Path, tmp_path: Path) -> bytes:
    """A copy of each file under ``z``, where the hostile names are; the copies under ``a`` stay."""
    top = os.fsencode(tmp_path) + b"/root \x1b[31m\xff\n"
    for folder in (b"/a", b"/z"):
        os.makedirs(top + folder)
        for number, name in enumerate([*NAMES, *HIDDEN]):
            with open(top + folder + b"/" + name, "wb") as file:
                file.write(b"%d of these" % number)
    return top


def exact(value: dict[str, Any], key: str = "path") -> bytes:
    return base64.b64decode(value[key + "_bytes"]) if value.get(key + "_bytes") else value[key].encode()


def harmless(output: bytes) -> bool:
    text = output.decode()
    return all(one.isprintable() or one == "\n" for one in text)


def test_from_the_scan_to_the_undo_byte_for_byte(root: bytes, own: Path, cleanup: Run) -> None:
    moved = {root + b"/z/" + name for name in NAMES}
    before = snapshot(root)
    assert cleanup("scan", root).returncode == 0
    plan = cleanup("trash", "--dry-run", "-f", "json")
    assert {exact(step) for step in json.loads(plan.stdout)["steps"]} == moved
    (own.parent / "plan.json").write_bytes(plan.stdout)
    page = cleanup("trash", "--plan", own.parent / "plan.json", "--dry-run", "--top", "99")
    assert harmless(page.stdout)
    assert b"\\x1b[2Jclear" in page.stdout
    run = cleanup("trash", "--plan", own.parent / "plan.json", "--yes", "-f", "json")
    assert run.returncode == 0
    assert harmless(run.stderr)
    results = json.loads(run.stdout)["results"]
    assert {exact(result) for result in results} == moved
    lain = {exact(result, "trashed_to") for result in results}
    assert all(os.path.lexists(path) for path in lain)
    assert {os.path.basename(path) for path in lain} == in_trash(own / "data" / "Trash")
    told = [file.read_bytes().split(b"\n")[:2] for file in (own / "data" / "Trash" / "info").iterdir()]
    assert all(head == b"[Trash Info]" and path.isascii() for head, path in told)
    assert {unquote_to_bytes(path.removeprefix(b"Path=")) for _, path in told} == moved
    for arguments in (["history"], ["history", "last"], ["undo", "--dry-run"], ["purge", "--dry-run", "--top", "99"]):
        assert harmless(cleanup(*arguments).stdout), arguments
    undone = cleanup("undo", "-f", "json")
    assert undone.returncode == 0
    assert {exact(result, "restored_to") for result in json.loads(undone.stdout)["results"]} == moved
    assert snapshot(root) == before


def test_what_goes_wrong_with_them_is_told_harmlessly(root: bytes, own: Path, cleanup: Run) -> None:
    cleanup("scan", root)
    for name in [*NAMES, *HIDDEN]:
        with open(root + b"/z/" + name, "ab") as file:
            file.write(b"more")
    done = cleanup("trash", "--yes")
    assert done.returncode == 3
    assert harmless(done.stdout + done.stderr)
    assert len(os.listdir(root + b"/z")) == len([*NAMES, *HIDDEN])
    paths = [root + b"/z/" + name for name in [*NAMES, *HIDDEN]]
    before = snapshot(root)
    assert cleanup("trash", *paths, "--yes").returncode == 0
    for path in paths:
        os.mkdir(path)
    done = cleanup("undo")
    assert done.returncode == 3
    assert harmless(done.stdout + done.stderr)
    for path in paths:
        os.rmdir(path)
    assert cleanup("undo").returncode == 0
    assert snapshot(root) == before


@pytest.mark.parametrize("name", [b"no\x1b[2J\n\xffsuch", b"\xff" * 300, b"x/" * 3000])
def test_one_that_is_not_there_is_told_harmlessly(own: Path, cleanup: Run, name: bytes) -> None:
    done = cleanup("trash", b"./" + name, "--yes")
    assert done.returncode == 2
    assert harmless(done.stderr)
