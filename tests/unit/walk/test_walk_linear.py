"""Patterns find what pathspec's own find, in a time that is told by the length of the path alone."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from cleanup.walk.linear import linear
from cleanup.walk.selection import Patterns

PATTERNS = st.builds(
    lambda begin, names, end: begin + "/".join(names) + end,
    st.sampled_from(["", "/", "!", "**/"]),
    st.lists(
        st.one_of(st.just("**"), st.text("ab*?", min_size=1, max_size=6), st.just("[ab]*[a]")), min_size=1, max_size=6
    ),
    st.sampled_from(["", "/", "/**"]),
)
PATHS = st.lists(st.text("ab", min_size=1, max_size=7), min_size=1, max_size=7).map("/".join)


@given(PATTERNS, st.lists(PATHS, min_size=5, max_size=20))
def test_they_find_what_pathspec_finds(pattern: str, paths: list[str]) -> None:
    for each in GitIgnoreSpec.from_lines([pattern], backend="simple").patterns:
        if each.regex is None:
            continue
        ours = re.compile(linear(each.regex.pattern))
        for path in paths:
            theirs, found = each.regex.search(path), ours.search(path)
            assert bool(theirs) == bool(found)
            if theirs and found:
                assert theirs.groupdict() == found.groupdict()
                assert theirs.end() == found.end()


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 20 + "c", "a" * 255),
        ("*?" * 20 + "c", "a" * 255),
        ("[!b]*" * 20 + "c", "a" * 255),
        ("*" * 60 + "c", "a" * 255),
        ("a**a**a**a**a**a**a**c", "a" * 255),
        ("**/a/" * 20 + "c", "a/" * 6000),
        ("**/*a*a*a*a/" * 8 + "c", "aaaaaaaaaaaaaa/" * 400),
        ("a/" + "**/b/*/" * 9 + "c", "a/" + "b/" * 3000),
        ("/" + "*/" * 40 + "**/c", "a/" * 3000),
    ],
)
def test_no_pattern_takes_long(pattern: str, path: str) -> None:
    patterns = Patterns((), (pattern,))
    began = time.process_time()
    assert patterns.wants_file(path + "x")
    assert time.process_time() - began < 2
    assert not patterns.wants_file(path + "c")


def test_a_class_takes_no_slash() -> None:
    patterns = Patterns(("a[!b]c", "d[+-9]e"), ())
    assert [path for path in ("axc", "a/c", "abc", "d5e", "d/e", "x/axc") if patterns.wants_file(path)] == [
        "axc", "d5e", "x/axc",
    ]  # fmt: skip
