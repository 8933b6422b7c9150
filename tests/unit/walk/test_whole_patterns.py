"""Patterns that are whole paths, beside those that begin at the folder that is scanned."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanup.walk.selection import Patterns
from cleanup.walk.whole_patterns import as_whole_paths, lines_for


@pytest.mark.parametrize(
    ("pattern", "root", "path", "matches"),
    [
        ("/home/ann/Work/x.iso", "/home/ann", "Work/x.iso", True),
        ("/home/ann/Work/x.iso", "/home/ann", "x.iso", False),
        ("/home/ann/Work/", "/home/ann/Work", "sub/x.iso", True),
        ("/home/*/W*/*.iso", "/home/ann/Work", "x.iso", True),
        ("/home/b*/Work/*.iso", "/home/ann/Work", "x.iso", False),
        ("/**/Work/*.iso", "/home/ann/Work", "x.iso", True),
        ("/home/ann/with\\ space/x.iso", "/home/ann/with space", "x.iso", True),
        # As in a .gitignore: right in the folder that is scanned.
        ("/Work/x.iso", "/home/ann", "Work/x.iso", True),
        ("/home", "/home/ann", "home", True),
        ("/home", "/home/ann", "x.iso", False),
        ("*.iso", "/home/ann", "a/x.iso", True),
        ("/x.iso", "/", "x.iso", True),
    ],
)
def test_what_a_pattern_includes(pattern: str, root: str, path: str, *, matches: bool) -> None:
    asked = Patterns((pattern,), (), root)
    assert asked.wants_file(path) is matches
    assert asked.matched() == ({pattern} if matches else set(), set())


@pytest.mark.parametrize("home", ["/home/ann", "/root"])
def test_a_tilde_alone_is_all_in_the_home(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", home)
    lines_for.cache_clear()
    for pattern in ("~", "~/"):
        for root in ("/", home, f"{home}/Work"):
            assert Patterns((pattern,), (), root).wants_file(f"{home}/Work/x.iso"[len(root.rstrip("/")) + 1 :])
        assert not Patterns((pattern,), (), "/").wants_file("srv/x.iso")
    lines_for.cache_clear()


@pytest.mark.parametrize("pattern", ["/home/ann/Work/", "/home/ann", "/home", "/home/ann/Work"])
def test_what_was_named_is_not_left_out_as_a_whole(pattern: str) -> None:
    asked = Patterns((), (pattern,), "/home/ann/Work")
    assert asked.wants_folder("sub")
    assert asked.wants_file("x.iso")


def test_an_exception_is_a_whole_path_too() -> None:
    asked = Patterns((), ("*.iso", "!/home/ann/keep.iso"), "/home/ann")
    assert [asked.wants_file(name) for name in ("x.iso", "keep.iso", "sub/keep.iso")] == [False, True, False]
    assert asked.matched() == (set(), {"*.iso", "!/home/ann/keep.iso"})


@pytest.mark.parametrize(
    ("typed", "named"), [("é", "e\u0301"), ("e\u0301", "é"), ("[é]", "e\u0301"), ("한", "\u1112\u1161\u11ab")]
)
def test_accents_are_the_same_in_both_spellings(typed: str, named: str) -> None:
    assert Patterns((f"{typed}.txt",), ()).wants_file(f"{named}.txt")
    assert not Patterns((f"{typed}.txt",), ()).wants_file("e.txt")


def test_a_pattern_that_another_one_hides_has_matched() -> None:
    asked = Patterns((), ("one.iso", "*.iso", "*.txt"))
    assert not asked.wants_file("one.iso")
    assert asked.matched()[1] == {"one.iso", "*.iso"}


def test_the_home_and_links_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "h[1]"
    home.mkdir()
    (tmp_path / "link").symlink_to(home)
    monkeypatch.setenv("HOME", str(home))
    assert Patterns((), ("~/Work/",), str(home)).wants_folder("Work") is False
    assert Patterns((), (f"{tmp_path}/link/Work/*",), str(home)).wants_file("Work/x") is False
    assert list(as_whole_paths("*.iso")) == ["*.iso"]
