"""How paths are cut and compared, by the rules of both kinds of system."""

from __future__ import annotations

import ntpath
import os
import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.model import paths
from cleanup.model.paths import POSIX, WINDOWS, PathRules, rules_of

NAMES = st.text(st.characters(exclude_characters="/\\\0:", exclude_categories=["Cs"]), min_size=1).filter(
    lambda name: name[-1] not in ". "
)
TOPS = [(POSIX, "/"), (WINDOWS, "C:\\"), (WINDOWS, "\\\\server\\share\\")]


@pytest.mark.parametrize(("rules", "top"), TOPS)
@given(names=st.lists(NAMES, min_size=1, max_size=4))
def test_a_path_is_cut_as_the_library_of_its_system_does(rules: PathRules, top: str, names: list[str]) -> None:
    theirs = posixpath if rules is POSIX else ntpath
    path = top + rules.separator.join(names)
    assert rules.is_plain(path)
    assert rules.split(path) == theirs.split(path)
    assert rules.parts(path) == (top, *names)
    assert rules.joined(*rules.split(path)) == path == rules.usual(path)
    assert rules.from_top(path)[0] == top
    assert rules.from_top(path)[-1] == path
    assert [*rules.above(path)] == rules.from_top(path)[-2::-1]
    assert all(rules.is_inside(path, folder) for folder in rules.from_top(path))
    assert rules.for_patterns(path) == "/".join(names) == rules.for_patterns(rules.below(path, top))
    encoded = path.encode()
    assert [name.encode() for name in rules.parts(path)] == [*rules.parts(encoded)]
    assert rules.folded(path).encode() == rules.folded(encoded)


@pytest.mark.parametrize(("rules", "top"), TOPS)
def test_the_top_of_a_file_system_lies_in_itself(rules: PathRules, top: str) -> None:
    assert rules.split(top) == (top, "")
    assert rules.parts(top) == (top,)
    assert rules.from_top(top) == [top]
    assert rules.joined(top, "a") == rules.ended(top) + "a" == top + "a"
    assert rules.usual(top) == top
    assert not rules.is_plain(top)


NOT_WHOLE = [
    *((POSIX, path) for path in ("", "a", "a/b", "../a", "C:\\a")),
    *((WINDOWS, path) for path in ("", "a", "\\a", "C:", "C:a", "/a", "C:/a")),
]
NOT_PLAIN = [
    *((POSIX, path) for path in ("//a", "/a//b", "/a/", "/a/.", "/./a", "/a/../b", "/..", "/a\0")),
    *((WINDOWS, path) for path in ("C:\\a\\", "C:\\\\a", "C:\\a\\..", "C:\\a/b", "C:\\a.", "C:\\a \\b", "C:\\a\0")),
]


@pytest.mark.parametrize(("rules", "path"), [*NOT_WHOLE, *NOT_PLAIN])
def test_a_path_that_is_not_whole_or_not_plain(rules: PathRules, path: str) -> None:
    assert rules.is_whole(path) is ((rules, path) in NOT_PLAIN)
    assert not rules.is_plain(path)
    assert not rules.is_plain(path.encode())


def test_a_folder_whose_name_begins_the_same_is_another_one() -> None:
    assert not POSIX.is_inside("/home/maria2/a", "/home/maria")
    assert not WINDOWS.is_inside("C:\\Users2", "C:\\Users")
    assert POSIX.below(b"/home/maria/a", b"/home/maria") == b"a"
    assert POSIX.below("/a", "/") == "a"


def test_only_windows_compares_without_case() -> None:
    assert WINDOWS.folded("C:\\Windows") == WINDOWS.folded("c:\\WINDOWS")
    assert WINDOWS.is_inside("c:\\users\\MÜLLER\\a".encode(), "C:\\Users\\Müller".encode())
    assert POSIX.folded("/a") != POSIX.folded("/A")
    # A letter that would become two stays as it is.
    assert WINDOWS.folded("straße") == "STRAßE"


@pytest.mark.parametrize(
    ("path", "usual"),
    [("//a", "/a"), ("/a//b/", "/a/b"), ("/a/./b", "/a/b"), ("/a/../b", "/b"), ("/..", "/"), ("/a/.b", "/a/.b")],
)
def test_the_usual_spelling(path: str, usual: str) -> None:
    assert POSIX.usual(path) == usual
    assert WINDOWS.usual("C:" + path.replace("/", "\\")) == "C:" + usual.replace("/", "\\")


def test_names_that_are_no_text() -> None:
    assert POSIX.split(b"/a/\xff") == (b"/a", b"\xff")
    assert WINDOWS.folded(b"C:\\\xed\xa0\x80") == b"C:\\\xed\xa0\x80"


def test_words_for_a_shell() -> None:
    assert (POSIX.goes_on, WINDOWS.goes_on) == ("\\", "`")
    assert POSIX.quoted_for_shell("it's") == "'it'\"'\"'s'"
    assert WINDOWS.quoted_for_shell("C:\\My Files") == "'C:\\My Files'"
    assert WINDOWS.quoted_for_shell("it's") == "'it''s'"
    assert WINDOWS.quoted_for_shell("C:\\Users") == "C:\\Users"


def test_the_rules_in_use_are_those_of_the_system_that_runs_us() -> None:
    assert paths.HERE.separator == os.sep
    assert paths.split("/a/b") == os.path.split("/a/b")


def test_what_only_says_how_a_path_is_read_is_no_part_of_it() -> None:
    assert WINDOWS.as_given("\\\\?\\C:\\a") == "C:\\a"
    assert WINDOWS.as_given('"C:\\a"') == WINDOWS.as_given('C:\\a"') == "C:\\a"
    assert WINDOWS.as_given("\\\\?\\UNC\\server\\share\\a") == "\\\\server\\share\\a"
    assert WINDOWS.as_given("//?/C:/a") == "C:/a"
    assert WINDOWS.as_given("\\\\.\\C:\\a") == "C:\\a"
    assert WINDOWS.as_given("//?/unc/server/share") == "\\\\server/share"
    assert WINDOWS.as_given('C:\\a\\"') == "C:\\a\\"
    assert WINDOWS.as_given("\\\\?\\Volume{1}\\") == "\\\\?\\Volume{1}\\"
    assert POSIX.as_given('\\\\?\\C:\\a"') == '\\\\?\\C:\\a"'


def test_a_path_of_another_system_says_so() -> None:
    assert rules_of(b"D:\\x") is WINDOWS and rules_of("\\\\server\\share\\x") is WINDOWS
    assert rules_of(b"/x") is POSIX and rules_of(b"x") is POSIX and rules_of(b"D:x") is POSIX


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [("C:\\Users\\*.tmp", "/Users/*.tmp"), ("!d:/x/", "!/x/"), ("a\\b", "a/b"), ("\\[x", "\\[x"), ("*.iso", "*.iso"),
     ("~\\Music", "~/Music"), ("\\!x", "\\!x"), ("C:x", "C:x")],
)  # fmt: skip
def test_patterns_as_they_are_typed(typed: str, pattern: str) -> None:
    assert WINDOWS.as_pattern(typed) == pattern
    assert POSIX.as_pattern(typed) == typed
