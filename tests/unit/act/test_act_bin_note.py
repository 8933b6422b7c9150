"""The notes of the Recycle Bin: written as Windows has them, and read whoever wrote them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.act import bin_note
from cleanup.act.bin_note import BinNote

AT = datetime(2024, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)
# By hand, from the documentation: T:\a.txt, five bytes, thrown away at AT.
BY_HAND = bytes.fromhex(
    "0200000000000000" "0500000000000000" "20cb8036d46bda01" "09000000"
    "54003a005c0061002e007400780074000000"
)  # fmt: skip


def of_vista(path: str) -> bytes:
    return BY_HAND.replace(b"\2", b"\1", 1)[:24] + path.encode("utf-16-le").ljust(2 * 260, b"\0")


def test_a_note_is_written_as_windows_has_it() -> None:
    assert bin_note.written(BinNote("T:\\a.txt", 5, AT)) == BY_HAND
    assert bin_note.read(BY_HAND) == BinNote("T:\\a.txt", 5, AT)


def test_the_older_kind_is_read_too() -> None:
    assert bin_note.read(of_vista("C:\\Users\\ada\\old.txt")) == BinNote("C:\\Users\\ada\\old.txt", 5, AT)


@given(
    st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=300),
    st.integers(0, 2**63 - 1),
    st.datetimes(datetime(1601, 1, 1), timezones=st.just(UTC)),
)
def test_what_is_written_is_read(path: str, size: int, at: datetime) -> None:
    assert bin_note.read(bin_note.written(BinNote(path, size, at))) == BinNote(path, size, at)


def test_half_characters_and_the_longest_path_survive() -> None:
    for path in ("C:\\\ud800.txt", "C:\\" + "x" * 32763):
        content = bin_note.written(BinNote(path, 1, AT))
        assert len(content) <= bin_note.MOST
        assert bin_note.read(content) == BinNote(path, 1, AT)
    with pytest.raises(OSError, match="too long"):
        bin_note.written(BinNote("C:\\" + "x" * 32764, 1, AT))


def changed(at: int, by: bytes) -> bytes:
    return BY_HAND[:at] + by + BY_HAND[at + len(by) :]


@pytest.mark.parametrize(
    "content",
    [
        b"", BY_HAND[:7], BY_HAND[:24], BY_HAND[:27], BY_HAND[:28], BY_HAND[:-1], BY_HAND[:-2], b"\0" * 544,
        changed(24, b"\xff\xff\xff\xff"), changed(24, b"\x0a"), changed(24, b"\0"), changed(24, b"\x08"),
        changed(0, b"\3"), changed(0, b"\0"), changed(7, b"\x80"), changed(16, b"\xff" * 8), changed(28, b"\0\0"),
        of_vista("C:\\a.txt")[:543], of_vista("x" * 260), b"[Trash Info]\nPath=/home/ada/letter.txt\n",
    ],
)  # fmt: skip
def test_strangers_notes_say_nothing(content: bytes) -> None:
    assert bin_note.read(content) is None


@given(st.binary(max_size=700))
def test_nothing_that_is_read_raises(content: bytes) -> None:
    for each in (content, BY_HAND[:28] + content, BY_HAND[:24] + content):
        assert bin_note.read(each) is None or isinstance(bin_note.read(each), BinNote)


def test_names_are_those_of_a_pair_and_keep_the_ending() -> None:
    item, note = bin_note.names_for(b"holiday film.mp4")
    assert re.fullmatch(rb"\$R[A-Z0-9]{6}\.mp4", item)
    assert (note, bin_note.note_beside(item)) == (b"$I" + item[2:],) * 2
    assert re.fullmatch(rb"\$R[A-Z0-9]{6}", bin_note.names_for(b"no ending")[0])
    assert re.fullmatch(rb"\$R[A-Z0-9]{6}", bin_note.names_for(b"a." + b"x" * 200)[0])
    assert bin_note.note_beside(b"letter.txt") == b""
    assert len({bin_note.names_for(b"a") for _ in range(200)}) == 200
