"""A plan as a JSON document, version 1: one step a line, so that people can edit it."""

from __future__ import annotations

from typing import Any, BinaryIO

import msgspec

from cleanup.model.exact import exact
from cleanup.model.plan import Plan, Step, amounts_of
from cleanup.report.numbers import instant, reason
from cleanup.report.values import SCHEMA_VERSION, write_list


def write_plan(plan: Plan, stream: BinaryIO) -> None:
    """Write the plan; what is read back is the same plan."""
    encode = msgspec.json.Encoder().encode
    amounts = amounts_of(plan.steps)
    head = {
        "schema_version": SCHEMA_VERSION,
        "kind": "plan",
        "tool": {"name": "cleanup", "version": plan.tool_version},
        "plan": {
            "created_at": plan.created_at,
            "host": plan.host,
            "user": plan.user,
            "scan": plan.scan,
            "scanned_at": plan.scanned_at,
            "roots": [exact(root) for root in plan.roots],
        },
        "totals": {"files": amounts.things, "bytes": amounts.size, "reclaimable_bytes": amounts.reclaimable},
        "left_alone": {left.code: left.files for left in plan.left_alone},
    }
    stream.write(encode(head)[:-1] + b',\n"steps": [')
    write_list((encode(step_value(step)) for step in plan.steps), stream)
    stream.write(b"]}\n")


def step_value(step: Step) -> dict[str, Any]:
    """One step as it stands in documents."""
    value: dict[str, Any] = {"id": step.id, "action": "trash", **exact(step.path)}
    value["type"] = step.kind.value
    value["size"] = step.identity.size
    value["allocated_bytes"] = step.allocated
    value["modified"] = instant(step.identity.modified)
    value["device"] = step.identity.device
    value["inode"] = step.identity.inode
    value["links"] = step.links
    value["category"] = step.category
    value["why"] = reason(step.why, step.detail)
    value["proof"] = step.proof.value
    value["keeper"] = None
    if step.keeper is not None:
        identity = step.keeper.identity
        value["keeper"] = {
            **exact(step.keeper.path),
            "device": identity.device,
            "inode": identity.inode,
            "size": identity.size,
            "modified": instant(identity.modified),
            "rule": step.keeper.rule,
        }
    if step.manifest is not None:
        value["manifest"] = msgspec.to_builtins(step.manifest)
    return value
