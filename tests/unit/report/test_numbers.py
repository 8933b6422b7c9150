"""Sizes, moments, durations and reasons in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cleanup.documents.parts import instant
from cleanup.model.finding import Measure, Why
from cleanup.report.numbers import duration, files, moment, reason, size


@pytest.mark.parametrize(
    ("count", "decimal", "binary"),
    [
        (0, "0 B", "0 B"),
        (1, "1 B", "1 B"),
        (999, "999 B", "999 B"),
        (1000, "1.0 kB", "1000 B"),
        (1024, "1.0 kB", "1.0 KiB"),
        (1_500_000, "1.5 MB", "1.4 MiB"),
        (5_900_000_000, "5.9 GB", "5.5 GiB"),
        (312 * 10**12, "312.0 TB", "283.8 TiB"),
    ],
)
def test_size(count: int, decimal: str, binary: str) -> None:
    assert size(count) == decimal
    assert size(count, binary=True) == binary


@given(some.integers(0, 2**63 - 1), some.booleans())
def test_no_size_is_wider_than_its_column(count: int, binary: bool) -> None:
    assert len(size(count, binary=binary)) <= len("1023.9 KiB")


@pytest.mark.parametrize("count", [999_949, 999_950, 999_999, 999_999_999, 1023 * 1024 + 1023])
def test_a_size_is_never_a_thousand_of_the_smaller_unit(count: int) -> None:
    assert not size(count).startswith("1000")


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "1970-01-01T00:00:00.000000000Z"),
        (1_600_000_000_123_456_789, "2020-09-13T12:26:40.123456789Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        (-(10**9), "1969-12-31T23:59:59.000000000Z"),
        (2**63 - 1, "2262-04-11T23:47:16.854775807Z"),
        (-(2**63), "1677-09-21T00:12:43.145224192Z"),
    ],
)
def test_instant(nanoseconds: int, text: str) -> None:
    assert instant(nanoseconds) == text


def test_moment() -> None:
    assert moment(1_600_000_000_123_456_789) == datetime(2020, 9, 13, 12, 26, 40, 123456, UTC)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0.0 s"), (6.14, "6.1 s"), (59.94, "59.9 s"), (59.96, "1 min 0 s"), (60, "1 min 0 s"),
        (200.4, "3 min 20 s"), (3599.6, "1 h 0 min"), (3600, "1 h 0 min"), (90_061, "25 h 1 min"),
    ],
)  # fmt: skip
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_files() -> None:
    assert [files(0), files(1), files(1234567)] == ["0 files", "1 file", "1,234,567 files"]


@pytest.mark.parametrize(
    ("why", "detail", "text"),
    [
        (Why("nothing in it"), 0, "nothing in it"),
        (Why("{} copies", Measure.COUNT), 1234, "1,234 copies"),
        (Why("a file of {}", Measure.BYTES), 1_500_000, "a file of 1.5 MB"),
        (Why("not used since {}", Measure.MOMENT), 1_600_000_000 * 10**9, "not used since 2020-09-13"),
        (Why("{} folders", Measure.COUNT, one="nothing in it"), 1, "nothing in it"),
        (Why("{} folders", Measure.COUNT, one="nothing in it"), 2, "2 folders"),
    ],
)
def test_reason(why: Why, detail: int, text: str) -> None:
    assert reason(why, detail) == text


def test_reason_in_binary_sizes() -> None:
    assert reason(Why("a file of {}", Measure.BYTES), 1_500_000, binary=True) == "a file of 1.4 MiB"
