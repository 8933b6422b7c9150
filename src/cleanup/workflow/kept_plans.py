"""The plans that are kept in the state folder, and what each says about itself."""

from __future__ import annotations

from pathlib import Path

from cleanup.disk.own_file import open_own
from cleanup.disk.trust import check_trusted
from cleanup.documents.kept_plans import read_kept_plan
from cleanup.language import tr
from cleanup.model.errors import StateProblem
from cleanup.model.kept_plan import KeptPlan
from cleanup.store.plans import kept_plans
from cleanup.workflow.environment import Context


def told_plans(context: Context) -> list[KeptPlan]:
    """All kept plans, newest first; raises StateProblem, DocumentProblem. Changes nothing."""
    folder = context.state / "plans"
    check_trusted(folder)
    try:
        return [_kept_at(path) for path in kept_plans(context.state)]
    except OSError as error:
        raise StateProblem(
            tr("The kept plans cannot be read: {reason}.", reason=error.strerror),
            tr("Check the folder {path}.", path=folder),
        ) from None


def plans_of_scan(scan: str, context: Context) -> list[KeptPlan]:
    """Those of one scan, newest first."""
    return [plan for plan in told_plans(context) if plan.scan == scan]


def _kept_at(path: Path) -> KeptPlan:
    try:
        with open_own(path) as stream:
            return read_kept_plan(stream, path)
    except OSError as error:
        return KeptPlan(path.stem, path, problem=error.strerror or str(error))
