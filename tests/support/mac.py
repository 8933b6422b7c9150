"""A Mac that is pretended on Linux, for tests of whole commands: see ``tests/mac/pretend.py``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[1] / "mac"
Volume = Callable[[str], Path]
"""Makes a volume of a kind."""


def _with_few(few: int) -> list[str]:
    """Starts a program with 256 descriptors at most, and all but a few of them in use."""
    script = 'ulimit -n 256; for ((n = 3; n < 256 - $1; n++)); do eval "exec $n</dev/null"; done; shift; exec "$@"'
    return ["bash", "-c", script, "bash", str(few)]


class Mac:
    """A pretended Mac with one user: what its commands say, as a page or as documents."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.trash = home / ".Trash"

    def run(self, *arguments: str | Path, code: int | None = 0, few: int = 0, **environment: str) -> str:
        """``few`` is how many files it may open, of the 256 that a Mac gives, besides those that it is started with.

        A ``code`` of None is any.
        """
        program = [sys.executable, str(HERE / "pretend.py")]
        done = subprocess.run(
            [*_with_few(few), *program, *arguments] if few else [*program, *arguments],
            env={
                "HOME": str(self.home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "PURE_PYTHON": "1",
                **environment,
            },
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert code is None or done.returncode == code, done.stdout + done.stderr
        assert done.returncode != 70, done.stdout + done.stderr
        return done.stdout + done.stderr

    def told(self, *arguments: str | Path, code: int = 0) -> dict[str, Any]:
        page = self.run(*arguments, "--format", "json", "--quiet", code=code)
        assert "{" in page, page
        document: dict[str, Any] = json.loads(page[page.index("{") : page.rindex("}") + 1])
        return document


def letter(folder: Path, name: str = "Letter.txt") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("the only copy")
    return path
