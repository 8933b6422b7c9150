"""Sizes, ages and counts as people write them, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cleanup.model.errors import UsageProblem
from cleanup.model.quantity import parse_age, parse_count, parse_size

NOW = datetime(2024, 3, 16, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0), ("1", 1), ("1B", 1), ("1024", 1024), ("007", 7), ("1kB", 1000), ("1KB", 1000), ("1K", 1000),
        ("1k", 1000), ("1Ki", 1024), ("1kib", 1024), ("500MB", 500 * 10**6), ("500MiB", 500 * 2**20),
        ("2g", 2 * 10**9), ("3TiB", 3 * 2**40), ("4PB", 4 * 10**15), (" 5 MB ", 5 * 10**6), ("0.5kB", 500),
        ("1.5GB", 1_500_000_000), ("1.5GiB", 1_610_612_736), ("9223372036854775807", 2**63 - 1),
        ("8191PiB", 8191 * 2**50), ("4.1MB", 4_100_000), ("8.2GB", 8_200_000_000), ("16.4TB", 16_400_000_000_000),
        ("1.001kB", 1001), ("0.001kB", 1), ("1,5GB", 1_500_000_000), ("1.5 GB", 1_500_000_000), ("100Mo", 10**8),
        ("1 024 Mo", 1_024_000_000), ("1\N{NARROW NO-BREAK SPACE}024,5 Mo", 1_024_500_000),
        ("1,5\N{NO-BREAK SPACE}Go", 1_500_000_000), ("2 Gio", 2**31), ("12 octets", 12), ("5 bytes", 5),
        ("0,125kB", 125),
        ("1500,5kB", 1_500_500),
    ],
)  # fmt: skip
def test_size(text: str, size: int) -> None:
    assert parse_size(text) == size


@given(some.integers(0, 10**6), some.integers(0, 999), some.sampled_from([("kB", 10**3), ("MB", 10**6), ("GB", 10**9)]))
def test_decimal_fractions_are_exact(whole: int, thousandths: int, unit: tuple[str, int]) -> None:
    assert parse_size(f"{whole}.{thousandths:03d}{unit[0]}") == (whole * 1000 + thousandths) * unit[1] // 1000


@given(some.text(max_size=20))
def test_any_text_is_a_size_or_a_usage_problem(text: str) -> None:
    with suppress(UsageProblem):
        assert 0 <= parse_size(text) < 2**63


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("0d", NOW), ("90d", NOW - timedelta(days=90)), ("6w", NOW - timedelta(weeks=6)),
        ("1.5d", NOW - timedelta(hours=36)),
        ("1y", NOW - timedelta(days=365.2425)), ("12mo", NOW - timedelta(days=365.2425)),
        (" 2Y ", NOW - timedelta(days=730.485)),
        ("6 mo", NOW - timedelta(days=365.2425 / 2)), ("6m", NOW - timedelta(days=365.2425 / 2)),
        ("6months", NOW - timedelta(days=365.2425 / 2)), ("1year", NOW - timedelta(days=365.2425)),
        ("2 weeks", NOW - timedelta(weeks=2)), ("2 semaines", NOW - timedelta(weeks=2)),
        ("1 an", NOW - timedelta(365.2425)),
        ("90 jours", NOW - timedelta(days=90)), ("3 dagen", NOW - timedelta(3)),
        ("2 Jahre", NOW - timedelta(2 * 365.2425)),
        ("1,5 d", NOW - timedelta(hours=36)), ("2024-03-01", datetime(2024, 3, 1, tzinfo=UTC)),
        ("2020-02-29", datetime(2020, 2, 29, tzinfo=UTC)), ("0001-01-01", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_age(text: str, moment: datetime) -> None:
    assert abs(parse_age(text, NOW) - moment) < timedelta(milliseconds=1)


@pytest.mark.parametrize(("text", "count"), [("0", 0), ("4", 4), (" 12 ", 12), ("007", 7), (str(2**63 - 1), 2**63 - 1)])
def test_count(text: str, count: int) -> None:
    assert parse_count(text) == count


SIZES = (
    "", " ", "B", "MB", "-1", "+1", "-5MB", "1e3", "1,GB", "1.234,5MB", "1.GB", ".5GB", "1.5.1", "5XB", "5iB", "5i",
    "5MBB",
    "5 M B", "many", "٣MB", "５MB", "½GB", "1_000", "0x10", "inf", "nan", "1\n2", "9223372036854775808", "8192PiB",
    "10000PB", "9" * 5000, "9" * 5000 + "GB", "9" * 400 + ".5", "9" * 400 + ".5PB",
)  # fmt: skip
AGES = (
    "", "soon", "5", "5min", "d", "-1d", "1e3d", "99999y", "9" * 400 + "y", "2024-02-30", "2024-13-01", "01.03.2024",
    "2024-3-1", "٣d", "nan d", "1 y ear", "2024-03-01T00:00",
)  # fmt: skip
COUNTS = ("", "-1", "+1", "1.0", "two", "1e3", "²", "0x1", "1_0", "9" * 5000)


@pytest.mark.parametrize(
    ("parse", "text", "told", "hint"),
    [
        *((parse_size, text, "a size", "500MB") for text in SIZES),
        *((lambda text: parse_age(text, NOW), text, "an age", "90d") for text in AGES),
        *((parse_count, text, "a whole number", "") for text in COUNTS),
    ],
)
def test_what_is_none_is_refused(parse: Callable[[str], object], text: str, told: str, hint: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        parse(text)
    assert problem.value.message == f"“{text}” is not {told}."
    assert hint in problem.value.hint


@pytest.mark.parametrize(
    ("parse", "text", "one", "other"),
    [
        (parse_size, "1,500MB", "1500MB", "1.500MB"),
        (lambda text: parse_age(text, NOW), "1,500 days", "1500 days", "1.500 days"),
        (lambda text: parse_age(text, NOW), "90j", "days (jours)", "years (jaar, Jahre)"),
    ],
)
def test_what_can_mean_two_things_is_refused(parse: Callable[[str], object], text: str, one: str, other: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        parse(text)
    assert problem.value.message == f"“{text}” can mean {one} or {other}."
    assert problem.value.hint


@pytest.mark.parametrize(("text", "most"), [(str(2**63), 2**63 - 1), ("257", 256)])
def test_a_count_above_the_most(text: str, most: int) -> None:
    with pytest.raises(UsageProblem) as problem:
        parse_count(text, most)
    assert problem.value.message == f"“{text}” is too high."
    assert f"{most:,}" in problem.value.hint
