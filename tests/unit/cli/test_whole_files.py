"""Answers in files: which may be written over, and whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

import pytest

from cleanup.cli.formats import FORMATS
from cleanup.cli.output import check_output, deliver
from cleanup.model.errors import CleanupError, UsageProblem


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
        deliver(write, tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["x"]
