"""Keep rules and what narrows a choice, from the command line and the settings file to what really moves."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]
YEAR = 365 * 86_400


@pytest.fixture
def root(home: Path, tree: Callable[..., Path], cleanup: Run) -> Path:
    """A group of three copies, of which one is old, and a pair that nothing but the path tells apart."""
    root = tree(
        {"photos": {"a.jpg": "picture", "b.jpg": "picture"}, "inbox": {"a.jpg": "picture", "x": "same", "y": "same"}},
        home / "tree",
    )
    for path in root.rglob("*.jpg"):
        os.utime(path, (10 * YEAR, 10 * YEAR))
    os.utime(root / "photos" / "b.jpg", (YEAR, YEAR))
    for name in "xy":
        os.utime(root / "inbox" / name, (40 * YEAR, 40 * YEAR))
    assert cleanup("scan", root).returncode == 0
    return root


def plan(cleanup: Run, *options: str | Path) -> dict[str, Any]:
    done = cleanup("trash", "--dry-run", "-f", "json", *options)
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def chosen(cleanup: Run, root: Path, *options: str | Path) -> dict[str, str]:
    """What would move, and by which rule the other copy stays."""
    steps = plan(cleanup, *options)["steps"]
    return {os.path.relpath(step["path"], root): step["keeper"]["rule"] for step in steps}


def test_nothing_in_a_folder_that_holds_is_chosen(cleanup: Run, root: Path) -> None:
    rule = f"in:{root / 'photos'}"
    assert chosen(cleanup, root, "--keep", rule) == {"inbox/a.jpg": "oldest", "inbox/y": "tie"}
    assert plan(cleanup, "--keep", rule)["left_alone"] == {"held": 1}
    assert plan(cleanup, "--strict")["left_alone"] == {"tie": 1}
    assert chosen(cleanup, root, "--keep", f"in:{root}") == {}


def test_a_folder_of_ones_own_may_be_written_from_the_home(cleanup: Run, root: Path) -> None:
    assert "inbox/a.jpg" not in chosen(cleanup, root, "--keep", "in:~/tree/inbox")


def test_rules_of_the_settings_file_count_and_move(cleanup: Run, root: Path, home: Path) -> None:
    settings = home / ".config" / "cleanup" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'keep = ["in:{root / "inbox"}"]\nprotect = ["b.jpg"]\n')
    assert cleanup("trash", "--yes").returncode == 0
    assert sorted(path.name for path in (root / "photos").iterdir()) == ["b.jpg"]
    assert sorted(path.name for path in (root / "inbox").iterdir()) == ["a.jpg", "x", "y"]
    assert cleanup("undo").returncode == 0
    assert (root / "photos" / "a.jpg").read_text() == "picture"


@pytest.mark.parametrize("option", [["--keep", "oldest"], ["--under", "."], ["--protect", "*"], ["--strict"]])
def test_rules_do_not_go_with_named_files(cleanup: Run, root: Path, option: list[str]) -> None:
    done = cleanup("trash", "--yes", root / "inbox" / "x", *option)
    assert done.returncode == 2
    assert option[0].encode() in done.stderr
    assert (root / "inbox" / "x").exists()
