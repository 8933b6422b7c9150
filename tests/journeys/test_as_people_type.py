"""What people type is understood: a path for a command, a ~ in quotes, several names at once, a word from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.kinds import Run, Tree

pytestmark = pytest.mark.usefixtures("own")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["HOME"], "Did you mean: cleanup scan ~"),
        (["~"], "Did you mean: cleanup scan ~"),
        (["~/two words"], "Did you mean: cleanup scan 'HOME/two words'"),
        (["nowhere/at all"], "Did you mean: cleanup scan 'nowhere/at all'"),
        (["old.iso"], "Did you mean: cleanup trash old.iso"),
        (["scan.json"], "Did you mean: cleanup report scan.json"),
        (["version"], "Did you mean: cleanup --version"),
        (["delete"], "Did you mean: cleanup trash"),
        (["hsitory"], "Did you mean “history”? See: cleanup --help"),
        (["help", "hsitory"], "Did you mean “history”? See: cleanup --help"),
        (["help", "trash", "extra"], "See: cleanup trash --help"),
        (["help", "cache", "clear", "it"], "See: cleanup cache clear --help"),
        (["cache", "clr"], "Did you mean “clear”? See: cleanup cache --help"),
        (["trash", "--kep"], "Did you mean “--keep”? See: cleanup trash --help"),
        (["scan", "--large"], "See: cleanup scan --help"),
        (["--yes", "trash"], "The options of a command come after it. See: cleanup --help"),
    ],
)
def test_what_was_probably_meant(words: list[str], hint: str, cleanup: Run, home: Path, tree: Tree) -> None:
    (home / "two words").mkdir()
    done = cleanup(*(word.replace("HOME", str(home)) for word in words), cwd=tree({"old.iso": "x", "scan.json": "{}"}))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().splitlines()[1] == hint.replace("HOME", str(home))


@pytest.mark.parametrize("words", [["help"], ["help", "trash"], ["help", "cache", "clear"]])
def test_help_is_the_page_of_the_option(words: list[str], cleanup: Run) -> None:
    assert cleanup(*words).stdout == cleanup(*words[1:], "--help").stdout


def test_a_short_option_for_the_version(cleanup: Run) -> None:
    assert cleanup("-V").stdout == cleanup("--version").stdout


def test_several_categories_at_once(cleanup: Run, tree: Tree) -> None:
    root = tree({"a": "same", "b": "same", "c": ""})
    for words in (["--only", "stale,empty-files"], ["--only", "stale", "--only", "empty-files"]):
        options = json.loads(cleanup("scan", root, "-f", "json", *words).stdout)["scan"]["options"]
        assert options["only"] == ["stale", "empty-files"]
    assert "“,” is not a category" in cleanup("scan", root, "--only", ",").stderr.decode()


def test_rules_at_once_and_a_folder_with_a_comma(cleanup: Run, tree: Tree) -> None:
    root = tree({"a,b": {"one": "the same"}, "c": {"one": "the same"}})
    cleanup("scan", root, "--only", "duplicates")
    made = json.loads(cleanup("plan", "--keep", f"oldest,in:{root}/a,b", "-f", "json").stdout)
    assert [step["path"] for step in made["steps"]] == [f"{root}/c/one"]


def test_a_home_in_quotes(cleanup: Run, home: Path) -> None:
    for name in ("a", "b"):
        (home / "Things" / name).mkdir(parents=True)
        (home / "Things" / name / "one").write_text("the same")
    assert (
        cleanup("scan", "~/Things", "--only", "duplicates", "-o", "~/scan.json", "-f", "json", cwd="/").returncode == 0
    )
    assert cleanup("report", "~/scan.json", cwd="/").returncode == 0
    for words in (["--under", "~/Things/b"], ["--keep", "in:~/Things/a"]):
        made = cleanup("plan", "~/scan.json", *words, "-o", "~/plan.json", "-f", "json", "--force", cwd="/")
        assert made.returncode == 0
        (step,) = json.loads((home / "plan.json").read_text())["steps"]
        assert step["path"] == str(home / "Things" / "b" / "one")
    assert json.loads(cleanup("plan", "~/scan.json", "--protect", "~/Things", "-f", "json").stdout)["steps"] == []
    foreseen = cleanup("trash", "--plan", "~/plan.json", "--quarantine", "~/aside", "--dry-run", cwd="/")
    assert foreseen.returncode == 0
    named = cleanup("trash", "~/Things/b/one", "--yes", "-q", cwd="/")
    assert named.returncode == 0
    assert not (home / "Things" / "b" / "one").exists()
    assert b" matches; 1 item" in cleanup("undo", "--only", "~/Else", "--dry-run", cwd="/").stdout
    assert cleanup("undo", "--to", "~/back", "--only", "~/Things", cwd="/").returncode == 0
    assert list((home / "back").rglob("one"))


def test_a_file_with_a_tilde_in_its_name_is_that_file(cleanup: Run, home: Path, tree: Tree) -> None:
    """Backups are called so, and patterns of the shell name them: they must not become another file."""
    root = tree({"~": {"one": "here"}, "~root": "a backup"})
    (home / "one").write_text("at home")
    assert cleanup("trash", "~/one", "~root", "--yes", cwd=root).returncode == 0
    assert (home / "one").read_text() == "at home"
    assert not (root / "~" / "one").exists()
    assert not (root / "~root").exists()
