"""``cleanup scan``: look, report, remember."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cleanup.cli import options
from cleanup.cli.exits import Exit
from cleanup.language import tr

if TYPE_CHECKING:
    from cleanup.model.scan import Scan

Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH", help=tr("Folders to look into (the current one)."), show_default=False),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="CATEGORY", help=tr("Look only for this category; may be repeated.")),
]
Skip = Annotated[
    list[str] | None,
    typer.Option("--skip", metavar="CATEGORY", help=tr("Do not look for this category; may be repeated.")),
]
Large = Annotated[
    str | None,
    typer.Option("--large", metavar="SIZE", help=tr("Files of this size or more are large (100MB).")),
]
Stale = Annotated[
    str | None, typer.Option("--stale", metavar="AGE", help=tr("Files not used for so long are stale (1y)."))
]
MinSize = Annotated[str | None, typer.Option("--min-size", metavar="SIZE", help=tr("Pass over smaller files (1B)."))]
Include = Annotated[
    list[str] | None,
    typer.Option("--include", metavar="GLOB", help=tr("Look only at files like '*.jpg'; may be repeated.")),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option("--exclude", metavar="GLOB", help=tr("Pass over files and folders like 'Work/'; may be repeated.")),
]
All = Annotated[
    bool | None,
    typer.Option("--all/--no-all", help=tr("Look into hidden and protected places too."), show_default=False),
]
CrossMounts = Annotated[
    bool | None,
    typer.Option(
        "--cross-mounts/--no-cross-mounts", help=tr("Go on into other drives below the folders."), show_default=False
    ),
]
Jobs = Annotated[
    str | None,
    typer.Option("--jobs", metavar="N", help=tr("Work with so many processes (one a core, more if a disk is slow).")),
]
Gentle = Annotated[
    bool | None,
    typer.Option("--gentle/--no-gentle", help=tr("Let other programs go first; takes longer."), show_default=False),
]
Cache = Annotated[
    bool | None,
    typer.Option("--cache/--no-cache", help=tr("Remember what was read, for a quicker next scan."), show_default=False),
]
FailOver = Annotated[
    str | None,
    typer.Option("--fail-over", metavar="SIZE", help=tr("Exit with 1 if more than this, safe or not, could be freed.")),
]


def scan(
    paths: Paths = None,
    only: Only = None,
    skip: Skip = None,
    large: Large = None,
    stale: Stale = None,
    min_size: MinSize = None,
    include: Include = None,
    exclude: Exclude = None,
    everything: All = None,
    cross_mounts: CrossMounts = None,
    jobs: Jobs = None,
    gentle: Gentle = None,
    cache: Cache = None,
    fail_over: FailOver = None,
    form: options.Format = "table",
    output: options.Output = None,
    top: options.Top = None,
    binary: options.Binary = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_progress: options.NoProgress = False,
    lang: options.Lang = None,
) -> Exit:
    """Look for what takes space for nothing, and report it. Changes nothing.

    Finds duplicates, large and stale files, and empty files and folders. The scan is remembered: see
    `cleanup report`.
    """
    from cleanup.cli.looking import ask_for_scan, carry_out_scan
    from cleanup.model.quantity import parse_size
    from cleanup.workflow.environment import Context

    context = Context.current()
    flags = {
        "only": tuple(only or ()), "skip": tuple(skip or ()), "large": large, "stale": stale, "min-size": min_size,
        "include": tuple(include or ()), "exclude": tuple(exclude or ()), "all": everything,
        "cross-mounts": cross_mounts, "jobs": jobs, "gentle": gentle, "cache": cache, "top": top,
        "binary": binary, "lang": lang,
    }  # fmt: skip
    asked = ask_for_scan(context, paths or ["."], flags, form, output, quiet=quiet)
    limit = None if fail_over is None else parse_size(fail_over)
    found = carry_out_scan(asked, context, quiet=quiet, verbose=verbose, no_progress=no_progress)
    return _exit_code(found, limit)


def _exit_code(found: Scan, limit: int | None) -> Exit:
    if not found.complete:
        return Exit.INTERRUPTED
    # What was not seen could only add to it: too much is too much even when some of the scan failed.
    if limit is not None and found.savings.total.reclaimable_bytes > limit:
        return Exit.OVER
    return Exit.PARTLY if found.troubles else Exit.DONE
