"""``cleanup review``: choose on a full-screen page, or question by question; then save a plan, or move."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from cleanup.cli import options
from cleanup.cli.bundles import Display, ReviewToFile, Verbosity, given
from cleanup.cli.collecting import no_collecting
from cleanup.cli.exits import Exit
from cleanup.cli.setting_options import Rules
from cleanup.language import mark, tr


def review(
    *,
    scan: options.Reviewed = "last",
    plain: Annotated[
        bool, typer.Option("--plain", help=mark("Ask group by group, for screen readers and simple terminals."))
    ] = False,
    none: Annotated[bool, typer.Option("--none", help=mark("Start with nothing marked."))] = False,
    theme: options.Theme = None,
    rules: Rules,
    to_file: ReviewToFile,
    display: Display,
    verbosity: Verbosity,
) -> Exit:
    """Choose what goes, on a full-screen page; then save a plan, or move it to the trash. Asks first."""
    with no_collecting(lasting=True):
        from cleanup.cli.output import check_output
        from cleanup.cli.review_plans import Review
        from cleanup.cli.review_start import begin_empty, check_terminal, marks_of_last_time, marks_of_plan, plan_named
        from cleanup.cli.session import begin as begin_session
        from cleanup.cli.slow import waited_for
        from cleanup.disk.system import give_back_what_is_free
        from cleanup.model.theme import parse_theme
        from cleanup.review.loading import load_page
        from cleanup.workflow import asking, reviewing

        give_back_what_is_free()
        session = begin_session(display, {**given(rules), "theme": theme}, verbosity)
        output = check_output(to_file.output, "json", force=to_file.force)
        choice = asking.choice_of(session.settings, session.context)
        colours = session.settings.parsed("theme", parse_theme)
        if not plain:
            check_terminal(scan)
        opened = plan_named(scan, session.context)
        if opened:
            begin = partial(reviewing.begin_with_plan, opened, choice, session.context)
        else:
            begin = partial(reviewing.begin, scan, choice, session.context)
        selection = waited_for(begin, tr("Checking the scanned folders…"), None if plain else load_page)
    task = Review(selection, choice, session, output)
    if none:
        begin_empty(task)
    said = marks_of_plan(task, scan) if opened and not none else ""
    if not (opened or none or given(rules)):
        said = marks_of_last_time(task, "plans" if plain else "P")
    if plain:
        from cleanup.cli.reviewing_plainly import review_plainly

        return review_plainly(task, said)
    from cleanup.cli.reviewing import review_on_page

    return review_on_page(task, colours, said)
