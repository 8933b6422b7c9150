"""What builds and package managers made in projects that nobody works on: whole folders, by rule and proof."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.in_use import InUse
from cleanup.disk.manifest import CrossesVolumes, manifest_of
from cleanup.disk.rules.builds import Build, Found, build_at, build_rules, holds_work
from cleanup.disk.rules.homes import is_in_inbox
from cleanup.disk.system import facts_of, leave, open_folder
from cleanup.disk.tracked import last_commit, repository_of
from cleanup.find.finder import Finder, Search, ToldRule
from cleanup.language import mark
from cleanup.model.category import Category, Proof, Unit
from cleanup.model.finding import BY_RULE, WHEN_NAMED, Certainty, Findings, Reason, Ruling, Verdict, Why
from cleanup.model.inventory import NO_FOLDER, Inventory, Rows
from cleanup.model.names import alike
from cleanup.model.noted import Noted
from cleanup.model.thing import Kind, Things
from cleanup.model.tree import nearest

if TYPE_CHECKING:
    from cleanup.model.plan import Manifest

_A_SECOND = 10**9
_A_DAY = 86400 * _A_SECOND
_CHOSEN, _SHOWN, _BUILT = 180 * _A_DAY, 30 * _A_DAY, 30 * _A_DAY
# What lies below these, a program keeps for itself.
_OF_PROGRAMS = frozenset({"site-packages", ".cargo", "extensions", "appdata", "node_modules", "lib"})


class BuildFolders(Finder):
    """Build and package trees of idle projects, moved as a whole; what is in git or in use stays."""

    category: ClassVar[Category] = Category(
        "build-folders",
        mark("build output and packages of inactive projects, which can be made again"),
        unit=Unit.FOLDER,
        takes=frozenset({Kind.FOLDER}),
        wholes=True,
        proof=Proof.BY_RULE,
        remark=mark("made again by a build or a download"),
    )

    def __init__(self) -> None:
        names = [name for build in build_rules().values() for name in build.folders]
        self.noted = Noted(
            folders=frozenset(name for name in names if "*" not in name),
            folder_endings=tuple(name.lstrip("*") for name in names if name.startswith("*.")),
            holding=frozenset({"pyvenv.cfg"}),
        )

    def told(self) -> tuple[ToldRule, ...]:
        """All rules, in the order in which they are checked."""
        return tuple(
            ToldRule(name, build.what, build.again, build.folders, 180, "named" if build.choose else "never")
            for name, build in build_rules().items()
        )

    def find(self, search: Search) -> Findings:
        """Look at names, then at what is beside and inside each. Finds nothing after a stopped walk, which has not seen
        whole projects.
        """
        inventory = search.inventory
        now = int(search.request.now.timestamp()) * _A_SECOND
        at = _builds_at(inventory, _named_so(inventory)) if search.complete else {}
        rows = _topmost(inventory, np.array(sorted(at), dtype=np.int64))
        idle = _Idle(inventory, rows)
        builds, in_use = tuple(build_rules().values()), InUse()
        found: list[tuple[int, Build, bool, Manifest]] = []
        for row in rows.tolist():
            path, one = os.fsdecode(inventory.folder_path(row)), at[row]
            try:
                manifest = _manifest(path)
            except OSError:
                continue
            if manifest is None or now - manifest.newest < _BUILT:
                continue
            worked, came = idle.since(row)
            settled = now - max(worked, came)
            # Unpacked downloads keep the times of whoever packed them.
            rests = settled if is_in_inbox(path) else now - worked
            if rests < _SHOWN or in_use.has(path) or holds_work(path):
                continue
            found.append((row, one.build, one.may_go and settled >= _CHOSEN, manifest))
        return self._findings(inventory, builds, found)

    def _findings(
        self, inventory: Inventory, builds: tuple[Build, ...], found: list[tuple[int, Build, bool, Manifest]]
    ) -> Findings:
        numbers = np.array([builds.index(build) for _, build, _, _ in found], dtype=np.uint16)
        return Findings(
            category=self.category,
            reasons=tuple(Reason(Why(build.what), Certainty.LIKELY) for build in builds),
            members=Things(inventory).of_folders(np.array([row for row, *_ in found], dtype=np.int64)),
            starts=np.arange(len(found) + 1, dtype=np.int64),
            details=np.zeros(len(found), dtype=np.int64),
            reasoned=numbers,
            rulings=(
                Ruling(Verdict.ASK, mark("its project is inactive, and git tracks none of it"), WHEN_NAMED),
                Ruling(Verdict.ASK, mark("look first: making it again may take long, or be impossible")),
                Ruling(Verdict.GOES, "", BY_RULE),
            ),
            ruled=np.array([0 if may_go else 1 for _, _, may_go, _ in found], dtype=np.uint16),
            unseen=np.array(
                [manifest.allocated if row >= inventory.searched[1] else 0 for row, _, _, manifest in found],
                dtype=np.int64,
            ),
        )


def _named_so(inventory: Inventory) -> Rows:
    """The folders whose names match a rule."""
    names = {os.fsencode(f"\0{name}\0") for build in build_rules().values() for name in build.folders}
    edged = (name.removesuffix(b"*\0").removeprefix(b"\0*") for name in names)
    return np.flatnonzero(inventory.folder_letters.having(edged))


def _builds_at(inventory: Inventory, rows: Rows) -> dict[int, Found]:
    """For each of these folders that a rule accepts, that rule; a name alone is never enough."""
    found = {}
    for row in rows.tolist():
        path = os.fsdecode(inventory.folder_path(row))
        try:
            one = None if _is_of_a_program(path) else build_at(path)
        except OSError:
            continue
        if one is not None:
            found[row] = one
    return found


def _topmost(inventory: Inventory, rows: Rows) -> Rows:
    """Those of these folders that lie in none of the others, and in a folder that was searched."""
    parents = inventory.parents
    rows = rows[parents[rows] != NO_FOLDER]
    return np.asarray(rows[nearest(parents, rows)[parents[rows]] == NO_FOLDER])


def _is_of_a_program(path: str) -> bool:
    return not _OF_PROGRAMS.isdisjoint(alike(os.path.dirname(path)).split(os.sep))


def _manifest(path: str) -> Manifest | None:
    folder = open_folder(path)
    try:
        return manifest_of(folder, facts_of(folder).st_dev)
    except CrossesVolumes:
        return None
    finally:
        leave(folder)


class _Idle:
    """When work last happened on the projects around these folders, by the newest of their own files and by git."""

    def __init__(self, inventory: Inventory, rows: Rows) -> None:
        self._inventory = inventory
        parents = inventory.parents
        projects = np.unique(parents[rows])
        self._of_folder = nearest(parents, projects)
        files = inventory.files[: inventory.searched[0]]
        outside = ~Things(inventory).folders_within(rows)[files["folder"]]
        owners = self._of_folder[files["folder"]]
        some = outside & (owners != NO_FOLDER)
        self._modified = _newest(owners[some], files["modified"][some], len(parents))
        self._changed = _newest(owners[some], files["changed"][some], len(parents))
        depths = inventory.folder_measures()[0]
        # Work on a project inside another counts for both.
        for project in projects[np.argsort(-depths[projects])].tolist():
            above = self._of_folder[parents[project]] if parents[project] != NO_FOLDER else NO_FOLDER
            if above != NO_FOLDER:
                for column in (self._modified, self._changed):
                    column[above] = max(column[above], column[project])

    def since(self, row: int) -> tuple[int, int]:
        """When work last happened around a folder, and when it arrived here, in nanoseconds since 1970.

        Copied files keep their times, so a copy made today would look old. Git knows when the work was done: there, the
        arrival is 0.
        """
        project = int(self._inventory.parents[row])
        modified = int(self._modified[project])
        top = repository_of(os.fsdecode(self._inventory.folder_path(project)))
        if top is None:
            return modified, int(self._changed[project])
        return max(modified, last_commit(top) * _A_SECOND), 0


def _newest(owners: Rows, times: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    found = np.zeros(count, dtype=np.int64)
    np.maximum.at(found, owners, times)
    return found
