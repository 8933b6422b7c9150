"""The language of one call, chosen before anything can go wrong, so that every error and help page uses it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from cleanup import language
from cleanup.language import tr
from cleanup.model.errors import CleanupError, UsageProblem
from cleanup.model.near import did_you_mean


def speak_as_asked(arguments: list[str]) -> None:
    """Speak the language that ``--lang``, CLEANUP_LANG, the settings file or the system names; the first known one
    wins.

    Reads the settings file and never raises: an unknown name is reported by the command that reads it.
    """
    in_files = map(_of_settings_file, _settings_files(arguments))
    _speak_first_of(chain(_said(arguments), in_files))


def speak_as_said(arguments: list[str]) -> None:
    """As ``speak_as_asked``, but without the settings file: it may be on a drive that does not respond."""
    _speak_first_of(_said(arguments))


def _speak_first_of(names: Iterable[str]) -> None:
    known = language.available()
    wishes = chain(names, [language.of_system(), language.SOURCE_LANGUAGE])
    language.use(next(name for name in wishes if name in known))


def check_language(name: str) -> None:
    """Raise UsageProblem for a language that has no catalogue."""
    known = language.available()
    if name not in known:
        raise UsageProblem(
            tr("cleanup does not speak “{lang}”.", lang=name),
            did_you_mean(name, known, tr("Choose one of: {known}.", known=", ".join(known))),
        )


def _said(arguments: list[str]) -> Iterator[str]:
    yield from _of_option("--lang", arguments)
    yield os.environ.get("CLEANUP_LANG", "")


def _of_option(wanted: str, arguments: list[str]) -> Iterator[str]:
    """The values of an option, last one first: that is the one that counts."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    for place in range(len(options) - 1, -1, -1):
        name, equals, value = options[place].partition("=")
        if name == wanted:
            yield value if equals else "".join(options[place + 1 : place + 2])


def _settings_files(arguments: list[str]) -> Iterator[Path]:
    from cleanup.disk.as_typed import as_typed
    from cleanup.workflow.environment import SETTINGS_FILE, current_folders, machine_settings

    try:
        *_, config = current_folders()
    except (OSError, ValueError, CleanupError):
        return
    named = next(_of_option("--config", arguments), "")
    yield Path(as_typed(named)) if named else config / SETTINGS_FILE
    yield machine_settings()


def _of_settings_file(file: Path) -> str:
    from cleanup.disk.trust import check_trusted

    try:
        check_trusted(file)
        # What comes through a pipe can be read once, and is for the command.
        if not file.is_file():
            return ""
        from cleanup.workflow.reading_settings import parse_settings, settings_text

        text = settings_text(file)
    except (OSError, ValueError, CleanupError):
        return ""
    if "lang" not in text:
        return ""
    try:
        return str(parse_settings(text).get("lang", ""))
    except ValueError:
        return ""
