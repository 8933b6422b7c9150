"""The proof that two folders have the same contents: both are walked side by side through descriptors, right before the
move.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable

from xxhash import xxh3_128

from cleanup.act.keeping import (
    another_view,
    changed_meanwhile,
    check_same,
    different,
    keeper_changed,
    keeper_in_use,
    keeper_lost,
    of_another_user,
    same_file,
)
from cleanup.act.movers.mover import NotPossible
from cleanup.act.system import closing
from cleanup.act.writers import WriteWatch
from cleanup.disk.descent import Descent
from cleanup.disk.identity import is_it
from cleanup.disk.status import are_one
from cleanup.disk.system import (
    Facts,
    Handle,
    enter,
    facts_at,
    facts_of,
    leave,
    link_text,
    look_afresh,
    names_in,
    open_file,
    reach_folder,
)
from cleanup.language import tr
from cleanup.model.paths import split
from cleanup.model.plan import Keeper, Kind

Stopped = Callable[[], bool]


class OpenTree:
    """The folder that stays, held open until its group is done; raises NotPossible if it is not there as it was."""

    def __init__(self, keeper: Keeper) -> None:
        """Open it by its path, following no link."""
        self.keeper = keeper
        self.physical = (keeper.identity.device, keeper.identity.inode)
        self._above, self._name = split(keeper.path)
        self._state = ""
        try:
            seen = self._look()
            self._changed = seen.st_ctime_ns
            self._check(seen)
            self.folder = self._open()
        except OSError as error:
            raise keeper_lost(error) from None
        try:
            self.check()
        except BaseException:
            leave(self.folder)
            raise

    def check(self) -> None:
        """Raise NotPossible unless its path still leads to it."""
        try:
            self._check(facts_of(self.folder))
            self._check(self._look())
        except OSError as error:
            raise keeper_lost(error) from None

    def prove(self, going: Handle, stopped: Stopped) -> str:
        """Compare an open folder with this one; gives a key for everything that was in it, see ``state_of``.

        Raises NotPossible unless both contain the same names at all levels, of the same kinds, with the same bytes and
        link targets and the same owners, and neither changed meanwhile; ``Stopped`` and OSError as they come.
        """
        self.check()
        state, self._state = state_of(going), state_of(self.folder)
        compare_trees(going, self.folder, stopped)
        if state_of(going) != state:
            raise changed_meanwhile()
        self._check_unchanged()
        return state

    def check_after_move(self) -> None:
        """Raise NotPossible unless it is there, complete and untouched, now that the other one has another name.

        One tree can be seen in two ways; then the rename has touched what seemed to be another one.
        """
        try:
            look_afresh(self.folder)
            again = self._open()
            try:
                look_afresh(again)
                if self._changed != facts_of(again).st_ctime_ns:
                    raise another_view()
            finally:
                leave(again)
        except OSError as error:
            raise keeper_lost(error) from None
        self._check_unchanged()

    def close(self) -> None:
        """Close it."""
        leave(self.folder)

    def _check_unchanged(self) -> None:
        self.check()
        try:
            state = state_of(self.folder)
        except OSError as error:
            raise keeper_lost(error) from None
        if state != self._state:
            raise keeper_changed()

    def _check(self, seen: Facts) -> None:
        if not is_it(seen, Kind.FOLDER, self.keeper.identity) or self._changed != seen.st_ctime_ns:
            raise keeper_changed()

    def _look(self) -> Facts:
        with closing(reach_folder(self._above)) as above:
            return facts_at(above, self._name)

    def _open(self) -> Handle:
        with closing(reach_folder(self._above)) as above:
            return enter(above, self._name)


def state_of(folder: Handle) -> str:
    """A key for everything in an open folder: names, kinds, inodes, sizes, times; raises OSError.

    If two such keys are the same, nothing changed in between, as far as the system's clock can tell.
    """
    digest = xxh3_128()
    waiting: list[tuple[int, bytes]] = []
    with Descent(folder) as descent:
        while True:
            digest.update(b"\0".join(descent.names) + b"\0\0")
            for name in sorted(map(os.fsencode, names_in(descent.here))):
                seen = facts_at(descent.here, name)
                digest.update(name + b"\0%o %d %d %d %d %d\0" % (
                    seen.st_mode, seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns,
                ))  # fmt: skip
                if stat.S_ISDIR(seen.st_mode):
                    waiting.append((len(descent.names), name))
            if not waiting:
                return digest.hexdigest()
            depth, name = waiting.pop()
            descent.up_to(depth)
            descent.down(name)


def compare_trees(one: Handle, other: Handle, stopped: Stopped) -> None:
    """Raise NotPossible unless two open folders, each on one volume, have the same contents at all levels; raises
    OSError.

    No file in one may be the same file as the one in its place in the other, under another name or through another
    mount.
    """
    devices = facts_of(one).st_dev, facts_of(other).st_dev
    waiting: list[tuple[int, bytes]] = []
    with Descent(one) as mine, Descent(other) as its:
        while True:
            if _same_thing(facts_of(mine.here), facts_of(its.here)):
                raise same_file()
            names = sorted(map(os.fsencode, names_in(mine.here)))
            if names != sorted(map(os.fsencode, names_in(its.here))):
                raise different()
            for name in names:
                pair = facts_at(mine.here, name), facts_at(its.here, name)
                if (pair[0].st_dev, pair[1].st_dev) != devices:
                    raise NotPossible("mount-point", tr("it contains another drive or subvolume"))
                _compare(mine.here, its.here, name, pair, stopped)
                if stat.S_ISDIR(pair[0].st_mode):
                    waiting.append((len(mine.names), name))
            if not waiting:
                return
            depth, name = waiting.pop()
            for descent in (mine, its):
                descent.up_to(depth)
                descent.down(name)


def _compare(one: Handle, other: Handle, name: bytes, pair: tuple[Facts, Facts], stopped: Stopped) -> None:
    """Raise NotPossible unless what has this name in both folders is the same; folders are compared separately."""
    first, second = pair
    kind = stat.S_IFMT(first.st_mode)
    if kind != stat.S_IFMT(second.st_mode):
        raise different()
    if first.st_uid != second.st_uid:
        raise of_another_user()
    if kind == stat.S_IFDIR:
        return
    if _same_thing(first, second):
        raise same_file()
    if kind == stat.S_IFLNK:
        if link_text(one, name) != link_text(other, name):
            raise different()
    elif kind != stat.S_IFREG or first.st_size != second.st_size:
        raise different()
    else:
        _compare_files(one, other, name, pair, stopped)


def _compare_files(one: Handle, other: Handle, name: bytes, pair: tuple[Facts, Facts], stopped: Stopped) -> None:
    with closing(open_file(one, name)) as mine, closing(open_file(other, name)) as its:
        opened = facts_of(mine), facts_of(its)
        if not all(map(are_one, opened, pair)) or any(not stat.S_ISREG(each.st_mode) for each in opened):
            raise changed_meanwhile()
        # Only while it is read: no system has that many leases.
        asked = WriteWatch(its, keeper_in_use).or_stopped(WriteWatch(mine).or_stopped(stopped))
        check_same(mine, its, opened[0].st_size, asked)


def _same_thing(one: Facts, other: Facts) -> bool:
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)
