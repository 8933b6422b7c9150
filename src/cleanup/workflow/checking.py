"""Whether a scan or a plan that was kept, or handed in, is one of this computer, system and user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cleanup.find import FINDERS
from cleanup.language import Marked, mark, said, tr
from cleanup.model.category import Proof
from cleanup.model.errors import DocumentProblem
from cleanup.model.paths import is_whole
from cleanup.model.plan import Plan, Step
from cleanup.model.scan import Scan
from cleanup.workflow.environment import Context
from cleanup.workflow.plugged_in import plan_as_plugged_in, scan_as_plugged_in

_SCAN_OF_OTHERS = mark("This scan was made on {host} by {user}, so it moves nothing here.")
_PLAN_OF_OTHERS = mark("This plan was made on {host} by {user}, so it moves nothing here.")


def check_scan(scan: Scan, context: Context) -> Scan:
    """The scan as its volumes are plugged in now; raises DocumentProblem for one of others: computer, user, system."""
    _check_belongs(_SCAN_OF_OTHERS, scan.host, scan.user, context)
    if not all(map(is_whole, scan.roots)):
        # A computer may have two systems, and both may call it and its user the same.
        raise DocumentProblem(
            tr("This scan was made on another system, so it moves nothing here."),
            tr("Scan here, as the owner of the files: cleanup scan"),
        )
    return scan_as_plugged_in(scan)


def check_plan(plan: Plan, context: Context) -> Plan:
    """The plan as its volumes are plugged in now; raises DocumentProblem for one of another computer or user.

    A document may be old or edited: what its steps must prove is said by their categories, not by it.
    """
    _check_belongs(_PLAN_OF_OTHERS, plan.host, plan.user, context)
    demanded = {finder.category.name: finder.category.proof for finder in FINDERS}
    return plan_as_plugged_in(replace(plan, steps=tuple(_with_proof(step, demanded) for step in plan.steps)))


def _with_proof(step: Step, demanded: Mapping[str, Proof]) -> Step:
    """A step that must prove no less than its category demands, and where a copy stays, that it is the same."""
    proof = demanded.get(step.category, Proof.NONE)
    if proof is Proof.NONE:
        proof = Proof.SAME_BYTES if step.keeper and step.proof is Proof.NONE else step.proof
    return step if proof is step.proof else replace(step, proof=proof)


def _check_belongs(sentence: Marked, host: str, owner: str, context: Context) -> None:
    """Raise DocumentProblem for a document of another computer or user: its files are not those here."""
    if host != context.host or owner != context.user:
        raise DocumentProblem(
            said(sentence, host=host, user=owner), tr("Scan here, as the owner of the files: cleanup scan")
        )
