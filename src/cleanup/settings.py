"""Settings and where each value comes from: default, settings file, environment, option."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypedDict, TypeVar

import msgspec

from cleanup.language import SOURCE_LANGUAGE, number, of_system, tr
from cleanup.model.errors import CleanupError, DocumentProblem, UsageProblem

T = TypeVar("T")
Texts = tuple[str, ...]
Value = str | int | bool | Texts | None
MOST = {"jobs": 256, "top": 10**6}
_Jobs = Annotated[int, msgspec.Meta(ge=0, le=MOST["jobs"])]
_Top = Annotated[int, msgspec.Meta(ge=0, le=MOST["top"])]


class ScanSettings(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """What a scan looks at and looks for; its document lists these."""

    only: Texts = ()
    skip: Texts = ()
    large: str = "100MB"
    stale: str = "1y"
    min_size: str = "1B"
    include: Texts = ()
    exclude: Texts = ()
    all: bool = False
    cross_mounts: bool = False
    jobs: _Jobs = 0
    gentle: bool = False
    cache: bool = True


class ChoiceSettings(ScanSettings, frozen=True, kw_only=True, rename="kebab"):
    """What rules choose, and which copies they keep."""

    choose: Texts = ()
    keep: Texts = ()
    under: Texts = ()
    protect: Texts = ()
    older_than: str | None = None
    strict: bool = False
    never_ask: Texts = ()


class Values(ChoiceSettings, frozen=True, kw_only=True, rename="kebab"):
    """All settings: these, and how answers look."""

    top: _Top = 10
    binary: bool = False
    lang: str = SOURCE_LANGUAGE
    fail_over: str | None = None


class ScanOptions(TypedDict, total=False):
    """The options of a scan, for callers in Python."""

    only: Sequence[str]
    skip: Sequence[str]
    large: str
    stale: str
    min_size: str
    include: Sequence[str]
    exclude: Sequence[str]
    all: bool
    cross_mounts: bool
    jobs: int
    gentle: bool
    cache: bool


class ChoiceOptions(TypedDict, total=False):
    """The options of a plan by rules, for callers in Python."""

    choose: Sequence[str]
    keep: Sequence[str]
    under: Sequence[str]
    protect: Sequence[str]
    older_than: str | None
    strict: bool
    never_ask: Sequence[str]


class Source(StrEnum):
    """Where a value comes from, the weakest first."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Setting:
    """A value, as it was written, and its source; ``where`` names the file, variable or option."""

    value: Value
    source: Source
    where: str


NAMES: Texts = Values.__struct_encode_fields__
DEFAULTS: dict[str, Value] = dict(zip(NAMES, Values.__struct_defaults__, strict=True))
# The settings whose option on the command line has another name.
_OPTIONS = {"choose": "only"}


def option_of(name: str) -> str:
    """The option on the command line that gives a setting."""
    return f"--{_OPTIONS.get(name, name)}"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one call: the ``values``, and for each name the value as written and its source."""

    values: Values
    all: Mapping[str, Setting]

    def of_scan(self) -> dict[str, Value]:
        """The settings of a scan by name, as written."""
        return {name: self.all[name].value for name in ScanSettings.__struct_encode_fields__}

    def parsed(self, name: str, parse: Callable[[str], T]) -> T:
        """A text setting, parsed; raises UsageProblem or DocumentProblem that says where the value stands."""
        return self._located(name, lambda: parse(str(self.all[name].value)))

    def parsed_all(self, name: str, parse: Callable[[Texts], T]) -> T:
        """A list setting, parsed; raises as ``parsed`` does."""
        value = self.all[name].value
        assert isinstance(value, tuple)
        return self._located(name, lambda: parse(value))

    def _located(self, name: str, use: Callable[[], T]) -> T:
        try:
            return use()
        except UsageProblem as problem:
            raise _located(self.all[name], name, problem) from None


def load_settings(
    file: Path | None,
    options: Mapping[str, Value],
    environment: Mapping[str, str] = os.environ,
    option: Callable[[str], str] = option_of,
    below: Settings | None = None,
) -> Settings:
    """Defaults, overlaid by the settings file, the environment (``CLEANUP_LARGE``) and the options that were given.

    None and an empty list are no values; ``option`` names an option in messages; ``below`` are settings instead of
    the defaults. Reads the settings file; raises
    DocumentProblem for a file and UsageProblem for a variable or an option that cannot be used.
    """
    if below is None:
        found = {name: Setting(value, Source.DEFAULT, "") for name, value in DEFAULTS.items()}
        found["lang"] = Setting(of_system(environment), Source.DEFAULT, "")
    else:
        found = dict(below.all)
    if file is not None:
        found.update(_from_file(file))
    for name in NAMES:
        variable = "CLEANUP_" + name.upper().replace("-", "_")
        if environment.get(variable):
            found[name] = Setting(_from_text(environment[variable], DEFAULTS[name]), Source.ENVIRONMENT, variable)
    for name, value in options.items():
        if value is not None and value != ():
            typed = _from_text(value, DEFAULTS[name]) if isinstance(value, str) else value
            found[name] = Setting(typed, Source.FLAG, option(name))
    return Settings(_converted(found), found)


def _converted(found: Mapping[str, Setting]) -> Values:
    try:
        return msgspec.convert({name: setting.value for name, setting in found.items()}, Values)
    except msgspec.ValidationError as error:
        place = re.search(r"\$\.([a-z-]+)", str(error))
        assert place is not None
        raise _wrong_kind(place[1], found[place[1]]) from None


def _wrong_kind(name: str, setting: Setting) -> CleanupError:
    match DEFAULTS[name]:
        case bool():
            kind = tr("true or false")
        case int():
            kind = tr("a whole number from 0 to {most}", most=number(MOST[name]))
        case tuple():
            kind = tr("a list of texts in quotes")
        case _:
            kind = tr("text in quotes")
    value = list(setting.value) if isinstance(setting.value, tuple) else setting.value
    if setting.source is Source.FILE:
        return DocumentProblem(
            tr("“{name}” in the settings file is {value}; it takes {kind}.", name=name, value=value, kind=kind),
            _correct(setting.where),
        )
    return UsageProblem(
        tr("{where} is “{value}”; it takes {kind}.", where=setting.where, value=value, kind=kind),
        tr("Change it or leave it out."),
    )


def _correct(path: str | Path) -> str:
    return tr("Correct the file, or move it away to use the defaults: {path}", path=path)


def _from_file(path: Path) -> dict[str, Setting]:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise DocumentProblem(
            tr("The settings file cannot be read: {reason}", reason=error.strerror), _correct(path)
        ) from None
    except ValueError as error:
        raise DocumentProblem(tr("The settings file is not TOML: {reason}", reason=error), _correct(path)) from None
    import tomllib

    try:
        table = tomllib.loads(text)
    except ValueError as error:
        raise DocumentProblem(tr("The settings file is not TOML: {reason}", reason=error), _correct(path)) from None
    for name in table:
        if name not in DEFAULTS:
            raise DocumentProblem(_unknown(name), _correct(path))
    return {
        name: Setting(tuple(value) if isinstance(value, list) else value, Source.FILE, str(path))
        for name, value in table.items()
    }


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, NAMES, 1)
    if near:
        return tr("The settings file has an unknown key “{name}”; did you mean “{near}”?", name=name, near=near[0])
    known = ", ".join(NAMES)
    return tr("The settings file has an unknown key “{name}”; there are: {known}.", name=name, known=known)


def _from_text(text: str, default: Value) -> Value:
    """A text as the kind that the default is, where it can be read so; lists are separated by commas."""
    match default:
        case bool():
            if text.lower() in {"1", "true", "yes", "on"}:
                return True
            return False if text.lower() in {"0", "false", "no", "off"} else text
        case int():
            return int(text) if re.fullmatch(r"\s*\d{1,19}\s*", text, re.ASCII) else text
        case tuple():
            return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _located(setting: Setting, name: str, problem: UsageProblem) -> CleanupError:
    """A problem with the place where the value stands; a file's is a problem of that file."""
    if setting.source is Source.FILE:
        return DocumentProblem(
            tr("“{name}” in the settings file: {problem}", name=name, problem=problem.message), problem.hint
        )
    return UsageProblem(tr("{where}: {problem}", where=setting.where, problem=problem.message), problem.hint)
