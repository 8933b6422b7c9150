"""``cleanup scan``: scan, report, remember."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleanup.cli import options
from cleanup.cli.bundles import Display, ToFile, Verbosity, given
from cleanup.cli.collecting import no_collecting
from cleanup.cli.exits import Exit
from cleanup.cli.setting_options import bundle_of, setting_option
from cleanup.find import FINDERS
from cleanup.find.finder import options as declared
from cleanup.language import mark, tr
from cleanup.model.ids import LAST
from cleanup.model.option import VALUE_NAMES
from cleanup.settings import ScanOptions, all_names

if TYPE_CHECKING:
    from cleanup.cli.session import Session
    from cleanup.model.scan import Scan

_OF_FINDERS = {option.name: option for option in declared(FINDERS)}
_SCANNING = {*(name.replace("_", "-") for name in ScanOptions.__annotations__), *_OF_FINDERS, "fail-over"}


def _option(name: str) -> tuple[str, Any]:
    if (option := _OF_FINDERS.get(name)) is None:
        return setting_option(name)
    shown = typer.Option(f"--{name}", metavar=VALUE_NAMES[option.type], help=option.help)
    return name, Annotated[str | None, shown]


Looking: Any = bundle_of(_option(name) for name in all_names(_OF_FINDERS) if name in _SCANNING)
"""What a scan looks for and at."""


def scan(
    *,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar=mark("PATH"), help=mark("Folders to scan (default: the current one)."))
    ] = None,
    looking: Looking,
    form: options.Format = "table",
    to_file: ToFile,
    top: options.Top = None,
    display: Display,
    verbosity: Verbosity,
) -> Exit:
    """Find what wastes space and report it; the scan is remembered."""
    from cleanup.cli.formats import FORMATS
    from cleanup.cli.session import begin
    from cleanup.workflow.asking import fail_over

    session = begin(display, {**given(looking), "top": top}, verbosity, form, to_file, FORMATS)
    limit = fail_over(session.settings)
    return _exit_code(_look_and_show(paths or ["."], session), limit)


def _look_and_show(paths: list[str], session: Session) -> Scan:
    """Scan, remember and show; an unusable state folder is only a warning, since nothing moves."""
    from cleanup import api
    from cleanup.cli.showing import show_scan
    from cleanup.disk.system import give_back_what_is_free, step_back

    with no_collecting(lasting=True):
        give_back_what_is_free()
        if session.settings.values.gentle:
            # Before any thread is started: they inherit it.
            step_back()
        # Catch Ctrl-C to the end, so that a result that is ready is not cut off.
        with session.listening() as context:
            found = api.scan(paths, context=context, settings=session.settings)
            context.listener.over()
            show_scan(found, LAST, session)
    return found


def _exit_code(found: Scan, limit: int | None) -> Exit:
    if not found.complete:
        return Exit.INTERRUPTED
    # What was not seen could only add to it: too much is too much even if part of the scan failed.
    if limit is not None and (much := found.savings.total.reclaimable_bytes) > limit:
        from cleanup.report.numbers import size

        told = tr("{size} could be freed: more than --fail-over allows ({limit}).",
                  size=size(much), limit=size(limit))  # fmt: skip
        print(told, file=sys.stderr)
        return Exit.OVER
    return Exit.PARTLY if found.troubles else Exit.DONE
