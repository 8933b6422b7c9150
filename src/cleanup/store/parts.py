"""What all our JSON documents have in common, read with clear words about what is wrong."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from cleanup.language import mark, tr
from cleanup.model.category import Category, Proof, Unit
from cleanup.model.errors import DocumentProblem
from cleanup.model.exact import bytes_of
from cleanup.model.finding import Measure
from cleanup.model.thing import Kind

T = TypeVar("T")

_NEWEST_VERSION = 1
_MOMENT = re.compile(r"(?P<whole>[^.Z+]+?)(?:\.(?P<fraction>\d{1,9}))?(?P<zone>Z|[+-]\d\d:\d\d)?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class PathPart(msgspec.Struct):
    """A path, and its very bytes in base64 where the text is not exact."""

    path: str
    path_bytes: str | None = None


def older_category(name: str, measure: Measure, *, safe: bool, of_folders: bool) -> Category:
    """The category of a scan that was written when documents had no more of it; ``measure`` is that of its reason."""
    if safe:
        return Category(
            name, mark(""), Unit.GROUP, may_be_safe=True, proof=Proof.SAME_BYTES,
            remark=mark("one copy of each always stays"),
        )  # fmt: skip
    if of_folders:
        return Category(name, mark(""), Unit.FOLDER, frozenset({Kind.FOLDER}), only_empty=True)
    match measure:
        case Measure.BYTES:
            return Category(name, mark(""), remark=mark("{limit} or more"), limit="large")
        case Measure.MOMENT:
            return Category(name, mark(""), remark=mark("not used for {limit}"), limit="stale", by_last_use=True)
    return Category(name, mark(""))


class Tool(msgspec.Struct):
    """What wrote a document."""

    name: str
    version: str


class _Kind(msgspec.Struct):
    schema_version: int
    kind: str
    tool: Tool


def read_document(content: bytes, name: str, kind: str, hint: str, read: Callable[[], T]) -> T:
    """What ``read`` makes of a document of this kind; ``name`` is what messages call it. Raises DocumentProblem."""
    try:
        found = msgspec.json.decode(content, type=_Kind)
        if found.tool.name != "cleanup" or found.kind != kind:
            raise DocumentProblem(
                tr("“{name}” is a document, but not a {kind} of cleanup.", name=name, kind=kind), hint
            )
        if found.schema_version < 1:
            raise ValueError(tr("schema_version {number}", number=found.schema_version))
        if found.schema_version > _NEWEST_VERSION:
            raise DocumentProblem(
                tr("“{name}” was written by a newer cleanup ({version}).", name=name, version=found.tool.version),
                tr("Use that version, or scan again."),
            )
        return read()
    except (msgspec.DecodeError, ValueError, KeyError, OverflowError, binascii.Error) as error:
        raise DocumentProblem(
            tr("“{name}” is not a whole {kind} document: {reason}.", name=name, kind=kind, reason=error), hint
        ) from None


def exact_path(path: PathPart) -> bytes:
    """The very path; only whole ones from the root on are taken: raises ValueError."""
    return bytes_of(path.path, path.path_bytes)


def nanoseconds(text: str) -> int:
    """Nanoseconds since 1970 of a time with up to nine digits after the point."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(tr("“{text}” is not a time such as 2026-03-21T07:00:00Z", text=text))
    moment = datetime.fromisoformat(match["whole"] + (match["zone"] or "Z"))
    seconds = moment.astimezone(UTC) - _EPOCH
    return (seconds.days * 86_400 + seconds.seconds) * 10**9 + int((match["fraction"] or "").ljust(9, "0"))
