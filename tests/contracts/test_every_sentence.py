"""Every sentence can be translated: a made-up language, which puts each into ⟦ ⟧, reaches every page and error."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cleanup import language
from cleanup.cli.app import run
from cleanup.cli.commands import COMMANDS
from cleanup.find import FINDERS
from cleanup.model.theme import THEMES
from cleanup.review.plain_words import ANSWERS
from cleanup.settings import DEFAULTS as SETTINGS
from support.catalogues import sentences, translated_calls, write_made_up_catalogue
from support.reviewing import ScannedFolder, User, draw, review

Speak = Callable[..., str]
# Commands to type, options, paths and files.
_NAMED = re.compile(
    r"cleanup [a-z]+( -?-?[\w./*-]+)*|(?<![\w-])--?[a-z][a-z-]*|CLEANUP_[A-Z]+|\d{8}-\d{6}-\w{4}"
    r"|[~/][\w./ …()-]*|\b\S+\.(txt|json|csv|log)\b"
)
NAMES = {
    "cleanup", "last", "xx", "JSON", "TOML", "UTF-8", "utf-8", "table", "json", "ndjson", "csv", "kB", "MB", "GB",
    "Copies", "Old", "one", "two", "empty", "info", "clear", "list", "forget", "true", "false", "default", "file",
    "environment", "flag", "own", "ext4", "tmpfs", "overlay", "config", "toml",
    *THEMES, *COMMANDS, *SETTINGS, *(finder.category.name for finder in FINDERS),
    *(name for finder in FINDERS for option in finder.options for name in (option.name, *option.words)),
    *(rule.name for finder in FINDERS for rule in finder().told()),
}  # fmt: skip
# A blank at its end keeps an answer from the question.
ALLOWED = {"Usage: "}
COMMAND_LINES = [
    [], *([name] for name, entry in COMMANDS.items() if entry.commands),
    *([name, "--help"] for name in COMMANDS),
    *([name, sub, "--help"] for name, entry in COMMANDS.items() for sub in entry.commands),
]  # fmt: skip
WRONG = [
    ["frobnicate"], ["scna"], ["cache", "frobnicate"], ["scan", "--nosuch"], ["scan", "--onyl", "x"],
    ["scan", "--only"], ["scan", "--quiet=5"],
    ["cache", "info", "x", "y"], ["scan", "nowhere"], ["scan", "--large", "many"],
    ["scan", "--only", "nonsense"], ["scan", "--stale", "soon"], ["scan", "--jobs", "many"],
    ["scan", "--show", "9999999999"],
    ["scan", "-f", "xml"], ["report", "nosuch"], ["history", "nosuch"], ["undo", "nosuch"],
    ["trash", "nowhere", "--yes"],
    ["trash"], ["trash", "--plan", "nowhere.json", "--yes"], ["plan", "--keep", "oldst"], ["decisions", "forget"],
    ["decisions", "forget", "x"], ["review"], ["purge"], ["report", "--lang", "zz"],
    ["compare", "a"], ["compare", "a", "--against", "nowhere"], ["compare", "a", "--against", "a"],
    ["forget", "nosuch"], ["schema"], ["schema", "nosuch"], ["finders", "nosuch"], ["doctor", "x"],
    ["plan", "--list", "--keep", "oldest"],
]  # fmt: skip


@pytest.fixture
def speak(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Speak]:
    """Runs a command in the made-up language; gives what it says that no catalogue has."""
    folder = tmp_path / "catalogues"
    write_made_up_catalogue(folder, "xx")
    monkeypatch.setattr(language, "CATALOGUES", folder)
    monkeypatch.setenv("CLEANUP_LANG", "xx")
    # What goes by default: rules that are asked for would be shown as they are written.
    monkeypatch.delenv("CLEANUP_KEEP")
    for name in ("a", "b"):
        (home / name).mkdir()
        for copy in ("Old one.txt", "Old one (1).txt"):
            (home / name / copy).write_bytes(b"x" * 70_000)
    (home / "b" / "empty").mkdir()
    (home / "b" / "nothing.txt").touch()
    monkeypatch.chdir(home)

    def do(*arguments: str) -> str:
        run(list(arguments))
        said = capsys.readouterr()
        return untranslated(said.out + said.err, home, tmp_path)

    yield do
    language.use("en")


def untranslated(text: str, *places: Path) -> str:
    """What is left of a page without translated sentences, names, paths, commands, options and numbers."""
    for place in places:
        # A long path goes on in the next line, further in.
        path = r"(?:\n +)?".join(map(re.escape, str(place)))
        text = re.sub(rf"{path}[^\s⟦⟧]*(?:\n {{4,}}[^\s⟦⟧]+(?=\n))*", "", text)
    text = _NAMED.sub("", text)
    before = ""
    while before != text:
        before, text = text, re.sub(r"⟦[^⟦⟧]*⟧", "", text)
    words = re.findall(r"[A-Za-z][\w-]+", text)
    return " ".join(word for word in words if word not in NAMES)


def test_keys_are_literals() -> None:
    wrong = [
        where
        for where, _, arguments in translated_calls()
        for argument in arguments
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str))
    ]
    assert wrong == []


def test_sentences_are_whole() -> None:
    """None begins or ends where another goes on: languages order their words in ways of their own."""
    glued = [
        (where, text)
        for key, where in sentences().items()
        for text in ((key,) if isinstance(key, str) else key)
        if text and (text != text.strip() or text[0] in ",;")
    ]
    assert [each for each in glued if each[1] not in ALLOWED] == []


@pytest.mark.parametrize("command", COMMAND_LINES, ids=" ".join)
def test_help(command: list[str], speak: Speak) -> None:
    assert speak(*command) == ""


@pytest.mark.parametrize("command", WRONG, ids=" ".join)
def test_wrong_usage(command: list[str], speak: Speak) -> None:
    assert speak(*command) == ""


def test_pages(speak: Speak, home: Path) -> None:
    """From the first scan to the purge, in the order of a day."""
    for command in (
        "scan .", "scan . -q", "report", "plan", "plan -o p.json", "trash --dry-run", "trash --yes", "history",
        "history last", "report last", "undo --dry-run", "undo", "history", "trash a --yes", "purge --dry-run",
        "purge --yes", "history last", "purge --yes", "config", "finders", "doctor", "decisions list", "cache info",
        "cache clear", "cache clear", "scan empty", "scan . --all", "trash --plan p.json --yes", "report -v",
        "plan --only duplicates --keep in:b --only-with-reference",
        "plan --only duplicates --keep in:b --with-emptied -o e.json", "trash --plan e.json --dry-run",
        "trash --only duplicates --keep in:b --with-emptied --yes", "undo --dry-run", "undo",
        "help trash", "finders large",
        "compare a --against b", "compare b --against a", "compare a --against b -v", "finders leftovers",
        "plan --list", "doctor --self-test", "forget", "forget scans runs --dry-run", "forget --everything --yes",
        "forget --everything --yes",
    ):  # fmt: skip
        assert (command, speak(*command.split())) == (command, "")


@pytest.mark.parametrize("text", ["larg = 1", "large = 1", "x", "lang = 'zz'", "only = ['x']", "all = 'x'"])
def test_settings_files(text: str, speak: Speak, home: Path) -> None:
    file = home / ".config" / "cleanup" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert speak("scan", ".") == ""


def test_plain_review(speak: Speak, home: Path, tmp_path: Path) -> None:
    assert speak("scan", ".") == ""
    code = (
        "import sys; from pathlib import Path; from cleanup import language; language.CATALOGUES = Path(sys.argv[1]);"
        "from cleanup.cli.app import run; sys.exit(run(sys.argv[2:]))"
    )
    for answers in (
        "?\nk\n1\ns\nq\n",
        "",
        "n\nu\ny\n\n\n",
        "x\na\nq\n",
        "sort\n2\nplaces\n1\ncategory\n1\n/one\nm\nm\nl\ng99\ng1\nd1\n",
        "z\nc2\nx2\nf2\ny\nr\n1\n1\nsteps\n1\nnever\nb\nagain\nagain\nredo\nto 2\ninvert\nt\n",
        "<\n>\np\n\nplans\n1\nnone\nt\ng99\nto\ncopies\nforget\n",
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, language.CATALOGUES, "review", "--plain"],
            input=answers, capture_output=True, check=False, text=True, env={**os.environ, "CLEANUP_LANG": "xx"},
        )  # fmt: skip
        said = done.stdout + done.stderr
        for answer in ANSWERS:
            said = re.sub(rf"^  {re.escape(answer.told)} +", "", said, flags=re.M)
        assert untranslated(said, home, tmp_path) == ""


def test_the_language_of_the_command_line_goes_first(speak: Speak, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["--lang", "en", "--help"], ["scan", "--lang=en", "--help"], ["scan", "nowhere", "--lang", "en"]):
        run(command)
        said = capsys.readouterr()
        assert "⟦" not in said.out + said.err


@pytest.mark.usefixtures("speak")
def test_full_screen_review(home: Path, tmp_path: Path) -> None:
    """The page, its footer, every dialog and every answer; loaded before the language is chosen."""
    language.use("en")
    folder = {"Old one.txt": "1" * 9, "two.txt": "2"}
    draw(tmp_path / "tree", {"a": folder, "b": folder})
    scanned = ScannedFolder(tmp_path / "tree", tmp_path / "own")
    language.use("xx")

    async def journey(user: User) -> None:
        for keys in (
            "", "r", "escape", "question_mark", "escape", "p", "escape", "down space", "K", "n", "u", "u u u u",
            "slash", "9 9 9", "escape", "S", "2", "f", "v", "space", "i", "y", "enter", "o", "m", "m", "tab", "tab",
            "x", "t", "q", "escape",
        ):  # fmt: skip
            await user.press(*keys.split())
            page = "\n".join(user.screen).replace("Scan just now of tree", "")
            assert (keys, untranslated(page, home, tmp_path)) == (keys, "")

    # So wide that no question covers half a sentence.
    review(scanned.page(), journey, (240, 60))
