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
    """Which of the remembered names were forgotten; the settings file that stays after ``--everything``."""

    settings_file: str | None = None
    results: list[_Forgotten]


class _Start(Head, kw_only=True):
    settings_file: str | None


def write_forgotten(
    found: Collection[Forgettable], gone: Collection[Forgettable], settings: str, stream: BinaryIO
) -> None:
    """Write what was found, each entry with whether it was forgotten."""
    values = (_Forgotten(each.what, each.id or None, each.at, each.in_trash, each.kept, each in gone) for each in found)
    start = _Start(**first_keys("forget", __version__), settings_file=settings or None)
    write_document(start, "results", values, stream)
