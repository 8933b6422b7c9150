"""``cleanup doctor``: is this machine ready?"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from cleanup.cli import options
from cleanup.cli.exits import Exit
from cleanup.cli.formats import PAGE_FORMATS
from cleanup.language import mark, tr, trn

if TYPE_CHECKING:
    from cleanup.model.self_test import SelfTest
    from cleanup.model.way import Way
    from cleanup.workflow.environment import Context


class Check(NamedTuple):
    """A stable word for what was checked; its name and the result, for people; whether all is well, and whether it
    still deserves a remark: something optional is missing.
    """

    check: str
    name: str
    found: str
    ok: bool = True
    remark: bool = False


def doctor(
    form: options.PageFormat = "table",
    self_test: Annotated[
        bool,
        typer.Option(
            "--self-test",
            help=mark("Also move a file of cleanup’s own from your home, and from this folder, to the trash and back."),
        ),
    ] = False,
) -> Exit:
    """Check folders, trash, access times and libraries. Changes nothing, except for a file of its own in a
    self-test.
    """
    from cleanup.cli.output import check_format, deliver
    from cleanup.documents.program import write_doctor
    from cleanup.workflow.environment import Context

    check_format(form, PAGE_FORMATS)
    context = Context.current()
    checks = [*_folders(context), *_volumes(context), *_finders(), _loops(), _terminal()]
    tests = [*_self_tests(context)] if self_test else []
    checks += map(_told, tests)
    if form == "json":
        deliver(lambda stream: write_doctor(checks, stream, tests), None)
    else:
        _show(checks)
    return Exit.DONE if all(check.ok for check in checks) else Exit.PARTLY


def _show(checks: list[Check]) -> None:
    from cleanup.cli.showing import print_lines
    from cleanup.report.safe import shown
    from cleanup.report.sheet import joined

    well, remark, trouble = marks = (tr("ok"), tr("note"), tr("look"))
    longest = max(map(len, marks))
    rows = [
        (f"{(remark if check.remark else well) if check.ok else trouble:<{longest}}  {check.name}", shown(check.found))
        for check in checks
    ]
    ready = all(check.ok for check in checks)
    look = tr("A line with “look” says what limits cleanup here.")
    print_lines(
        lambda sheet: joined([
            sheet.terms(rows), sheet.next_commands([("cleanup scan", "")]) if ready else sheet.wrapped(look, "")
        ])
    )  # fmt: skip


def _folders(context: Context) -> Iterator[Check]:
    import sqlite3

    from cleanup.api import load_settings
    from cleanup.model.errors import CleanupError
    from cleanup.report.numbers import size
    from cleanup.store.digests import cache_info
    from cleanup.workflow.asking import scan_request
    from cleanup.workflow.ways import way_of

    for use, path in context.own_folders.items():
        yield _writable(use, path)
    try:
        cache = cache_info(context.cache)
        found = trn("{n} digest · {size}", "{n} digests · {size}", cache.digests, size=size(cache.size))
        yield Check("hash-cache", tr("hash cache"), found)
    except (sqlite3.Error, OSError) as error:
        found = tr("cannot be used ({reason}): cleanup cache clear", reason=error)
        yield Check("hash-cache", tr("hash cache"), found, ok=False)
    try:
        settings = load_settings(context, {})
        scan_request(settings, (), context)
        way_of(settings)
        files = [str(file) for file in (context.settings_file, context.machine) if file and os.path.exists(file)]
        found = ", ".join(files) if files else tr("no file, defaults are used")
        yield Check("settings", tr("settings"), found)
    except CleanupError as problem:
        yield Check("settings", tr("settings"), problem.message, ok=False)


def _writable(use: str, path: Path) -> Check:
    from cleanup.disk.nearest import nearest_folder

    above = nearest_folder(str(path))
    name = {"cache": tr("cache folder"), "state": tr("state folder"), "config": tr("settings folder")}[use]
    if os.access(above, os.W_OK | os.X_OK):
        return Check(f"{use}-folder", name, str(path))
    return Check(f"{use}-folder", name, tr("{path} is not writable", path=above), ok=False)


def _volumes(context: Context) -> Iterator[Check]:
    from cleanup.disk.answering import is_left_out
    from cleanup.disk.filesystems import PSEUDO
    from cleanup.disk.system import mount_table
    from cleanup.disk.trashes.of_this_system import trash_of_home, why_no_trash_on
    from cleanup.disk.volumes import volume_of
    from cleanup.report.safe import shown

    mounts = mount_table()
    home = volume_of(context.real_home, mounts)
    place, problem = trash_of_home(str(context.home), mounts)
    yield Check("home-trash", tr("trash for your home"), problem or place, ok=problem is None)
    for volume in mounts:
        if is_left_out(volume.path):
            name = tr("volume {path}", path=shown(volume.path))
            yield Check("volume", name, tr("does not respond"), ok=False)
            continue
        ours = volume is home or (os.access(volume.path, os.W_OK) and not _is_system(volume.path, context))
        if volume.filesystem in PSEUDO or not ours:
            continue
        found = (
            tr("access times kept ({reason})", reason=volume.reason)
            if volume.access_times
            else tr("access times not reliable ({reason})", reason=volume.reason)
        )
        problem = None if volume is home else why_no_trash_on(volume, mounts)
        if problem:
            found = tr("{found}; no trash: {problem}", found=found, problem=problem)
        yield Check("volume", tr("volume {path}", path=shown(volume.path)), found, ok=problem is None)


def _is_system(path: str, context: Context) -> bool:
    from cleanup.model.paths import is_inside

    # What else this computer protects does not matter here, and may be the very thing that is wrong.
    return any(is_inside(path, folder) for folder in replace(context, machine=None).protection().system)


def _finders() -> Iterator[Check]:
    from cleanup.find import FINDERS
    from cleanup.find.finder import why_unavailable

    for finder in FINDERS:
        if problem := why_unavailable(finder):
            yield Check("finder", finder.category.name, problem, remark=True)


def _loops() -> Check:
    from cleanup.disk.native import IS_COMPILED

    found = tr("compiled") if IS_COMPILED else tr("in plain Python: the same results, a little slower")
    return Check("loops", tr("loops over files"), found)


def _self_tests(context: Context) -> Iterator[SelfTest]:
    """From the home, and from the current folder if that is on another volume."""
    from cleanup.model.errors import DocumentProblem, StateProblem
    from cleanup.model.self_test import SelfTest, Tried
    from cleanup.workflow.self_test import try_way

    places, way = (context.real_home, os.path.realpath(os.curdir)), _way(context)
    for folder in map(os.fsencode, {_volume_of(place): place for place in reversed(places)}.values()):
        try:
            yield try_way(folder, context, way)
        except (DocumentProblem, StateProblem) as problem:
            yield SelfTest(folder, "", (Tried("made", problem.message, ok=False),))


def _volume_of(folder: str) -> int | str:
    """The number of its volume; the folder itself if that cannot be found out: the self-test then says why."""
    try:
        return os.stat(folder).st_dev
    except OSError:
        return folder


def _way(context: Context) -> Way:
    """The way to the trash by the settings; a line of its own reports what is wrong with them."""
    from cleanup.api import load_settings
    from cleanup.model.errors import CleanupError
    from cleanup.model.way import TO_TRASH
    from cleanup.workflow.ways import way_of

    try:
        return way_of(load_settings(context, {}))
    except CleanupError:
        return TO_TRASH


def _told(test: SelfTest) -> Check:
    last = test.steps[-1]
    found = tr("to the trash, found there, back, and freed") if test.ok else f"{last.step}: {last.found}"
    return Check("self-test", tr("self-test in {path}", path=test.folder.decode("utf-8", "replace")), found, test.ok)


def _terminal() -> Check:
    encoding = sys.stdout.encoding or "ascii"
    return Check("terminal", tr("terminal"), encoding, ok=encoding.lower().replace("-", "") == "utf8")
