"""Settings and where each value comes from: default, the machine's file, the user's file, environment, option."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypedDict, TypeVar

from cleanup.language import SOURCE_LANGUAGE, mark, number, of_system, said, tr
from cleanup.model.errors import CleanupError, DocumentProblem, UsageProblem
from cleanup.model.near import nearest

T = TypeVar("T")
Texts = tuple[str, ...]
Value = str | int | bool | Texts | None
MOST = {"jobs": 256, "top": 10**6}
# More than anybody writes.
_LARGEST = 1 << 20
# A key of a TOML file with more parts than anybody writes: a.b.c…
_NESTED_KEY = re.compile(r"""(?:(?:"[^"\n]*"|'[^'\n]*'|(?<![\w-])[\w-]++)[ \t]*+\.[ \t]*+){200}""")


class Values(NamedTuple):
    """The settings of the program itself: what a scan looks at, what rules choose, and how answers look.

    With what an option of the command line says of each: the name of its value, where it is no switch, and its help.
    """

    only: Annotated[Texts, mark("CATEGORY"), mark("Look only for this category; can be repeated.")] = ()
    skip: Annotated[Texts, mark("CATEGORY"), mark("Do not look for this category; can be repeated.")] = ()
    min_size: Annotated[str, mark("SIZE"), mark("Ignore files smaller than this (default 1B).")] = "1B"
    include: Annotated[
        Texts, mark("GLOB"), mark("Look only at files that match, such as '*.jpg'; can be repeated.")
    ] = ()
    exclude: Annotated[
        Texts, mark("GLOB"), mark("Ignore files and folders that match, such as 'Work/'; can be repeated.")
    ] = ()
    all: Annotated[bool, mark("Also look into hidden and protected places.")] = False
    cross_mounts: Annotated[bool, mark("Also scan other drives mounted below the folders.")] = False
    with_droppings: Annotated[
        bool, mark("Count folders as empty if they hold only Thumbs.db, .DS_Store and the like.")
    ] = False
    jobs: Annotated[int, mark("N"), mark("Number of reading threads (default: 8, or 1 on a spinning disk).")] = 0
    gentle: Annotated[bool, mark("Let other programs go first; takes longer.")] = False
    cache: Annotated[bool, mark("Remember what was read, so that the next scan is faster.")] = True
    choose: Annotated[
        Texts, mark("CATEGORY"), mark("Choose from this category (default: whatever is safe); can be repeated.")
    ] = ()
    keep: Annotated[
        Texts,
        mark("RULE"),
        mark("Which copy to keep: not-in:FOLDER, in:FOLDER, original-name, filed, live-folder, oldest, newest, "
             "together, fuller-path, shortest-path, first-root, first-path, lasting (always first); can be repeated, "
             "the first rule goes first. Chooses every group, safe or not."),
    ] = ()  # fmt: skip
    under: Annotated[Texts, mark("FOLDER"), mark("Choose only what is in this folder; can be repeated.")] = ()
    protect: Annotated[
        Texts, mark("GLOB"), mark("Never choose files that match, such as '*.raw'; can be repeated.")
    ] = ()
    older_than: Annotated[
        str | None, mark("AGE"), mark("Choose only files not changed for this long, such as 30d.")
    ] = None
    strict: Annotated[bool, mark("Skip a group if none of your rules decides which copy to keep.")] = False
    across_volumes: Annotated[bool, mark("Also choose copies on a different drive from the one that stays.")] = False
    in_wholes: Annotated[bool, mark("With --keep, also choose copies in programs, projects and libraries.")] = False
    only_with_reference: Annotated[bool, mark("With --keep in:FOLDER, choose only copies of files in that folder.")] = (
        False
    )
    with_emptied: Annotated[bool, mark("Then move the folders that are left empty too, as the last steps.")] = False
    never_ask: Annotated[
        Texts,
        mark("DECISION"),
        mark("Never choose this file, written as “cleanup decisions list” shows it; can be repeated."),
    ] = ()
    mover: Annotated[
        str,
        mark("MOVER"),
        mark("How to move to the trash: own (default) or, on Windows and macOS, system (the system's own way)."),
    ] = "own"
    top: int = 10
    binary: bool = False
    lang: str = SOURCE_LANGUAGE
    theme: str = "auto"
    fail_over: Annotated[
        str | None, mark("SIZE"), mark("Exit with code 1 if more than this could be freed, safe or not.")
    ] = None


class ScanOptions(TypedDict, total=False):
    """The options of a scan, for callers in Python; those of added finders can be given too."""

    only: Sequence[str]
    skip: Sequence[str]
    large: str
    stale: str
    stale_by: str
    min_size: str
    include: Sequence[str]
    exclude: Sequence[str]
    all: bool
    cross_mounts: bool
    with_droppings: bool
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
    across_volumes: bool
    in_wholes: bool
    only_with_reference: bool
    with_emptied: bool
    never_ask: Sequence[str]


class Source(StrEnum):
    """Where a value comes from, the weakest first."""

    DEFAULT = "default"
    MACHINE = "machine"
    FILE = "file"
    ENVIRONMENT = "environment"
    FLAG = "flag"


_FILES = {Source.MACHINE, Source.FILE}


class Setting(NamedTuple):
    """A value, as it was written, and its source; ``where`` names the file, variable or option."""

    value: Value
    source: Source
    where: str


DEFAULTS: dict[str, Value] = {name.replace("_", "-"): value for name, value in Values._field_defaults.items()}
# The lists of names.
OF_NAMES = {"only", "skip", "choose", "keep"}
# The settings whose option on the command line has another name.
_OPTIONS = {"choose": "only", "top": "show"}


def option_of(name: str) -> str:
    """The option on the command line that gives a setting."""
    return f"--{_OPTIONS.get(name, name)}"


def words_for(name: str, value: Value | Iterable[Any]) -> Texts:
    """The words on a command line that give a setting this value."""
    if isinstance(value, bool):
        return (option_of(name) if value else f"--no-{name}",)
    return tuple(f"{option_of(name)}={each}" for each in (value if isinstance(value, tuple | list) else (value,)))


def all_names(of_finders: Iterable[str]) -> Texts:
    """The names of all settings: the options of finders follow those that say which finders look."""
    return ("only", "skip", *of_finders, *(name for name in DEFAULTS if name not in {"only", "skip"}))


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one call: the ``values``, and for each name the value as written and its source.

    Options of finders are in ``all`` where they were given; ``workflow.asking`` knows their defaults. ``kept`` is what
    the machine's file protects: no other source takes it away.
    """

    values: Values
    all: Mapping[str, Setting]
    kept: Texts = ()

    def parsed(self, name: str, parse: Callable[[Any], T]) -> T:
        """A text or a list, parsed; raises UsageProblem or DocumentProblem that says where the value stands."""
        setting = self.all[name]
        try:
            return parse(setting.value)
        except UsageProblem as problem:
            raise _located(setting, name, problem) from None


def read_settings(
    file: Path | None,
    options: Mapping[str, Value],
    environment: Mapping[str, str],
    *,
    of_finders: Callable[[], Collection[str]],
    may_be_missing: bool = False,
    machine: Path | None = None,
    option: Callable[[str], str] = option_of,
    below: Settings | None = None,
) -> Settings:
    """As ``api.load_settings``; ``may_be_missing`` says so of the file, and always holds of the ``machine``'s.

    ``option`` names an option in messages; ``below`` are settings instead of the defaults. ``of_finders`` gives the
    names of finders' options, and is called only where a name is not one of the program's own: finders take a while
    to load.
    """
    if below is None:
        found = {name: Setting(value, Source.DEFAULT, "") for name, value in DEFAULTS.items()}
        found["lang"] = Setting(of_system(environment), Source.DEFAULT, "")
    else:
        found = dict(below.all)
    kept: Texts = () if below is None else below.kept
    if machine is not None:
        found.update(_from_file(machine, Source.MACHINE, of_finders, may_be_missing=True))
        kept = _protected(found)
    if file is not None:
        found.update(_from_file(file, Source.FILE, of_finders, may_be_missing=may_be_missing))
    variables = {_variable(name): name for name in DEFAULTS}
    if any(name.startswith("CLEANUP_") and name not in variables for name in environment):
        variables |= {_variable(name): name for name in of_finders()}
    for variable, name in variables.items():
        if environment.get(variable):
            found[name] = Setting(_from_text(environment[variable], name), Source.ENVIRONMENT, variable)
    for name, value in options.items():
        if value is not None and value != ():
            typed = _from_text(value, name) if isinstance(value, str) else _names_apart(value, name)
            found[name] = Setting(typed, Source.FLAG, option(name))
    for name, setting in found.items():
        if setting.source is not Source.DEFAULT:
            _refuse_other_kinds(name, setting)
    if kept:
        found["protect"] = found["protect"]._replace(value=tuple(dict.fromkeys((*kept, *_protected(found)))))
    own = {name.replace("-", "_"): found[name].value for name in DEFAULTS}
    return Settings(Values(**own), found, kept)  # type: ignore[arg-type]  # each fits


def protected_by(machine: Path) -> Texts:
    """What the machine's file protects; raises DocumentProblem where it cannot be read."""
    return _protected(_table(machine, Source.MACHINE, may_be_missing=True))


def _protected(found: Mapping[str, Setting]) -> Texts:
    if (setting := found.get("protect")) is None:
        return ()
    _refuse_other_kinds("protect", setting)
    assert isinstance(setting.value, tuple)
    return setting.value


def _variable(name: str) -> str:
    return "CLEANUP_" + name.upper().replace("-", "_")


def _refuse_other_kinds(name: str, setting: Setting) -> None:
    """Raise DocumentProblem or UsageProblem where a value is not of the setting's kind; a finder's option is a text."""
    value = setting.value
    match DEFAULTS.get(name):
        case bool():
            fits, problem = isinstance(value, bool), mark("“{value}” is not true or false.")
        case int():
            fits = type(value) is int and 0 <= value <= MOST[name]
            problem = mark("“{value}” is not a whole number from 0 to {most}.")
        case tuple():
            fits = isinstance(value, tuple) and all(isinstance(each, str) for each in value)
            problem = mark("“{value}” is not a list of texts in quotes.")
        case _:
            fits, problem = isinstance(value, str), mark("“{value}” is not text in quotes.")
    if fits:
        return
    written = list(value) if isinstance(value, tuple) else value
    hint = _correct(setting.where) if setting.source in _FILES else tr("Change it or leave it out.")
    sentence = said(problem, value=written, most=number(MOST.get(name, 0)))
    raise _located(setting, name, UsageProblem(sentence, hint))


def _correct(path: str | Path) -> str:
    return tr("Correct the file, or move it away to use the defaults: {path}", path=path)


def _from_file(
    path: Path, source: Source, of_finders: Callable[[], Collection[str]], *, may_be_missing: bool
) -> dict[str, Setting]:
    found = _table(path, source, may_be_missing=may_be_missing)
    for name in found:
        if name not in DEFAULTS and name not in of_finders():
            raise DocumentProblem(_unknown(name, all_names(of_finders())), _correct(path))
    return found


def _table(path: Path, source: Source, *, may_be_missing: bool) -> dict[str, Setting]:
    """What a file says, by whatever names."""
    try:
        # By itself, nobody has a pipe for settings: it would be waited for.
        if may_be_missing and path.is_fifo():
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        table = parse_settings(settings_text(path))
    except OSError as error:
        if may_be_missing and isinstance(error, FileNotFoundError | NotADirectoryError):
            return {}
        hint = _correct(path) if may_be_missing else tr("Check the name of the file: {path}", path=path)
        raise DocumentProblem(tr("The settings file cannot be read: {reason}", reason=error.strerror), hint) from None
    except ValueError as error:
        raise DocumentProblem(tr("The settings file is not TOML: {reason}", reason=error), _correct(path)) from None
    return {
        name: Setting(tuple(value) if isinstance(value, list) else value, source, str(path))
        for name, value in table.items()
    }


def settings_text(path: Path) -> str:
    """What is written in a settings file; raises ValueError, and OSError, also for a larger one than any."""
    with path.open("rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return content.decode("utf-8")


def parse_settings(text: str) -> dict[str, Any]:
    """The keys of a settings file; raises ValueError where it is not TOML, or nests as no settings do."""
    import tomllib

    # Its reader takes time by the square of such a key's parts.
    if _NESTED_KEY.search(text):
        raise ValueError(tr("it is nested too deeply"))
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError(tr("it is nested too deeply")) from None


def _unknown(name: str, names: Texts) -> str:
    if near := nearest(name, names):
        return tr("The settings file has an unknown key “{name}”; did you mean “{near}”?", name=name, near=near)
    known = ", ".join(names)
    return tr("The settings file has an unknown key “{name}”; there are: {known}.", name=name, known=known)


def _from_text(text: str, name: str) -> Value:
    """A text as the setting's kind, where it can be read so; lists are separated by commas."""
    match DEFAULTS.get(name):
        case bool():
            if text.lower() in {"1", "true", "yes", "on"}:
                return True
            return False if text.lower() in {"0", "false", "no", "off"} else text
        case int():
            return int(text) if re.fullmatch(r"\s*\d{1,19}\s*", text, re.ASCII) else text
        case tuple():
            return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _names_apart(value: Value, name: str) -> Value:
    """A list of names with each of them apart, also where several were given at once, with commas between them.

    The folder behind a colon, which ends such a list, may have commas in it.
    """
    if name not in OF_NAMES or not isinstance(value, tuple):
        return value
    apart: list[str] = []
    for each in value:
        names, colon, folder = each.partition(":")
        *first, last = names.split(",")
        apart += [part for name in (*first, last + colon + folder) if (part := name.strip())] or [each]
    return tuple(apart)


def _located(setting: Setting, name: str, problem: UsageProblem) -> CleanupError:
    """A problem with the place where the value stands; a file's is a problem of that file."""
    # The sentence goes on behind the colon.
    message = problem.message[:1].lower() + problem.message[1:]
    if setting.source is Source.MACHINE:
        return DocumentProblem(
            tr("“{name}” in {path}: {problem}", name=name, path=setting.where, problem=message), problem.hint
        )
    if setting.source is Source.FILE:
        return DocumentProblem(tr("“{name}” in the settings file: {problem}", name=name, problem=message), problem.hint)
    return UsageProblem(tr("{where}: {problem}", where=setting.where, problem=message), problem.hint)
