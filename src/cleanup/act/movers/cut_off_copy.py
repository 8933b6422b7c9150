"""Find out what became of a file whose copy to or from another volume was cut off, and put it in order.

A file is only erased here after its twin was found to have the same bytes, through open descriptors.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from cleanup.act.movers.claim import Claim, FolderAway, given_back, is_the_item, not_moved, open_claim
from cleanup.act.movers.copying import flush_names, settle, unfinished
from cleanup.act.records import Done, NotMoved, Record, Restored, StillThere
from cleanup.act.system import closing, remove
from cleanup.act.trashed import NotOurs
from cleanup.disk.identity import identity_of
from cleanup.disk.reading.comparison import same_bytes
from cleanup.disk.status import are_one
from cleanup.disk.system import Facts, facts_at, facts_of, open_file, reach_folder
from cleanup.disk.trashes.trash_rights import why_not_own_folder
from cleanup.language import tr
from cleanup.model.run import Item, Status

MARK = b".nosearch"
"""A file in each run's folder in a quarantine; scans pass a folder with such a file over."""
# There is no such name, or the file system allows it to nobody.
_NOTHING_THERE = {errno.ENOENT, errno.EILSEQ, errno.EINVAL, errno.ENAMETOOLONG}


def check_quarantine(path: bytes, folder: int) -> None:
    """Raise NotOurs unless an open folder with this path was made by a run in a quarantine, and only this user can
    change it.
    """
    if _look(folder, MARK) is None or why_not_own_folder(os.fsdecode(path), facts_of(folder)):
        raise NotOurs("not-in-trash", tr("the place recorded for it is not a quarantine of yours"))


def end_of_copy(item: Item) -> Record | None:
    """What became of an item on its way to a quarantine, on the same volume or another; raises OSError.

    None if it is unknown now, because one of the two drives is not there.
    """
    try:
        with open_claim(item) as claim, _quarantine(item) as folder:
            if claim is not None:
                claim.drop_second_name(item.identity)
            if folder is None:
                return _without_quarantine(item, claim)
            end = _end_beside_source(item, claim, folder) if claim is not None else None
            return end or _end_without_source(item, folder)
    except FolderAway:
        return None


def end_of_copy_back(item: Item) -> Record | None:
    """What became of an item on its way back from a quarantine, to the same volume or another; raises OSError.

    None if it is unknown now.
    """
    target, name = os.path.split(item.restored_to)
    with _quarantine(item) as folder:
        if folder is None:
            return None
        try:
            back = reach_folder(target)
        except (FileNotFoundError, NotADirectoryError):
            return StillThere(item.step) if is_the_item(_look(folder, item.place.name), item) else None
        with closing(back):
            return _end_of_way_back(item, folder, back, name)


def _end_beside_source(item: Item, claim: Claim, folder: int) -> Record | None:
    """The end of an item that is in its folder, under its own name or the unique one; otherwise None."""
    unique = item.place.name
    copy = _look(folder, unique)
    if facts_of(claim.parent).st_dev == facts_of(folder).st_dev and is_the_item(copy, item):
        return _end_of_rename(item, claim, folder)
    if is_the_item(claim.look(unique), item):
        if copy is None or not _same(claim.parent, unique, folder, unique):
            _drop(folder, unfinished(unique))
            end = given_back(item, claim)
            _drop(folder, unique)
            return end
        flush_names(folder)
        claim.drop_unique()
        settle(claim.parent)
        return Done(item.step, identity=identity_of(copy))
    if not is_the_item(claim.look(claim.name), item):
        return None
    _drop(folder, unfinished(unique))
    if copy is not None:
        if not _same(claim.parent, claim.name, folder, unique):
            message = tr("interrupted; it is where it was, and has changed since: an earlier copy is in the quarantine")
            return Done(item.step, identity=identity_of(copy), conflict=True, message=message)
        _drop(folder, unique)
    return not_moved(item)


def _end_of_rename(item: Item, claim: Claim, folder: int) -> Record:
    """On one volume; if the system renames in two steps, a file can have both names: the new one goes."""
    if is_the_item(claim.look(claim.name), item):
        _drop(folder, item.place.name)
        return not_moved(item)
    return Done(item.step)


def _end_without_source(item: Item, folder: int) -> Record:
    """The source is not in its folder under either name: then a copy under the unique name is complete, for it got it
    only then.
    """
    copy = _look(folder, item.place.name)
    if copy is not None:
        identity = identity_of(copy)
        return Done(item.step, identity=None if identity == item.identity else identity)
    if _look(folder, unfinished(item.place.name)) is not None:
        name = unfinished(item.place.name).decode("utf-8", "replace")
        message = tr("gone since it was shown; the beginning of a copy is left in the quarantine: {name}", name=name)
        return NotMoved(item.step, Status.FAILED, "gone", message)
    return NotMoved(item.step, Status.FAILED, "gone", tr("interrupted; neither where it was nor in the quarantine"))


def _without_quarantine(item: Item, claim: Claim | None) -> Record | None:
    """The run's folder is not there: the item gets its name back. A copy on an absent drive is dealt with later."""
    if claim is None:
        return None
    is_away = not os.path.isdir(os.path.dirname(item.place.folder))
    if is_the_item(claim.look(claim.unique), item):
        end = given_back(item, claim)
        return None if is_away and end.code != "conflict" else end
    if is_the_item(claim.look(claim.name), item) and not is_away:
        return not_moved(item)
    return None


def _end_of_way_back(item: Item, folder: int, back: int, name: bytes) -> Record:
    unique = item.place.name
    left, copy = _look(folder, unique), _look(back, name)
    if left is None or not is_the_item(left, item):
        whole = copy is not None and stat.S_ISREG(copy.st_mode) and copy.st_size == item.identity.size
        return Restored(item.step) if whole or is_the_item(copy, item) else StillThere(item.step)
    begun = _look(back, unfinished(unique)) is not None
    _drop(back, unfinished(unique))
    if begun or copy is None:
        return StillThere(item.step)
    if not are_one(left, copy):
        if not _same(folder, unique, back, name):
            return StillThere(item.step)
        flush_names(back)
    _drop(folder, unique)
    return Restored(item.step)


@contextmanager
def _quarantine(item: Item) -> Iterator[int | None]:
    """The open folder of an item in a quarantine; None if it is not there: its drive may be away."""
    try:
        folder = reach_folder(item.place.folder)
    except (FileNotFoundError, NotADirectoryError):
        yield None
        return
    with closing(folder):
        check_quarantine(item.place.folder, folder)
        yield folder


def _same(folder: int, name: bytes, other_folder: int, other_name: bytes) -> bool:
    """Whether two names are those of two files with the same bytes; one file with both names does not count."""
    looks = (_look(folder, name), _look(other_folder, other_name))
    if not all(seen is not None and stat.S_ISREG(seen.st_mode) for seen in looks):
        return False
    with closing(open_file(folder, name)) as one, closing(open_file(other_folder, other_name)) as other:
        if are_one(facts_of(one), facts_of(other)):
            return False
        sizes = facts_of(one).st_size, facts_of(other).st_size
        return sizes[0] == sizes[1] and same_bytes(one, other, sizes[0], lambda: False)


def _look(folder: int, name: bytes) -> Facts | None:
    try:
        return facts_at(folder, name)
    except OSError as error:
        if error.errno in _NOTHING_THERE:
            return None
        raise


def _drop(folder: int, name: bytes) -> None:
    with suppress(FileNotFoundError):
        if _look(folder, name) is not None:
            remove(folder, name)
