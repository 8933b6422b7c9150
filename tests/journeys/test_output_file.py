"""``--output``: the whole answer or the old file, never half of one, nor over somebody else's; and closed pipes."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cleanup.cli.formats import FORMATS
from support.kinds import Mount, Run, Tree


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the answers go."""
    path = tmp_path / "answers"
    path.mkdir()
    return path


@pytest.mark.parametrize("form", FORMATS)
def test_a_new_file_has_the_answer_and_nothing_stands_beside_it(
    form: str, twins: Path, folder: Path, cleanup: Run
) -> None:
    done = cleanup("scan", twins, "-f", form, "-o", folder / "answer", umask=0o027)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert os.listdir(folder) == ["answer"]
    assert stat.S_IMODE((folder / "answer").stat().st_mode) == 0o640
    if form != "table":
        assert (folder / "answer").read_bytes() == cleanup("report", "-f", form).stdout


@pytest.mark.parametrize("form", ["json", "csv"])
def test_an_own_file_is_replaced(form: str, twins: Path, folder: Path, cleanup: Run) -> None:
    cleanup("scan", twins, "-f", form, "-o", folder / "answer")
    before = (folder / "answer").read_bytes()
    (twins / "c.txt").write_text("the same")
    assert cleanup("scan", twins, "-f", form, "-o", folder / "answer").returncode == 0
    assert b"c.txt" not in before
    assert b"c.txt" in (folder / "answer").read_bytes()


def test_a_link_stays_a_link(twins: Path, folder: Path, cleanup: Run) -> None:
    (folder / "real.json").touch()
    (folder / "link.json").symlink_to("real.json")
    assert cleanup("scan", twins, "-f", "json", "-o", folder / "link.json").returncode == 0
    assert (folder / "link.json").is_symlink()
    assert json.loads((folder / "real.json").read_bytes())["kind"] == "scan"


@pytest.mark.parametrize(("form", "content"), [("json", b'{"my": "notes"}'), ("table", b"my text")])
def test_somebody_elses_file_stays(
    form: str, content: bytes, twins: Path, own: Path, folder: Path, cleanup: Run
) -> None:
    (folder / "mine").write_bytes(content)
    done = cleanup("scan", twins, "-f", form, "-o", folder / "mine")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "mine” exists" in done.stderr.decode()
    assert (folder / "mine").read_bytes() == content
    assert not own.exists()


def test_a_pipe_can_be_written_to(twins: Path, cleanup: Run) -> None:
    done = cleanup("scan", twins, "-f", "json", "-o", "/dev/stdout")
    assert json.loads(done.stdout)["kind"] == "scan"
    assert done.returncode == 0


@pytest.mark.root
def test_a_full_drive_keeps_the_old_file(tree: Tree, own: Path, folder: Path, mount: Mount, cleanup: Run) -> None:
    tiny_drive = mount("-t", "tmpfs", "-o", "size=64k", "none", folder)
    root = tree({f"{n}{copy}" + "x" * 100: f"content {n}" for n in range(150) for copy in "ab"})
    old = b'{"schema_version":1,"this is":"the old one",\n"findings": []}'
    (tiny_drive / "scan.json").write_bytes(old)
    done = cleanup("scan", root, "-f", "json", "-o", tiny_drive / "scan.json")
    assert (tiny_drive / "scan.json").read_bytes() == old
    assert os.listdir(tiny_drive) == ["scan.json"]
    problem = done.stderr.decode()
    assert "scan.json" in problem
    assert "o space left on device" in problem
    assert "fault of cleanup" not in problem
    assert done.returncode not in {0, 1, 70}


def test_standard_output_that_is_full(twins: Path, cleanup: Run, own: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cleanup", "scan", twins, "-f", "json"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert "o space left on device" in done.stderr.decode()
    assert "fault of cleanup" not in done.stderr.decode()
    assert len(done.stderr.splitlines()) <= 2
    assert done.returncode not in {0, 1, 70}


def test_a_link_into_a_missing_folder_is_refused_before_any_work(
    twins: Path, own: Path, folder: Path, cleanup: Run
) -> None:
    (folder / "link.json").symlink_to("missing/scan.json")
    done = cleanup("scan", twins, "-f", "json", "-o", folder / "link.json")
    assert (done.returncode, done.stdout) == (2, b"")
    assert not own.exists()


def test_a_name_as_long_as_names_can_be(twins: Path, folder: Path, cleanup: Run) -> None:
    name = "n" * 250 + ".json"
    done = cleanup("scan", twins, "-f", "json", "-o", folder / name)
    assert (done.returncode, done.stderr) == (0, b"")
    assert os.listdir(folder) == [name]


@pytest.mark.root
@pytest.mark.parametrize("target", ["closed/new.json", "closed/old.json", "closed", "unreadable.json"])
def test_a_place_without_permission_is_refused_before_any_work(
    target: str, open_place: Path, cleanup_as_nobody: Run
) -> None:
    closed = open_place / "closed"
    closed.mkdir()
    old = closed / "old.json"
    content = b'{"schema_version":1,"kind":"scan",\n"findings": []}'
    old.write_bytes(content)
    os.chown(old, 65534, 65534)  # the file may be written, but none may be made beside it
    unreadable = open_place / "unreadable.json"  # whose it is cannot be told
    unreadable.write_bytes(content)
    os.chown(unreadable, 65534, 65534)
    unreadable.chmod(0o200)
    done = cleanup_as_nobody("scan", open_place, "-f", "json", "-o", open_place / target)
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) <= 2
    assert old.read_bytes() == unreadable.read_bytes() == content
    assert os.listdir(open_place / "home") == []
