"""The one reader of rules: what it takes, and what it says of a file that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanup.disk.rules.marks import Marks, Names
from cleanup.disk.rules.tables import read_rules
from cleanup.model.errors import DocumentProblem

GOOD = '[one]\nwhat = "x"\nwhy = "Because."\nnames = ["a"]\n'
WRONG = {
    "no TOML": (GOOD + "this is = = none\n", "line 5"),
    "an unknown key": (GOOD + "nmaes = []\n", "[one]"),
    "a number for a name": (GOOD.replace('"a"', "7"), "[one]"),
    "a text for a list": (GOOD.replace('["a"]', '"a"'), "[one]"),
    "no reason": (GOOD.replace('why = "Because."\n', ""), "[one]"),
    "an empty name": (GOOD.replace('"a"', '""'), "[one] a name is empty"),
    "nothing that tells it": (GOOD.replace('names = ["a"]\n', ""), "[one]"),
    "a place that there is not": (GOOD + 'counts = "nowhere"\n', "[one]"),
    "a table in the second place": (GOOD + "[two]\nwhat = 3\n", "[two]"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_with_file_and_table(tmp_path: Path, wrong: str) -> None:
    text, where = WRONG[wrong]
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(DocumentProblem) as problem:
        read_rules("mine.toml", tmp_path)
    assert "mine.toml" in problem.value.message
    assert where in problem.value.message


def test_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xff")
    for name in ("mine.toml", "gone.toml"):
        with pytest.raises(DocumentProblem, match=name):
            read_rules(name, tmp_path)


PATTERNS = [
    ("Makefile", ["makefile"], ["Makefile.txt"]), ("*.flp", ["Song.FLP"], ["flp", "song.flp2"]),
    ("*.pk[34]", ["a.pk3"], ["a.pk5"]), ("vite.config.*", ["vite.config.ts"], ["vite.json", "invite.config.ts"]),
    (".sync_*.db", [".sync_1a.db"], ["sync_1.db"]), ("*-poster.jpg", ["film-poster.jpg"], ["poster.jpg"]),
    ("requirements-?.txt", ["requirements-a.txt"], ["requirements-ab.txt"]), ("*_Data", ["Game_Data"], ["Data"]),
    ("1[0-9][0-9]CANON", ["100canon"], ["1000CANON"]), ("Caf\u00e9", ["Cafe\u0301"], ["Cafe"]),
    ("*.dblock.zip", ["x.dblock.zip"], ["x.zip"]), ("?", ["a"], ["ab"]),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "fits", "others"), PATTERNS)
def test_patterns_of_names(tmp_path: Path, pattern: str, fits: list[str], others: list[str]) -> None:
    (tmp_path / "mine.toml").write_text(
        f'{GOOD.replace(chr(34) + "a" + chr(34), chr(34) + pattern + chr(34))}beside = ["{pattern}"]\n'
        f'[both]\nwhat = "x"\nwhy = "Because."\ninside = [["{pattern}", "and me"]]\n'
    )
    marks = Marks(read_rules("mine.toml", tmp_path), {})
    for name in fits:
        assert marks.by_contents(Names([name, "other"])) == {0}
        assert marks.by_contents(Names(["x", name, "AND me"])) == {0, 1}
        assert marks.by_name(name, at_home=False) == [(0, name)]
    assert not marks.by_contents(Names([*others, "and me"]))
    assert not any(marks.by_name(name, at_home=True) for name in others)
    assert not marks.by_contents(Names([]))
