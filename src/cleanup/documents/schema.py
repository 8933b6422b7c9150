"""JSON Schemas of the documents, made from the very types that write them."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from cleanup.documents import run, scan
from cleanup.documents.comparison import CompareDocument
from cleanup.documents.forgotten import ForgetDocument
from cleanup.documents.kept_plans import KeptPlansDocument
from cleanup.documents.parts import SCHEMA_VERSION, Head
from cleanup.documents.plan import PlanDocument
from cleanup.documents.program import ConfigDocument, DecisionsDocument, DoctorDocument, FindersDocument
from cleanup.documents.run import HistoryDocument, PurgeDocument, RunDocument, UndoDocument
from cleanup.documents.scan import ScanDocument

DOCUMENTS: dict[str, type[Head]] = {
    "scan": ScanDocument,
    "plan": PlanDocument,
    "plans": KeptPlansDocument,
    "run": RunDocument,
    "undo": UndoDocument,
    "purge": PurgeDocument,
    "history": HistoryDocument,
    "forget": ForgetDocument,
    "compare": CompareDocument,
    "decisions": DecisionsDocument,
    "config": ConfigDocument,
    "finders": FindersDocument,
    "doctor": DoctorDocument,
}
LINES: dict[str, dict[str, type[msgspec.Struct]]] = {"scan-lines": scan.LINES, "run-lines": run.LINES}
"""What a line of NDJSON of a scan and of a run may be, by its ``kind``."""
KINDS = (*DOCUMENTS, *LINES)
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LINE_END = re.compile(rb"(?:\\n *)+")
_HIDDEN = re.compile(rb'(#/\$defs/|"title":"|")_(?=[A-Z])')


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema of one of ``KINDS``; keys that are not in it may be added within a version."""
    if kind in LINES:
        return _schema_of_lines(LINES[kind])
    schema = _plain(msgspec.json.schema(DOCUMENTS[kind]))
    whole = schema["$defs"].pop(_type_named(schema))
    _settle(whole, kind)
    return {"$schema": _DIALECT, **whole, "$defs": schema["$defs"]}


def _schema_of_lines(lines: dict[str, type[msgspec.Struct]]) -> dict[str, Any]:
    """The JSON Schema of one line, which is one of these."""
    references, types = msgspec.json.schema_components(lines.values(), ref_template="#/$defs/{name}")
    schema = _plain({"anyOf": references, "$defs": types})
    for kind, reference in zip(lines, schema["anyOf"], strict=True):
        _settle(schema["$defs"][_type_named(reference)], kind)
    return {"$schema": _DIALECT, **schema}


def _settle(schema: dict[str, Any], kind: str) -> None:
    """Fix the ``kind`` of a type and, for a document, the version."""
    schema["properties"]["kind"] = {"const": kind}
    if "schema_version" in schema["properties"]:
        schema["properties"]["schema_version"] = {"const": SCHEMA_VERSION}
    schema["required"] = list(dict.fromkeys([*schema["required"], "kind"]))


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Without the underscores before the program's internal type names, and without line breaks in descriptions."""
    plain: dict[str, Any] = msgspec.json.decode(_LINE_END.sub(b" ", _HIDDEN.sub(rb"\1", msgspec.json.encode(schema))))
    return plain


def _type_named(schema: dict[str, Any]) -> str:
    name: str = schema["$ref"].rpartition("/")[2]
    return name
