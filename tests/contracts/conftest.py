"""One real scan and one real run, in every format, that the contracts are held against."""

from __future__ import annotations

import json
import os

import pytest
from written import Moved, Scanned, program


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """A scan of duplicates, hard links, a big, an empty and a hidden file, an empty folder and a bad name."""
    top = tmp_path_factory.mktemp("contracts")
    root = top / "root"
    for folder in ("empty", "sub", ".hidden", "node_modules"):
        (root / folder).mkdir(parents=True)
    for name, size in (("a", 3), ("b", 3), ("sub/big1", 70000), ("sub/big2", 70000), (".hidden/h", 3), ("zero", 0)):
        (root / name).write_bytes(b"x" * size)
    (root / "node_modules" / "m.js").write_bytes(b"module")
    (root / "sub" / "one.tmp").write_bytes(b"excluded")
    os.link(root / "sub" / "big1", root / "sub" / "other name")
    (root / os.fsdecode(b"bad\xff")).write_bytes(b"xxx")
    run = program(top / "home")
    scanned = run("scan", root, "--large", "50kB", "--exclude", "*.tmp", "-f", "json")
    return Scanned(root, json.loads(scanned), run("report", "-f", "ndjson"), run("report", "-f", "csv"))


@pytest.fixture(scope="session")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Moved:
    """A run by rules: duplicates, one with a bad name and one that changed, an empty folder and a file with two names;
    one part of it brought back, the rest freed."""
    top = tmp_path_factory.mktemp("moved")
    root = top / "root"
    (root / "empty" / "inside").mkdir(parents=True)
    for name, size in (("a", 3), ("a copy", 3), ("big", 70000), ("big (1)", 70000), ("c", 5), ("c (1)", 5)):
        (root / name).write_bytes(name[:1].encode() * size)
    (root / os.fsdecode(b"a bad\xff (1)")).write_bytes(b"aaa")
    (root / "elsewhere").write_bytes(b"cc")
    (root / "elsewhere (1)").write_bytes(b"cc")
    os.link(root / "elsewhere (1)", top / "out of sight")
    os.link(root / "big (1)", root / "big (2)")
    run = program(top / "home")
    run("scan", root)
    plan = top / "plan.json"
    run("trash", "--dry-run", "--only", "duplicates", "--only", "empty-folders", "-f", "json", "-o", plan)
    with (root / "c (1)").open("ab") as file:
        file.write(b"changed")
    ran = json.loads(run("trash", "--plan", plan, "--yes", "-f", "json", code=3))
    name = ran["run"]["id"]
    return Moved(
        root=root,
        plan=json.loads(plan.read_bytes()),
        run=ran,
        lines=run("report", name, "-f", "ndjson"),
        table=run("report", name, "-f", "csv"),
        past=json.loads(run("history", name, "-f", "json")),
        undo=json.loads(run("undo", "--only", "a*", "-f", "json")),
        purge=json.loads(run("purge", "--yes", "-f", "json")),
        history=json.loads(run("history", "-f", "json")),
    )
