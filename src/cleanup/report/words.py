"""Sentences about things: how many there are, why one stays, why one is not chosen."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleanup.language import MarkedCount, mark, mark_count, said, said_count, tr
from cleanup.model.category import Kind
from cleanup.model.reasons import in_local_time, moment
from cleanup.model.rule import BEST, BY_HAND, RULES, TIE, Rule, why_kept
from cleanup.report.safe import at_home, shortened, shown

if TYPE_CHECKING:
    from cleanup.model.choice import Choice
    from cleanup.model.plan import Destination

_COUNTED = {
    "held": mark_count("{n} copy in a folder whose files stay", "{n} copies in folders whose files stay"),
    "tie": mark_count("{n} copy that no rule can tell from the others", "{n} copies that no rule can tell apart"),
    "holds-keeper": mark_count("{n} folder with something that stays", "{n} folders with something that stays"),
    "other-owner": mark_count("{n} copy of another user’s", "{n} copies of other users’"),
    "other-volume": mark_count("{n} copy on another drive (--across-volumes)",
                               "{n} copies on other drives (--across-volumes)"),
    "same-file": mark_count("{n} copy that shows the same file through another mount",
                            "{n} copies that show the same files through other mounts"),
    "keeper-not-lasting": mark_count("{n} file whose other copies are in temporary places",
                                     "{n} files whose other copies are in temporary places"),
    "in-whole": mark_count("{n} copy in a program, project or library (--in-wholes)",
                           "{n} copies in programs, projects or libraries (--in-wholes)"),
    "only-by-hand": mark_count("{n} file that only you can judge (cleanup review)",
                               "{n} files that only you can judge (cleanup review)"),
    "worth-a-look": mark_count("{n} copy that is worth a look",
                               "{n} copies that are worth a look"),
    "not-judged": mark_count("{n} copy that an older version found (scan again)",
                             "{n} copies that an older version found (scan again)"),
    "in-use": mark_count("{n} mounted disk image or swap file", "{n} mounted disk images or swap files"),
    "kept-by-you": mark_count("{n} file protected by you", "{n} files protected by you"),
    "never-ask": mark_count("{n} file you decided to keep", "{n} files you decided to keep"),
    "other-names": mark_count("{n} file with other names elsewhere", "{n} files with other names elsewhere"),
    "protected": mark_count("{n} file that belongs to a program or the system",
                            "{n} files that belong to programs or the system"),
    "hidden": mark_count("{n} hidden file", "{n} hidden files"),
    "marker-goes": mark_count("{n} build folder whose project's own file goes",
                              "{n} build folders whose projects' own files go"),
    "extracted-goes": mark_count("{n} archive whose extracted files go", "{n} archives whose extracted files go"),
    "moved": mark_count(
        "{n} file moved since the scan (scan again)",
        "{n} files moved since the scan (scan again)",
    ),
    "changed": mark_count("{n} thing that changed or is gone", "{n} things that changed or are gone"),
}  # fmt: skip
_ROOTS_SHOWN, _ROOT_WIDTH = 2, 30
_REASONS = {
    "held": mark("it is in a folder whose files stay"),
    "kept": mark("it is the copy that stays"),
    "only-told": mark("only shown here, never moved"),
    "last-copy": mark("one copy always stays, and no other can"),
    "holds-keeper": mark("it contains something that stays"),
    "other-owner": mark("it belongs to another user"),
    "other-volume": mark("the copy that stays is on another drive"),
    "same-file": mark("the copy that stays shows the same file through another mount"),
    "keeper-not-lasting": mark("the copy that stays is in a temporary place"),
    "in-whole": mark("it is part of a program, a project or a library"),
    "only-by-hand": mark("no rule chooses such a file; only you can judge it"),
    "worth-a-look": mark("nothing says that it is one too many"),
    "not-judged": mark("an older version found it; scan again"),
    "in-use": mark("it is a mounted disk image or a swap file"),
    "kept-by-you": mark("it is protected by you (--protect)"),
    "never-ask": mark("you decided that it stays; see: cleanup decisions list"),
    "other-names": mark("it has another name elsewhere, so moving it would free nothing"),
    "protected": mark("it belongs to a program or the system"),
    "hidden": mark("it is hidden"),
    "outside": mark("it is outside what you asked for (--under, --older-than)"),
    "set-aside": mark("you set it aside in another group"),
    "marker-goes": mark("the project's own file, which shows what it is, is already going"),
    "extracted-goes": mark("files that were extracted from it are already going"),
    "moved": mark("it was moved since the scan"),
    "changed": mark("it changed since the scan, or is gone"),
}


@dataclass(frozen=True, slots=True)
class AboutThings:
    """A sentence about a number of things, complete for each kind, since its other words may agree with it."""

    files: MarkedCount
    folders: MarkedCount
    things: MarkedCount


THINGS = AboutThings(
    files=mark_count("{n} file", "{n} files"),
    folders=mark_count("{n} folder", "{n} folders"),
    things=mark_count("{n} item", "{n} items"),
)
MOVE_TO_TRASH = AboutThings(
    files=mark_count("Move {n} file ({size}) to the trash?", "Move {n} files ({size}) to the trash?"),
    folders=mark_count("Move {n} folder ({size}) to the trash?", "Move {n} folders ({size}) to the trash?"),
    things=mark_count("Move {n} item ({size}) to the trash?", "Move {n} items ({size}) to the trash?"),
)
MOVE_ASIDE = AboutThings(
    files=mark_count("Move {n} file ({size}) to {folder}?", "Move {n} files ({size}) to {folder}?"),
    folders=mark_count("Move {n} folder ({size}) to {folder}?", "Move {n} folders ({size}) to {folder}?"),
    things=mark_count("Move {n} item ({size}) to {folder}?", "Move {n} items ({size}) to {folder}?"),
)
TO_MOVE = AboutThings(
    files=mark_count("{n} file to move, {size}", "{n} files to move, {size}"),
    folders=mark_count("{n} folder to move, {size}", "{n} folders to move, {size}"),
    things=mark_count("{n} item to move, {size}", "{n} items to move, {size}"),
)
MOVED_TO_TRASH = AboutThings(
    files=mark_count("Moved {n} file to the trash, {size}.", "Moved {n} files to the trash, {size}."),
    folders=mark_count("Moved {n} folder to the trash, {size}.", "Moved {n} folders to the trash, {size}."),
    things=mark_count("Moved {n} item to the trash, {size}.", "Moved {n} items to the trash, {size}."),
)
MOVED_ASIDE = AboutThings(
    files=mark_count("Moved {n} file to the quarantine folder, {size}.",
                     "Moved {n} files to the quarantine folder, {size}."),
    folders=mark_count("Moved {n} folder to the quarantine folder, {size}.",
                       "Moved {n} folders to the quarantine folder, {size}."),
    things=mark_count("Moved {n} item to the quarantine folder, {size}.",
                      "Moved {n} items to the quarantine folder, {size}."),
)  # fmt: skip
WOULD_COME_BACK = AboutThings(
    files=mark_count("Would bring back {n} file.", "Would bring back {n} files."),
    folders=mark_count("Would bring back {n} folder.", "Would bring back {n} folders."),
    things=mark_count("Would bring back {n} item.", "Would bring back {n} items."),
)
BROUGHT_BACK = AboutThings(
    files=mark_count("Brought back {n} file.", "Brought back {n} files."),
    folders=mark_count("Brought back {n} folder.", "Brought back {n} folders."),
    things=mark_count("Brought back {n} item.", "Brought back {n} items."),
)
BROUGHT_HOME = AboutThings(
    files=mark_count("Brought back {n} file to where it was.", "Brought back {n} files to where they were."),
    folders=mark_count("Brought back {n} folder to where it was.", "Brought back {n} folders to where they were."),
    things=mark_count("Brought back {n} item to where it was.", "Brought back {n} items to where they were."),
)
FREED = AboutThings(
    files=mark_count("Freed {n} file for good: {size} more free on the disk.",
                     "Freed {n} files for good: {size} more free on the disk."),
    folders=mark_count("Freed {n} folder for good: {size} more free on the disk.",
                       "Freed {n} folders for good: {size} more free on the disk."),
    things=mark_count("Freed {n} item for good: {size} more free on the disk.",
                      "Freed {n} items for good: {size} more free on the disk."),
)  # fmt: skip
WOULD_BE_FREED = AboutThings(
    files=mark_count("{n} file would be gone for good, {size}",
                     "{n} files would be gone for good, {size}"),
    folders=mark_count("{n} folder would be gone for good, {size}",
                       "{n} folders would be gone for good, {size}"),
    things=mark_count("{n} item would be gone for good, {size}",
                      "{n} items would be gone for good, {size}"),
)  # fmt: skip


def said_of(about: AboutThings, kinds: Counter[Kind], **values: object) -> str:
    """Say a sentence about things, counted by kind: files or folders, or things if there are several kinds."""
    match tuple(kinds):
        case () | (Kind.FILE,):
            sentence = about.files
        case (Kind.FOLDER,):
            sentence = about.folders
        case _:
            sentence = about.things
    return said_count(sentence, kinds.total(), **values)


def few_folders(roots: Iterable[bytes], home: bytes) -> str:
    """The folders of a scan, as many as a person takes in at a glance."""
    names = [shortened(at_home(root, home), _ROOT_WIDTH) for root in roots]
    return ", ".join([*names[:_ROOTS_SHOWN], *(["…"] if len(names) > _ROOTS_SHOWN else [])])


def limits_of(choice: Choice, home: bytes) -> list[str]:
    """What the rules are limited to within a scan: why a thing is "outside" says the same about one."""
    parts = []
    if choice.categories is not None:
        parts.append(tr("only {categories}", categories=", ".join(choice.categories)))
    if choice.under:
        parts.append(tr("in {folders}", folders=few_folders(choice.under, home)))
    if choice.older_than is not None:
        parts.append(tr("unchanged since {day}", day=f"{in_local_time(moment(choice.older_than)):%Y-%m-%d}"))
    return parts


def kinds_to_move(destinations: Iterable[Destination]) -> Counter[Kind]:
    """How many things of each kind have a place to go to."""
    found: Counter[Kind] = Counter()
    for each in destinations:
        if not each.problem:
            found.update(dict(each.kinds))
    return found


def why_it_stays(rule: str, path: Callable[[bytes], str]) -> str:
    """Why a copy stays, by its rule as written in plans; ``path`` makes a folder presentable."""
    name, _, folder = rule.partition(":")
    if name in RULES:
        return why_kept(Rule(name), path(os.fsencode(folder)) if folder else "")
    return {TIE: why_kept(None), BY_HAND: tr("chosen by you"), BEST: tr("the best picture")}.get(rule, shown(rule))


def left_alone(code: str, count: int) -> str:
    """How many things stay, and why; "" for an unknown code."""
    return said_count(_COUNTED[code], count) if code in _COUNTED else ""


def why_not(code: str) -> str:
    """Why one thing cannot be chosen."""
    return said(_REASONS[code]) if code in _REASONS else code
