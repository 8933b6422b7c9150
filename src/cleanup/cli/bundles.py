"""Groups of options that several commands share: in a command's signature, one named tuple stands for all of them.

Every command creates these, and dataclasses or postponed annotations would take twenty times as long.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeVar, get_type_hints

from cleanup.cli import options
from cleanup.cli.speaking import check_language
from cleanup.settings import Value, words_for

T = TypeVar("T")


def bundled(command: Callable[..., T]) -> Callable[..., T]:
    """The command in the form typer reads: each bundle among its parameters is replaced by its options.

    Every command has the option ``--lang``; a command that reads no settings only checks it.
    """
    hints = get_type_hints(command, include_extras=True)
    bundles = {name: hint for name, hint in hints.items() if hasattr(hint, "_field_defaults")}
    parameters = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name not in bundles:
            parameters.append(parameter.replace(annotation=hints[parameter.name]))
            continue
        bundle = bundles[parameter.name]
        parameters += [
            inspect.Parameter(each, parameter.kind, default=bundle._field_defaults[each], annotation=annotated)
            for each, annotated in bundle.__annotations__.items()
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
            given[name] = bundle(*map(given.pop, bundle._fields))
        return command(**given)

    with_bundles.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_bundles.__annotations__ = {each.name: each.annotation for each in parameters}
    return with_bundles


def given(bundle: Any) -> dict[str, Value]:
    """The options of a bundle by the names of their settings; a list is a tuple."""
    return {
        name.replace("_", "-"): tuple(value) if isinstance(value, list) else value
        for name, value in bundle._asdict().items()
        if value is not None
    }


def to_type(bundle: Any) -> list[str]:
    """The options of a bundle as they can be typed again."""
    return [word for name, value in given(bundle).items() for word in words_for(name, value)]


class Display(NamedTuple):
    """How results look, each also a setting of this name; and the settings file."""

    config: options.Config = None
    binary: options.Binary = None
    lang: options.Lang = None


class Verbosity(NamedTuple):
    """How much to report along the way."""

    quiet: options.Quiet = False
    verbose: options.Verbose = False
    no_progress: options.NoProgress = False


class ToFile(NamedTuple):
    """The file that the result goes to."""

    output: options.Output = None
    force: options.Force = False


class PlanToFile(NamedTuple):
    """The file that a plan is also saved in."""

    output: options.PlanOutput = None
    force: options.Force = False


class ReviewToFile(NamedTuple):
    """The file that a review saves its plan in."""

    output: options.ReviewOutput = None
    force: options.Force = False
