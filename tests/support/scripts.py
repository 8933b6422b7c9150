"""Changes to a tree, written as a person would type them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def link(path: Path, target: str) -> None:
    """Make a link to give a tree some variety: Windows does without."""
    if sys.platform != "win32":
        path.symlink_to(target)


def change(folder: Path, script: str) -> None:
    """Run a shell script in a folder; fails with its first command that does."""
    if sys.platform == "win32":
        from support import wine

        wine.run_script(folder, script)
    else:
        subprocess.run(["sh", "-ec", script], cwd=folder, check=True)
