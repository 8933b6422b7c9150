"""Move to the trash of macOS, by its file manager.

What it needs is around it: the item is claimed first, so that nothing else can be taken by its path, and where it
went is found out from the disk. Neither an error nor its absence says anything about that.
"""

from __future__ import annotations

import os
from typing import Self

from cleanup.act.movers.bin_places import find_in_bin, is_in_bin, place_of_held, volume_top
from cleanup.act.movers.claim import Claim, end_of_claim
from cleanup.act.movers.mover import IsRight, Moved, Mover, MoverRequest, NotPossible
from cleanup.act.naming import unique_name
from cleanup.act.open_folders import OpenFolders
from cleanup.act.records import Intent, Record
from cleanup.act.system import HAS_BIN, sync_all, watch
from cleanup.act.system.file_manager import NoTrashThere, throw_away
from cleanup.act.trashed import NotOurs, Trashed
from cleanup.disk.identity import identity_of, kind_of
from cleanup.disk.system import facts_behind, facts_by_path, is_kept_in_step
from cleanup.disk.trash_places import NoTrash, TrashPlace, nearest_folder
from cleanup.language import tr
from cleanup.model.names import alike
from cleanup.model.paths import above
from cleanup.model.plan import Step
from cleanup.model.run import Item, Place

# What is thrown away there was seen to be erased at once, or to land elsewhere: by provider and release.
_CLOUDS = ("/library/cloudstorage/", "/library/mobile documents/")


class SystemBin(Mover):
    """Asks the system for each item; keeps nothing open between them."""

    name = "bin"

    def __init__(self, home: str) -> None:
        self._home = home
        self._touched = False
        self._may_look: bool | None = None
        self._in_step: dict[str, bool] = {}

    @classmethod
    def begin(cls, request: MoverRequest) -> Self | None:
        """See Mover."""
        return cls(request.home) if HAS_BIN else None

    def destination(self, step: Step) -> TrashPlace:
        """See Mover. Only the trash knows which of its folders it will use."""
        self._check_may_look()
        self._check_cloud(step)
        if reason := _why_no_bin(step, self._home):
            raise NoTrash(reason, tr("Name a quarantine folder: --quarantine FOLDER."))
        return TrashPlace("", "")

    @classmethod
    def end_of_move(cls, item: Item, folders: OpenFolders) -> Record | None:  # noqa: ARG003  (opens its own)
        """See Mover."""
        return end_of_claim(item)

    def place_for(self, step: Step) -> Place:
        """See Mover. Only the bin knows which folder it will use."""
        try:
            self.destination(step)
        except NoTrash as problem:
            raise NotPossible(problem.code, f"{problem.message}. {problem.advice}") from None
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
            told, error = self._give_to_bin(claim)
            moved = self._find(claim, told or _held_in_bin(held, claim.unique), intent)
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

    def _check_may_look(self) -> None:
        """Raise NoTrash where macOS lets nobody look into the trash: what goes there could not be brought back."""
        trash = os.path.join(self._home, ".Trash")
        if self._may_look is None:
            self._may_look = _may_list(trash)
        if not self._may_look:
            terminal = os.environ.get("TERM_PROGRAM", tr("your terminal"))
            raise NoTrash(
                tr("macOS does not let this terminal look into {path}, so nothing could be brought back", path=trash),
                tr("System Settings, Privacy & Security, Full Disk Access: switch on {terminal}, then open it again.",
                   terminal=terminal),
            )  # fmt: skip

    def _check_cloud(self, step: Step) -> None:
        """Raise NoTrash for what a cloud keeps in step."""
        path = os.fsdecode(step.path)
        if any(cloud in alike(path) for cloud in _CLOUDS) or any(map(self._is_kept_in_step, above(path))):
            raise NoTrash(
                tr("it is in a folder that is kept in the cloud, where the trash is not sure to keep it"),
                tr("Use the Finder, or the program of that cloud."),
            )

    def _is_kept_in_step(self, folder: str) -> bool:
        if folder not in self._in_step:
            self._in_step[folder] = is_kept_in_step(os.fsencode(folder))
        return self._in_step[folder]

    def _give_to_bin(self, claim: Claim) -> tuple[Place | None, Exception | None]:
        """Let the bin take the claimed item; what it says is kept, not believed."""
        self._touched = True
        try:
            told = throw_away(claim.path)
        except Exception as error:
            return None, error
        except BaseException:
            # The user breaks off: recovery finds what went to the bin, but what did not gets its name now.
            if claim.look(claim.unique) is not None:
                claim.give_back()
            raise
        return _in_bin(told), None

    def _find(self, claim: Claim, place: Place | None, intent: Intent) -> Moved | None:
        """Where the item is in the bin, if it is there: at this place, else by its name."""
        if claim.look(claim.unique) is not None:
            return None
        try:
            place = place or find_in_bin(claim.path, self._home)
            if place is None:
                return None
            seen = facts_by_path(place.path)
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
        if isinstance(error, NoTrashThere):
            return NotPossible("no-trash", tr("the volume has no trash"))
        if isinstance(error, ImportError):
            missing = "pyobjc-framework-Cocoa"
            return NotPossible("no-trash", tr("the trash cannot be used without the library {name}", name=missing))
        if isinstance(error, OSError):
            return OSError(error.errno, error.strerror or str(error))
        if error is not None:
            return OSError(None, str(error) or type(error).__name__)
        return NotPossible("not-taken", tr("the system's bin did not take it, and gave no reason"))


def _why_no_bin(step: Step, home: str) -> str | None:
    """Why what lies at this path would not surely come to a bin, or None when it would."""
    if step.identity.device == facts_behind(nearest_folder(home)).st_dev:
        return None
    top = volume_top(os.path.dirname(step.path))
    if os.path.isdir(os.path.join(top, b".Trashes")) or os.access(top, os.W_OK | os.X_OK):
        return None
    return tr("the volume {path} has no trash", path=top.decode("utf-8", "replace"))


def _may_list(trash: str) -> bool:
    """Whether this program may look into a trash; one that is not there yet will be made by who may."""
    try:
        os.listdir(trash)
    except PermissionError:
        return False
    except OSError:
        return True
    return True


def _in_bin(path: bytes | None) -> Place | None:
    """The place of a path, if it is in a bin: a cloud may put a thing elsewhere."""
    folder, name = os.path.split(path or b"")
    return Place(folder, name) if path and is_in_bin(folder) else None


def _held_in_bin(held: int, unique: bytes) -> Place | None:
    """Where the item that is held open lies. A file of several names may tell another one, thrown away long ago."""
    try:
        place = place_of_held(held)
    except OSError:
        return None
    return place if place and place.name == unique else None
