"""``cleanup scan``: look, report, remember."""

from __future__ import annotations

import gc
from dataclasses import dataclass, make_dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleanup.cli import options
from cleanup.cli.bundles import Display, Verbosity, bundled, given
from cleanup.cli.exits import Exit
from cleanup.find import FINDERS
from cleanup.find.registry import options as declared
from cleanup.language import mark
from cleanup.model.option import VALUE_NAMES, FinderOption

if TYPE_CHECKING:
    from cleanup.cli.session import Session
    from cleanup.model.scan import Scan

Text = str | None
Texts = list[str] | None
Switch = bool | None


@dataclass(frozen=True, slots=True)
class Categories:
    """What a scan looks for; each is a setting of this name."""

    only: Annotated[
        Texts, typer.Option(metavar=mark("CATEGORY"), help=mark("Look only for this category; can be repeated."))
    ] = None
    skip: Annotated[
        Texts, typer.Option(metavar=mark("CATEGORY"), help=mark("Do not look for this category; can be repeated."))
    ] = None


def _typed(option: FinderOption) -> Any:
    name = f"--{option.name}"
    return Annotated[Text, typer.Option(name, metavar=VALUE_NAMES[option.type], help=option.help)]


OfFinders: Any = make_dataclass(
    "OfFinders", [(each.name.replace("-", "_"), _typed(each), None) for each in declared(FINDERS)], slots=True
)
"""What finders declare that they can be told; each is a setting of this name."""


@dataclass(frozen=True, slots=True)
class Looking:
    """What a scan looks at; each is a setting of this name."""

    min_size: Annotated[
        Text, typer.Option(metavar=mark("SIZE"), help=mark("Ignore files smaller than this (default 1B)."))
    ] = None
    include: Annotated[
        Texts,
        typer.Option(
            metavar=mark("GLOB"), help=mark("Look only at files that match, such as '*.jpg'; can be repeated.")
        ),
    ] = None
    exclude: Annotated[
        Texts,
        typer.Option(
            metavar=mark("GLOB"), help=mark("Ignore files and folders that match, such as 'Work/'; can be repeated.")
        ),
    ] = None
    all: Annotated[Switch, typer.Option(help=mark("Also look into hidden and protected places."))] = None
    cross_mounts: Annotated[Switch, typer.Option(help=mark("Also scan other drives mounted below the folders."))] = None
    jobs: Annotated[
        Text,
        typer.Option(
            metavar=mark("N"), help=mark("Number of threads that read (default: 8, or 1 on a disk with moving heads).")
        ),
    ] = None
    gentle: Annotated[Switch, typer.Option(help=mark("Let other programs go first; takes longer."))] = None
    cache: Annotated[Switch, typer.Option(help=mark("Remember what was read, so that the next scan is faster."))] = None
    fail_over: Annotated[
        Text,
        typer.Option(
            metavar=mark("SIZE"), help=mark("Exit with code 1 if more than this could be freed, safe or not.")
        ),
    ] = None


@bundled
def scan(
    *,
    paths: Annotated[
        Texts, typer.Argument(metavar=mark("PATH"), help=mark("Folders to scan (default: the current one)."))
    ] = None,
    categories: Categories,
    of_finders: OfFinders,
    looking: Looking,
    form: options.Format = "table",
    output: options.Output = None,
    top: options.Top = None,
    display: Display,
    verbosity: Verbosity,
) -> Exit:
    """Look for what takes space for nothing, and report it; the scan is remembered."""
    from cleanup.cli.formats import FORMATS
    from cleanup.cli.session import begin
    from cleanup.workflow.asking import fail_over

    asked = {**given(categories), **given(of_finders), **given(looking), **given(display), "top": top}
    session = begin(asked, verbosity, form, output, FORMATS)
    limit = fail_over(session.settings)
    return _exit_code(_look_and_show(paths or ["."], session), limit)


def _look_and_show(paths: list[str], session: Session) -> Scan:
    """Scan, remember and show; a state folder that cannot be used is a warning, since nothing moves."""
    from cleanup import api
    from cleanup.cli.showing import show_scan
    from cleanup.disk.system import give_back_what_is_free, step_back

    # A scan makes few objects that could refer to each other in circles; looking for them took a quarter of the time.
    gc.disable()
    give_back_what_is_free()
    if session.settings.values.gentle:
        # Before any thread is started: they inherit it.
        step_back()
    try:
        # Listening for Ctrl-C to the end: an answer that is there is not torn.
        with session.listening() as context:
            found = api.scan(paths, context=context, settings=session.settings)
            show_scan(found, session)
    finally:
        gc.enable()
    return found


def _exit_code(found: Scan, limit: int | None) -> Exit:
    if not found.complete:
        return Exit.INTERRUPTED
    # What was not seen could only add to it: too much is too much even when some of the scan failed.
    if limit is not None and found.savings.total.reclaimable_bytes > limit:
        return Exit.OVER
    return Exit.PARTLY if found.troubles else Exit.DONE
