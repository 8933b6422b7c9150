"""A wrong command line in words: what is wrong, in the chosen language, and what was probably meant."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from typing import Any

import typer

from cleanup.cli.commands import COMMANDS
from cleanup.disk.as_typed import as_typed
from cleanup.language import mark, said, tr
from cleanup.model.near import did_you_mean, nearest
from cleanup.report.safe import at_home, typed

# typer has its sentences in English only. The possible options that it tells are found again: it finds others.
_SENTENCES = (
    (r"No such option: (?P<name>\S+)(?: \(Possible options: .+\))?", mark("There is no option {name}.")),
    (r"Option '(?P<name>.+)' requires an argument\.", mark("The option {name} needs a value.")),
    (r"Option '(?P<name>.+)' does not take a value\.", mark("The option {name} takes no value.")),
    (r"Got unexpected extra arguments? ?(?:\(s\) )?\((?P<names>.+)\)", mark("More arguments than expected: {names}")),
    (r"Missing argument '(?P<name>.+)'\.", mark("The argument {name} is missing.")),
    (r"Missing option '(?P<name>.+)'\.", mark("The option {name} is missing.")),
)
# What people type who know other programs.
_ELSEWHERE = {
    "clean": "trash", "delete": "trash", "remove": "trash", "rm": "trash", "dedupe": "trash", "move": "trash",
    "find": "scan", "search": "scan", "start": "scan", "show": "report", "list": "report", "log": "history",
    "restore": "undo", "settings": "config", "version": "--version", "empty": "purge", "free": "purge",
}  # fmt: skip


def in_our_words(error: typer.TyperException, arguments: list[str]) -> tuple[str, str]:
    """The sentence for a problem that typer found, and what to do; an unknown one stays as it is."""
    message = error.format_message()
    context = getattr(error, "ctx", None)
    command = next((each for each in arguments if each in COMMANDS), "")
    see = tr("See: {command} --help", command=context.command_path if context else f"cleanup {command}".rstrip())
    for pattern, sentence in _SENTENCES:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            values = match.groupdict()
            if context and sentence is _SENTENCES[0][1]:
                see = _instead_of_option(values["name"], context, see)
            return said(sentence, **values), see
    return message, see


def _instead_of_option(name: str, context: Any, see: str) -> str:
    known = [each for option in context.command.get_params(context) for each in (*option.opts, *option.secondary_opts)]
    if context.parent is None and nearest(name, known) is None:
        return tr("The options of a command come after it. See: cleanup --help")
    return did_you_mean(name, [each for each in known if each.startswith("--")], see)


def instead_of_command(words: list[str], known: Collection[str], path: str) -> str:
    """What to do if the first of these words is not one of the commands at ``path``."""
    name = words[0]
    see = tr("See: {command} --help", command=path)
    if path == "cleanup":
        if os.sep in name or os.path.lexists(as_typed(name)) or name == "~":
            command = f"cleanup {_command_for(as_typed(name))} {_as_people_write(as_typed(name))}"
            return tr("Did you mean: {command}", command=command)
        if meant := _ELSEWHERE.get(name.casefold()):
            return tr("Did you mean: {command}", command=f"cleanup {meant}")
        if name in _categories():
            return tr("Did you mean: {command}", command=f"cleanup scan --only {name}")
    return did_you_mean(name, known, see)


def _categories() -> set[str]:
    from cleanup.find import FINDERS

    return {finder.category.name for finder in FINDERS}


def _command_for(place: str) -> str:
    """The command for something that was named without one."""
    if place.endswith(".json"):
        return "report"
    return "scan" if os.path.isdir(place) or not os.path.lexists(place) else "trash"


def _as_people_write(path: str) -> str:
    """A path for a shell, with ``~`` for the home if that means the same."""
    return at_home(os.fsencode(path), os.fsencode(os.path.expanduser("~"))) if typed(path) == path else typed(path)
