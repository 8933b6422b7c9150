"""Names made harmless: escapes, cuts that fit, exact bytes for documents, and no formulas."""

from __future__ import annotations

import base64
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some
from rich.cells import cell_len

from cleanup.documents.parts import exact
from cleanup.model.harmless import for_spreadsheet
from cleanup.report.safe import at_home, shortened, shown

BYTES = some.binary(max_size=60)
TEXT = some.text(max_size=60)
# What paths are made of, with wide, combining and right-to-left characters among them.
PATHS = some.lists(some.text("aé写🎌\u0301 .שع-()", min_size=1, max_size=30), min_size=1, max_size=6).map("/".join)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (b"plain name.txt", "plain name.txt"),
        ("写真 🎌 é".encode(), "写真 🎌 é"),
        (b"a\nb\tc\rd", "a\\nb\\tc\\rd"),
        (b"\x1b[31m\x07\x7f\x00", "\\x1b[31m\\x07\\x7f\\x00"),
        (b"\xff\xfe", "\\xff\\xfe"),
        (b"\xc3", "\\xc3"),
        (b"\xed\xa0\x80", "\\xed\\xa0\\x80"),
        ("\x9b\x85".encode(), "\\x9b\\x85"),
        ("\u202e\u2066\u200f".encode(), "\\u202e\\u2066\\u200f"),
        ("\u2028\ufeff".encode(), "\\u2028\\ufeff"),
        ("\U000e0041".encode(), "\\U000e0041"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 👩🏽\u200d🚀".encode(), "👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 👩🏽\u200d🚀"),
        ("a\u200db".encode(), "a\\u200db"),
        ("👨\u200da 1\u200d👨 👨\u200d".encode(), "👨\\u200da 1\\u200d👨 👨\\u200d"),
        ("👨\u200d\u200d👩".encode(), "👨\\u200d\\u200d👩"),
        ("\u200d".join("👨👨👨👨👨").encode(), "\\u200d".join("👨👨👨👨👨")),
        ("👨\u200d\U0001faff\u200d👩".encode(), "👨\\u200d\\U0001faff\\u200d👩"),
        (b"[bold]&<b>{0}%s", "[bold]&<b>{0}%s"),
        (b"", ""),
    ],
)
def test_shown(name: bytes, text: str) -> None:
    assert shown(name) == text
    assert shown(name.decode("utf-8", "surrogateescape")) == text


@given(BYTES)
def test_whatever_is_shown_steers_nothing(name: bytes) -> None:
    text = shown(name)
    assert all(
        unicodedata.category(one)[0] not in "C" and unicodedata.category(one) not in {"Zl", "Zp"} for one in text
    )
    text.encode("utf-8")


@given(some.text(some.characters(exclude_categories=["C", "Z"]), max_size=60))
def test_text_that_is_harmless_is_shown_as_it_is(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(
    ("path", "home", "text"),
    [
        (b"/home/ada/x", b"/home/ada", "~/x"),
        (b"/home/ada", b"/home/ada", "~"),
        (b"/home/adam/x", b"/home/ada", "/home/adam/x"),
        (b"/x", b"", "/x"),
        (b"/home/ada/\x1b", b"/home/ada", "~/\\x1b"),
        (b"/home/\xff/a", b"/home/\xff", "~/a"),
    ],
)
def test_at_home(path: bytes, home: bytes, text: str) -> None:
    assert at_home(path, home) == text


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("short", 5, "short"),
        ("/home/ada/Pictures/holiday.jpg", 20, "/home/a…/holiday.jpg"),
        ("/写真/写真/写真.jpg", 12, "/写真…真.jpg"),
        ("abcdef", 1, "…"),
        ("abcdef", 0, ""),
        ("", 10, ""),
    ],
)
def test_shortened(text: str, width: int, short: str) -> None:
    assert shortened(text, width) == short


@given(PATHS, some.integers(0, 80))
def test_what_is_shortened_fits_and_keeps_both_ends(path: str, width: int) -> None:
    short = shortened(path, width)
    assert cell_len(short) <= width
    if short != path:
        assert cell_len(path) > width
        if width >= 2:
            start, _, end = short.partition("…")
            assert path.startswith(start)
            assert path.endswith(end)
            assert end or width <= 3


@given(PATHS, some.integers(2, 40))
def test_a_cut_begins_with_no_accent_that_lost_its_letter(path: str, width: int) -> None:
    short = shortened(path, width)
    if short != path:
        end = short.partition("…")[2]
        assert not end or not unicodedata.combining(end[0])


@pytest.mark.parametrize("width", range(2, 22))
def test_a_cut_leaves_no_joiner_without_its_emoji(width: int) -> None:
    path = "a写/👨\u200d👩\u200d👧👩🏽\u200d🚀👨\u200d👩\u200d👧❤\ufe0f\u200d🔥x.png"
    start, _, end = shortened(path, width).partition("…")
    assert cell_len(shortened(path, width)) <= width
    assert not start.endswith("\u200d")
    assert not end.startswith(("\u200d", "\ufe0f", "🏽"))


@given(BYTES.filter(lambda name: b"\0" not in name))
def test_exact_bytes_survive_a_document(path: bytes) -> None:
    value = json.loads(json.dumps(exact(path)))
    if "path_bytes" in value:
        assert base64.b64decode(value["path_bytes"]) == path
        assert "\ufffd" in value["path"]
    else:
        assert value["path"].encode("utf-8") == path


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t1", "\r1"])
def test_a_formula_is_shown_and_not_calculated(text: str) -> None:
    assert for_spreadsheet(text) == "'" + text


@pytest.mark.parametrize("text", ["/a;{}=1", '/a;"{}=1"', "/a; {}@x", "/a;;{}+1", "a\t{}=1", "a\n{}-1", "＝/a;{}＝1"])
def test_a_formula_behind_what_ends_a_cell_elsewhere_is_none(text: str) -> None:
    """Excel splits at semicolons wherever a comma stands in numbers, and Calc at all of these."""
    guarded = for_spreadsheet(text.replace("{}", ""))
    assert guarded.removeprefix("'") == text.replace("{}", "'")
    assert for_spreadsheet(guarded) == guarded


@pytest.mark.parametrize("text", ["", "/home/=1", "a=1", "3 copies", "'quoted"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert for_spreadsheet(text) == text


@given(TEXT)
def test_no_cell_begins_a_formula(text: str) -> None:
    cell = for_spreadsheet(shown(text))
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
