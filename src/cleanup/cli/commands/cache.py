"""``cleanup cache``: look at the hash cache, or clear it."""

from __future__ import annotations

from cleanup.cli.exits import Exit
from cleanup.language import number, tr


def info() -> Exit:
    """Show where the hash cache is and how much is in it."""
    import sqlite3

    from cleanup.cli.showing import print_lines
    from cleanup.report.numbers import size
    from cleanup.store.digests import cache_info
    from cleanup.workflow.environment import Context

    try:
        found = cache_info(Context.current().cache)
    except (sqlite3.Error, OSError) as error:
        problem = tr("The hash cache cannot be read: {reason}", reason=error)
        print_lines(lambda sheet: [*sheet.wrapped(problem, ""), *sheet.next_commands([("cleanup cache clear", "")])])
        return Exit.PARTLY
    rows = [(tr("File:"), str(found.path)), (tr("Size:"), size(found.size)), (tr("Digests:"), number(found.digests))]
    print_lines(lambda sheet: sheet.terms(rows))
    return Exit.DONE


def clear() -> Exit:
    """Clear the hash cache; the next scan reads every file it has to compare."""
    from cleanup.report.numbers import size
    from cleanup.store.digests import clear_cache
    from cleanup.workflow.environment import Context

    try:
        freed = clear_cache(Context.current().cache)
    except OSError as error:
        print(tr("The hash cache cannot be cleared: {reason}", reason=error))
        return Exit.PARTLY
    print(tr("The hash cache was empty already.") if not freed else tr("Cleared: {size} freed.", size=size(freed)))
    return Exit.DONE
