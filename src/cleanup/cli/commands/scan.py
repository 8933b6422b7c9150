"""``cleanup scan``: look, report, remember."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cleanup.cli import options
from cleanup.cli.exits import Exit
from cleanup.language import mark

if TYPE_CHECKING:
    from cleanup.model.scan import Scan

Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar=mark("PATH"), help=mark("Folders to scan (default: the current one).")),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar=mark("CATEGORY"), help=mark("Look only for this category; can be repeated.")),
]
Skip = Annotated[
    list[str] | None,
    typer.Option("--skip", metavar=mark("CATEGORY"), help=mark("Do not look for this category; can be repeated.")),
]
Large = Annotated[
    str | None,
    typer.Option("--large", metavar=mark("SIZE"), help=mark("Size from which a file counts as large (default 100MB).")),
]
Stale = Annotated[
    str | None,
    typer.Option(
        "--stale", metavar=mark("AGE"), help=mark("Time without use after which a file counts as stale (default 1y).")
    ),
]
MinSize = Annotated[
    str | None,
    typer.Option("--min-size", metavar=mark("SIZE"), help=mark("Ignore files smaller than this (default 1B).")),
]
Include = Annotated[
    list[str] | None,
    typer.Option(
        "--include", metavar=mark("GLOB"), help=mark("Look only at files that match, such as '*.jpg'; can be repeated.")
    ),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        metavar=mark("GLOB"),
        help=mark("Ignore files and folders that match, such as 'Work/'; can be repeated."),
    ),
]
All = Annotated[
    bool | None,
    typer.Option("--all/--no-all", help=mark("Also look into hidden and protected places.")),
]
CrossMounts = Annotated[
    bool | None,
    typer.Option("--cross-mounts/--no-cross-mounts", help=mark("Also scan other drives mounted below the folders.")),
]
Jobs = Annotated[
    str | None,
    typer.Option(
        "--jobs",
        metavar=mark("N"),
        help=mark("Number of worker processes (default: one per core, more on slow disks)."),
    ),
]
Gentle = Annotated[
    bool | None,
    typer.Option("--gentle/--no-gentle", help=mark("Let other programs go first; takes longer.")),
]
Cache = Annotated[
    bool | None,
    typer.Option("--cache/--no-cache", help=mark("Remember what was read, so that the next scan is faster.")),
]
FailOver = Annotated[
    str | None,
    typer.Option(
        "--fail-over",
        metavar=mark("SIZE"),
        help=mark("Exit with code 1 if more than this could be freed, safe or not."),
    ),
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
