"""Keep the marks of a review in the state folder for a month: numbers of things, no names."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np

from cleanup.disk.private_folder import make_private_folder
from cleanup.disk.trust import check_trusted
from cleanup.language import tr
from cleanup.model.errors import CleanupError, StateProblem
from cleanup.model.inventory import Rows
from cleanup.model.marks import Marks
from cleanup.store.month import drop_older, write_new

_FOLDER, _ENDING = "marks", ".msgpack"


class _Stored(msgspec.Struct):
    left_at: datetime
    chosen: bytes
    stay: bytes
    spared: bytes
    held: bytes
    skipped: tuple[tuple[str, int], ...]


def keep_marks(state: Path, scan: str, marks: Marks) -> None:
    """Keep these marks instead of the previous ones for this scan; raises StateProblem. Removes what is older than a
    month.
    """
    path = _path_of(state, scan)
    columns = {name: _packed(getattr(marks, name)) for name in ("chosen", "stay", "spared", "held")}
    content = msgspec.msgpack.encode(_Stored(left_at=marks.left_at, skipped=marks.skipped, **columns))
    try:
        make_private_folder(path.parent)
        drop_older(path.parent.glob(f"*{_ENDING}"))
        written = path.with_suffix(".new")
        written.unlink(missing_ok=True)
        write_new(written, lambda stream: stream.write(content))
        written.replace(path)
    except OSError as error:
        raise StateProblem(
            tr("The marks cannot be saved in {path}: {reason}.", path=path, reason=error.strerror),
            tr("Check the folder {path}.", path=path.parent),
        ) from None


def kept_marks(state: Path, scan: str) -> Marks | None:
    """The marks kept for this scan, if they can be read."""
    path = _path_of(state, scan)
    with suppress(OSError, CleanupError, msgspec.DecodeError, ValueError):
        check_trusted(path)
        stored = msgspec.msgpack.decode(path.read_bytes(), type=_Stored)
        chosen, stay = _unpacked(stored.chosen), _unpacked(stored.stay)
        if len(chosen) == len(stay) and stored.left_at.tzinfo is not None:
            return Marks(stored.left_at, chosen, stay, _unpacked(stored.spared), _unpacked(stored.held), stored.skipped)
    return None


def forget_marks(state: Path, scan: str) -> None:
    """Remove the marks kept for this scan; raises OSError."""
    _path_of(state, scan).unlink(missing_ok=True)


def _packed(things: Rows) -> bytes:
    return things.astype("<i4").tobytes()


def _unpacked(content: bytes) -> Rows:
    return np.frombuffer(content, dtype="<i4").astype(np.int64)


def _path_of(state: Path, scan: str) -> Path:
    return state / _FOLDER / f"{scan}{_ENDING}"
