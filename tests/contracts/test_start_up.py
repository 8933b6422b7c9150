"""What the door must not load before a command needs it: a help page or a version should be there at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("numpy", "pydantic", "msgspec", "rich.progress", "sqlite3", "pathspec", "humanize", "send2trash", "xxhash")
# Those that read files end soon after the scan, on a busy machine a little later.
COUNT_THREADS = """
import os, sys, time
from cleanup.cli.app import run
run(["scan", sys.argv[1], "-q"])
print(*sorted(sys.modules))
end = time.monotonic() + 60
while (threads := len(os.listdir("/proc/self/task"))) > 1 and time.monotonic() < end:
    time.sleep(0.01)
print(threads)
"""


def test_the_list_of_commands_loads_nothing_heavy() -> None:
    code = "import sys, cleanup.cli.app; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()
    assert "typer" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_a_command_with_nothing_to_tell_loads_no_more_than_its_settings(tmp_path: Path) -> None:
    code = "import sys; from cleanup.cli.app import run; run(['history']); print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, env={"HOME": str(tmp_path)}
    )
    loaded = done.stdout.splitlines()[-1].split()
    not_for_it = (*HEAVY, "ctypes", "rich", "cleanup.model.coverage", "cleanup.disk.rules.protected")
    assert [name for name in not_for_it if name in loaded] == []


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_a_scan_starts_no_threads_to_calculate_with(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text("the same")
    done = subprocess.run(
        [sys.executable, "-c", COUNT_THREADS, str(tmp_path)], capture_output=True, check=True, text=True
    )
    *_, loaded, threads = done.stdout.splitlines()
    assert "numpy" in loaded.split()
    assert threads == "1"


@pytest.mark.parametrize("command", ["finders", "scan . --only duplicates --top 3", "decisions list", "cache info"])
def test_the_command_line_is_read_without_pydantic(command: str, tmp_path: Path) -> None:
    """Why typer has an upper bound: if this fails after a change of branch, ``pip install -e '.[dev]'`` again."""
    code = "import sys; from cleanup.cli.app import run; run(sys.argv[1:]); print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split()], capture_output=True, check=True, text=True, cwd=tmp_path
    )
    assert "pydantic" not in done.stdout.splitlines()[-1].split()
