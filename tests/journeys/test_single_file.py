"""``cleanup.pyz``: its start unpacks it where only its user can write, runs it, and nothing of it is left at the end.

The archive is made here of the program's own source and the real start; the libraries are those of the tests.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipapp
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
START = ROOT / "deploy/single_file/__main__.py"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return _archive(tmp_path, f"linux {os.uname().machine}, Python {sys.version_info[0]}.{sys.version_info[1]}")


def _archive(tmp_path: Path, built_for: str) -> Path:
    tree = tmp_path / "tree"
    # The compiled loops are made for the place where they lie, or are left out.
    shutil.copytree(ROOT / "src/cleanup", tree / "cleanup", ignore=shutil.ignore_patterns("__pycache__"))
    start = START.read_text().replace("@BUILT_FOR@", built_for).replace("@DIGEST@", "0123456789abcdef")
    (tree / "__main__.py").write_text(start)
    made = tmp_path / "cleanup.pyz"
    zipapp.create_archive(tree, made, compressed=True)
    shutil.rmtree(tree)
    return made


def run(archive: Path, home: Path, *arguments: str, cache: Path | None = None) -> subprocess.CompletedProcess[str]:
    home.mkdir(exist_ok=True)
    extra = {"XDG_CACHE_HOME": str(cache)} if cache else {}
    return subprocess.run(
        [sys.executable, "-B", archive, *arguments],
        env={"HOME": str(home), "PATH": os.defpath, "LC_ALL": "C.UTF-8", **extra},
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
    )


def test_it_unpacks_once_and_runs_from_there(archive: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first, second = (run(archive, home, "--version") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert ("unpacks itself" in first.stderr, second.stderr) == (True, "")
    assert first.stdout.startswith("cleanup ")
    (copy,) = (home / ".cache/cleanup/unpacked").iterdir()
    assert {path.stat().st_mode & 0o077 for path in (home / ".cache", copy.parents[1], copy.parent, copy)} == {0}


def test_at_the_end_nothing_of_it_is_left(archive: Path, tmp_path: Path) -> None:
    home, mess = tmp_path / "home", tmp_path / "mess"
    mess.mkdir()
    (mess / "a").write_text("1")
    assert run(archive, home, "scan", str(mess)).returncode == 0
    done = run(archive, home, "forget", "--everything", "--yes")
    assert (done.returncode, "unpacked" in done.stdout) == (0, True), done.stderr
    assert not (home / ".cache/cleanup").exists()
    assert not (home / ".local/state/cleanup").exists()


def test_what_a_link_in_it_leads_to_stays(archive: Path, tmp_path: Path) -> None:
    home, own = tmp_path / "home", tmp_path / "precious"
    own.mkdir()
    (own / "letter").write_text("dear")
    assert run(archive, home, "--version").returncode == 0
    (home / ".cache/cleanup/unpacked/link").symlink_to(own)
    assert run(archive, home, "forget", "unpacked", "--yes").returncode == 0
    assert (own / "letter").read_text() == "dear"
    assert not (home / ".cache/cleanup/unpacked").exists()


def test_another_python_is_told_and_nothing_is_unpacked(tmp_path: Path) -> None:
    done = run(_archive(tmp_path, "linux x86_64, Python 2.9"), tmp_path / "home", "--version")
    assert (done.returncode, done.stdout) == (4, "")
    assert re.search(r"built for linux x86_64, Python 2\.9; here is ", done.stderr)
    assert list((tmp_path / "home").iterdir()) == []


@pytest.mark.parametrize(
    "which", [".cache/cleanup", ".cache/cleanup/unpacked", ".cache/cleanup/unpacked/0123456789abcdef"]
)
def test_where_others_can_write_nothing_is_run(archive: Path, tmp_path: Path, which: str) -> None:
    home = tmp_path / "home"
    assert run(archive, home, "--version").returncode == 0
    (home / which).chmod(0o777)
    done = run(archive, home, "--version")
    assert (done.returncode, done.stdout) == (4, "")
    assert str(home / which) in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="gives files to another user")
def test_root_runs_nothing_that_lies_with_another_user(archive: Path, tmp_path: Path) -> None:
    home, theirs = tmp_path / "home", tmp_path / "theirs"
    theirs.mkdir()
    os.chown(theirs, 65534, 65534)
    done = run(archive, home, "--version", cache=theirs / "cache")
    assert done.returncode == 0, done.stderr
    assert list(theirs.iterdir()) == []
    assert (home / ".cache/cleanup/unpacked").is_dir()


def test_a_start_that_was_cut_off_is_no_whole_copy(archive: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / ".cache/cleanup/unpacked/draft-x/cleanup").mkdir(parents=True)
    for folder in (".cache/cleanup", ".cache/cleanup/unpacked"):
        (home / folder).chmod(0o700)
    assert run(archive, home, "--version").returncode == 0
