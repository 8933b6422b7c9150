"""Help pages in the chosen language, from texts marked before it was known; summaries are never cut."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from cleanup.cli.exits import in_words
from cleanup.cli.options import OLDER_NAMES
from cleanup.language import Marked, mark, said, tr
from cleanup.model.errors import UsageProblem

# Options that typer adds itself, with help in English.
_ADDED = {
    "help": mark("Show this help."),
    "install_completion": mark("Install tab completion for this shell."),
    "show_completion": mark("Print the tab completion script for this shell."),
}


class Command(TyperCommand):
    """A command with such a help page."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page."""
        _write_head(self, ctx, formatter)
        if self.epilog:
            _write_text(formatter, in_words(self.epilog))


class Group(TyperGroup):
    """A command that has subcommands."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page, with a line for each command."""
        _write_head(self, ctx, formatter)
        rows = [(name, self.summary(ctx, name)) for name in self.list_commands(ctx)]
        _write_rows(formatter, tr("Commands:"), rows)
        if self.epilog:
            _write_text(formatter, said(Marked(self.epilog)))

    def summary(self, ctx: Any, name: str) -> str:
        """What a command of this group does."""
        command = self.get_command(ctx, name)
        return said(Marked((command.help or "").partition("\n")[0])) if command else ""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        """The command named by the first word; raises UsageProblem if there is none."""
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            from cleanup.cli.usage import instead_of_command

            hint = instead_of_command(args, self.list_commands(ctx), ctx.command_path)
            raise UsageProblem(tr("There is no command “{name}”.", name=args[0]), hint)
        return super().resolve_command(ctx, args)


def _write_head(command: Any, ctx: Any, formatter: Any) -> None:
    """The usage line, what the command does, and its arguments and options."""
    parameters = [each for each in command.get_params(ctx) if not each.hidden]
    arguments = [each for each in parameters if each.param_type_name == "argument"]
    options = [each for each in parameters if each.param_type_name == "option"]
    usage = [tr("[OPTIONS]"), *(_in_usage(each) for each in arguments)]
    if isinstance(command, TyperGroup):
        usage.append(tr("COMMAND [ARGS]..."))
    formatter.write_usage(ctx.command_path, " ".join(usage), tr("Usage: "))
    if command.help:
        _write_text(formatter, _in_words(command.help))
    _write_rows(formatter, tr("Arguments:"), [(_metavar(each), _help(each)) for each in arguments])
    _write_rows(formatter, tr("Options:"), [(_names(each), _help(each)) for each in options])


def _write_text(formatter: Any, text: str) -> None:
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(text)


def _write_rows(formatter: Any, heading: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        formatter.write_paragraph()
        formatter.write(f"{heading}\n")
        with formatter.indentation():
            # In a narrow terminal, names that leave no space for words get a line of their own.
            formatter.write_dl(rows, col_max=min(30, formatter.width // 3 + 4))


def _in_usage(argument: Any) -> str:
    name = _metavar(argument) if argument.required else f"[{_metavar(argument)}]"
    return name + ("..." if argument.nargs == -1 else "")


def _names(option: Any) -> str:
    names = ", ".join(sorted(set(option.opts) - OLDER_NAMES, key=len))
    others = "".join(f" / {name}" for name in option.secondary_opts)
    return f"{names}{others} {_metavar(option)}".rstrip()


def _metavar(parameter: Any) -> str:
    return said(Marked(parameter.metavar)) if parameter.metavar else ""


def _help(parameter: Any) -> str:
    return said(_ADDED.get(parameter.name) or Marked(parameter.help or ""))


def _in_words(lines: str) -> str:
    """Marked sentences, one per line, as a paragraph."""
    return " ".join(said(Marked(line)) for line in lines.splitlines())
