"""Find out what became of an item whose rename into or out of the trash was cut off, and put it in order."""

from __future__ import annotations

import os

from cleanup.act.notes import drop_note, tells_our_origin
from cleanup.act.open_folders import OpenFolders
from cleanup.act.records import Done, NotMoved, Record, Restored, StillThere
from cleanup.act.system import closing, remove, rename_without_replacing
from cleanup.act.trashed import NotOurs, Trashed, is_at
from cleanup.disk.identity import identity_of, kind_of
from cleanup.disk.system import facts_at, reach_folder
from cleanup.language import tr
from cleanup.model.run import Item, Status


def end_of_rename(item: Item, folders: OpenFolders) -> Record | None:
    """What became of an item on its way to a trash with notes; raises OSError or NotOurs.

    None if it is unknown now.
    """
    there = is_at(item.path, item)
    try:
        trashed = Trashed(item, folders)
        if not there:
            return Done(item.step)
        # A file system without the flag for safe renames: the file has both names for a moment. The new one goes.
        _drop_second_name(trashed)
    except NotOurs as problem:
        if problem.code == "not-ours":
            return _give_back_stranger(item, folders)
        if problem.code == "unmounted" and not there:
            return None
    drop_note(item, folders)
    if there:
        return NotMoved(item.step, Status.FAILED, "interrupted", tr("interrupted before it moved; it is where it was"))
    return NotMoved(item.step, Status.FAILED, "gone", tr("interrupted; neither where it was nor in the trash"))


def _give_back_stranger(item: Item, folders: OpenFolders) -> Record:
    """Cut off right after something else had taken the item's place and was moved: put that back.

    Only we put anything under the unique name. If its place is taken, it stays in the trash, with its note.
    """
    # A journal that was edited could name any place: only what is in a trash, beside our note, is touched.
    if not folders.is_trash(item.place.folder) or not tells_our_origin(item, folders):
        raise NotOurs("not-ours", tr("something else is in its place in the trash"))
    path, name = os.path.split(item.path)
    trash = folders.reach(item.place.folder)
    try:
        with closing(reach_folder(os.fsdecode(path))) as parent:
            rename_without_replacing(trash, item.place.name, parent, name)
    except OSError:
        message = tr("something else took its place at that moment, and is in the trash now")
        seen = facts_at(trash, item.place.name)
        return Done(item.step, identity=identity_of(seen), kind=kind_of(seen), conflict=True, message=message)
    drop_note(item, folders)
    return NotMoved(item.step, Status.SKIPPED, "changed", tr("changed in the moment it was moved; it is where it was"))


def end_of_rename_back(item: Item, folders: OpenFolders) -> Record | None:
    """What became of an item on its way back; raises OSError or NotOurs. None if it is unknown now."""
    there = is_at(item.restored_to, item)
    try:
        trashed = Trashed(item, folders)
        if not there:
            return StillThere(item.step)
        _drop_second_name(trashed)
    except NotOurs as problem:
        if problem.code == "unmounted" and not there:
            return None
        if problem.code == "not-ours":
            return StillThere(item.step)
    # Neither here nor there: it was brought back, and its owner moved it elsewhere.
    drop_note(item, folders)
    return Restored(item.step)


def _drop_second_name(trashed: Trashed) -> None:
    """Remove the name in the trash from a file that still has its other name, or has it again."""
    if trashed.seen.st_nlink > 1:
        remove(trashed.folder, trashed.item.place.name)
