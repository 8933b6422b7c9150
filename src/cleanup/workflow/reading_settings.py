"""Where the value of each setting comes from: default, the machine's file, the user's file, environment, option."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from cleanup.language import mark, number, of_system, said, tr
from cleanup.model.errors import DocumentProblem, UsageProblem
from cleanup.model.near import nearest
from cleanup.settings import (
    DEFAULTS,
    MOST,
    OF_NAMES,
    Setting,
    Settings,
    Source,
    Texts,
    Value,
    Values,
    all_names,
    located,
    option_of,
)

# More than anybody writes.
_LARGEST = 1 << 20
# More parts than anybody writes in a TOML key: a.b.c…
_NESTED_KEY = r"""(?:(?:"[^"\n]*"|'[^'\n]*'|(?<![\w-])[\w-]++)[ \t]*+\.[ \t]*+){200}"""
_FILES = {Source.MACHINE, Source.FILE}


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
    """As ``api.load_settings``; ``may_be_missing`` is about the file, and always applies to the ``machine``'s.

    ``option`` names an option in messages; ``below`` are settings to use instead of the defaults. ``of_finders`` gives
    the names of finders' options, and is called only if a name is not one of the program's own, since finders take a
    while to load.
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
    """What the machine's file protects; raises DocumentProblem if it cannot be read."""
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
    """Raise DocumentProblem or UsageProblem if a value is not of the setting's type; a finder's option is a text."""
    value = setting.value
    match DEFAULTS.get(name):
        case bool():
            fits, problem = isinstance(value, bool), mark("“{value}” is not true or false.")
        case int():
            fits = type(value) is int and 0 <= value <= MOST[name]
            problem = mark("“{value}” is not a whole number from 0 to {most}.")
        case tuple():
            fits = isinstance(value, tuple) and all(isinstance(each, str) for each in value)
            problem = mark("“{value}” is not a list of quoted texts.")
        case _:
            fits, problem = isinstance(value, str), mark("“{value}” is not text in quotes.")
    if fits:
        return
    written = list(value) if isinstance(value, tuple) else value
    hint = _correct(setting.where) if setting.source in _FILES else tr("Change it or leave it out.")
    sentence = said(problem, value=written, most=number(MOST.get(name, 0)))
    raise located(setting, name, UsageProblem(sentence, hint))


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
    """The contents of a file, under whatever names."""
    try:
        # Without --config, nobody has a pipe for settings: it would be waited for.
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
    """The text of a settings file; raises ValueError, and OSError, also if it is too large to be one."""
    with path.open("rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return content.decode("utf-8")


def parse_settings(text: str) -> dict[str, Any]:
    """The keys in a settings file; raises ValueError if it is not TOML, or nests as no settings do."""
    import tomllib

    # TOML's reader takes time by the square of such a key's parts.
    if re.search(_NESTED_KEY, text):
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
    """A text converted to the setting's type, if possible; lists are separated by commas."""
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
    """A list of names, split where several were given at once with commas.

    The folder after a colon, which ends such a list, may have commas in it.
    """
    if name not in OF_NAMES or not isinstance(value, tuple):
        return value
    apart: list[str] = []
    for each in value:
        names, colon, folder = each.partition(":")
        *first, last = names.split(",")
        apart += [part for name in (*first, last + colon + folder) if (part := name.strip())] or [each]
    return tuple(apart)
