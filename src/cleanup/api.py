"""The verbs of the program for callers in Python, and for the command line: ``import cleanup``.

Each takes a ``context`` (default: the user who runs this process) and reads neither the settings file nor environment
variables: for these, pass ``settings`` made by ``load_settings``. Options override settings.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from cleanup.disk.as_typed import as_typed
from cleanup.disk.trust import check_trusted
from cleanup.settings import ChoiceOptions, ScanOptions, Settings, Value
from cleanup.workflow.environment import Context
from cleanup.workflow.reading_settings import read_settings

if TYPE_CHECKING:
    from cleanup.model.memories import Forgettable
    from cleanup.model.plan import Plan
    from cleanup.model.run import Freed, Past, Run, Undone
    from cleanup.model.scan import Scan

Name = str | bytes | os.PathLike[str]
"""A path: text, or the exact bytes."""


def load_settings(
    file: Path | Context | None,
    options: Mapping[str, Value],
    environment: Mapping[str, str] = os.environ,
    *,
    machine: Path | None = None,
) -> Settings:
    """Defaults, overridden in turn by a settings file, the environment (``CLEANUP_LARGE``) and the given options.

    The file of a context may be missing, and overrides that of the whole ``machine``. None and an empty list are no
    values. Raises DocumentProblem for a file and UsageProblem for a variable or an option that cannot be used.
    """
    path, machine = (file.settings_file, file.machine) if isinstance(file, Context) else (file, machine)
    for each in (path, machine):
        if each is not None:
            check_trusted(each)
    return read_settings(
        path, options, environment, of_finders=_finder_options, may_be_missing=path is not file, machine=machine
    )


def scan(
    roots: Name | Iterable[Name],
    *,
    context: Context | None = None,
    settings: Settings | None = None,
    remember: bool = True,
    **options: Unpack[ScanOptions],
) -> Scan:
    """Scan these folders and say what could be freed; changes nothing in them.

    ``remember`` keeps the scan in the state folder, as the ``last`` one. Raises CleanupError for a folder or an option
    that cannot be used; trouble with a single file is in ``troubles``.
    """
    from cleanup.workflow import asking, scanning

    context = context or Context.current()
    settings = _overlaid(settings, options, {*ScanOptions.__optional_keys__, *map(_in_python, _finder_options())})
    request = asking.scan_request(settings, _each(roots), context)
    found = scanning.scan(request, asking.scan_options(settings), context)
    if remember:
        asking.remember(found, context)
    return found


def load(name: str = "last", *, context: Context | None = None) -> Scan | Run:
    """A remembered scan or a run by its id, the ``last`` scan, or the scan in a document; raises DocumentProblem."""
    from cleanup.workflow.find_scan import find_scan
    from cleanup.workflow.undoing import find_run

    context = context or Context.current()
    return find_run(name, context) or find_scan(context.state, name)


def plan(
    scan: Scan | str = "last",
    *,
    context: Context | None = None,
    settings: Settings | None = None,
    **options: Unpack[ChoiceOptions],
) -> Plan:
    """What the rules would move to the trash; changes nothing.

    ``scan`` is a scan, its id, ``last``, or the path of its document. Raises CleanupError.
    """
    from cleanup.workflow import asking, planning
    from cleanup.workflow.find_scan import find_scan

    context = context or Context.current()
    choice = asking.choice_of(_overlaid(settings, options, ChoiceOptions.__optional_keys__), context)
    return planning.plan_of_scan(find_scan(context.state, scan), choice, context)


def plan_files(files: Name | Iterable[Name], *, context: Context | None = None) -> Plan:
    """The plan to move these files, folders and links; changes nothing.

    Raises CleanupError for anything that never moves.
    """
    from cleanup.workflow import planning

    return planning.plan_of_files(map(os.fsdecode, _each(files)), context or Context.current())


def load_plan(file: Path, *, context: Context | None = None) -> Plan:
    """The plan in a document; raises DocumentProblem, also for one from another computer or user."""
    from cleanup.workflow import checking
    from cleanup.workflow.find_plan import find_plan

    check_trusted(file)
    return checking.check_plan(find_plan(file), context or Context.current())


def trash(
    what: Plan | Name | Iterable[Name],
    *,
    quarantine: Path | None = None,
    mover: str = "own",
    context: Context | None = None,
) -> Run:
    """Move what a plan lists, or these files, to the trash, without asking. Undo brings it back.

    Each thing is checked again right before it moves; the run's ``items`` say why something did not move. With
    ``quarantine``, things move to that folder instead. The ``mover`` is ``own`` or, on Windows and macOS, ``system``:
    the system's own way to the trash. Raises CleanupError if nothing can be moved at all.
    """
    from cleanup.model.plan import Plan
    from cleanup.workflow import checking, first_move, moving
    from cleanup.workflow.ways import way_by

    context, way = context or Context.current(), way_by(mover, quarantine)
    plan = checking.check_plan(what, context) if isinstance(what, Plan) else plan_files(what, context=context)
    if not plan.steps:
        return moving.nothing_to_do(plan, context)
    return first_move.carry_out(plan, context, way)


def undo(
    run: str = "last",
    *,
    only: Iterable[str] = (),
    to: Path | None = None,
    rename: bool = False,
    dry_run: bool = False,
    context: Context | None = None,
) -> Undone:
    """Bring the files of a run back; replaces nothing.

    ``only`` are patterns (gitignore style) for where they were; ``to`` is another folder to bring them into; ``rename``
    gives a new name if the old one is taken. Raises CleanupError.
    """
    from cleanup.act.undo import RestoreOptions
    from cleanup.model.paths import for_patterns
    from cleanup.walk.selection import Patterns, check_patterns
    from cleanup.workflow import undoing
    from cleanup.workflow.destinations import folder_to_fill

    context = context or Context.current()
    patterns = tuple(map(as_typed, only))
    check_patterns(patterns)
    wanted = Patterns(patterns, ())

    def chosen(path: bytes) -> bool:
        return wanted.wants_file(for_patterns(os.fsdecode(path)))

    options = RestoreOptions(None if to is None else folder_to_fill(to), rename)
    if dry_run:
        return undoing.foresee_undo(run, chosen, options, context)
    return undoing.undo(run, chosen, options, context)


def history(run: str | None = None, *, context: Context | None = None) -> list[Past]:
    """All runs, latest first, or this one, and where their files are now; changes nothing. Raises CleanupError."""
    context = context or Context.current()
    with suppress(OSError):
        if run is None and not (context.state / "runs").exists():
            # Import nothing about moving if nothing was moved.
            return []
    from cleanup.workflow import undoing

    return undoing.look_back(context, run)


def to_purge(run: str | None = "last", *, older_than: str | None = None, context: Context | None = None) -> list[Run]:
    """The runs that ``purge`` would free, each with only what is still in the trash; changes nothing.

    All runs if ``run`` is None; ``older_than`` is an age or a date (``30d``, ``2024-03-01``). Raises CleanupError.
    """
    from cleanup.model.quantity import parse_age
    from cleanup.workflow import undoing

    context = context or Context.current()
    before = None if older_than is None else parse_age(older_than, context.clock())
    return undoing.to_purge(run, before, context)


def purge(runs: str | Iterable[Run] = "last", *, context: Context | None = None) -> Freed:
    """Remove for good what cleanup itself moved to the trash in these runs; this cannot be undone, and does not ask.

    Raises CleanupError.
    """
    from cleanup.workflow import undoing

    context = context or Context.current()
    chosen = to_purge(runs, context=context) if isinstance(runs, str) else runs
    return undoing.purge([run.id for run in chosen], context)


def to_forget(
    what: Iterable[str] = (), *, older_than: str | None = None, everything: bool = False, context: Context | None = None
) -> list[Forgettable]:
    """What ``forget`` would forget, and the runs that are kept because something in them is still in the trash.

    ``what`` are ``scans``, ``runs``, ``plans``, ``cache``, ``decisions``, ``faults``, and ids of runs and scans. Raises
    CleanupError.
    """
    from cleanup.model.quantity import parse_age
    from cleanup.workflow import forgetting

    context = context or Context.current()
    before = None if older_than is None else parse_age(older_than, context.clock())
    return forgetting.to_forget(tuple(what), before, everything, context)


def forget(what: Iterable[Forgettable], *, context: Context | None = None) -> list[Forgettable]:
    """Forget what ``to_forget`` gave, except what is kept, without asking; gives what was forgotten. Raises
    CleanupError.
    """
    from cleanup.workflow import forgetting

    return forgetting.forget(tuple(what), context or Context.current())


def _each(names: Name | Iterable[Name]) -> Iterable[Name]:
    """A single name is one name, not a list of letters."""
    return (names,) if isinstance(names, str | bytes | os.PathLike) else names


def _overlaid(settings: Settings | None, options: Mapping[str, object], known: Collection[str]) -> Settings:
    """The settings with these options over them, each called by its Python name in errors."""
    given: dict[str, Value] = {}
    for name, value in options.items():
        if name not in known:
            raise TypeError(f"there is no option {name!r}; there are: {', '.join(sorted(known))}")
        if isinstance(value, str | int | None):
            given[name.replace("_", "-")] = value
        elif isinstance(value, Iterable):
            given[name.replace("_", "-")] = tuple(value)
    return read_settings(None, given, {}, of_finders=_finder_options, option=_in_python, below=settings)


def _in_python(name: str) -> str:
    return name.replace("-", "_")


def _finder_options() -> list[str]:
    from cleanup.find import FINDERS
    from cleanup.find.finder import options

    return [option.name for option in options(FINDERS)]
