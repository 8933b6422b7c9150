"""A review on full-screen pages, each of which goes on where the previous one was."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from cleanup.cli.exits import Exit
from cleanup.cli.interrupt import hearing
from cleanup.cli.review_about import about, name_to_save, probe_of
from cleanup.cli.review_going_on import ASKED_TO_END, HANG_UP
from cleanup.cli.review_plans import Review, keep_marks, keep_safe, kept_safe, remember
from cleanup.cli.review_rounds import Rounds
from cleanup.cli.review_start import is_empty, what_is_marked
from cleanup.language import mark
from cleanup.model.errors import CleanupError
from cleanup.model.theme import Theme
from cleanup.report.words import limits_of
from cleanup.review.probe import Ending
from cleanup.review.shown import Shown
from cleanup.store.first_time import is_first_review

if TYPE_CHECKING:
    from cleanup.review.background import Background
    from cleanup.review.page import ReviewPage

_PATIENCE = 2.0


def review_on_page(task: Review, theme: Theme, said: str = "") -> Exit:
    """Choose on the page, until the user leaves or moves; a no to the last question leads back to the page, and so does
    saving. ``said`` is the first message on the page.
    """
    if is_empty(task):
        return Exit.DONE
    from cleanup.review.background import Background

    return Rounds(
        task, partial(_show_page, Background(theme)), said or what_is_marked(task, mark("tab {key}: {n}"))
    ).go()


def _show_page(
    background: Background, task: Review, listed: Shown | None, said: str, saved_changes: int
) -> tuple[Ending | None, Shown]:
    """How the user ends the page, and its list, for the next page to go on with; None if the terminal was closed, or
    the program was told to end.
    """
    wait_for_escape_as_long_as_it_takes()
    from cleanup.review.page import ReviewPage

    page = ReviewPage(
        task.selection,
        probe_of(task),
        task.session.style,
        about=about(task),
        limits=" · ".join(limits_of(task.choice, task.session.style.home)),
        file=name_to_save(task),
        shown=listed,
        said=said,
        background=background,
        saved_changes=saved_changes,
        first_time=listed is None and is_first_review(task.session.context.state),
    )
    with _ending_when_asked(task, page):
        ending = page.run()
    if page.return_code:
        keep_safe(task)
        raise RuntimeError("the page ended with a fault")
    return ending, page.shown


def wait_for_escape_as_long_as_it_takes() -> None:
    """Esc also begins other keys: the rest follows at once here, but later over a remote line."""
    if "SSH_CONNECTION" not in os.environ:
        os.environ.setdefault("ESCDELAY", "10")


@contextmanager
def _ending_when_asked(task: Review, page: ReviewPage) -> Iterator[None]:
    """End the page when the system asks for it; at once if it does not react, because its terminal takes nothing."""
    impatient = threading.Timer(_PATIENCE, partial(_hung_up, task))
    impatient.daemon = True

    def end() -> None:
        page.end_from_outside()
        with suppress(RuntimeError):  # asked to end once more
            impatient.start()

    with hearing(HANG_UP, partial(_hung_up, task)), hearing(ASKED_TO_END, end):
        try:
            yield
        finally:
            impatient.cancel()


def _hung_up(task: Review) -> None:
    """Keep what was chosen and end at once: a page whose terminal is gone can wait for ever to write to it."""
    with suppress(CleanupError):
        if task.selection.chosen.any() or task.selection.changes:
            remember(task)
            kept_safe(task)
            keep_marks(task)
    os._exit(Exit.INTERRUPTED)
