"""Whether a scan or a plan, kept or given as a document, belongs to this computer, system and user."""

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
    """The scan, adjusted to where its volumes are plugged in now; raises DocumentProblem if it belongs to another
    computer, user or system.
    """
    _check_belongs(_SCAN_OF_OTHERS, scan.host, scan.user, context)
    if not all(map(is_whole, scan.roots)):
        # A computer may have two systems, which may both use the same names for it and its user.
        raise DocumentProblem(
            tr("This scan was made on another system, so it moves nothing here."),
            tr("Scan here, as the owner of the files: cleanup scan"),
        )
    return scan_as_plugged_in(scan)


def check_plan(plan: Plan, context: Context) -> Plan:
    """The plan, adjusted to where its volumes are plugged in now; raises DocumentProblem if it belongs to another
    computer or user.

    A document may be old or edited: what its steps must prove depends on their categories, not on the document.
    """
    _check_belongs(_PLAN_OF_OTHERS, plan.host, plan.user, context)
    demanded = {finder.category.name: finder.category.proof for finder in FINDERS}
    return plan_as_plugged_in(replace(plan, steps=tuple(_with_proof(step, demanded) for step in plan.steps)))


def _with_proof(step: Step, demanded: Mapping[str, Proof]) -> Step:
    """A step that must prove at least what its category demands and, if a copy stays, that it is the same."""
    proof = demanded.get(step.category, Proof.NONE)
    if proof is Proof.NONE:
        proof = Proof.SAME_BYTES if step.keeper and step.proof is Proof.NONE else step.proof
    return step if proof is step.proof else replace(step, proof=proof)


def _check_belongs(sentence: Marked, host: str, owner: str, context: Context) -> None:
    """Raise DocumentProblem for a document from another computer or user: its files are not those here."""
    if host != context.host or owner != context.user:
        raise DocumentProblem(
            said(sentence, host=host, user=owner), tr("Scan here, as the owner of the files: cleanup scan")
        )
