"""Without its list of protected places the program looks at nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import cleanup as package
from cleanup.disk.rules import protected
from cleanup.disk.rules.protected import load_protection
from cleanup.model.errors import DocumentProblem

LIST = protected._LISTS.read_bytes()

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda good: b"",
    "cut in the middle": lambda good: good[: len(good) // 2],
    "not TOML": lambda good: good + b"\nthis is = = not TOML\n",
    "not UTF-8": lambda good: good.replace(b'".git"', b'".g\xfft"'),
    "a list became a text": lambda good: good.replace(b'markers = ["pyvenv.cfg", ', b'markers = "pyvenv.cfg" #'),
    "a name became a number": lambda good: good.replace(b'".git"', b"7"),
    "an empty name": lambda good: good.replace(b'".git"', b'""'),
    "a list renamed": lambda good: good.replace(b"folder_names = [\n", b"folder_name = [\n", 1),
    "a section renamed": lambda good: good.replace(b"[trash]", b"[rubbish]"),
    "the system's folders became a text": lambda good: good.replace(b"linux = [", b'linux = "/usr"\nother = ['),
    "a store is a text": lambda good: good.replace(b'holding = [["cur", "new", "tmp"], ', b'holding = ["cur", '),
    "neighbours became a text": lambda good: good.replace(b'deps = ["mix.exs"]', b'deps = "mix.exs"'),
    "the trash's name is a number": lambda good: good.replace(b'named = "trash"', b"named = 5"),
}


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the list is read from in this test; a good one at first."""
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "protected.toml").write_bytes(LIST)
    monkeypatch.setattr(protected, "_LISTS", folder / "protected.toml")
    return folder / "protected.toml"


def test_the_list_that_comes_with_the_program_is_taken(listed: Path) -> None:
    protection = load_protection("/home/somebody", ["/home/somebody/.cache/cleanup"])
    assert protection.is_protected_folder(".git", set())
    assert protection.is_never_searched("/home/somebody/.local/share/Trash", "Trash")
    assert protection.is_never_searched("/home/somebody/.cache/cleanup", "cleanup")
    assert protection.is_system("/usr") == sys.platform.startswith("linux")
    assert "/home/somebody/Desktop" in protection.home_folders


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_list_stops_the_program(listed: Path, damage: str) -> None:
    damaged = DAMAGES[damage](LIST)
    assert damaged != LIST, "this damage does not fit the list any more"
    listed.write_bytes(damaged)
    with pytest.raises(DocumentProblem, match="protected places"):
        load_protection("/home/somebody", [])


@pytest.mark.parametrize("instead", ["nothing", "folder", "link to itself"])
def test_a_list_that_cannot_be_read_stops_the_program(listed: Path, instead: str) -> None:
    listed.unlink()
    if instead == "folder":
        listed.mkdir()
    elif instead == "link to itself":
        listed.symlink_to(listed.name)
    with pytest.raises(DocumentProblem, match="protected places"):
        load_protection("/home/somebody", [])


@pytest.mark.parametrize("damage", ["missing", "not TOML"])
def test_a_scan_ends_with_4_before_it_looks_at_anything(tmp_path: Path, home: Path, damage: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(package.__path__[0], copy / "cleanup", ignore=shutil.ignore_patterns("__pycache__"))
    if damage == "missing":
        (copy / "cleanup" / "disk" / "rules" / "protected.toml").unlink()
    else:
        (copy / "cleanup" / "disk" / "rules" / "protected.toml").write_bytes(DAMAGES[damage](LIST))
    done = subprocess.run(
        [sys.executable, "-m", "cleanup", "scan", "-f", "json", home],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(copy)}, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (4, b"")
    assert b"list of protected places cannot be read" in done.stderr
    assert b"Traceback" not in done.stderr


def test_folder_of_curricula_is_no_version_control(listed: Path) -> None:
    protection = load_protection("/home/somebody", [])
    assert not protection.is_protected_folder("CVs", set())
    assert protection.is_protected_by_contents({"Entries", "Repository", "Root", "Tag"})
