"""Files opened outside: by the desktop's program with the path alone, and never what may be a program itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanup.disk import opening
from support.processes import until


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop whose program writes down what it was given."""
    told = tmp_path / "told"
    program = tmp_path / "bin" / "xdg-open"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s|" "$#" "$@" > "{told}.new" && mv "{told}.new" "{told}"\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(opening, "is_elevated", lambda: False)
    return told


def what_was_told(told: Path) -> str:
    until(told.exists, "the desktop's program")
    return told.read_text()


@pytest.mark.parametrize("name", ["photo.jpg", "$(touch x).txt", "-rf", "a; b", "new\nline.pdf"])
def test_the_path_is_one_word_whatever_its_name(tmp_path: Path, told: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("x")
    assert opening.open_outside(os.fsencode(path)) == ""
    assert what_was_told(told) == f"1|{path}|"


def test_a_folder_is_opened(tmp_path: Path, told: Path) -> None:
    assert opening.open_outside(os.fsencode(tmp_path)) == ""
    assert what_was_told(told) == f"1|{tmp_path}|"


@pytest.mark.parametrize("name", ["a.desktop", "setup.EXE", "run.sh", "x.jar", "bare"])
def test_what_may_be_a_program_is_not_opened(tmp_path: Path, told: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o700)
    assert opening.open_outside(os.fsencode(path)) == "it may be a program; o opens its folder"
    assert not told.exists()


def test_neither_links_nor_what_is_gone_nor_without_a_desktop_nor_as_administrator(
    tmp_path: Path, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    assert opening.open_outside(os.fsencode(tmp_path / "link.txt")) == "it is a link"
    assert opening.open_outside(os.fsencode(tmp_path / "gone.txt")) == "No such file or directory"
    monkeypatch.setattr(opening, "is_elevated", lambda: True)
    assert opening.open_outside(os.fsencode(tmp_path)) == "you are running as administrator"
    monkeypatch.setattr(opening, "is_elevated", lambda: False)
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert opening.open_outside(os.fsencode(tmp_path)) == "there is no desktop here"
    assert not told.exists()
