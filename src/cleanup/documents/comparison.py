"""The document about a comparison: its verdict, and what is only in the old place."""

from __future__ import annotations

from typing import BinaryIO

import msgspec

from cleanup import __version__
from cleanup.documents.parts import Head, PathPart, exact, first_keys, write_document
from cleanup.model.category import Kind
from cleanup.model.comparison import Comparison, Verdict


class _Places(msgspec.Struct):
    old: PathPart
    new: list[PathPart]


class _Amount(msgspec.Struct):
    files: int
    bytes: int


class _Trouble(PathPart, kw_only=True):
    stage: str
    code: str
    message: str


class _Only(PathPart, kw_only=True):
    type: Kind
    files: int
    bytes: int


class _Start(Head, kw_only=True):
    compare: _Places
    verdict: Verdict
    complete: bool
    totals: _Amount
    elsewhere: _Amount
    only_in_old: _Amount
    empty_files: int
    links: int
    not_read: int
    unseen: list[PathPart]
    unseen_in_new: list[PathPart]
    troubles: list[_Trouble]


class CompareDocument(_Start, kw_only=True):
    """Whether every file in an old place is also in a new one; a folder that is only there is one entry."""

    only: list[_Only]


def write_comparison(found: Comparison, stream: BinaryIO) -> None:
    """Write what was found."""
    start = _Start(
        **first_keys("compare", __version__),
        compare=_Places(PathPart(**exact(found.old)), [PathPart(**exact(each)) for each in found.new]),
        verdict=found.verdict,
        complete=found.complete,
        totals=_Amount(found.files, found.size),
        elsewhere=_Amount(found.elsewhere, found.elsewhere_size),
        only_in_old=_Amount(found.missing, sum(each.size for each in found.only)),
        empty_files=found.empty,
        links=found.links,
        not_read=found.not_read,
        unseen=[PathPart(**exact(each)) for each in found.unseen],
        unseen_in_new=[PathPart(**exact(each)) for each in found.unseen_new],
        troubles=[
            _Trouble(**exact(each.path), stage=each.stage, code=each.code, message=each.message)
            for each in found.troubles
        ],
    )
    only = (
        _Only(**exact(each.path), type=Kind.FOLDER if each.is_folder else Kind.FILE, files=each.files, bytes=each.size)
        for each in found.only
    )
    write_document(start, "only", only, stream)
