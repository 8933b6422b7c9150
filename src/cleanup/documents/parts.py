"""What all documents share: their first keys, paths, times, lists, and problems with a document that cannot be used.

Paths are text and, if that loses something, also their exact bytes in base64.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from cleanup.language import tr
from cleanup.model.errors import DocumentProblem
from cleanup.model.paths import is_whole, rules_of
from cleanup.model.row import NO_OWNER

T = TypeVar("T")

SCHEMA_VERSION = 1
_MOMENT = re.compile(r"(?P<whole>[^.Z+]{19}|[^.Z+]+?)(?:\.(?P<fraction>\d{1,9}))?(?P<zone>Z|[+-]\d\d:\d\d)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,10}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

encode = msgspec.json.Encoder().encode


class PathPart(msgspec.Struct, kw_only=True):
    """A path, and its exact bytes in base64 if the text is not exact; ``exact`` makes both."""

    path: str
    path_bytes: str | UnsetType | None = UNSET


class Owner(msgspec.Struct, frozen=True):
    """Who owns a thing: the system's number or other identifier of the user, as text, and the user's name."""

    id: str
    name: str = ""


class Tool(msgspec.Struct):
    """The program that wrote a document."""

    name: str
    version: str


class Head(msgspec.Struct, kw_only=True):
    """The keys that every document begins with."""

    schema_version: int
    kind: str
    tool: Tool


def first_keys(kind: str, version: str) -> dict[str, Any]:
    """The first keys of a document written by this version of the program."""
    return {"schema_version": SCHEMA_VERSION, "kind": kind, "tool": Tool("cleanup", version)}


def write_list(before: bytes, values: Iterable[object], stream: BinaryIO) -> None:
    """Write ``before`` and a list of values, one per line; the list is left open."""
    stream.write(before + b"[")
    separator = b"\n"
    for value in values:
        stream.write(separator + encode(value))
        separator = b",\n"


def write_document(start: object, key: str, values: Iterable[object], stream: BinaryIO) -> None:
    """Write a document with one list: the keys of ``start`` in the first line, then the values under ``key``."""
    write_list(encode(start)[:-1] + b',\n"%s": ' % key.encode(), values, stream)
    stream.write(b"]}\n")


def read_document(content: bytes, name: str, kind: str, hint: str, read: Callable[[], T]) -> T:
    """What ``read`` makes of a document of this kind; messages call it ``name``. Raises DocumentProblem."""
    try:
        found = msgspec.json.decode(content, type=Head)
        if found.tool.name != "cleanup" or found.kind != kind:
            raise DocumentProblem(
                tr("“{name}” is a document, but not a {kind} of cleanup.", name=name, kind=kind), hint
            )
        if found.schema_version < 1:
            raise ValueError(tr("schema_version {number}", number=found.schema_version))
        if found.schema_version > SCHEMA_VERSION:
            raise DocumentProblem(
                tr("“{name}” was written by a newer cleanup ({version}).", name=name, version=found.tool.version),
                tr("Use that version, or scan again."),
            )
        return read()
    except RecursionError:
        reason: object = tr("it is nested too deeply")
    except (msgspec.DecodeError, ValueError, KeyError, OverflowError, struct.error, binascii.Error) as error:
        reason = error
    raise DocumentProblem(
        tr("“{name}” is not a complete {kind} document: {reason}.", name=name, kind=kind, reason=reason), hint
    )


def exact(path: bytes) -> dict[str, Any]:
    """A path for a document: ``path``, and ``path_bytes`` if it is not UTF-8."""
    return named("path", path)


def named(key: str, path: bytes) -> dict[str, Any]:
    """A path under another key: ``key``, and ``key_bytes`` if it is not UTF-8."""
    try:
        return {key: path.decode("utf-8")}
    except UnicodeDecodeError:
        return {key: path.decode("utf-8", "replace"), key + "_bytes": base64.b64encode(path).decode("ascii")}


def whole_text(text: str) -> str:
    """A text for a document: parts that are not UTF-8 become U+FFFD."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def exact_path(part: PathPart) -> bytes:
    """The exact path in a document; raises ValueError if it is not absolute."""
    return _whole(part, is_whole)


def path_to_show(part: PathPart) -> bytes:
    """The exact path in a document that may come from another kind of system; raises ValueError if it is not absolute
    there.
    """
    return _whole(part, lambda path: rules_of(path).is_whole(path))


def _whole(part: PathPart, is_it: Callable[[bytes], bool]) -> bytes:
    in_base64 = part.path_bytes
    path = base64.b64decode(in_base64, validate=True) if isinstance(in_base64, str) else part.path.encode("utf-8")
    if not is_it(path) or b"\0" in path:
        raise ValueError(tr("“{path}” is not an absolute path", path=part.path))
    return path


def owner_of(number: int, names: Mapping[int, str]) -> Owner | UnsetType:
    """The owner with this number for a document; absent if unknown."""
    return UNSET if number == NO_OWNER else Owner(str(number), names.get(number, ""))


def owner_number(owner: Owner | UnsetType, names: dict[int, str]) -> int:
    """The number of an owner in a document, whose name is added to ``names``.

    NO_OWNER if there is none, or if it comes from another kind of system.
    """
    if not isinstance(owner, Owner) or not _NUMBER.fullmatch(owner.id):
        return NO_OWNER
    number = min(int(owner.id), NO_OWNER)
    if owner.name:
        names[number] = owner.name
    return number


def instant(nanoseconds: int) -> str:
    """Nanoseconds since 1970 as an ISO 8601 time in UTC with nine digits, so that nothing is lost."""
    seconds, rest = divmod(nanoseconds, 10**9)
    return f"{(_EPOCH + timedelta(seconds=seconds)).isoformat()[:19]}.{rest:09d}Z"


def nanoseconds(text: str) -> int:
    """Nanoseconds since 1970 for a time with up to nine digits after the point; raises ValueError."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(tr("“{text}” is not a time such as 2026-03-21T07:00:00Z", text=text))
    moment = datetime.fromisoformat(match["whole"] + (match["zone"] or "Z"))
    seconds = moment.astimezone(UTC) - _EPOCH
    return (seconds.days * 86_400 + seconds.seconds) * 10**9 + int((match["fraction"] or "").ljust(9, "0"))
