"""From options to a scan, and from a scan to the reader."""

from __future__ import annotations

import gc
import os
import sqlite3
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from cleanup.cli.interrupt import Interrupt
from cleanup.cli.output import check_format, check_output, deliver
from cleanup.cli.progress import listener
from cleanup.cli.speaking import check_language
from cleanup.disk.system import give_back_what_is_free, step_back
from cleanup.find import FINDERS
from cleanup.find.registry import options
from cleanup.language import tr
from cleanup.model.errors import UsageProblem
from cleanup.model.event import Listener
from cleanup.model.quantity import parse_size
from cleanup.model.request import ScanRequest, Selection
from cleanup.model.scan import Option, Scan
from cleanup.report import FORMATS
from cleanup.report.look import Look
from cleanup.settings import Settings, Value, load_settings
from cleanup.walk.roots import resolve_root
from cleanup.walk.selection import check_patterns
from cleanup.workflow.environment import Context
from cleanup.workflow.scanning import scan

# Settings of pages and of choosing: what a scan finds does not depend on them.
_NOT_OF_A_SCAN = frozenset({"top", "binary", "lang", "keep", "protect", "strict", "never-ask"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A scan as it was asked for, checked: what to look for, and where the answer goes."""

    request: ScanRequest
    options: dict[str, Option]
    form: str
    output: Path | None
    look: Look


def ask_for_scan(
    context: Context,
    paths: list[str],
    flags: Mapping[str, Value | None],
    form: str,
    output: Path | None,
    *,
    quiet: bool,
) -> Asked:
    """Check everything that can be wrong with the options before any work; raises CleanupError."""
    settings = load_settings(context.settings_file, flags)
    check_output(output, check_format(form))
    roots = tuple(dict.fromkeys(os.fsencode(resolve_root(path)) for path in paths))
    request = request_of(settings, roots, context.clock())
    shown: dict[str, Option] = {
        name: list(setting.value) if isinstance(setting.value, tuple) else setting.value
        for name, setting in settings.all.items()
        if name not in _NOT_OF_A_SCAN
    }
    return Asked(request, shown, form, output, look_of(settings, context, output, headline_only=quiet))


def request_of(settings: Settings, roots: tuple[bytes, ...], now: datetime) -> ScanRequest:
    """The scan that these settings ask for; raises CleanupError for any value that cannot be used."""
    settings.parsed("lang", check_language)
    settings.number("top")
    return ScanRequest(
        roots=roots,
        categories=_categories(settings),
        selection=Selection(
            include=settings.checked("include", check_patterns),
            exclude=settings.checked("exclude", check_patterns),
            min_size=settings.parsed("min-size", parse_size),
            everything=settings.flag("all"),
            cross_mounts=settings.flag("cross-mounts"),
        ),
        now=now,
        named=settings.texts("only"),
        values={
            option.name: settings.parsed(option.name, partial(option.parse, now=now)) for option in options(FINDERS)
        },
        jobs=settings.number("jobs"),
        use_cache=settings.flag("cache"),
        gentle=settings.flag("gentle"),
    )


def look_of(settings: Settings, context: Context, output: Path | None, *, headline_only: bool = False) -> Look:
    """How a page looks with these settings, on the screen or in a file."""
    return Look(
        home=os.fsencode(context.real_home),
        binary=settings.flag("binary"),
        most=settings.number("top"),
        width=None if output is None else 100,
        encoding="utf-8" if output else sys.stdout.encoding or "utf-8",
        headline_only=headline_only,
    )


def carry_out_scan(asked: Asked, context: Context, *, quiet: bool, verbose: bool, no_progress: bool) -> Scan:
    """Scan, remember, and show; a state folder that cannot be used is a warning, since nothing moves."""
    # A scan makes few objects that could refer to each other in circles; looking for them took a quarter of the time.
    gc.disable()
    give_back_what_is_free()
    if asked.request.gentle:
        # Before any thread or process is started: they inherit it.
        step_back()
    try:
        with Interrupt() as interrupt:
            with listener(interrupt, quiet=quiet, verbose=verbose, no_progress=no_progress) as listen:
                found = scan(asked.request, asked.options, replace(context, listener=listen))
                _remember(found, context.state, listen)
            # Still listening for Ctrl-C: an answer that is there is not torn.
            show(found, asked.form, asked.output, asked.look)
    finally:
        gc.enable()
    return found


def _remember(found: Scan, folder: Path, listen: Listener) -> None:
    # Only now: the JSON library would take its share of memory while the scan needs most.
    from cleanup.store import scans

    try:
        scans.remember(folder, found)
    except (OSError, sqlite3.Error) as error:
        listen.warn(tr("This scan is not remembered: {reason}", reason=error))


def show(found: Scan, form: str, output: Path | None, look: Look) -> None:
    """Write a scan in a format to a file or to standard output."""
    write = FORMATS[form]
    deliver(lambda stream: write(found, stream, look), output)


def _categories(settings: Settings) -> tuple[str, ...]:
    names = [finder.category.name for finder in FINDERS]
    only = settings.checked("only", check_categories) or tuple(names)
    skip = settings.checked("skip", check_categories)
    chosen = tuple(name for name in names if name in only and name not in skip)
    if not chosen:
        raise UsageProblem(
            tr("With these --only and --skip, there is nothing to look for."),
            tr("Name a category with --only, or leave out --skip."),
        )
    return chosen


def check_categories(wanted: tuple[str, ...]) -> None:
    """Raise UsageProblem for a name that is no category."""
    names = [finder.category.name for finder in FINDERS]
    for name in wanted:
        if name not in names:
            raise UsageProblem(
                tr("“{name}” is not a category.", name=name), tr("There are: {names}.", names=", ".join(names))
            )
