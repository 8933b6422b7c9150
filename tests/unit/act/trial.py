"""Moves things as a run does, without a journal: what the tests of the movers share."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cleanup.act import bin_note
from cleanup.act.bin_note import BinNote
from cleanup.act.item import OpenItem
from cleanup.act.movers import bin_places, system_bin, system_movers
from cleanup.act.movers.mover import Moved, Mover
from cleanup.act.records import Done, Intent, Record
from cleanup.disk.system import mount_table
from cleanup.disk.trashes import apple_trash
from cleanup.disk.trashes import bin_places as bin_places_of_windows
from cleanup.disk.trashes.bin_places import bin_of_user
from cleanup.model.coverage import Mount
from cleanup.model.plan import Identity, Step
from cleanup.model.run import Item, Place, State, Status
from support.moving import a_step

# Where the mover for macOS's bin is tried on Linux: with that system's folders.
BIN_ON_LINUX = {
    (bin_places, "_TRASHES"): frozenset({b"Trash"}),
    (bin_places, "bins_for"): lambda folder, home: [os.fsencode(os.path.realpath(home)) + b"/.local/share/Trash/files"],
    (system_bin, "throw_away"): lambda path: _throw_away(path),
    (apple_trash, "own_trash"): lambda home: os.path.realpath(home) + "/.local/share/Trash/files",
}


def a_drive_of_windows(patch: pytest.MonkeyPatch, top: Path) -> None:
    """A folder is taken for the top of a drive, with its Recycle Bin, where there is none of Windows'."""
    if os.name == "posix":
        drive = Mount(os.path.realpath(top), "ntfs", access_times=False, reason="")
        for module in (bin_places_of_windows, system_movers):
            patch.setattr(module, "mount_of", lambda folder, mounts: drive)


def a_shell_of_windows(patch: pytest.MonkeyPatch) -> None:
    """Send2Trash does as Windows' shell does where it keeps what is thrown away: a note, and a name of its choice."""
    patch.setattr("send2trash.send2trash", _keep)


def _keep(path: str) -> None:
    folder = bin_of_user(system_movers.mount_of(os.path.dirname(path), mount_table()).path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    name, note = bin_note.names_for(os.fsencode(os.path.basename(path)))
    content = bin_note.written(BinNote(path, os.lstat(path).st_size, datetime.now(UTC)))
    Path(folder, os.fsdecode(note)).write_bytes(content)
    os.rename(path, os.path.join(folder, os.fsdecode(name)))


def _throw_away(path: bytes) -> None:
    """In the place of the Mac's file manager: another real program that moves to a trash, and does not say where."""
    import send2trash

    send2trash.send2trash(os.fsdecode(path))


IsRight = Callable[[int, bytes], bool]


@dataclass(frozen=True)
class Put:
    """A thing that was moved: what was announced, and where it is."""

    step: Step
    place: Place
    identity: Identity

    @property
    def item(self) -> Item:
        return item_of(self.step, "", self.place, State.IN_TRASH, self.identity)


@dataclass(frozen=True)
class Trial:
    """A mover, the folder with the things to move, and what kind of mover it is."""

    mover: Mover
    source: Path
    kind: str

    @property
    def copies(self) -> bool:
        """Whether items go to another volume."""
        return self.kind == "quarantine-elsewhere"

    def announce(self, path: Path | bytes) -> tuple[Step, Intent]:
        step = a_step(path, id="1")
        place = self.mover.place_for(step)
        return step, intent_of(step, self.mover.name, place)

    def carry_out(self, step: Step, intent: Intent, is_right: IsRight | None = None) -> Put:
        with OpenItem(step) as item:
            item.check(None, lambda: False)
            moved: Moved = self.mover.move(item.parent, item.name, intent, is_right or item.is_still_it)
        return Put(step, moved.place or intent.place, moved.identity or step.identity)

    def put(self, path: Path | bytes, is_right: IsRight | None = None) -> Put:
        """Move one thing."""
        return self.carry_out(*self.announce(path), is_right)


def intent_of(step: Step, mover: str, place: Place) -> Intent:
    return Intent(step.id, step.path, step.kind, step.category, step.identity, step.allocated, step.links,
                  step.bytes_inside, mover, place)  # fmt: skip


def item_of(
    step: Step, mover: str, place: Place, state: State = State.OPEN, identity: Identity | None = None, to: bytes = b""
) -> Item:
    """The item of a step, as the journal of a run tells it."""
    return Item(step.id, step.path, step.kind, step.category, identity or step.identity, step.allocated, step.links,
                step.bytes_inside, mover, place, state=state, status=Status.FAILED, restored_to=to)  # fmt: skip


def done(item: Item, record: Record | None) -> tuple[Place, Identity]:
    """Where an item is by the record of its end, which must be that it was moved."""
    assert isinstance(record, Done), record
    assert not record.conflict
    return record.place or item.place, record.identity or item.identity


def names_below(folder: Path) -> set[bytes]:
    """All paths below a folder, relative to it."""
    top = os.fsencode(folder)
    return {
        os.path.relpath(os.path.join(above, name), top)
        for above, folders, files in os.walk(top)
        for name in (*folders, *files)
    }
