"""The document about what was forgotten, or would be."""

from __future__ import annotations

from collections.abc import Collection
from typing import BinaryIO

from cleanup import __version__
from cleanup.documents.parts import first_keys, write_document
from cleanup.model.memories import Forgettable


def write_forgotten(found: Collection[Forgettable], gone: Collection[Forgettable], stream: BinaryIO) -> None:
    """Write what was found, each with whether it was forgotten."""
    values = (
        {
            "what": each.what, "id": each.id or None, "at": each.at, "in_trash": each.in_trash, "kept": each.kept,
            "forgotten": each in gone,
        }
        for each in found
    )  # fmt: skip
    write_document(first_keys("forget", __version__), "results", values, stream)
