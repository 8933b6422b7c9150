"""Typer's parameters, as people should meet them: their texts taken as they are, their names without Python's types.

From 0.29 on, typer converts every value with pydantic, also a text to a text, and one that was not given. Importing
pydantic takes a twentieth of a second and 12 MB of each command. Other values than texts still go that way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from typer.core import TyperGroup

_TEXTS = (str, list[str])


class Commands(TyperGroup):
    """A group of commands with such parameters."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for command in (self, *self.commands.values()):
            command.get_params = partial(_adapted, command.get_params)  # type: ignore[method-assign]


def _adapted(parameters: Callable[[Any], list[Any]], context: Any) -> list[Any]:
    """A command's parameters, with those that typer adds of its own."""
    found = parameters(context)
    for parameter in found:
        if "process_value" not in vars(parameter):
            _take_texts(parameter)
            _show_no_type(parameter)
    return found


def _show_no_type(parameter: Any) -> None:
    """On help pages an argument is PATH, not PATH <list[str]>; options say no type beside their own word anyway."""
    if parameter.param_type_name == "argument" and hasattr(parameter, "display_type_rich"):
        parameter.display_type_rich = lambda **_: None


def _take_texts(parameter: Any) -> None:
    """Let a parameter's texts, and what was not given, go around its conversion."""
    convert = parameter.process_value
    annotation = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    several = parameter.multiple or parameter.nargs != 1

    def process_value(context: Any, value: Any) -> Any:
        if parameter.required:
            return convert(context, value)
        if value is None:
            nothing = () if several else None
            return nothing if parameter.callback is None else parameter.callback(context, parameter, nothing)
        if parameter.callback is None and annotation in _TEXTS and isinstance(value, list | tuple if several else str):
            return list(value) if several else value
        return convert(context, value)

    parameter.process_value = process_value
