"""Scan the folders of a scan again, and go on with what was chosen from it."""

from __future__ import annotations

from cleanup.find import FINDERS
from cleanup.find.finder import options
from cleanup.model.choice import Choice
from cleanup.model.scan import Scan
from cleanup.plan.carried import carry_over
from cleanup.plan.selection import Selection
from cleanup.settings import DEFAULTS, Value
from cleanup.workflow import reviewing, scanning
from cleanup.workflow.asking import remember, scan_options, scan_request
from cleanup.workflow.environment import Context
from cleanup.workflow.reading_settings import read_settings


def scan_anew(scan: Scan, context: Context) -> Scan:
    """Scan the same folders for the same things; remembers the scan if it is complete. Raises CleanupError."""
    of_finders = [option.name for option in options(FINDERS)]
    known = {*DEFAULTS, *of_finders}
    asked: dict[str, Value] = {
        name: tuple(map(str, value)) if isinstance(value, list) else value
        for name, value in scan.options.items()
        if name in known
    }
    settings = read_settings(None, asked, {}, of_finders=lambda: of_finders)
    found = scanning.scan(scan_request(settings, scan.roots, context), scan_options(settings), context)
    if found.complete:
        remember(found, context)
    return found


def begin_anew(selection: Selection, found: Scan, choice: Choice, context: Context) -> Selection:
    """A selection from the new scan with the choices from the old one, as far as the files are the same."""
    anew = reviewing.begin(found, choice, context)
    carry_over(selection, anew)
    return anew
