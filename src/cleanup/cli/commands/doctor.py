"""``cleanup doctor``: is this machine ready?"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cleanup.cli.exits import Exit
from cleanup.language import number, tr

if TYPE_CHECKING:
    from cleanup.workflow.environment import Context

Check = tuple[bool, str, str]
"""Whether it is well, what was looked at, and what was found."""


def doctor() -> Exit:
    """Check folders, trash, access times and libraries. Changes nothing."""
    from cleanup.workflow.environment import Context

    context = Context.current()
    checks = [*_folders(context), *_volumes(context), *_finders(), _loops(), _terminal()]
    width = max(len(name) for _, name, _ in checks)
    marks = {True: tr("ok"), False: tr("look")}
    longest = max(map(len, marks.values()))
    for well, name, found in checks:
        print(f"{marks[well]:<{longest}}  {name:<{width}}  {found}")
    well = all(check[0] for check in checks)
    print()
    print(tr("Next:  cleanup scan") if well else tr("“look” marks what limits cleanup here."))
    return Exit.DONE if well else Exit.PARTLY


def _folders(context: Context) -> Iterator[Check]:
    import sqlite3

    from cleanup.api import load_settings
    from cleanup.model.errors import CleanupError
    from cleanup.report.numbers import size
    from cleanup.store.digests import cache_info
    from cleanup.workflow.asking import scan_request

    for use, path in context.own_folders.items():
        yield _writable(use, path)
    try:
        cache = cache_info(context.cache)
        yield True, tr("hash cache"), tr("{n} digests · {size}", n=number(cache.digests), size=size(cache.size))
    except (sqlite3.Error, OSError) as error:
        yield False, tr("hash cache"), tr("cannot be used ({reason}): cleanup cache clear", reason=error)
    try:
        scan_request(load_settings(context, {}), (), context)
        files = [str(file) for file in (context.settings_file, context.machine) if file and os.path.exists(file)]
        yield True, tr("settings"), ", ".join(files) if files else tr("no file, defaults are used")
    except CleanupError as problem:
        yield False, tr("settings"), problem.message


def _writable(use: str, path: Path) -> Check:
    from cleanup.disk.trash_places import nearest_folder

    above = nearest_folder(str(path))
    name = {"cache": tr("cache folder"), "state": tr("state folder"), "config": tr("settings folder")}[use]
    if os.access(above, os.W_OK | os.X_OK):
        return True, name, str(path)
    return False, name, tr("{path} is not writable for you", path=above)


def _volumes(context: Context) -> Iterator[Check]:
    from cleanup.disk.filesystems import PSEUDO
    from cleanup.disk.system import mount_table
    from cleanup.disk.trash_places import home_trash, why_no_home_trash, why_no_volume_trash
    from cleanup.disk.volumes import volume_of
    from cleanup.report.safe import shown

    mounts = mount_table()
    home = volume_of(context.real_home, mounts)
    problem = why_no_home_trash(str(context.home))
    yield problem is None, tr("trash for your home"), problem or home_trash(str(context.home))
    for volume in mounts:
        ours = volume is home or (os.access(volume.path, os.W_OK) and not _is_system(volume.path, context))
        if volume.filesystem in PSEUDO or not ours:
            continue
        found = (
            tr("access times kept ({reason})", reason=volume.reason)
            if volume.access_times
            else tr("access times not reliable ({reason})", reason=volume.reason)
        )
        problem = None if volume is home else why_no_volume_trash(volume.path)
        if problem:
            found = tr("{found}; no trash: {problem}", found=found, problem=problem)
        yield problem is None, tr("volume {path}", path=shown(volume.path)), found


def _is_system(path: str, context: Context) -> bool:
    from cleanup.model.paths import is_inside

    return any(is_inside(path, folder) for folder in context.protection().system)


def _finders() -> Iterator[Check]:
    from cleanup.find import FINDERS
    from cleanup.find.finder import FinderUnavailable

    for finder in FINDERS:
        try:
            finder()
        except FinderUnavailable as reason:
            yield False, finder.category.name, str(reason)


def _loops() -> Check:
    from cleanup.disk.native import IS_COMPILED

    found = tr("compiled") if IS_COMPILED else tr("in plain Python: the same answers, some seconds later")
    return True, tr("loops over files"), found


def _terminal() -> Check:
    encoding = sys.stdout.encoding or "ascii"
    return encoding.lower().replace("-", "") == "utf8", tr("terminal"), encoding
