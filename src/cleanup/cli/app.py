"""The list of commands, and the one place where problems become a line and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated, NoReturn

import typer

from cleanup import __version__
from cleanup.cli.cache import cache
from cleanup.cli.config import config
from cleanup.cli.decisions import decisions
from cleanup.cli.doctor import doctor
from cleanup.cli.exits import Exit, epilog
from cleanup.cli.finders import finders
from cleanup.cli.history import history
from cleanup.cli.parameters import Commands
from cleanup.cli.plan import plan
from cleanup.cli.purge import purge
from cleanup.cli.report import report
from cleanup.cli.review import review
from cleanup.cli.scan import scan
from cleanup.cli.trash import trash
from cleanup.cli.undo import undo
from cleanup.language import tr
from cleanup.model.errors import CleanupError, DocumentProblem, InterruptedWait, OutputProblem, StateProblem

_MOVING = epilog(Exit.DONE, Exit.USAGE, Exit.PARTLY, Exit.DOCUMENT, Exit.INTERRUPTED)

app = typer.Typer(
    name="cleanup",
    cls=Commands,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)
app.command("scan", help=tr("Look for what takes space for nothing, and report it. Changes nothing."), epilog=epilog())(
    scan
)
app.command(
    "report",
    help=tr("Show a scan or a run again, without looking again."),
    epilog=epilog(Exit.DONE, Exit.USAGE, Exit.DOCUMENT),
)(report)
app.command(
    "plan",
    help=tr("Show what would move by rules, and write it to a file that you can edit. Changes nothing."),
    epilog=epilog(Exit.DONE, Exit.USAGE, Exit.PARTLY, Exit.DOCUMENT),
)(plan)
app.command(
    "review",
    help=tr("Choose what goes, on a full-screen page; then save a plan, or move it to the trash. Asks first."),
    epilog=_MOVING,
)(review)
app.command(
    "trash",
    help=tr("Move the redundant copies of the last scan, or named files, to the trash. Asks first."),
    epilog=_MOVING,
)(trash)
app.command("undo", help=tr("Bring the files of a run back from the trash. Replaces nothing."), epilog=_MOVING)(undo)
app.command(
    "history",
    help=tr("List past runs, or the files of one, and where they are now. Changes nothing."),
    epilog=epilog(Exit.DONE, Exit.USAGE, Exit.DOCUMENT),
)(history)
app.command("purge", help=tr("Free what cleanup moved to the trash, for good. Asks first."), epilog=_MOVING)(purge)
app.command("finders", help=tr("List what can be looked for."), epilog=epilog(Exit.DONE, Exit.USAGE))(finders)
app.command(
    "config",
    help=tr("Show each setting, and where its value comes from."),
    epilog=epilog(Exit.DONE, Exit.USAGE, Exit.DOCUMENT),
)(config)
app.command(
    "doctor",
    help=tr("Check whether this computer is ready. Changes nothing."),
    epilog=epilog(Exit.DONE, Exit.USAGE, Exit.PARTLY),
)(doctor)
app.add_typer(decisions, name="decisions")
app.add_typer(cache, name="cache")


def _tell_version(wanted: bool) -> None:
    if wanted:
        print(f"cleanup {__version__}")
        raise typer.Exit


@app.callback(
    invoke_without_command=True,
    help=tr("Find what takes space for nothing, see honestly what you would save, and move it to the trash with undo."),
    epilog=tr("Start with: cleanup scan ~"),
)
def without_command(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001  (its callback does the work)
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help=tr("Say the version and end.")),
    ] = False,
) -> None:
    """Without a command, show the help."""
    if context.invoked_subcommand is None:
        print(context.get_help())


def main() -> NoReturn:
    """Run the command line and end with its exit code."""
    code = run(sys.argv[1:])
    # Everything ends now: Python need not look through all that is left for objects that refer to each other.
    gc.freeze()
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run the command line; gives the exit code."""
    # numpy's linear algebra starts a thread for each core, busy for a tenth of a second; nothing here needs it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A name that this terminal cannot write must not end the program.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = app(arguments, prog_name="cleanup", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except CleanupError as problem:
        _say(problem.message, problem.hint)
        return _exit_code(problem)
    except (KeyboardInterrupt, typer.Abort):
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has seen enough (… | head); let nothing fail when Python closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return Exit.DONE
    except Exception as error:
        if (message := _usage_message(error)) is not None:
            _say(message, tr("See: cleanup --help"))
            return Exit.USAGE
        from cleanup.cli.fault import report_fault

        report_fault(error, arguments)
        return Exit.FAULT


def _exit_code(problem: CleanupError) -> Exit:
    match problem:
        case DocumentProblem() | StateProblem():
            return Exit.DOCUMENT
        case InterruptedWait():
            return Exit.INTERRUPTED
        case OutputProblem():
            return Exit.PARTLY
    return Exit.USAGE


def _usage_message(error: Exception) -> str | None:
    """What typer says of a wrong command line; its exceptions have no public names, but a common way to speak."""
    speak = getattr(error, "format_message", None)
    return str(speak()) if callable(speak) else None


def _say(message: str, hint: str) -> None:
    from cleanup.report.safe import shown

    print(shown(message), file=sys.stderr)
    if hint:
        print(shown(hint), file=sys.stderr)
