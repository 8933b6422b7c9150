"""Names in the trash, and the info files beside them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.act.naming import INFO_ENDING, free_name, info_text, origin_in, unique_name

NOW = datetime(2026, 9, 19, 12, 30, 15, 999_999, tzinfo=UTC)
PARTS = st.binary(min_size=1, max_size=255).filter(lambda name: name not in {b".", b".."} and not set(name) & {0, 47})
PATHS = st.lists(PARTS, min_size=1, max_size=5).map(lambda parts: b"/" + b"/".join(parts))


@given(PARTS)
def test_a_unique_name_fits_beside_its_info_file_and_is_one_name(name: bytes) -> None:
    unique = unique_name(name)
    assert len(unique + INFO_ENDING) <= 255
    assert not set(unique) & {0, 47}


@given(PARTS)
def test_no_two_are_equal_and_all_begin_alike(name: bytes) -> None:
    names = {unique_name(name) for _ in range(50)}
    assert len(names) == 50
    stem = os.path.splitext(name)[0][:100]
    assert all(each.startswith(stem) for each in names)


@pytest.mark.parametrize("character", ["é", "€", "😀"])
@pytest.mark.parametrize("shift", range(4))
def test_a_long_name_is_cut_between_characters(character: str, shift: int) -> None:
    name = ("x" * shift + character * 130).encode()[:255].decode(errors="ignore")
    stem = unique_name(name.encode()).decode().partition(".")[0]
    assert name.startswith(stem)
    assert 196 < len(stem.encode()) <= 200


@pytest.mark.parametrize("byte", [b"\x80", b"\xbf", b"\xff"])
def test_a_long_name_of_no_characters_is_cut_all_the_same(byte: bytes) -> None:
    stem = unique_name(byte * 255).partition(b".")[0]
    assert 196 <= len(stem) <= 200


@pytest.mark.parametrize(
    ("name", "begin", "ending"),
    [
        (b"photo.jpg", b"photo.", b".jpg"),
        (b"archive.tar.gz", b"archive.tar.", b".gz"),
        (b".bashrc", b".bashrc.", b""),
        (b".config.bak", b".config.", b".bak"),
        (b"...", b"....", b""),
        (b"README", b"README.", b""),
        (b"ends with a point.", b"ends with a point.", b"."),
        (b"x.trashinfo", b"x.", b".trashinfo"),
        (b"x." + b"y" * 19, b"x.", b"." + b"y" * 19),
        (b"x." + b"y" * 20, b"x." + b"y" * 20 + b".", b""),
        (b"a" * 250 + b".jpeg", b"a" * 200 + b".", b".jpeg"),
    ],
)
def test_the_ending_stays_where_it_is_one(name: bytes, begin: bytes, ending: bytes) -> None:
    unique = unique_name(name)
    assert unique.startswith(begin)
    assert unique.endswith(ending)
    digits = unique[len(begin) : len(unique) - len(ending)]
    assert len(digits) == 12
    int(digits, 16)


@given(PATHS)
def test_an_info_file_tells_every_path_byte_for_byte(path: bytes) -> None:
    info = info_text(path, b"", NOW)
    assert origin_in(info, b"") == path
    assert origin_in(info, b"/media/stick") == path


@given(PATHS, st.sampled_from([b"/", b"/media/stick", b"/media/stick/", b"/m\xff \n"]))
def test_an_info_file_on_a_volume_tells_paths_from_its_top(path: bytes, top: bytes) -> None:
    whole = os.path.join(top, path[1:])
    info = info_text(whole, top, NOW)
    assert b"\nPath=/" not in info
    assert origin_in(info, top) == whole
    # The drive has another place next time.
    assert origin_in(info, b"/elsewhere") == b"/elsewhere" + path


@given(PATHS)
def test_an_info_file_has_three_plain_lines(path: bytes) -> None:
    lines = info_text(path, b"", NOW).split(b"\n")
    assert [line.partition(b"=")[0] for line in lines] == [b"[Trash Info]", b"Path", b"DeletionDate", b""]
    assert all(line.isascii() and line.decode().isprintable() for line in lines)
    assert datetime.strptime(lines[2].decode(), "DeletionDate=%Y-%m-%dT%H:%M:%S") == NOW.astimezone().replace(
        microsecond=0, tzinfo=None
    )


@pytest.mark.parametrize(
    ("info", "told"),
    [
        (b"[Trash Info]\nPath=/first\nPath=/second\n", b"/first"),
        (b"[Trash Info]\nDeletionDate=x\nOther=1\nPath=/late", b"/late"),
        (b"Path=/no%20head", b"/no head"),
        (b"[Trash Info]\nPath=/half%2\n", b"/half%2"),
        (b"[Trash Info]\nPath=/x%zz%2Fy\n", b"/x%zz/y"),
        (b"[Trash Info]\nPath=../../etc/passwd\n", b"/top/../../etc/passwd"),
        (b"", None),
        (b"\0" * 512, None),
        (b"[Trash Info]\npath=/x\n", None),
        (b"[Trash Info]\n Path=/x\n", None),
        (b"[Trash Info]\nDeletionDate=2026-01-01T00:00:00\n", None),
        (b"\xff\xfe\n", None),
    ],
)
def test_what_a_strange_info_file_tells(info: bytes, told: bytes | None) -> None:
    assert origin_in(info, b"/top") == told


def test_a_free_name_passes_over_all_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "x (restored 1).tar").touch()
    (tmp_path / "x (restored 2).tar").mkdir()
    (tmp_path / "x (restored 3).tar").symlink_to("nowhere")
    assert free_name(tmp_path, "x.tar") == "x (restored 4).tar"
    assert free_name(tmp_path, ".hidden") == ".hidden (restored 1)"
