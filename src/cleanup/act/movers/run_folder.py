"""The folder of one run in a quarantine: made, marked, opened, and removed again once it is empty."""

from __future__ import annotations

import os
from contextlib import suppress

from cleanup.act.movers.copying import check_takes, flush_names
from cleanup.act.movers.cut_off_copy import MARK
from cleanup.act.movers.mover import NotPossible
from cleanup.act.system import closing, make_folder, new_file, remove, remove_folder
from cleanup.disk.system import enter, facts_of, names_in, reach_folder
from cleanup.disk.trashes.trash_rights import why_not_own_folder
from cleanup.language import tr


def open_run_folder(chosen: str, run: str, *, is_sure: bool) -> tuple[int, bytes]:
    """Open CHOSEN/RUN, made if missing, and give its path; raises NotPossible if others could change it.

    ``is_sure``: a move there need not be tried.
    """
    above, name = os.path.split(chosen)
    above = os.path.realpath(above)
    path = os.path.join(above, name)
    own = os.path.join(path, run)
    try:
        with closing(reach_folder(above)) as opened:
            folder = _own_folder(opened, name, path)
        with closing(folder):
            items = _own_folder(folder, run, own)
        try:
            _mark(items)
            if not is_sure:
                check_takes(items)
        except (OSError, NotPossible):
            os.close(items)
            drop_empty(os.fsencode(own))
            raise
    except OSError as error:
        raise _unusable(path, error) from None
    return items, os.fsencode(own)


def drop_empty(path: bytes) -> None:
    """Remove a run's own folder if only our marker is left in it; follows no link."""
    above, name = os.path.split(path)
    with suppress(OSError), closing(reach_folder(above)) as chosen:
        with closing(enter(chosen, name)) as folder:
            names = names_in(folder)
            if names == [os.fsdecode(MARK)]:
                remove(folder, MARK)
            elif names:
                return
        remove_folder(chosen, name)


def _own_folder(above: int, name: str, path: str) -> int:
    """Open a folder that only this user can change, made if missing; raises NotPossible or OSError."""
    if make_folder(above, name):
        flush_names(above)
    folder = enter(above, name)
    if problem := why_not_own_folder(_text(path), facts_of(folder)):
        os.close(folder)
        raise NotPossible("no-quarantine", problem)
    return folder


def _mark(items: int) -> None:
    with suppress(FileExistsError):
        os.close(new_file(items, MARK))
    # On the disk before any item: without it, a later scan would search these.
    flush_names(items)


def _unusable(path: str, error: OSError) -> NotPossible:
    return NotPossible(
        "no-quarantine", tr("the folder {path} cannot be used: {reason}", path=_text(path), reason=error.strerror)
    )


def _text(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "replace")
