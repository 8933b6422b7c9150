"""All settings, with their defaults and the help of their options, and the values that one call works with.

Every command loads this, so annotations are not postponed: evaluating them again for each takes a while.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, TypedDict, TypeVar

from cleanup.language import SOURCE_LANGUAGE, mark, tr
from cleanup.model.errors import CleanupError, DocumentProblem, UsageProblem

T = TypeVar("T")
Texts = tuple[str, ...]
Value = str | int | bool | Texts | None
MOST = {"jobs": 256, "top": 10**6}


class Values(NamedTuple):
    """The program's own settings: what a scan looks at, what rules choose, and how results look.

    Each with its command line option's metavar (unless it is a switch) and help.
    """

    only: Annotated[Texts, mark("CATEGORY"), mark("Look only for this category; can be repeated.")] = ()
    skip: Annotated[Texts, mark("CATEGORY"), mark("Do not look for this category; can be repeated.")] = ()
    min_size: Annotated[str, mark("SIZE"), mark("Ignore files smaller than this (default 1B).")] = "1B"
    include: Annotated[
        Texts, mark("GLOB"), mark("Look only at files that match, such as '*.jpg'; can be repeated.")
    ] = ()
    exclude: Annotated[
        Texts, mark("GLOB"), mark("Ignore files and folders that match, such as 'Work/'; can be repeated.")
    ] = ()
    all: Annotated[bool, mark("Also look into hidden and protected places.")] = False
    cross_mounts: Annotated[bool, mark("Also scan other drives mounted below the folders.")] = False
    with_droppings: Annotated[
        bool, mark("Count folders as empty if they hold only Thumbs.db, .DS_Store and the like.")
    ] = False
    jobs: Annotated[int, mark("N"), mark("Number of reading threads (default: 8, or 1 on a spinning disk).")] = 0
    gentle: Annotated[bool, mark("Let other programs go first; takes longer.")] = False
    cache: Annotated[bool, mark("Remember what was read, so that the next scan is faster.")] = True
    choose: Annotated[
        Texts, mark("CATEGORY"), mark("Choose from this category (default: whatever is safe); can be repeated.")
    ] = ()
    keep: Annotated[
        Texts,
        mark("RULE"),
        mark("Which copy to keep: not-in:FOLDER, in:FOLDER, original-name, filed, live-folder, oldest, newest, "
             "together, fuller-path, shortest-path, first-root, first-path, lasting (always first); can be repeated, "
             "the first counts most. Chooses every group, safe or not."),
    ] = ()  # fmt: skip
    under: Annotated[Texts, mark("FOLDER"), mark("Choose only what is in this folder; can be repeated.")] = ()
    protect: Annotated[
        Texts, mark("GLOB"), mark("Never choose files that match, such as '*.raw'; can be repeated.")
    ] = ()
    older_than: Annotated[
        str | None, mark("AGE"), mark("Choose only files not changed for this long, such as 30d.")
    ] = None
    strict: Annotated[bool, mark("Skip a group if none of your rules decides which copy to keep.")] = False
    across_volumes: Annotated[bool, mark("Also choose copies on a different drive from the one that stays.")] = False
    in_wholes: Annotated[bool, mark("With --keep, also choose copies in programs, projects and libraries.")] = False
    only_with_reference: Annotated[bool, mark("With --keep in:FOLDER, choose only copies of files in that folder.")] = (
        False
    )
    with_emptied: Annotated[bool, mark("Also move the folders that this leaves empty, after everything else.")] = False
    never_ask: Annotated[
        Texts,
        mark("DECISION"),
        mark("Never choose this file, written as “cleanup decisions list” shows it; can be repeated."),
    ] = ()
    mover: Annotated[
        str,
        mark("MOVER"),
        mark("How to move to the trash: own (default) or, on Windows and macOS, system (the system's own way)."),
    ] = "own"
    top: int = 10
    binary: bool = False
    lang: str = SOURCE_LANGUAGE
    theme: str = "auto"
    fail_over: Annotated[
        str | None, mark("SIZE"), mark("Exit with code 1 if more than this could be freed, safe or not.")
    ] = None


class ScanOptions(TypedDict, total=False):
    """The options of a scan, for callers in Python; those of added finders are allowed too."""

    only: Sequence[str]
    skip: Sequence[str]
    large: str
    stale: str
    stale_by: str
    min_size: str
    include: Sequence[str]
    exclude: Sequence[str]
    all: bool
    cross_mounts: bool
    with_droppings: bool
    jobs: int
    gentle: bool
    cache: bool


class ChoiceOptions(TypedDict, total=False):
    """The options of a plan by rules, for callers in Python."""

    choose: Sequence[str]
    keep: Sequence[str]
    under: Sequence[str]
    protect: Sequence[str]
    older_than: str | None
    strict: bool
    across_volumes: bool
    in_wholes: bool
    only_with_reference: bool
    with_emptied: bool
    never_ask: Sequence[str]


class Source(StrEnum):
    """Where a value comes from, weakest first."""

    DEFAULT = "default"
    MACHINE = "machine"
    FILE = "file"
    ENVIRONMENT = "environment"
    FLAG = "flag"


class Setting(NamedTuple):
    """A value, as it was written, and its source; ``where`` names the file, variable or option."""

    value: Value
    source: Source
    where: str


DEFAULTS: dict[str, Value] = {name.replace("_", "-"): value for name, value in Values._field_defaults.items()}
# Settings that are lists of names.
OF_NAMES = {"only", "skip", "choose", "keep"}
# The settings whose command line option has another name.
_OPTIONS = {"choose": "only", "top": "show"}


def option_of(name: str) -> str:
    """The option on the command line that gives a setting."""
    return f"--{_OPTIONS.get(name, name)}"


def words_for(name: str, value: Value | Iterable[Any]) -> Texts:
    """The words on a command line that give a setting this value."""
    if isinstance(value, bool):
        return (option_of(name) if value else f"--no-{name}",)
    return tuple(f"{option_of(name)}={each}" for each in (value if isinstance(value, tuple | list) else (value,)))


def all_names(of_finders: Iterable[str]) -> Texts:
    """The names of all settings, with the options of finders right after ``only`` and ``skip``."""
    return ("only", "skip", *of_finders, *(name for name in DEFAULTS if name not in {"only", "skip"}))


class Settings(NamedTuple):
    """All settings of one call: the ``values``, and for each name the value as written and its source.

    Options of finders are in ``all`` if they were given; ``workflow.asking`` knows their defaults. ``kept`` is what the
    machine's file protects: no other source takes it away.
    """

    values: Values
    all: Mapping[str, Setting]
    kept: Texts = ()

    def parsed(self, name: str, parse: Callable[[Any], T]) -> T:
        """A text or a list, parsed; raises UsageProblem or DocumentProblem that says where the value comes from."""
        setting = self.all[name]
        try:
            return parse(setting.value)
        except UsageProblem as problem:
            raise located(setting, name, problem) from None


def located(setting: Setting, name: str, problem: UsageProblem) -> CleanupError:
    """A problem, with the place where the value comes from; for a file, a problem with that file."""
    # The sentence goes on after the colon.
    message = problem.message[:1].lower() + problem.message[1:]
    if setting.source is Source.MACHINE:
        return DocumentProblem(
            tr("“{name}” in {path}: {problem}", name=name, path=setting.where, problem=message), problem.hint
        )
    if setting.source is Source.FILE:
        return DocumentProblem(tr("“{name}” in the settings file: {problem}", name=name, problem=message), problem.hint)
    return UsageProblem(tr("{where}: {problem}", where=setting.where, problem=message), problem.hint)
