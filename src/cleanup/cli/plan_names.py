"""The names that people give plans: files, or plans kept in the state folder."""

from __future__ import annotations

import os
from pathlib import Path

from cleanup.cli.output import check_output
from cleanup.cli.output_file import OutputFile
from cleanup.disk.as_typed import as_typed
from cleanup.language import tr
from cleanup.model.errors import CleanupError
from cleanup.model.ids import LAST
from cleanup.model.scan import Scan
from cleanup.report.safe import shown
from cleanup.store.plans import is_file_name, is_nameless, plan_named
from cleanup.workflow.environment import Context

_LONGEST = 100


def file_of_plan(named: Path, context: Context) -> Path:
    """The file of a plan: the one named or, if there is none, that of the kept plan with this name."""
    return named if os.path.lexists(named) else plan_named(context.state, str(named)) or named


def where_to_save(output: OutputFile | None, path: Path) -> OutputFile | None:
    """The file named on the command line, as it was checked then; raises UsageProblem for another."""
    return output if output and path == output.path else check_output(path, "json")


def problem_with(output: OutputFile | None, state: Path, name: str) -> str:
    """Why a plan cannot be saved under this name, or "". It replaces no file but the one named before."""
    taken = tr("“{name}” exists already; choose another name.", name=shown(name))
    if not is_file_name(name):
        if plan_named(state, name) is not None:
            return taken
        return "" if _can_be_kept(name) else tr("A plan cannot be called “{name}”; choose another name.", name=name)
    try:
        file = where_to_save(output, Path(as_typed(name)))
    except CleanupError as problem:
        return shown(str(problem))
    return taken if file and file.there and not (output and output.path == file.path) else ""


def _can_be_kept(name: str) -> bool:
    if not name.isprintable() or name == LAST or is_nameless(name):
        return False
    return len(os.fsencode(name)) <= _LONGEST and not set('\\:*?"<>|') & {*name}


def name_of_its_own(scan: Scan, context: Context) -> str:
    """An unused name for a plan that says when and from what it was made."""
    place = os.fsdecode(os.path.basename(scan.roots[0]))
    start = f"{context.clock():%Y-%m-%d}"
    if place and place.isascii() and _can_be_kept(f"{start}-{place}"):
        start += "-" + place.replace(" ", "-").replace(".", "-")
    names = (f"{start}{number}" for number in ("", *(f"-{number}" for number in range(2, 1000))))
    return next((name for name in names if plan_named(context.state, name) is None), start)
