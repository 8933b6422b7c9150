"""Why rules never choose a path, and what a choice means in a scan."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from cleanup.disk.rules.protected_above import ProtectedAbove
from cleanup.disk.system import facts_behind, files_behind_volumes
from cleanup.model.choice import Choice
from cleanup.model.paths import folded, for_patterns, from_top
from cleanup.model.scan import Scan
from cleanup.walk.selection import Patterns
from cleanup.workflow.environment import Context


def why_it_stays(scan: Scan, choice: Choice, context: Context) -> Callable[[bytes], str]:
    """A function that gives a code for why rules never choose a path, or ""; it reads the disk."""
    above = ProtectedAbove(context.protection(), scan.roots)
    protect = Patterns(choice.protect, ())
    in_use = frozenset(folded(path) for file in files_behind_volumes() for path in from_top(os.fsencode(file)))

    if not in_use and not choice.protect:
        return above.why_it_stays

    def stays(path: bytes) -> str:
        if in_use and folded(path) in in_use:
            return "in-use"
        if choice.protect and protect.wants_file(for_patterns(os.fsdecode(path))):
            return "kept-by-you"
        return above.why_it_stays(path)

    return stays


def why_it_stays_here(roots: tuple[bytes, ...], context: Context) -> Callable[[bytes], str]:
    """A function that gives a code for why a path below these roots never moves, or ""; it reads the disk."""
    return ProtectedAbove(context.protection(), roots).why_it_stays


def as_scanned(choice: Choice, scan: Scan) -> Choice:
    """The choice with its folders named as in the scan: the user may have typed another mount, or other capitals."""
    keep = tuple(replace(rule, folder=_as_scanned(rule.folder, scan)) if rule.folder else rule for rule in choice.keep)
    return replace(choice, keep=keep, under=tuple(_as_scanned(folder, scan) for folder in choice.under))


def _as_scanned(folder: bytes, scan: Scan) -> bytes:
    try:
        seen = facts_behind(folder)
    except OSError:
        return folder
    folders = scan.inventory.folders
    rows = ((folders["inode"] == seen.st_ino) & (folders["device"] == seen.st_dev)).nonzero()[0].tolist()
    paths = [scan.inventory.folder_path(row) for row in rows]
    return folder if folder in paths or not paths else paths[0]
