"""``cleanup finders``: what can be looked for."""

from __future__ import annotations

from cleanup.cli import options
from cleanup.cli.exits import Exit
from cleanup.cli.formats import PAGE_FORMATS
from cleanup.language import said, tr


def finders(form: options.PageFormat = "table") -> Exit:
    """List what can be looked for, with the names for --only and --skip."""
    from cleanup.cli.output import check_format, deliver
    from cleanup.find import FINDERS
    from cleanup.find.finder import why_unavailable

    check_format(form, PAGE_FORMATS)
    found = [(finder.category, finder.options, why_unavailable(finder)) for finder in FINDERS]
    if form == "json":
        from cleanup.documents.program import write_finders

        deliver(lambda stream: write_finders(found, stream), None)
        return Exit.DONE
    width = max(len(category.name) for category, _, _ in found)
    for category, _, problem in found:
        note = "  " + tr("(not available here: {reason})", reason=problem) if problem else ""
        print(f"{category.name:<{width}}  {said(category.summary)}{note}")
    print()
    print(tr("Next:  cleanup scan --only {name}", name=FINDERS[0].category.name))
    return Exit.DONE
