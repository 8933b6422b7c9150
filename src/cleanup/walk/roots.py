"""Turn the folders a user named into places to walk: each real folder once, none that cannot be scanned."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from stat import S_ISDIR

from cleanup.disk.answering import drives_of_others, is_left_out, leave_out, left_out, silent_ones
from cleanup.disk.as_typed import as_typed, hint_for_missing
from cleanup.disk.filesystems import PSEUDO
from cleanup.disk.rules.protected import Protection
from cleanup.disk.rules.protected_above import is_protected_place, is_trash
from cleanup.disk.system import as_spelled, facts_behind, leave, mount_table, open_folder
from cleanup.disk.volumes import is_cloud_drive, volume_of
from cleanup.language import tr
from cleanup.model.errors import UsageProblem
from cleanup.model.paths import as_given, folded, from_top, is_inside, split
from cleanup.model.request import Selection
from cleanup.walk.place import NOTHING_NOTED, Looking, Noted, Place, Rules


def resolve_root(path: str) -> str:
    """The real, absolute path of a folder the user named, with its own links followed; raises UsageProblem.

    Reads the disk, but no drive that is left out.
    """
    if not path:
        raise UsageProblem(tr("The name of a folder is empty: “”."), tr("Check the spelling, or name another folder."))
    path = as_typed(path)
    whole = os.path.abspath(path)
    drives = drives_of_others()
    if drives and not is_left_out(whole) and silent_ones([whole]):
        drive = volume_of(whole, mount_table()).path
        if drive not in drives:
            raise UsageProblem(
                tr("“{path}” does not respond.", path=path), tr("Mount that drive again, or name another folder.")
            )
        leave_out({*left_out(), drive})
    if is_left_out(whole):
        return whole
    try:
        # Windows keeps the prefix that says how a path is read, even on a drive that it found under another name.
        real = as_spelled(as_given(os.path.realpath(path, strict=True)))
        if not S_ISDIR(facts_behind(real).st_mode):
            raise UsageProblem(
                tr("“{path}” is not a folder.", path=path), tr("Name the folder it is in, or another folder.")
            )
        leave(open_folder(real))
    except PermissionError:
        problem = tr("You have no permission to look into “{path}”.", path=path)
    except OSError as error:
        # Of what can be no name, such as “*”, Windows says that it is invalid.
        if error.errno in {errno.ENOENT, errno.EINVAL}:
            raise UsageProblem(
                tr("There is no folder “{path}”.", path=path),
                hint_for_missing(path, tr("Check the spelling, or name another folder.")),
            ) from None
        problem = tr("“{path}” cannot be opened: {reason}.", path=path, reason=os.strerror(error.errno or 0))
    else:
        return real
    raise UsageProblem(problem, tr("Check the spelling, or name another folder."))


def prepare(
    roots: Iterable[str], selection: Selection, protection: Protection, noted: Noted = NOTHING_NOTED
) -> tuple[Rules, tuple[Place, ...]]:
    """The rules of a walk and its first places; raises UsageProblem for a root that is never scanned.

    ``roots`` are real paths. A root inside another one is walked once, as a root.
    """
    mounts = mount_table()
    by_identity: dict[tuple[int, int], Place] = {}
    roots = sorted(set(roots))
    for root in roots:
        if is_left_out(root):
            continue
        status = facts_behind(root)
        volume = volume_of(root, mounts)
        if volume.filesystem in PSEUDO:
            raise UsageProblem(
                tr("“{path}” has no user files in it: the system shows its own state there.", path=root),
                tr("Name a folder with files in it."),
            )
        looking = _looking_at_root(root, selection, protection)
        place = Place(root, root, looking, status.st_dev, is_cloud_drive(volume))
        by_identity.setdefault((status.st_dev, status.st_ino), place)
    rules = Rules(
        protection=protection,
        everything=selection.everything,
        cross_mounts=selection.cross_mounts,
        min_size=selection.min_size,
        include=selection.include,
        exclude=selection.exclude,
        mounts={volume.path: volume.filesystem not in PSEUDO for volume in mounts},
        cloud_mounts=frozenset(volume.path for volume in mounts if is_cloud_drive(volume)),
        roots=frozenset(by_identity),
        root_paths=frozenset(place.path for place in by_identity.values()),
        silent=_silent_drives(roots, selection),
        noted=noted,
    )
    return rules, tuple(by_identity.values())


def _silent_drives(roots: Iterable[str], selection: Selection) -> frozenset[str]:
    """The drives served by programs or other computers that contain a root, or should be walked, and do not respond."""
    holding = {drive for drive in left_out() if any(is_inside(root, drive) for root in roots)}
    if not selection.cross_mounts:
        return frozenset(holding)
    below = {drive for drive in drives_of_others() if any(is_inside(drive, root) for root in roots)} - set(roots)
    return frozenset(holding | (below & left_out()) | silent_ones(below - left_out()))


def _looking_at_root(root: str, selection: Selection, protection: Protection) -> Looking:
    """A root may be hidden, since it was named; inside a protected place it is searched only with ``--all``."""
    looking = Looking.SEARCHED
    for path in from_top(root)[1:]:
        part = split(path)[1]
        if is_trash(path, part, protection):
            raise UsageProblem(
                tr("“{path}” is in the trash or belongs to cleanup itself, and is never scanned.", path=root),
                tr("Name another folder."),
            )
        if selection.everything:
            continue
        if protection.is_system(path) or is_protected_place(path, part, protection):
            looking = Looking.PROTECTED
        elif folded(path) in protection.system_except:
            looking = Looking.SEARCHED
    return looking
