"""What is in a journal: one record for each thing that is about to happen, or has happened.

A line is the XXH3-64 of the rest in hexadecimal, a space, and JSON; file names are in base64, so that every byte
survives. Records are only ever added.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
from xxhash import xxh3_64_hexdigest

from cleanup.model.plan import Identity, Kind
from cleanup.model.run import Announced, Place, Status

VERSION = 1


class Head(msgspec.Struct, tag="head", frozen=True):
    """The first record of a run's journal."""

    version: int
    run: str
    started_at: datetime
    tool_version: str
    host: str
    user: str
    scan: str
    steps: int
    scanned_at: datetime | None = None
    roots: tuple[bytes, ...] = ()


class Intent(Announced, tag="intent", frozen=True):
    """A step is about to move, compared with ``keeper``. Written and flushed before anything happens."""

    keeper: bytes = b""


class Done(msgspec.Struct, tag="done", frozen=True):
    """The step's item is in the trash; ``place`` is given if it is not the intended one.

    ``identity`` is its new one if a copy had to be made, or that of something else that got caught in the move and
    could not be put back (``conflict``). ``links`` is how many names it had when it moved, 0 for as many as announced;
    ``allocated`` what it occupied, -1 for as much as announced. ``touched`` are its change times right before the move
    and after it.
    """

    step: str
    place: Place | None = None
    identity: Identity | None = None
    kind: Kind | None = None
    links: int = 0
    allocated: int = -1
    conflict: bool = False
    message: str = ""
    touched: tuple[int, int] | None = None


class NotMoved(msgspec.Struct, tag="not-moved", frozen=True):
    """The step's item is where it was: the move was not tried, or it failed."""

    step: str
    status: Status
    code: str
    message: str
    path: bytes = b""
    kind: Kind = Kind.FILE
    category: str = ""
    size: int = 0


class Restoring(msgspec.Struct, tag="restoring", frozen=True):
    """An item is about to leave the trash for ``target``."""

    step: str
    target: bytes


class Restored(msgspec.Struct, tag="restored", frozen=True):
    """The item is where the last ``Restoring`` said; ``touched`` as in ``Done``."""

    step: str
    touched: tuple[int, int] | None = None


class StillThere(msgspec.Struct, tag="still-there", frozen=True):
    """The item is still in the trash: bringing it back did not work."""

    step: str


class Purging(msgspec.Struct, tag="purging", frozen=True):
    """An item is about to be freed for good; from here on there is no undo for it."""

    step: str


class PartlyPurged(msgspec.Struct, tag="partly-purged", frozen=True):
    """Part of a folder is gone, and the rest could not be freed."""

    step: str


class Purged(msgspec.Struct, tag="purged", frozen=True):
    """The item is gone."""

    step: str


class Began(msgspec.Struct, tag="began", frozen=True):
    """An undo, a purge or a recovery begins to add records."""

    what: Literal["undo", "purge", "recovery"]
    at: datetime
    tool_version: str


class Ended(msgspec.Struct, tag="ended", frozen=True):
    """Everything that began has an end: nothing is open in the records above."""

    at: datetime
    complete: bool = True
    freed: int = 0


Record = (
    Head | Intent | Done | NotMoved | Restoring | Restored | StillThere | Purging | PartlyPurged | Purged | Began
    | Ended
)  # fmt: skip

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Record).decode


def plain(message: str) -> str:
    """A message without the surrogates that stand for bytes of names: JSON has none."""
    return message.encode("utf-8", "backslashreplace").decode("utf-8")


def line_of(record: Record) -> bytes:
    """The record as it is written, beginning with a line break: then a torn line before it costs only itself."""
    content = _encode(record)
    return b"\n" + xxh3_64_hexdigest(content).encode() + b" " + content


def parse_line(line: bytes) -> Record | None:
    """The record in one line, None if it is torn or was changed, or is of an unknown kind."""
    checksum, _, content = line.partition(b" ")
    if xxh3_64_hexdigest(content).encode() != checksum:
        return None
    try:
        record: Record = _decode(content)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return record
