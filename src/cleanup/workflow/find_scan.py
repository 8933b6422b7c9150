"""Find the scan a user means: an id, ``last``, or the path of a JSON document."""

from __future__ import annotations

import os
from pathlib import Path

from cleanup.disk.as_typed import as_typed
from cleanup.disk.own_file import open_named
from cleanup.disk.trust import check_trusted
from cleanup.documents.scan import load_scan
from cleanup.language import tr
from cleanup.model.errors import DocumentProblem
from cleanup.model.scan import Scan
from cleanup.store import scans
from cleanup.workflow.used_up import less_what_moved


def find_scan(state: Path, name: Scan | str) -> Scan:
    """This scan, or the one with this id or path; raises DocumentProblem if there is none or it cannot be used.

    A path has a slash in it or ends in ``.json``. Things that were moved since are left out. Reads the ``state`` folder
    or the document.
    """
    if isinstance(name, Scan):
        return name
    if os.sep not in name and not name.endswith(".json"):
        return less_what_moved(scans.recall(state, name), state)
    path = Path(as_typed(name))
    check_trusted(path)
    try:
        with open_named(path) as stream:
            return less_what_moved(load_scan(stream, name), state)
    except OSError as error:
        raise DocumentProblem(
            tr("The scan “{name}” cannot be read: {reason}.", name=name, reason=error.strerror),
            tr("Name a document that “cleanup scan -f json -o FILE” wrote, or “last”."),
        ) from None
