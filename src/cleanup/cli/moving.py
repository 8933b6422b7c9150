"""From options to a run, an undo or a purge, and from those to the reader."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TypeVar

from cleanup.cli.interrupt import Interrupt
from cleanup.cli.output import check_format, check_output, deliver
from cleanup.cli.progress import listener
from cleanup.language import tr
from cleanup.model.errors import UsageProblem
from cleanup.report.look import Look
from cleanup.settings import Settings, Value
from cleanup.workflow.environment import Context

T = TypeVar("T")


def look_for(
    context: Context,
    form: str,
    known: Collection[str],
    output: Path | None,
    flags: Mapping[str, Value | None],
    *,
    quiet: bool,
) -> Look:
    """Check format, output and settings, and say how pages look; raises CleanupError before any work."""
    return settings_and_look(context, form, known, output, flags, quiet=quiet)[1]


def settings_and_look(
    context: Context,
    form: str,
    known: Collection[str],
    output: Path | None,
    flags: Mapping[str, Value | None],
    *,
    quiet: bool,
) -> tuple[Settings, Look]:
    """The same, and the settings that hold."""
    from cleanup.cli.looking import look_of
    from cleanup.cli.speaking import check_language
    from cleanup.settings import load_settings

    settings = load_settings(context.settings_file, flags)
    settings.parsed("lang", check_language)
    check_output(output, check_format(form, known))
    return settings, look_of(settings, context, output, headline_only=quiet)


def while_listening(
    work: Callable[[Context], T], context: Context, *, quiet: bool, verbose: bool, no_progress: bool
) -> T:
    """Do some work with progress shown and Ctrl-C heard."""
    with (
        Interrupt() as interrupt,
        listener(interrupt, quiet=quiet, verbose=verbose, no_progress=no_progress) as listen,
    ):
        return work(replace(context, listener=listen))


def show_page(page: Callable[[bool], str], output: Path | None, look: Look) -> None:
    """Write a page as the answer; ``page`` draws it, told whether it is for a terminal."""

    def write(stream: BinaryIO) -> None:
        stream.write(page(stream.isatty()).encode(look.encoding, "replace"))

    deliver(write, output, "cleanup history")


def show_before_question(page: Callable[[bool], str], form: str) -> None:
    """Show a page that a question follows: beside the answer, unless the answer is a page too.

    ``page`` draws it, told whether it is for a terminal.
    """
    stream = sys.stdout if form == "table" else sys.stderr
    print(page(stream.isatty()).rstrip("\n"), end="\n\n", file=stream, flush=True)


def only_one_of(**given: object) -> None:
    """Raise UsageProblem when more than one of these options has a value."""
    names = [name for name, value in given.items() if value]
    if len(names) > 1:
        raise UsageProblem(
            tr("{one} and {other} cannot be used together.", one=names[0], other=names[1]),
            tr("Choose one of them. See: cleanup trash --help"),
        )
