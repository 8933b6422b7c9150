"""One call of a command: its settings, its context, and where and how its result is shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from cleanup.api import load_settings
from cleanup.cli.bundles import Display, ToFile, Verbosity, given
from cleanup.cli.formats import PAGE_FORMATS
from cleanup.cli.output import check_format, check_output
from cleanup.cli.speaking import check_language
from cleanup.model.event import Listener
from cleanup.report.safe import shown
from cleanup.report.style import PageStyle
from cleanup.settings import Settings, Source, Value
from cleanup.workflow.environment import Context

if TYPE_CHECKING:
    from cleanup.cli.output_file import OutputFile

_WIDTH_OF_FILES = 100


class _Warnings(Listener):
    """Shows warnings and nothing else."""

    def warn(self, message: str) -> None:
        print(shown(message), file=sys.stderr)


class Session(NamedTuple):
    """``form`` is the format of the result, ``output`` its file (None: the screen)."""

    context: Context
    settings: Settings
    form: str
    output: OutputFile | None
    style: PageStyle
    verbosity: Verbosity

    @contextmanager
    def listening(self) -> Iterator[Context]:
        """The context with progress shown and Ctrl-C caught."""
        from cleanup.cli.interrupt import Interrupt
        from cleanup.cli.progress import listener

        with Interrupt.heard() as interrupt, listener(interrupt, self.verbosity, self.style.home) as listen:
            yield replace(self.context, listener=listen)


def begin(
    display: Display,
    options: Mapping[str, Value],
    verbosity: Verbosity,
    form: str = "table",
    to: ToFile | None = None,
    known: Collection[str] = PAGE_FORMATS,
) -> Session:
    """Check settings, format and output before any work; raises CleanupError. ``known`` are the formats."""
    context = replace(Context.current(), listener=_Warnings())
    asked = {**options, **given(display)}
    asked.pop("config", None)
    settings = load_settings(display.config or context, asked, machine=context.machine)
    settings.parsed("lang", check_language)
    to = to or ToFile()
    output = check_output(to.output, check_format(form, known), force=to.force)
    style = PageStyle(
        home=os.fsencode(context.real_home),
        binary=settings.values.binary,
        most=settings.values.top,
        width=None if output is None else _WIDTH_OF_FILES,
        encoding="utf-8" if output else sys.stdout.encoding or "utf-8",
        headline_only=verbosity.quiet,
        full=verbosity.verbose,
        listed=settings.all["top"].source is not Source.DEFAULT,
        now=context.clock(),
    )
    return Session(context, settings, form, output, style, verbosity)
