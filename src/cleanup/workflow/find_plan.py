"""Find a plan in the document that a user named."""

from __future__ import annotations

import re
from pathlib import Path

from cleanup.disk.own_file import open_named
from cleanup.documents.plan import PLAN_HINT, read_plan
from cleanup.language import said, tr
from cleanup.model.errors import DocumentProblem
from cleanup.model.plan import Plan

_BEGINNING = 4096


def is_plan(path: Path) -> bool:
    """Whether a document begins like a plan; False if it cannot be read."""
    try:
        with open_named(path) as stream:
            return re.search(rb'"kind"\s*:\s*"plan"', stream.read(_BEGINNING)) is not None
    except OSError:
        return False


def find_plan(path: Path) -> Plan:
    """The plan in a file; raises DocumentProblem if it cannot be read or is not a complete plan."""
    try:
        with open_named(path) as stream:
            content = stream.read()
    except OSError as error:
        raise DocumentProblem(
            tr("The plan “{name}” cannot be read: {reason}.", name=path, reason=error.strerror), said(PLAN_HINT)
        ) from None
    return read_plan(content, str(path))
