"""The document about what was forgotten, or would be."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import BinaryIO

import msgspec

from cleanup import __version__
from cleanup.documents.parts import Head, first_keys, write_document
from cleanup.model.memories import Forgettable, Memory


class _Forgotten(msgspec.Struct):
    what: Memory
    id: str | None
    at: datetime | None
    in_trash: int
    kept: bool
    forgotten: bool


class ForgetDocument(Head, kw_only=True):
    """What of the names that are remembered was forgotten."""

    results: list[_Forgotten]


def write_forgotten(found: Collection[Forgettable], gone: Collection[Forgettable], stream: BinaryIO) -> None:
    """Write what was found, each with whether it was forgotten."""
    values = (_Forgotten(each.what, each.id or None, each.at, each.in_trash, each.kept, each in gone) for each in found)
    write_document(Head(**first_keys("forget", __version__)), "results", values, stream)
