"""What the door must not load before a command needs it: a help page or a version should be there at once."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("numpy", "msgspec", "rich.progress", "sqlite3", "pathspec", "humanize", "send2trash", "xxhash")


def test_the_list_of_commands_loads_nothing_heavy() -> None:
    code = "import sys, cleanup.cli.app; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()
    assert "typer" in loaded
    assert [name for name in HEAVY if name in loaded] == []
