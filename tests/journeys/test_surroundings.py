"""Surroundings that are not as one is used to: outputs closed, full or left early, no home, no folder to stand in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.cli.formats import FORMATS

Run = Callable[..., subprocess.CompletedProcess[bytes]]
SHOWING = [
    "scan -q tree", "report", "plan", "trash --dry-run", "finders", "config", "doctor", "cache info", "history",
    "decisions list", "undo --help", "--help", "--version",
]  # fmt: skip


@pytest.fixture
def twins(tmp_path: Path, own: Path, tree: Callable[..., Path], cleanup: Run) -> Path:
    """A scanned folder with two files that are the same, and what a shell is started beside."""
    root = tree({"a": "same", "b": "same"})
    assert cleanup("scan", root, "-q").returncode == 0
    return root


def in_shell(script: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Runs a line of shell, in which cleanup is this program."""
    begin = f"cleanup() {{ '{sys.executable}' -m cleanup \"$@\"; }}\n"
    return subprocess.run(
        ["bash", "-c", begin + script],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("where", [">&-", "> /dev/full"])
@pytest.mark.parametrize("command", SHOWING)
def test_an_answer_that_cannot_be_written_is_told(command: str, where: str, twins: Path) -> None:
    done = in_shell(f"cleanup {command} {where}", twins.parent)
    assert done.returncode == 3
    assert b"answer could not be written" in done.stderr
    assert in_shell(f"cleanup {command}", twins.parent).returncode == 0


@pytest.mark.parametrize("where", ["2>&-", "2> /dev/full", "<&-"])
@pytest.mark.parametrize("command", ["scan tree", "trash --yes", "history", "nonsense"])
def test_without_standard_error_or_input_the_rest_is_the_same(command: str, where: str, twins: Path) -> None:
    done = in_shell(f"cleanup {command} {where}", twins.parent)
    assert done.returncode == (2 if command == "nonsense" else 0)
    assert bool(done.stdout) == (command != "nonsense")


@pytest.mark.parametrize("form", ["table", "json"])
@pytest.mark.parametrize("where", [">&-", "> /dev/full"])
def test_what_was_moved_is_told_where_its_answer_is_lost(where: str, form: str, twins: Path) -> None:
    # Only the last page is lost: the one before the question would stop it.
    done = in_shell(f"cleanup trash -q --yes -f {form} {where}", twins.parent)
    assert (done.returncode, len(os.listdir(twins))) == (3, 1)
    assert b"Moved 1 file to the trash" in done.stderr
    done = in_shell(f"cleanup undo -f {form} {where}", twins.parent)
    assert (done.returncode, len(os.listdir(twins))) == (3, 2)
    assert b"Brought back 1 file" in done.stderr


@pytest.mark.parametrize("home", ["", "nowhere", "tree", "/nowhere/at/all", "/dev/null", None])
@pytest.mark.parametrize("command", ["scan -q tree", "doctor", "trash --dry-run tree/a", "history", "--help"])
def test_any_home_will_do(
    command: str, home: str | None, tmp_path: Path, own: Path, tree: Callable[..., Path], cleanup: Run
) -> None:
    tree({"a": "same", "b": "same"})
    environment = {**os.environ, "HOME": home or ""}
    if home is None:
        del environment["HOME"]
    done = cleanup(*command.split(), env=environment)
    assert done.returncode in {0, 4}, done.stderr
    assert not (tmp_path / "nowhere").exists()
    assert os.listdir(tmp_path / "tree") == os.listdir(tmp_path / "tree")
    assert b"Trash" not in b"".join(map(os.fsencode, os.listdir(tmp_path / "tree")))


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("trash x --yes", 2),
        ("scan -q", 2),
        ("plan -q -o p.json", 2),
        ("decisions forget x", 2),
        ("trash --quarantine q --yes -q", 2),
        ("scan -q {tree}", 0),
        ("report -q", 0),
        ("history", 0),
    ],
)
def test_a_folder_that_is_gone_is_no_fault_of_the_program(command: str, code: int, twins: Path) -> None:
    line = f"mkdir gone && cd gone && rmdir ../gone && cleanup {command.format(tree=twins)}"
    done = in_shell(line, twins.parent)
    assert done.returncode == code, done.stderr
    assert bool(done.stderr) == bool(code)
    assert len(os.listdir(twins)) == 2


@pytest.mark.parametrize("tenths", range(10))
def test_an_interrupt_at_any_moment_ends_it_quietly(tenths: int, own: Path, tree: Callable[..., Path]) -> None:
    root = tree({str(n): "x" * n for n in range(100)})
    begun = "import sys; sys.argv[0] = 'cleanup'; import cleanup.__main__ as m; print(flush=True); m.main()"
    process = subprocess.Popen(
        [sys.executable, "-c", begun, "scan", root], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(tenths * 0.04)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode in {0, 130, -signal.SIGINT}
    assert b"Traceback" not in errors
    assert b"Exception ignored" not in errors


@pytest.mark.parametrize("form", FORMATS)
def test_a_closed_pipe_is_no_error(form: str, own: Path, tree: Callable[..., Path]) -> None:
    root = tree({f"{n}{copy}": f"content {n}" for n in range(20) for copy in "ab"})
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "cleanup", "scan", root, "-f", form],
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 0


def test_head_gets_its_line(own: Path, tree: Callable[..., Path]) -> None:
    root = tree({"a": "same", "b": "same"})
    script = f"set -o pipefail; '{sys.executable}' -m cleanup scan '{root}' -f csv | head -1"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, timeout=60)
    assert done.stdout.startswith(b"\xef\xbb\xbffinding,category,")
    assert (done.returncode, done.stderr) == (0, b"")
