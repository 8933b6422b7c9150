"""Answers in files: which may be written over, and whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from cleanup.cli import output, output_file
from cleanup.cli.formats import FORMATS
from cleanup.cli.output import check_output, deliver
from cleanup.cli.output_file import OutputFile
from cleanup.model.errors import CleanupError, OutputProblem, UsageProblem


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("content", [None, b""])
def test_a_new_or_empty_file_may_be_written(form: str, content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "x").write_bytes(content)
    check_output(tmp_path / "x", form)
    check_output(None, form)


@pytest.mark.parametrize(
    ("form", "content", "ours"),
    [
        ("json", b'{"schema_version":1,"kind":"scan",\n"findings": []}', True),
        ("ndjson", b'{"schema_version":1,"kind":"scan"}\n', True),
        ("csv", b"\xef\xbb\xbffinding,category\r\n", True),
        ("csv", b"\xef\xbb\xbfstep,status\r\n", True),
        ("json", b'{"schema_version":1,"kind":"scan",', False),
        ("json", b'{"schema', False),
        ("json", b' {"schema_version":1,"kind":"scan",\n', False),
        ("csv", b"finding,category\r\n", False),
        ("csv", b'{"schema_version":1,"kind":"scan",\n', False),
        ("table", b"anything", False),
    ],
)
def test_only_our_own_files_are_written_over(form: str, content: bytes, ours: bool, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(content)
    if ours:
        check_output(tmp_path / "x", form)
    else:
        with pytest.raises(UsageProblem, match="” exists"):
            check_output(tmp_path / "x", form)


@pytest.mark.parametrize("place", ["missing/x", "file/x", ".", "n" * 256, "loop"])
def test_places_that_cannot_be_written(place: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(UsageProblem) as problem:
        check_output(tmp_path / place, "json")
    assert problem.value.hint == "Choose another file with --output."


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("bad")])
def test_a_failure_half_way_leaves_the_old_file_alone(failure: BaseException, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"old")

    def write(stream: BinaryIO) -> None:
        stream.write(b"half")
        raise failure

    with pytest.raises((type(failure), CleanupError)):
        deliver(write, check_output(tmp_path / "x", "json", force=True))
    assert (tmp_path / "x").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["x"]


OLD = b'{"schema_version":1,"kind":"scan",\n"findings": []}'


def answer(file: OutputFile | None) -> None:
    deliver(lambda stream: stream.write(b"answer"), file) if file else None


def made(path: Path) -> None:
    path.write_bytes(b"somebody's own")


def made_like_ours(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.write_bytes(OLD)


def folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def link(path: Path) -> None:
    path.unlink(missing_ok=True)
    (path.parent / "elsewhere").write_bytes(b"else")
    path.symlink_to("elsewhere")


def pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


@pytest.fixture(params=["at once", "in steps", "by an empty file"])
def renames(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """As file systems can: all flags of rename, none, or no second names either."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EINVAL, "no such way")

    if request.param != "at once":
        monkeypatch.setattr(output_file, "exchange", refuse)
    if request.param == "by an empty file":
        monkeypatch.setattr(output_file, "rename_without_replacing", refuse)
    return str(request.param)


@pytest.mark.parametrize("before", [None, b"", OLD])
@pytest.mark.parametrize("meanwhile", [made, made_like_ours, folder, link, pipe])
def test_what_was_made_meanwhile_stays(
    before: bytes | None, meanwhile: Callable[[Path], None], renames: str, tmp_path: Path
) -> None:
    if before is not None:
        (tmp_path / "x").write_bytes(before)
    file = check_output(tmp_path / "x", "json")
    meanwhile(tmp_path / "x")
    seen, there = (tmp_path / "x").lstat(), set(os.listdir(tmp_path))
    with pytest.raises(OutputProblem, match="meanwhile"):
        answer(file)
    now = (tmp_path / "x").lstat()
    assert (now.st_ino, now.st_size, now.st_mode) == (seen.st_ino, seen.st_size, seen.st_mode)
    assert set(os.listdir(tmp_path)) == there


@pytest.mark.parametrize("before", [None, b"", OLD])
def test_what_was_there_is_replaced(before: bytes | None, renames: str, tmp_path: Path) -> None:
    if before is not None:
        (tmp_path / "x").write_bytes(before)
    answer(check_output(tmp_path / "x", "json"))
    assert (tmp_path / "x").read_bytes() == b"answer"
    assert os.listdir(tmp_path) == ["x"]


def test_a_report_that_went_meanwhile_is_written_anew(renames: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(OLD)
    file = check_output(tmp_path / "x", "json")
    (tmp_path / "x").unlink()
    answer(file)
    assert os.listdir(tmp_path) == ["x"]


@pytest.mark.parametrize("form", FORMATS)
def test_with_force_a_file_of_ones_own_is_replaced(form: str, tmp_path: Path) -> None:
    made(tmp_path / "x")
    file = check_output(tmp_path / "x", form, force=True)
    # A log that grew: it was named all the same.
    (tmp_path / "x").write_bytes(b"more")
    answer(file)
    assert (tmp_path / "x").read_bytes() == b"answer"


def test_force_replaces_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path / "x")
    (tmp_path / "link").symlink_to("x")
    for path in (tmp_path / "link", tmp_path, Path("/dev/null")):
        with pytest.raises(UsageProblem):
            check_output(path, "json", force=True)
    monkeypatch.setattr(output, "user_number", lambda: os.getuid() + 1)
    with pytest.raises(UsageProblem, match="another user"):
        check_output(tmp_path / "x", "json", force=True)
    monkeypatch.undo()
    file = check_output(tmp_path / "x", "json", force=True)
    (tmp_path / "x").unlink()
    (tmp_path / "x").touch()
    (tmp_path / "y").touch()
    (tmp_path / "y").rename(tmp_path / "x")
    with pytest.raises(OutputProblem, match="meanwhile"):
        answer(file)


@pytest.mark.parametrize("form", FORMATS)
def test_a_device_is_never_written(form: str) -> None:
    for path in ("/dev/null", "/dev/full", "/dev/zero"):
        with pytest.raises(UsageProblem, match="device"):
            check_output(Path(path), form)


def test_a_pipe_is_written(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    file = check_output(tmp_path / "pipe", "json")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    answer(file)
    assert os.read(reading, 100) == b"answer"
    os.close(reading)
    (tmp_path / "pipe").unlink()
    (tmp_path / "pipe").write_bytes(b"")
    with pytest.raises(OutputProblem):
        answer(file)
    assert (tmp_path / "pipe").read_bytes() == b""
