"""Changes to a tree, written as a person would type them."""

from __future__ import annotations

import subprocess
from pathlib import Path


def change(folder: Path, script: str) -> None:
    """Run a shell script in a folder; fails with its first command that does."""
    subprocess.run(["sh", "-ec", script], cwd=folder, check=True)
