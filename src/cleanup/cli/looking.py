"""A scan on the command line: with all memory for itself, and shown when it is done."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from cleanup import api
from cleanup.cli.showing import show_scan
from cleanup.disk.system import give_back_what_is_free, step_back

if TYPE_CHECKING:
    from cleanup.cli.session import Session
    from cleanup.model.scan import Scan


def look_and_show(paths: list[str], session: Session) -> Scan:
    """Scan, remember and show; a state folder that cannot be used is a warning, since nothing moves."""
    # A scan makes few objects that could refer to each other in circles; looking for them took a quarter of the time.
    gc.disable()
    give_back_what_is_free()
    if session.settings.values.gentle:
        # Before any thread or process is started: they inherit it.
        step_back()
    try:
        # Listening for Ctrl-C to the end: an answer that is there is not torn.
        with session.listening() as context:
            found = api.scan(paths, context=context, settings=session.settings)
            show_scan(found, session)
    finally:
        gc.enable()
    return found
