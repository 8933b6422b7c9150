"""Move by giving a path to the system, which moves whatever is there to its bin.

The thing is claimed first, so that nothing else can be taken by its path; where it went is found out from the disk.
Neither an error nor the lack of one says anything about that.
"""

from __future__ import annotations

import os
from abc import abstractmethod

from cleanup.act.movers.claim import Claim, end_of_claim
from cleanup.act.movers.mover import IsRight, Moved, Mover, NotPossible
from cleanup.act.open_folders import OpenFolders
from cleanup.act.records import Intent, Record
from cleanup.act.system import sync_all
from cleanup.act.system.file_manager import NoTrashThere
from cleanup.disk.identity import identity_of, kind_of
from cleanup.disk.system import close_file, facts_by_path
from cleanup.language import tr
from cleanup.model.plan import Identity
from cleanup.model.run import Item, Place


class ClaimedMove(Mover):
    """Asks the system for each item; keeps nothing open between them."""

    _touched = False

    @abstractmethod
    def throw_away(self, path: bytes) -> Place | None:
        """Let the system take what has this path; gives where it says it put it, if that is in a bin.

        Raises whatever it raises.
        """

    def watched(self, parent: int, name: bytes) -> int | None:  # noqa: ARG002
        """A name in an open folder, opened only to learn where it goes; None if that would get in the way.

        Raises OSError.
        """
        return None

    def held_in_bin(self, held: int, unique: bytes) -> Place | None:  # noqa: ARG002
        """Where in the bin a thing is that is held open and had this name; None if that cannot be told."""
        return None

    @classmethod
    @abstractmethod
    def find(cls, claimed: bytes, identity: Identity) -> Place | None:
        """Where in the bin the thing is that had this path when it was thrown away, or None.

        Raises OSError if the bin cannot be looked at.
        """

    @classmethod
    def end_of_move(cls, item: Item, folders: OpenFolders) -> Record | None:  # noqa: ARG003  (opens its own)
        """See Mover."""
        return end_of_claim(item, cls.find)

    def move(self, parent: int, name: bytes, intent: Intent, is_right: IsRight) -> Moved:
        """See Mover. Raises NotPossible with the code ``lost`` if nothing says where the bin put the item."""
        claim = Claim(parent, os.path.dirname(intent.path), name, intent.place.name)
        held = self.watched(parent, name)
        try:
            claim.take()
            if not is_right(parent, claim.unique):
                claim.give_back()
                raise NotPossible("changed", tr("changed in the moment it was moved; it is where it was"))
            told, error = self._give_to_bin(claim)
            if claim.look(claim.unique) is not None:
                claim.give_back()
                raise _why_not_taken(error)
            if told is None and held is not None:
                told = self.held_in_bin(held, claim.unique)
            return self._moved(told, claim, intent)
        finally:
            if held is not None:
                close_file(held)

    def flush(self) -> None:
        """See Mover."""
        if self._touched:
            sync_all()
        self._touched = False

    def close(self) -> None:
        """See Mover."""

    def _give_to_bin(self, claim: Claim) -> tuple[Place | None, Exception | None]:
        """Let the bin take the claimed item; what it reports is kept, but not trusted."""
        self._touched = True
        try:
            return self.throw_away(claim.path), None
        except Exception as error:
            return None, error
        except BaseException:
            # The user interrupts: recovery finds what went to the bin, but what did not gets its name back now.
            if claim.look(claim.unique) is not None:
                claim.give_back()
            raise

    def _moved(self, place: Place | None, claim: Claim, intent: Intent) -> Moved:
        """An item that has left its place, found in the bin, at this place if one was reported; raises NotPossible."""
        try:
            place = place or self.find(claim.path, intent.identity)
            seen = facts_by_path(place.path) if place else None
        except OSError:
            # The system lets nobody look into the bin (macOS, privacy settings); the open file is enough.
            if place:
                return Moved(place)
            seen = None
        if seen is None or kind_of(seen) is not intent.kind:
            beside = claim.unique.decode("utf-8", "replace")
            message = tr("the system's bin took it, but does not say where it is; look there for {name}", name=beside)
            raise NotPossible("lost", message)
        same = (seen.st_dev, seen.st_ino) == (intent.identity.device, intent.identity.inode)
        return Moved(place, None if same else identity_of(seen))


def _why_not_taken(error: Exception | None) -> Exception:
    """The reason why something did not move, and has its name back."""
    match error:
        case None:
            return NotPossible("not-taken", tr("the system's bin did not take it, and gave no reason"))
        case NoTrashThere():
            return NotPossible("no-trash", tr("the volume has no trash"))
        case ImportError(name=missing):
            return NotPossible("no-trash", tr("the trash cannot be used without the library {name}", name=missing))
        case OSError():
            return OSError(error.errno, error.strerror or str(error))
    return OSError(None, str(error) or type(error).__name__)
