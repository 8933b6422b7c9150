"""``cleanup finders``: what can be looked for."""

from __future__ import annotations

from cleanup.cli.exits import Exit
from cleanup.language import said, tr


def finders() -> Exit:
    """List what can be looked for, with the names for --only and --skip."""
    from cleanup.find import FINDERS
    from cleanup.find.finder import FinderUnavailable

    width = max(len(finder.category.name) for finder in FINDERS)
    for finder in FINDERS:
        try:
            finder()
            note = ""
        except FinderUnavailable as reason:
            note = "  " + tr("(not available here: {reason})", reason=reason)
        print(f"{finder.category.name:<{width}}  {said(finder.category.summary)}{note}")
    print()
    print(tr("Next:  cleanup scan --only {name}", name=FINDERS[0].category.name))
    return Exit.DONE
