"""A user without rights frees folders: their own to the last; with somebody else's things in one, nothing of it.

Others of this kind that were tried and are right: three runs at once, a purge beside two undos, an undo to a place that
is taken or locked, an undo of an undo, a damaged line at each place of a journal.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from support.kinds import Run
from support.moving import snapshot
from support.scripts import change

pytestmark = pytest.mark.root
NOBODY = 65534


@pytest.fixture
def place(open_place: Path) -> Path:
    """Two folders of the user without rights."""
    change(open_place, "for d in it plain; do mkdir -p $d/deep/er; echo 1 > $d/a; echo 2 > $d/deep/b; "
           "echo 3 > $d/deep/er/c; done; chown -R 65534:65534 it plain")  # fmt: skip
    return open_place


def trashed(place: Path) -> Path:
    (found,) = (place / "home/.local/share/Trash/files").glob("it*")
    return found


def purge(run: Run) -> dict[str, str]:
    done = run("purge", "--yes", "-f", "json")
    results = json.loads(done.stdout)["results"]
    assert done.returncode == (0 if all(result["status"] == "done" for result in results) else 3)
    return {Path(result["path"]).name: result["code"] or result["status"] for result in results}


@pytest.mark.parametrize("rights", ["chmod -R a-w it/deep", "chmod 555 it/deep/er", "chmod -R 500 it/deep", "true"])
def test_read_only_folders_of_ones_own_go(place: Path, cleanup_as_nobody: Run, rights: str) -> None:
    change(place, rights)
    assert cleanup_as_nobody("trash", "--yes", place / "it", place / "plain").returncode == 0
    assert purge(cleanup_as_nobody) == {"it": "done", "plain": "done"}
    assert os.listdir(place / "home/.local/share/Trash/files") == []


@pytest.mark.parametrize(
    "script",
    ["chown 0:0 deep", "chown 0:0 deep/er; chmod 1777 deep/er; chown 0:0 deep/er/c", "chown 0:0 deep; chmod 575 deep"],
)
def test_with_a_folder_of_somebody_elses_in_it_nothing_goes(place: Path, cleanup_as_nobody: Run, script: str) -> None:
    assert cleanup_as_nobody("trash", "--yes", place / "it", place / "plain").returncode == 0
    change(trashed(place), script)
    before = snapshot(trashed(place))
    assert purge(cleanup_as_nobody) == {"it": "other-owner", "plain": "done"}
    assert snapshot(trashed(place)) == before
    assert cleanup_as_nobody("undo").returncode == 0
    assert (place / "it/deep/er/c").read_text() == "3\n"


@pytest.mark.parametrize(
    "script", ["chown 0:0 a deep/b", "rm deep/er/c; chown 0:0 deep/er", "chown 0:0 deep; chmod 777 deep"]
)
def test_what_is_somebody_elses_and_can_go_goes(place: Path, cleanup_as_nobody: Run, script: str) -> None:
    change(place / "it", script)
    assert cleanup_as_nobody("trash", "--yes", place / "it").returncode == 0
    assert purge(cleanup_as_nobody) == {"it": "done"}


def test_an_obstacle_on_the_way_leaves_the_rights_as_they_were(place: Path, cleanup_as_nobody: Run) -> None:
    """Nothing goes before it is known that all can: so no folder was made writable either."""
    change(place, "chmod 555 it/deep")
    assert cleanup_as_nobody("trash", "--yes", place / "it").returncode == 0
    change(trashed(place), "chown 0:0 deep/er")
    (told,) = json.loads(cleanup_as_nobody("purge", "--yes", "-f", "json").stdout)["results"]
    assert (told["code"], told["message"].startswith("“deep/er” belongs to root")) == ("other-owner", True)
    assert (trashed(place) / "deep").stat().st_mode & 0o777 == 0o555
