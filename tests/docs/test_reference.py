"""The program, its help and its reference pages name the same commands, exit codes, finders and settings."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from wholes import table, written

from cleanup.cli.commands import COMMANDS as TABLE
from cleanup.cli.exits import MEANINGS, Exit
from cleanup.cli.formats import FORMATS
from cleanup.find import FINDERS
from cleanup.find.finder import options
from cleanup.model.rule import RULES
from cleanup.settings import all_names, option_of

DOCS = Path(__file__).parents[2] / "docs" / "reference"
COMMANDS = tuple(
    command for name, entry in TABLE.items() for command in (name, *(f"{name} {part}" for part in entry.commands))
)
# Those that do nothing without another word behind them.
NAMES = all_names(option.name for option in options(FINDERS))
ONLY_NAMES = {"decisions", "cache"}
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]+|-[a-z]\b)")


@cache
def helped(*command: str) -> str:
    """The help of a command, its line breaks taken out."""
    run = [sys.executable, "-m", "cleanup", *command, "--help"]
    return " ".join(subprocess.run(run, capture_output=True, check=True).stdout.decode().split())


def first_cells(page: str) -> list[str]:
    """The first column of all Markdown tables of a page, without code marks."""
    rows = re.findall(r"^\| *`?([^|`]+?)`? *\|", (DOCS / page).read_text("utf-8"), re.MULTILINE)
    return [row for row in rows if not re.fullmatch(r":?-+:?", row)]


def headings(page: str) -> list[str]:
    """All headings of a Markdown page, without code marks."""
    return re.findall(r"^#+ +`?([^`\n]+?)`?$", (DOCS / page).read_text("utf-8"), re.MULTILINE)


def section(page: str, heading: str) -> str:
    """What stands below one heading of a Markdown page, up to the next one of its rank."""
    return re.split(rf"^## {heading}$", (DOCS / page).read_text("utf-8"), flags=re.MULTILINE)[1].split("\n## ")[0]


def test_exit_codes_stay_what_they_are() -> None:
    assert {code.name: code.value for code in Exit} == {
        "DONE": 0, "OVER": 1, "USAGE": 2, "PARTLY": 3, "DOCUMENT": 4, "FAULT": 70, "INTERRUPTED": 130,
    }  # fmt: skip
    assert set(MEANINGS) == set(Exit)


def test_exit_codes_are_in_the_reference() -> None:
    listed = [int(cell) for cell in first_cells("exit-codes.md") if cell.isdecimal()]
    assert listed == [code.value for code in Exit]


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in ONLY_NAMES])
def test_each_command_and_its_reference_tell_its_exit_codes(command: str) -> None:
    stated = re.search(r"Exit codes: (.+)\.$", helped(*command.split()))
    assert stated
    told = {int(code): meaning for code, meaning in (part.split(" ", 1) for part in stated[1].split(" · "))}
    assert {Exit.DONE, Exit.USAGE} <= set(told)
    for code, meaning in told.items():
        assert meaning == MEANINGS[Exit(code)]
    listed = re.search(r"^Exit codes: (.+?)\.(?: |$)", section("commands.md", f"cleanup {command}"), re.M | re.S)
    assert listed
    assert (set(map(int, re.findall(r"\b\d+\b", listed[1]))) or set(Exit)) == set(told)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_no_types_of_python(command: str) -> None:
    text = helped(*command.split())
    assert "Usage: cleanup " in text
    assert re.findall(r"<[^>]*>|\blist\[|\bstr\b", text) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_in_the_reference(command: str) -> None:
    assert command in {heading.removeprefix("cleanup ") for heading in headings("commands.md")}


def described(text: str) -> list[str]:
    """The options in the first column of the tables in a part of a page, in their order."""
    cells = "".join(re.findall(r"^\|((?:\\\||[^|])*)\|", text, re.MULTILINE))
    return OPTION.findall(cells)


def in_common(command: str) -> set[str]:
    """The options that a command has in common with others: some by name, some as a table without those it names."""
    also = re.search(r"^Also: (.+?)\.$", section("commands.md", f"cleanup {command}"), re.MULTILINE | re.DOTALL)
    assert also
    named, _, without = also[1].partition(" without ")
    tables = re.split(r"^### (.+)$", section("commands.md", "Common options"), flags=re.MULTILINE)
    whole = {
        option
        for title, table in zip(tables[1::2], tables[2::2], strict=True)
        if f"(#{title.lower()})" in named
        for option in described(table)
    }
    return {*OPTION.findall(named), *whole} - set(OPTION.findall(without))


@pytest.mark.parametrize("command", COMMANDS)
def test_each_option_is_in_the_reference(command: str) -> None:
    """In a table of the command, or among those that it has in common with others; and no option more."""
    options = helped(*command.split()).split("Options:")[1].split("Exit codes:")[0]
    own = described(section("commands.md", f"cleanup {command}"))
    assert set(OPTION.findall(options)) == {*own, *in_common(command)}


def test_each_option_is_described_once() -> None:
    """In one table of a command, or in one for all: an option of two meanings says both there."""
    shared = described(section("commands.md", "Common options"))
    assert len(shared) == len(set(shared))
    for command in COMMANDS:
        assert in_common(command) <= set(shared)


def first_part(command: str) -> str:
    """What a command prints before its first empty line."""
    done = subprocess.run([sys.executable, "-m", "cleanup", command], capture_output=True, check=True)
    return done.stdout.decode().partition("\n\n")[0]


def test_finders_are_the_same_everywhere() -> None:
    names = [finder.category.name for finder in FINDERS]
    words = [word for finder in FINDERS for word in (finder.category.name, *finder.category.summary.split())]
    assert first_part("finders").split() == words
    documented = [heading for heading in headings("finders.md") if re.fullmatch(r"[a-z]+(-[a-z]+)*", heading)]
    assert documented == names


@pytest.mark.parametrize("rule", RULES)
def test_each_keep_rule_is_in_the_help_and_in_the_reference(rule: str) -> None:
    named = re.compile(rf"(?<![\w-]){re.escape(rule)}(?![\w-])")
    # Lines may end at the hyphen of a name.
    assert named.search(re.sub(r"-\s+", "-", helped("plan")))
    assert named.search((DOCS / "commands.md").read_text("utf-8"))


def test_each_format_is_in_the_reference() -> None:
    names = "\\|".join(FORMATS)
    assert f"`--format {names}`" in (DOCS / "commands.md").read_text("utf-8")


def test_settings_are_the_same_everywhere() -> None:
    rows = first_part("config").splitlines()
    # What is too long for a line goes on in the next one, indented.
    assert [row.split()[0] for row in rows if not row.startswith(" ")] == list(NAMES)
    page = {*headings("settings.md"), *first_cells("settings.md")}
    assert set(NAMES) <= page


def test_each_setting_has_its_option() -> None:
    text = helped("scan") + helped("trash") + helped("review")
    for name in NAMES:
        assert option_of(name) in text or f"--no-{name}" in text


def test_all_wholes_are_in_the_reference() -> None:
    assert written() == table(), "python tests/docs/wholes.py writes it"
