"""How to get a library that is not needed by all: what is said is right for how this copy was installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleanup.disk.optional import PILLOW, ZSTANDARD, Installed, here, how_to_add

pytestmark = pytest.mark.skipif(os.name == "nt", reason="its paths are those of other systems")
SYSTEM = "/usr/bin/python3"


@pytest.mark.parametrize(
    ("installed", "library", "told"),
    [
        (Installed("/h/.local/pipx/venvs/digital-cleanup/bin/python", "/h/.local/pipx/venvs/digital-cleanup",
                   apart=True), PILLOW, "pipx inject digital-cleanup pillow"),
        (Installed("/h/.local/uv/tools/digital-cleanup/bin/python", "/h/.local/uv/tools/digital-cleanup",
                   apart=True), PILLOW, "uv pip install --python /h/.local/uv/tools/digital-cleanup pillow"),
        # A .deb, or the single file with the system's Python.
        (Installed(SYSTEM, "/usr", managed=True, debian=True), PILLOW, "sudo apt install python3-pil"),
        (Installed(SYSTEM, "/usr", managed=True, debian=True), ZSTANDARD, "sudo apt install python3-zstandard"),
        # An environment made from a managed Python takes libraries all the same.
        (Installed("/w/my env/bin/python", "/w/my env", apart=True, managed=True, debian=True), PILLOW,
         "'/w/my env/bin/python' -m pip install pillow"),
        (Installed("/opt/python/bin/python3", "/opt/python"), PILLOW, "/opt/python/bin/python3 -m pip install pillow"),
        (Installed("/o/cleanup/cleanup", "/o/cleanup/_internal", frozen=True), PILLOW,
         "the folder without Python cannot have it; cleanup installed with pipx can"),
    ],
)  # fmt: skip
def test_what_is_said_fits_how_it_was_installed(installed: Installed, library: str, told: str) -> None:
    assert how_to_add(library, installed) == told


def test_of_this_very_program() -> None:
    found = here()
    assert (found.python, found.frozen) == (sys.executable, False)
    assert how_to_add(PILLOW).endswith("-m pip install pillow") is (found.apart or not found.managed)


def test_a_venv_of_the_system_python_is_one(tmp_path: Path) -> None:
    """The command that is told is one of that environment."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "pipx" / "venvs" / "mine"], check=True)
    packages = os.pathsep.join(filter(None, sys.path))
    told = subprocess.run(
        [tmp_path / "pipx" / "venvs" / "mine" / "bin" / "python", "-c",
         "from cleanup.disk.optional import *; print(how_to_add(PILLOW))"],
        env={"PYTHONPATH": packages}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout == "pipx inject mine pillow\n"
