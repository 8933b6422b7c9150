"""Settings and where each value comes from: default, settings file, environment, command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from cleanup import language
from cleanup.language import tr
from cleanup.model.errors import CleanupError, DocumentProblem, UsageProblem
from cleanup.model.quantity import parse_count

T = TypeVar("T")
MOST_JOBS, MOST_SHOWN = 256, 10**6
Value = str | int | bool | tuple[str, ...]


class Source(StrEnum):
    """Where a value comes from, the weakest first."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Setting:
    """A value, as it was written, and its source; ``where`` names the file or variable."""

    value: Value
    source: Source
    where: str


@dataclass(frozen=True, slots=True)
class Known:
    """A setting that exists: its default, and what it is for."""

    default: Value
    purpose: str


KNOWN: dict[str, Known] = {
    "only": Known((), "look only for these categories"),
    "skip": Known((), "do not look for these categories"),
    "large": Known("100MB", "files of this size or more are large"),
    "stale": Known("1y", "files not used for so long are stale"),
    "min-size": Known("1B", "pass over smaller files"),
    "include": Known((), "look only at files that match these patterns"),
    "exclude": Known((), "pass over files and folders that match these patterns"),
    "all": Known(default=False, purpose="look into hidden and protected places too"),
    "cross-mounts": Known(default=False, purpose="go on into other file systems"),
    "jobs": Known(0, "worker processes; 0 for one a processor core, and more where the disk wants it"),
    "gentle": Known(default=False, purpose="let other programs go first: processor, disk, memory"),
    "cache": Known(default=True, purpose="remember digests, so that the next scan is quicker"),
    "keep": Known((), "which copy of a group stays, by rules in order"),
    "protect": Known((), "never choose files that match these patterns"),
    "strict": Known(default=False, purpose="choose no copy where no rule tells which one stays"),
    "never-ask": Known((), "files you decided about, as “cleanup decisions list” writes them"),
    "top": Known(10, "how many of the biggest findings the page shows"),
    "binary": Known(default=False, purpose="show sizes in KiB, MiB, GiB"),
    "lang": Known(language.SOURCE_LANGUAGE, "the language of the program; by default that of the system"),
}


class Settings:
    """All settings of one call; not changed after it was made."""

    def __init__(self, values: Mapping[str, Setting]) -> None:
        self.all = dict(values)

    def text(self, name: str) -> str:
        """A setting that is text."""
        value = self.all[name].value
        assert isinstance(value, str)
        return value

    def number(self, name: str) -> int:
        """A setting that is a whole number, not negative; raises UsageProblem or DocumentProblem."""
        most = MOST_JOBS if name == "jobs" else MOST_SHOWN
        return self._told(name, lambda: parse_count(str(self.all[name].value), most))

    def flag(self, name: str) -> bool:
        """A setting that is on or off."""
        return bool(self.all[name].value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A setting that is a list."""
        value = self.all[name].value
        assert isinstance(value, tuple)
        return value

    def parsed(self, name: str, parse: Callable[[str], T]) -> T:
        """A text setting, parsed; a value that cannot be is told together with where it stands."""
        return self._told(name, lambda: parse(self.text(name)))

    def checked(self, name: str, check: Callable[[tuple[str, ...]], None]) -> tuple[str, ...]:
        """A list, checked; a value that does not pass is told together with where it stands."""
        self._told(name, lambda: check(self.texts(name)))
        return self.texts(name)

    def _told(self, name: str, use: Callable[[], T]) -> T:
        setting = self.all[name]
        try:
            return use()
        except UsageProblem as problem:
            raise _at(setting, name, problem) from None


def load_settings(
    file: Path, flags: Mapping[str, Value | None], environment: Mapping[str, str] = os.environ
) -> Settings:
    """Defaults, overlaid by the settings file, the environment (``CLEANUP_LARGE``) and the flags that were given.

    Reads the settings file; raises DocumentProblem for a file and UsageProblem for a variable that cannot be used.
    """
    values = {name: Setting(known.default, Source.DEFAULT, "") for name, known in KNOWN.items()}
    values["lang"] = Setting(language.of_system(environment), Source.DEFAULT, "")
    values.update(_from_file(file))
    for name, known in KNOWN.items():
        variable = "CLEANUP_" + name.upper().replace("-", "_")
        if environment.get(variable):
            value = _from_text(environment[variable], known.default, variable)
            values[name] = Setting(value, Source.ENVIRONMENT, variable)
    for name, given in flags.items():
        if given is not None and given != ():
            values[name] = Setting(given, Source.FLAG, "--" + name)
    return Settings(values)


def _from_file(path: Path) -> dict[str, Setting]:
    import tomllib

    hint = tr("Correct the file, or move it away to use the defaults: {path}", path=path)
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise DocumentProblem(tr("The settings file cannot be read: {reason}", reason=error.strerror), hint) from None
    except ValueError as error:
        raise DocumentProblem(tr("The settings file is not TOML: {reason}", reason=error), hint) from None
    found = {}
    for name, value in table.items():
        if name not in KNOWN:
            raise DocumentProblem(_unknown(name), hint)
        found[name] = Setting(_checked(name, value, KNOWN[name].default, hint), Source.FILE, str(path))
    return found


def _unknown(name: str) -> str:
    near = get_close_matches(name, KNOWN, 1)
    if near:
        return tr("The settings file has an unknown key “{name}”; did you mean “{near}”?", name=name, near=near[0])
    known = ", ".join(KNOWN)
    return tr("The settings file has an unknown key “{name}”; there are: {known}.", name=name, known=known)


def _checked(name: str, value: object, default: Value, hint: str) -> Value:
    """A value of the settings file, if it is of the kind its default is."""
    match default:
        case bool() if isinstance(value, bool):
            return value
        case int() if isinstance(value, int) and not isinstance(value, bool) and not isinstance(default, bool):
            return value
        case str() if isinstance(value, str):
            return value
        case tuple() if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
    kind = {bool: tr("true or false"), int: tr("a whole number"), str: tr("text in quotes")}.get(
        type(default), tr("a list of texts in quotes")
    )
    raise DocumentProblem(
        tr("“{name}” in the settings file is {value}; it takes {kind}.", name=name, value=value, kind=kind),
        hint,
    )


def _from_text(text: str, default: Value, variable: str) -> Value:
    """A value of an environment variable, read as the kind its default is; lists are separated by commas."""
    match default:
        case bool():
            if text.lower() in {"1", "true", "yes", "on"}:
                return True
            if text.lower() in {"0", "false", "no", "off"}:
                return False
            raise UsageProblem(
                tr("{variable} is “{text}”; it takes true or false.", variable=variable, text=text),
                tr("Change the variable or remove it."),
            )
        case str() | int():
            return text
        case tuple():
            return tuple(part.strip() for part in text.split(",") if part.strip())


def _at(setting: Setting, name: str, problem: CleanupError) -> CleanupError:
    """The same problem, with the place where the value stands; a file's is a problem of that file."""
    message = tr("{where}: {problem}", where=setting.where, problem=problem.message)
    if setting.source is Source.FILE:
        return DocumentProblem(
            tr("“{name}” in the settings file: {problem}", name=name, problem=problem.message), problem.hint
        )
    return UsageProblem(message, problem.hint)
