"""The door: the command that was named is loaded and run, and problems become a line and an exit code."""

from __future__ import annotations

import errno
import gc
import os
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.main import get_command

from cleanup import __version__
from cleanup.cli import options
from cleanup.cli.bundles import bundled
from cleanup.cli.commands import COMMANDS
from cleanup.cli.exits import Exit, written
from cleanup.cli.help import Command, Group
from cleanup.cli.speaking import check_language, speak_as_asked
from cleanup.cli.streams import AnswerLost, discard
from cleanup.language import mark, said, tr
from cleanup.model.errors import CleanupError, DocumentProblem, InterruptedWait, OutputProblem, StateProblem, WayProblem

_WIDEST_HELP = 78
# What commands have open at once, and some more: moving a copy takes twelve.
_FILES_AT_ONCE = 20
_NO_MORE_FILES = frozenset({errno.EMFILE, errno.ENFILE})


class Commands(Group):
    """All commands; each is loaded when it is named."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  (typer's method)
        """Their names."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  (typer's method)
        """The command of this name, or None."""
        if cmd_name not in self.commands and cmd_name in COMMANDS:
            self.commands[cmd_name] = _load(cmd_name)
        return self.commands.get(cmd_name)

    def summary(self, ctx: Any, name: str) -> str:  # noqa: ARG002  (the group's method)
        """What a command does, without loading it."""
        return said(COMMANDS[name].summary)


def _load(name: str) -> Any:
    check_room_for_files()
    entry = COMMANDS[name]
    module = import_module(f"cleanup.cli.commands.{name}")
    made = typer.Typer(name=name, cls=Group, add_completion=False, rich_markup_mode=None)
    if entry.commands:
        made.callback(invoke_without_command=True, help=entry.help, short_help=said(entry.summary))(_help_alone)
    for each, its in (entry.commands or {name: entry}).items():
        function = bundled(getattr(module, its.function or each))
        # Completion shows the short help, and cuts it off unless the whole is marked as short.
        summary, exits = said(its.summary), written(its.exits)
        made.command(each, cls=Command, help=its.help, short_help=summary, epilog=exits)(function)
    command = get_command(made)
    # What is loaded stays: only what comes now is looked through for what refers to itself.
    gc.freeze()
    gc.enable()
    return command


def check_room_for_files() -> None:
    """Raise OSError where fewer files can be open at once than commands need: then none of them begins."""
    opened: list[int] = []
    try:
        while len(opened) < _FILES_AT_ONCE:
            opened.append(os.dup(1))
    finally:
        for each in opened:
            os.close(each)


def _help_alone(context: typer.Context) -> None:
    """Show the help of a command that has subcommands, if none of them is named."""
    if context.invoked_subcommand is None:
        print(context.get_help())


app = typer.Typer(
    name="cleanup",
    cls=Commands,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"cleanup {__version__}")
        raise typer.Exit


@app.callback(
    invoke_without_command=True,
    help=mark("Find files that waste space, see what you would really save, and move them to the trash, with undo."),
    epilog=mark("Start with: cleanup scan ~"),
)
def without_command(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001  (its callback does the work)
        bool,
        typer.Option("--version", "-V", callback=_show_version, is_eager=True, help=mark("Show the version.")),
    ] = False,
    lang: options.Lang = None,
) -> None:
    """Without a command, show the help."""
    if lang is not None:
        check_language(lang)
    _help_alone(context)


def run(arguments: list[str]) -> int:
    """Run the command line; gives the exit code."""
    # numpy's linear algebra starts a thread for each core, which is busy for a tenth of a second; nothing here needs
    # it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    speak_as_asked(arguments)
    try:
        code = _answer(arguments)
        sys.stdout.flush()
        return code
    except AnswerLost as error:
        discard(1)
        _say(tr("The result could not be written: {reason}.", reason=error.strerror), "")
        return Exit.PARTLY


def read(arguments: list[str]) -> int | None:
    """Let typer read the command line, and run the command; gives its exit code."""
    width = min(typer.get_terminal_size().columns, _WIDEST_HELP)
    code: int | None = app(arguments, prog_name="cleanup", standalone_mode=False, terminal_width=width)
    return code


def _answer(arguments: list[str]) -> int:
    try:
        return int(read(arguments) or 0)
    except AnswerLost:
        raise
    except CleanupError as problem:
        _say(problem.message, problem.hint)
        return _exit_code(problem)
    except (KeyboardInterrupt, typer.Abort):
        return Exit.INTERRUPTED
    except typer.TyperException as error:
        from cleanup.cli.usage import in_our_words

        _say(*in_our_words(error, arguments))
        return Exit.USAGE
    except FileNotFoundError as error:
        if _stands_somewhere():
            return _fault(error, arguments)
        _say(tr("The folder you are in does not exist any more."), tr("Go to another one (cd), then try again."))
        return Exit.USAGE
    except MemoryError:
        _say(tr("There is not enough memory for this."), tr("Close other programs, or name fewer folders."))
        return Exit.PARTLY
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _NO_MORE_FILES:
            _say(tr("The system does not let cleanup open any more files."),
                 tr("Let programs open more of them (ulimit -n 256), or close other programs."))  # fmt: skip
            return Exit.PARTLY
        return _fault(error, arguments)


def _fault(error: Exception, arguments: list[str]) -> Exit:
    from cleanup.cli.fault import report_fault

    report_fault(error, arguments)
    return Exit.FAULT


def _stands_somewhere() -> bool:
    try:
        os.getcwd()
    except OSError:
        return False
    return True


def _exit_code(problem: CleanupError) -> Exit:
    match problem:
        case DocumentProblem() | StateProblem():
            return Exit.DOCUMENT
        case InterruptedWait():
            return Exit.INTERRUPTED
        case OutputProblem() | WayProblem():
            return Exit.PARTLY
    return Exit.USAGE


def _say(message: str, hint: str) -> None:
    from cleanup.report.safe import shown

    print(shown(message), file=sys.stderr)
    if hint:
        print(shown(hint), file=sys.stderr)
