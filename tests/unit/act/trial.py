"""Moves things as a run does, without a journal: what the tests of the movers share."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cleanup.act.item import OpenItem
from cleanup.act.movers import bin_places, system_bin
from cleanup.act.movers.mover import Moved, Mover
from cleanup.act.records import Done, Intent, Record
from cleanup.disk import bin_places as bin_places_of_windows
from cleanup.model.coverage import Mount
from cleanup.model.plan import Identity, Step
from cleanup.model.run import Item, Place, State, Status
from support.moving import a_step

# Where the mover for macOS's bin is tried on Linux: with that system's folders.
BIN_ON_LINUX = {
    (bin_places, "_TRASHES"): frozenset({b"Trash"}),
    (bin_places, "bins_for"): lambda folder, home: [os.fsencode(os.path.realpath(home)) + b"/.local/share/Trash/files"],
    (system_bin, "throw_away"): lambda path: _throw_away(path),
}


def a_drive_of_windows(patch: pytest.MonkeyPatch, top: Path) -> None:
    """A folder is taken for the top of a drive, with its Recycle Bin, where there is none of Windows'."""
    if os.name == "posix":
        drive = Mount(os.path.realpath(top), "ntfs", access_times=False, reason="")
        patch.setattr(bin_places_of_windows, "mount_of", lambda folder, mounts: drive)


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
