"""Options that ride together: a frozen dataclass of them stands for all in a command's signature."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from typing import Any, TypeVar, get_type_hints

from cleanup.cli import options
from cleanup.cli.speaking import check_language
from cleanup.settings import Value, words_for

T = TypeVar("T")


def bundled(command: Callable[..., T]) -> Callable[..., T]:
    """The command as typer reads it: each parameter that is a bundle gives way to the options in it.

    Every command has the option ``--lang``; for one that reads no settings, it is only checked.
    """
    hints = get_type_hints(command, include_extras=True)
    bundles = {name: hint for name, hint in hints.items() if isinstance(hint, type) and is_dataclass(hint)}
    parameters = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name not in bundles:
            parameters.append(parameter.replace(annotation=hints[parameter.name]))
            continue
        bundle = bundles[parameter.name]
        known = get_type_hints(bundle, include_extras=True)
        parameters += [
            inspect.Parameter(each.name, parameter.kind, default=each.default, annotation=known[each.name])
            for each in fields(bundle)
        ]

    only_checked = all(each.name != "lang" for each in parameters)
    if only_checked:
        parameters.append(
            inspect.Parameter("lang", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=options.Lang)
        )

    @wraps(command)
    def with_bundles(**given: Any) -> T:
        if only_checked and (name := given.pop("lang")) is not None:
            check_language(name)
        for name, bundle in bundles.items():
            given[name] = bundle(**{each.name: given.pop(each.name) for each in fields(bundle)})
        return command(**given)

    with_bundles.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_bundles.__annotations__ = {each.name: each.annotation for each in parameters}
    return with_bundles


def given(bundle: Any) -> dict[str, Value]:
    """The options of a bundle by the names of their settings; a list is a tuple."""
    return {
        each.name.replace("_", "-"): tuple(value) if isinstance(value, list) else value
        for each in fields(bundle)
        if (value := getattr(bundle, each.name)) is not None
    }


def to_type(bundle: Any) -> list[str]:
    """The options of a bundle as they can be typed again."""
    return [word for name, value in given(bundle).items() for word in words_for(name, value)]


@dataclass(frozen=True, slots=True)
class Display:
    """How answers look, each a setting of this name; and where the settings are."""

    config: options.Config = None
    binary: options.Binary = None
    lang: options.Lang = None


@dataclass(frozen=True, slots=True)
class Verbosity:
    """How much is said while something is done."""

    quiet: options.Quiet = False
    verbose: options.Verbose = False
    no_progress: options.NoProgress = False


@dataclass(frozen=True, slots=True)
class ToFile:
    """The file that an answer goes to."""

    output: options.Output = None
    force: options.Force = False


@dataclass(frozen=True, slots=True)
class PlanToFile:
    """The file that a plan is saved in beside its page."""

    output: options.PlanOutput = None
    force: options.Force = False


@dataclass(frozen=True, slots=True)
class ReviewToFile:
    """The file that a review saves its plan in."""

    output: options.ReviewOutput = None
    force: options.Force = False
