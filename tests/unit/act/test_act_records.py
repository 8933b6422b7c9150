"""Lines of a journal: whatever is written can be read, and whatever was changed is noticed."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from xxhash import xxh3_64_hexdigest

from cleanup.act.records import (
    Began,
    Done,
    Ended,
    Head,
    Intent,
    NotMoved,
    PartlyPurged,
    Purged,
    Purging,
    Record,
    Restored,
    Restoring,
    StillThere,
    line_of,
    parse_line,
    plain,
)
from cleanup.model.plan import Identity, Kind, Manifest
from cleanup.model.run import Place, Rights, Status
from support.moving import Mover, ends

WORDS = st.text(st.characters(exclude_categories=["Cs"]))
BYTES = st.binary()
NUMBERS = st.integers(0, 2**64 - 1)
TIMES = st.integers(-(2**63), 2**63 - 1)
MOMENTS = st.datetimes(timezones=st.just(UTC))
KINDS = st.sampled_from(Kind)
IDENTITIES = st.builds(Identity, NUMBERS, NUMBERS, NUMBERS, TIMES)
MANIFESTS = st.builds(Manifest, NUMBERS, NUMBERS, NUMBERS, NUMBERS, TIMES, WORDS)
RANGES = st.tuples() | st.tuples(st.tuples(NUMBERS, NUMBERS))
RIGHTS = st.builds(Rights, NUMBERS, NUMBERS, NUMBERS, TIMES, NUMBERS, BYTES, RANGES)
PLACES = st.builds(Place, BYTES, BYTES, BYTES)
RECORDS: st.SearchStrategy[Any] = st.one_of(
    st.builds(Head, NUMBERS, WORDS, MOMENTS, WORDS, WORDS, WORDS, WORDS, NUMBERS),
    st.builds(
        Intent, WORDS, BYTES, KINDS, WORDS, IDENTITIES, NUMBERS, NUMBERS, NUMBERS, WORDS, PLACES,
        st.none() | MANIFESTS, st.none() | RIGHTS, BYTES,
    ),
    st.builds(Done, WORDS, place=st.none() | PLACES, identity=st.none() | IDENTITIES, message=WORDS),
    st.builds(Done, WORDS, kind=st.none() | KINDS, links=NUMBERS, allocated=NUMBERS, conflict=st.booleans()),
    st.builds(NotMoved, WORDS, st.sampled_from(Status), WORDS, WORDS, BYTES, KINDS, WORDS, NUMBERS),
    st.builds(Restoring, WORDS, BYTES), st.builds(Restored, WORDS), st.builds(StillThere, WORDS),
    st.builds(Purging, WORDS), st.builds(Purged, WORDS), st.builds(PartlyPurged, WORDS),
    st.builds(Began, st.sampled_from(["undo", "purge", "recovery"]), MOMENTS, WORDS),
    st.builds(Ended, MOMENTS, st.booleans(), NUMBERS),
)  # fmt: skip

NOON = datetime(2026, 9, 19, 12, tzinfo=UTC)
SOME: tuple[Record, ...] = (
    Head(1, "run-1", NOON, "1.0", "host", "user", "", 2),
    Intent("1", b"/a\xff\n", Kind.FOLDER, "large", Identity(1, 2, 3, 4), 5, 6, 7, "freedesktop",
           Place(b"/t", b"n", b"/i"), Manifest(1, 2, 3, 4, 5, "d"),
           Rights(0o640, 1, 2, 3, 4, b"acl", ((5, 6),)), b"/k"),
    Done("1", Place(b"/t", b"n"), Identity(1, 2, 3, 4), Kind.LINK, 2, 4096, True, "a message"),
    NotMoved("1", Status.FAILED, "EBUSY", "in use", b"/a", Kind.LINK, "large", 7),
    Restoring("1", b"/to here"), Restored("1"), StillThere("1"), Purging("1"), PartlyPurged("1"), Purged("1"),
    Began("undo", NOON, "1.0"), Ended(NOON, False, 77),
)  # fmt: skip


@given(RECORDS)
def test_every_record_reads_back_as_it_was(record: Record) -> None:
    line = line_of(record)
    assert line[:1] == b"\n"
    assert b"\n" not in line[1:]
    assert parse_line(line[1:]) == record


@pytest.mark.parametrize("record", SOME, ids=lambda record: type(record).__name__)
def test_a_flipped_bit_anywhere_is_noticed(record: Record) -> None:
    line = line_of(record)[1:]
    for place in range(len(line)):
        for bit in range(8):
            changed = bytearray(line)
            changed[place] ^= 1 << bit
            assert parse_line(bytes(changed)) is None, changed


@pytest.mark.parametrize("record", SOME, ids=lambda record: type(record).__name__)
def test_a_line_cut_or_grown_anywhere_is_noticed(record: Record) -> None:
    line = line_of(record)[1:]
    for place in range(len(line)):
        assert parse_line(line[:place]) is None
        assert parse_line(line[:place] + b"\0" * (len(line) - place)) is None
        assert parse_line(line[:place] + b"x" + line[place:]) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b'{"type":"erased","step":"1"}', b'{"type":"done"}', b'{"type":"restored","step":1}',
     b'{"type":"restoring","step":"1","target":"no base64"}', b'{"type":"restored","step":"\xff"}', b"{"],
)  # fmt: skip
def test_what_is_whole_but_means_nothing_here_is_passed_over(content: bytes) -> None:
    assert parse_line(xxh3_64_hexdigest(content).encode() + b" " + content) is None


def test_what_a_later_version_adds_to_a_record_does_no_harm() -> None:
    content = msgspec.json.encode({"type": "restored", "step": "1", "by": "somebody"})
    assert parse_line(xxh3_64_hexdigest(content).encode() + b" " + content) == Restored("1")


@given(st.text())
def test_any_message_can_be_written(message: str) -> None:
    record = NotMoved("1", Status.SKIPPED, "x", plain(message))
    assert parse_line(line_of(record)[1:]) == record


def test_a_user_whose_name_is_no_text_can_move_and_undo(
    home: Path, tree: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", os.fsdecode(b"j\xfcrgen"))
    mover = Mover(home)
    root = tree({"x": "1"})
    assert ends(mover.move(root / "x")) == {"x": "done"}
    assert ends(mover.undo()) == {"x": "done"}
    assert (root / "x").read_text() == "1"
