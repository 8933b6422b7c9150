"""``cleanup cache``: look at the hash cache, or clear it."""

from __future__ import annotations

import typer

from cleanup.cli import options
from cleanup.cli.exits import Exit, epilog
from cleanup.cli.parameters import Commands
from cleanup.language import tr

_EXITS = epilog(Exit.DONE, Exit.USAGE, Exit.PARTLY)

cache = typer.Typer(cls=Commands, rich_markup_mode=None)


cache.callback(invoke_without_command=True, help=tr("Look at the hash cache, or clear it."))(options.help_alone)


@cache.command(help=tr("Say where the hash cache is and what is in it."), epilog=_EXITS)
def info() -> Exit:
    """Say where the hash cache is and how much is in it."""
    import sqlite3

    from cleanup.report.numbers import size
    from cleanup.store.digests import cache_info
    from cleanup.workflow.environment import Context

    try:
        found = cache_info(Context.current().cache)
    except (sqlite3.Error, OSError) as error:
        print(tr("The hash cache cannot be read: {reason}", reason=error))
        print(tr("Next:  cleanup cache clear"))
        return Exit.PARTLY
    print(tr("File:     {path}", path=found.path))
    print(tr("Size:     {size}", size=size(found.size)))
    print(tr("Digests:  {count}", count=f"{found.digests:,}"))
    return Exit.DONE


@cache.command(help=tr("Throw the hash cache away."), epilog=_EXITS)
def clear() -> Exit:
    """Throw the hash cache away; the next scan reads every file it has to compare."""
    from cleanup.report.numbers import size
    from cleanup.store.digests import clear_cache
    from cleanup.workflow.environment import Context

    try:
        freed = clear_cache(Context.current().cache)
    except OSError as error:
        print(tr("The hash cache cannot be cleared: {reason}", reason=error))
        return Exit.PARTLY
    print(tr("The hash cache was empty already.") if not freed else tr("Cleared: {size} came free.", size=size(freed)))
    return Exit.DONE
