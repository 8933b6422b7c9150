"""One real scan, in every format, that the contracts are held against."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from told import Told


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
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
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(top / "home"),
        "LC_ALL": "C.UTF-8",
    }

    def run(*arguments: str | Path) -> bytes:
        command = [sys.executable, "-m", "cleanup", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, check=True, timeout=60).stdout

    scanned = run("scan", root, "--large", "50kB", "--exclude", "*.tmp", "-f", "json")
    return Told(root, json.loads(scanned), run("report", "-f", "ndjson"), run("report", "-f", "csv"))
