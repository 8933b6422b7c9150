"""Move to the bin of macOS, by send2trash.

What it needs is around it: the item is claimed first, so that nothing else can be taken by its path, and where it
went is found out from the disk. Neither an error nor its absence says anything about that.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Self

from cleanup.act.movers.bin_places import find_in_bin, is_in_bin, place_of_held, volume_top
from cleanup.act.movers.claim import Claim, end_of_claim
from cleanup.act.movers.mover import IsRight, Moved, Mover, MoverRequest, NotPossible
from cleanup.act.naming import unique_name
from cleanup.act.open_folders import OpenFolders
from cleanup.act.records import Intent, Record
from cleanup.act.system import HAS_BIN, sync_all, watch
from cleanup.act.trashed import NotOurs, Trashed
from cleanup.disk.identity import identity_of, kind_of
from cleanup.disk.trash_places import TrashPlace, nearest_folder
from cleanup.language import tr
from cleanup.model.plan import Step
from cleanup.model.run import Item, Place

# Its other way on macOS may erase for good what it cannot throw away, and say nothing.
_SOUND = "send2trash.mac.modern"


class SystemBin(Mover):
    """Asks the system for each item; keeps nothing open between them."""

    name = "bin"

    def __init__(self, home: str) -> None:
        self._home = home
        self._touched = False

    @classmethod
    def begin(cls, request: MoverRequest) -> Self | None:
        """See Mover."""
        return cls(request.home) if HAS_BIN else None

    def destination(self, step: Step) -> TrashPlace:  # noqa: ARG002  (only the bin knows)
        """See Mover."""
        return TrashPlace("", "")

    @classmethod
    def end_of_move(cls, item: Item, folders: OpenFolders) -> Record | None:  # noqa: ARG003  (opens its own)
        """See Mover."""
        return end_of_claim(item)

    def place_for(self, step: Step) -> Place:
        """See Mover. Only the bin knows which folder it will use."""
        _load()
        if reason := _why_no_bin(step, self._home):
            raise NotPossible("no-trash", reason)
        return Place(b"", unique_name(os.path.basename(step.path)))

    def move(self, parent: int, name: bytes, intent: Intent, is_right: IsRight) -> Moved:
        """See Mover. Raises NotPossible with the code ``lost`` when nothing tells where the bin put the item."""
        claim = Claim(parent, os.path.dirname(intent.path), name, intent.place.name)
        held = watch(parent, name)
        try:
            claim.take()
            if not is_right(parent, claim.unique):
                claim.give_back()
                raise NotPossible("changed", tr("changed in the moment it was moved; it is where it was"))
            error = self._give_to_bin(claim)
            moved = self._find(claim, held, intent)
            if moved is None:
                raise self._back_again(claim, error)
            return moved
        finally:
            os.close(held)

    @classmethod
    def check_place(cls, trashed: Trashed) -> None:
        """See Mover."""
        if not is_in_bin(trashed.item.place.folder):
            raise NotOurs("not-in-trash", tr("the place that is written down for it is no trash of yours"))

    def flush(self) -> None:
        """See Mover."""
        if self._touched:
            sync_all()
        self._touched = False

    def close(self) -> None:
        """See Mover."""

    def _give_to_bin(self, claim: Claim) -> Exception | None:
        """Let the bin take the claimed item; what it says is kept, not believed."""
        send = _load()
        self._touched = True
        try:
            send(os.fsdecode(claim.path))
        except Exception as error:
            return error
        except BaseException:
            # The user breaks off: recovery finds what went to the bin, but what did not gets its name now.
            if claim.look(claim.unique) is not None:
                claim.give_back()
            raise
        return None

    def _find(self, claim: Claim, held: int, intent: Intent) -> Moved | None:
        """Where the item is in the bin, if it is there: by what is held open, else by its name."""
        if claim.look(claim.unique) is not None:
            return None
        place = _held_in_bin(held)
        try:
            place = place or find_in_bin(claim.path, self._home)
            if place is None:
                return None
            seen = os.lstat(place.path)
        except OSError:
            # The system lets nobody look into the bin (macOS, privacy settings); what is held open tells enough.
            return Moved(place) if place else None
        if kind_of(seen) is not intent.kind:
            return None
        same = (seen.st_dev, seen.st_ino) == (intent.identity.device, intent.identity.inode)
        return Moved(place, None if same else identity_of(seen))

    def _back_again(self, claim: Claim, error: Exception | None) -> Exception:
        """Give back what is not in the bin; the reason why it did not move."""
        if claim.look(claim.unique) is None:
            beside = claim.unique.decode("utf-8", "replace")
            message = tr("the system's bin took it, but nothing tells where it is; look there for {name}", name=beside)
            return NotPossible("lost", message)
        claim.give_back()
        if isinstance(error, OSError):
            return OSError(error.errno, error.strerror or str(error))
        if error is not None:
            return OSError(None, str(error) or type(error).__name__)
        return NotPossible("not-taken", tr("the system's bin did not take it, and gave no reason"))


def _load() -> Callable[[str], None]:
    """The function that gives a path to the system's bin; raises NotPossible when no sound one is there."""
    try:
        from send2trash import send2trash  # type: ignore[import-untyped]
    except ImportError:
        raise NotPossible("no-trash", tr("the library send2trash is not installed")) from None
    if send2trash.__module__ != _SOUND:
        missing = "pyobjc-framework-Cocoa"
        raise NotPossible("no-trash", tr("the bin cannot be used safely without the library {name}", name=missing))
    send: Callable[[str], None] = send2trash
    return send


def _why_no_bin(step: Step, home: str) -> str | None:
    """Why what lies at this path would not surely come to a bin, or None when it would."""
    if step.identity.device == os.stat(nearest_folder(home)).st_dev:
        return None
    top = volume_top(os.path.dirname(step.path))
    if os.path.isdir(os.path.join(top, b".Trashes")) or os.access(top, os.W_OK | os.X_OK):
        return None
    return tr("the volume {path} has no trash", path=top.decode("utf-8", "replace"))


def _held_in_bin(held: int) -> Place | None:
    try:
        return place_of_held(held)
    except OSError:
        return None
