"""The copy that stays, held open, and the checks around the move of another one."""

from __future__ import annotations

import os

from cleanup.act.keeping import another_view, keeper_changed, keeper_in_use, keeper_lost
from cleanup.act.system import closing
from cleanup.act.touched import Touched
from cleanup.act.writers import WriteWatch
from cleanup.disk.identity import is_it
from cleanup.disk.system import Facts, facts_at, facts_of, look_afresh, open_file, reach_folder, read_at
from cleanup.model.plan import Keeper, Kind


class OpenKeeper:
    """The copy that stays, held open until its group is done; raises NotPossible if it is not there unchanged."""

    def __init__(self, keeper: Keeper, touched: Touched | None = None) -> None:
        """``touched`` says how our own moves changed its change time."""
        self.keeper = keeper
        self._folder, self._name = os.path.split(keeper.path)
        self._identity = keeper.identity
        self.physical = (keeper.identity.device, keeper.identity.inode)
        try:
            # Checked before opening: if there is now a pipe in its place, opening it could block, or wake somebody up.
            seen = self._look()
            if touched:
                self._identity = touched.brought_up(keeper.identity, seen)
            self._changed = seen.st_ctime_ns
            self._check(seen)
            self.file = self._open()
        except OSError as error:
            raise keeper_lost(error) from None
        try:
            self.check()
            self.watch = WriteWatch(self.file, keeper_in_use)
        except BaseException:
            os.close(self.file)
            raise

    def check(self) -> None:
        """Raise NotPossible unless its path still leads to it and it is unchanged."""
        try:
            self._check(facts_of(self.file))
            self._check(self._look())
        except OSError as error:
            raise keeper_lost(error) from None

    def check_after_move(self) -> None:
        """Raise NotPossible unless it is there, readable and untouched, now that the other copy has another name.

        One file can be seen through two mounts, with two numbers (overlay, FUSE, network drives). Then the rename has
        touched what seemed to be another copy, or its path leads nowhere. What the kernel remembers about such a mount
        is not trusted: the file is opened anew.
        """
        try:
            look_afresh(self.file)
            seen = facts_of(self.file)
            again = self._open()
            with closing(again):
                look_afresh(again)
                anew = facts_of(again)
                is_read = not anew.st_size or bool(read_at(again, 1, 0))
        except OSError as error:
            raise keeper_lost(error) from None
        if self.watch.is_broken():
            raise keeper_changed()
        if not is_read or self._changed != seen.st_ctime_ns or self._changed != anew.st_ctime_ns:
            raise another_view()
        self.check()

    def close(self) -> None:
        """Close it."""
        os.close(self.file)

    def _check(self, seen: Facts) -> None:
        if not is_it(seen, Kind.FILE, self._identity) or self._changed != seen.st_ctime_ns:
            raise keeper_changed()

    def _look(self) -> Facts:
        # By its full path each time: the open folder could have been moved, into the trash for instance.
        with closing(reach_folder(self._folder)) as folder:
            return facts_at(folder, self._name)

    def _open(self) -> int:
        with closing(reach_folder(self._folder)) as folder:
            return open_file(folder, self._name)
