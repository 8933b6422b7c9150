"""What root believes: only what nobody but root can have made or changed, all the way up."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from cleanup.disk.private_folder import make_private_folder
from cleanup.disk.trust import check_trusted
from cleanup.model.errors import DocumentProblem

NOBODY = 65534

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root believes nobody")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A file in a folder in a folder, all root's."""
    file = tmp_path / "outer" / "inner" / "file"
    file.parent.mkdir(parents=True)
    file.write_text("content")
    return file


def is_believed(path: Path) -> bool:
    try:
        check_trusted(path)
    except DocumentProblem as problem:
        assert str(path) in problem.message
        return False
    return True


@pytest.mark.parametrize(
    ("script", "believed"),
    [
        ("true", True),
        ("rm outer/inner/file", True),
        ("chmod 1777 outer", True),
        ("chgrp 65534 outer outer/inner/file", True),
        ("rm -r outer/inner; touch outer/inner; chmod 666 outer/inner", True),
        ("setfacl -m u:65534:r outer/inner/file", True),
        ("mv outer real; ln -s real outer", True),
        ("mkdir way; mv outer way/real; ln -s way/real outer", True),
        ("mkdir way; mv outer way/real; ln -s way/real outer; chmod 777 way", False),
        ("chown 65534 outer", False),
        ("chown 65534 outer/inner/file", False),
        ("chmod 777 outer", False),
        ("chmod o+w outer/inner/file", False),
        ("chown 65534 outer; chmod 1777 outer", False),
        ("chgrp 65534 outer/inner; chmod g+w outer/inner", False),
        ("setfacl -m u:65534:rwx outer", False),
        ("setfacl -m g:65534:w outer/inner/file", False),
        ("mv outer real; ln -s real outer; chown -h 65534 outer", False),
        ("mv outer real; ln -s there outer; ln -s real there; chown -h 65534 there", False),
        ("rm outer/inner/file; chown 65534 outer/inner", False),
        ("ln -s loop loop; rm -r outer; ln -s loop outer", False),
    ],
)
def test_what_root_believes(script: str, believed: bool, place: Path, tmp_path: Path) -> None:
    done = subprocess.run(["sh", "-ec", script], cwd=tmp_path, check=False, capture_output=True)
    if done.returncode == 127:
        pytest.skip("setfacl is not here")
    assert done.returncode == 0
    assert is_believed(place) is believed


def test_own_folders_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_private_folder(tmp_path / "a" / "b")
    finally:
        os.umask(before)
    assert is_believed(tmp_path / "a" / "b" / "file")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o700
