"""The options that are settings of the program itself, made from what ``Values`` says about each."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable
from typing import Annotated, Any, get_type_hints

import typer

from cleanup.cli import completion
from cleanup.settings import DEFAULTS, OF_NAMES, ChoiceOptions, Values, option_of

_DECLARED = get_type_hints(Values, include_extras=True)


def bundle_of(declared: Iterable[tuple[str, Any]]) -> Any:
    """A bundle of these options, each the name of a setting and an annotated type."""
    found = {name.replace("-", "_"): annotated for name, annotated in declared}
    bundle: Any = namedtuple("Bundle", found, defaults=[None] * len(found))  # type: ignore[misc]
    bundle.__annotations__ = found
    return bundle


def setting_option(name: str) -> tuple[str, Any]:
    """The option for a setting, for a bundle."""
    *value_name, words = _DECLARED[name.replace("-", "_")].__metadata__
    match DEFAULTS[name]:
        case bool():
            return name, Annotated[bool | None, typer.Option(help=words)]
        case tuple():
            offers = completion.rules if name == "keep" else completion.categories if name in OF_NAMES else None
            shown = typer.Option(option_of(name), metavar=value_name[0], help=words, autocompletion=offers)
            return name, Annotated[list[str] | None, shown]
    return name, Annotated[str | None, typer.Option(option_of(name), metavar=value_name[0], help=words)]


Rules: Any = bundle_of(setting_option(name.replace("_", "-")) for name in ChoiceOptions.__annotations__)
"""What the rules choose."""
Mover: Any = setting_option("mover")[1]
"""Who moves."""
