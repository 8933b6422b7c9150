"""JSON Schemas of the documents, made from the very types that write them."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from cleanup.documents.comparison import CompareDocument
from cleanup.documents.forgotten import ForgetDocument
from cleanup.documents.parts import SCHEMA_VERSION, Head
from cleanup.documents.plan import PlanDocument
from cleanup.documents.program import ConfigDocument, DecisionsDocument, DoctorDocument, FindersDocument
from cleanup.documents.run import HistoryDocument, PurgeDocument, RunDocument, UndoDocument
from cleanup.documents.scan import ScanDocument

DOCUMENTS: dict[str, type[Head]] = {
    "scan": ScanDocument,
    "plan": PlanDocument,
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
_LINE_END = re.compile(rb"(?:\\n *)+")
_HIDDEN = re.compile(rb'(#/\$defs/|"title":"|")_(?=[A-Z])')


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of document; keys that are not in it may be added within a version."""
    made = msgspec.json.schema(DOCUMENTS[kind])
    # Names of types within the program begin with an underscore.
    plain = _LINE_END.sub(b" ", _HIDDEN.sub(rb"\1", msgspec.json.encode(made)))
    schema: dict[str, Any] = msgspec.json.decode(plain)
    whole = schema["$defs"].pop(schema.pop("$ref").rpartition("/")[2])
    whole["properties"] |= {"kind": {"const": kind}, "schema_version": {"const": SCHEMA_VERSION}}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole, "$defs": schema["$defs"]}
