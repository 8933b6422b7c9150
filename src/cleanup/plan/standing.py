"""Where things are: whose they are, on which volume, and how long their place lasts; so which may stay for which."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from cleanup.model.belonging import Belonging, Whole, filed_anywhere, is_paper
from cleanup.model.coverage import Volume
from cleanup.model.finding import GROUP_COLUMNS, MEMBER_COLUMNS, Findings
from cleanup.model.grouping import are_among, distinct
from cleanup.model.inventory import Rows
from cleanup.model.thing import Mask, Things


def lasts_anywhere(_: bytes) -> int:
    """Every place lasts as long as any other."""
    return 0


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Answers for the things in a scan; ``level`` says for a folder how soon its contents may vanish by themselves, 0
    for a lasting one, ``belonging`` what the files in it belong to.
    """

    things: Things
    volumes: tuple[Volume, ...] = ()
    level: Callable[[bytes], int] = lasts_anywhere
    belonging: Callable[[bytes], Belonging] = filed_anywhere

    def owners(self, some: Rows) -> Rows:
        """The owner of each of these things."""
        return self.things.values("owner", some)

    def volume_numbers(self, some: Rows) -> Rows:
        """A number for each of these things, the same for all on one volume, whatever its subvolumes and mounts."""
        numbers = self.things.values("device", some).copy()
        first: dict[str, int] = {}
        for volume in self.volumes:
            for device in volume.devices if volume.identity else ():
                # Devices are stored with the sign that the column gives them.
                signed = device - (1 << 64) if device >= 1 << 63 else device
                numbers[numbers == signed] = first.setdefault(volume.identity, signed)
        return numbers

    def levels(self, some: Rows) -> Rows:
        """How soon each of these things may vanish by itself; each folder is looked up once."""
        folders, places = self._folders(some)
        return np.asarray([self.level(folder) for folder in folders], dtype=np.int64)[places]

    def places(self, some: Rows) -> Places:
        """What these things belong to, by the folders that their names are in; each folder is looked up once."""
        extra, owners = self._other_names(some)
        folders, places = self._folders(np.concatenate([some, extra]))
        found = [self.belonging(folder) for folder in folders]
        numbers: dict[Whole, int] = {}
        wholes = [numbers.setdefault(each.whole, len(numbers)) if each.whole else NO_WHOLE for each in found]
        count = len(some)

        def column(values: list[bool], combine: np.ufunc) -> Mask:
            every = np.asarray(values, dtype=np.bool_)[places]
            combine.at(every, owners, every[count:])
            return every[:count]

        whole = np.asarray(wholes, dtype=np.int64)[places]
        np.maximum.at(whole, owners, whole[count:])
        return Places(
            inbox=column([bool(each.inbox) for each in found], np.logical_or),
            loose=column([each.loose for each in found], np.logical_and),
            copied=column([bool(each.place_copied) for each in found], np.logical_or),
            stands=column([each.whole is None or each.whole.stands for each in found], np.logical_and),
            whole=self._without_papers(some, whole[:count], tuple(numbers)),
            wholes=tuple(numbers),
        )

    def _without_papers(self, some: Rows, whole: Rows, wholes: tuple[Whole, ...]) -> Rows:
        """The wholes of these things; none for papers that are not part of theirs."""
        apart = np.asarray([*(not each.papers for each in wholes), False], dtype=np.bool_)
        for place in np.flatnonzero(apart[whole] & (self.things.values("links", some) == 1)).tolist():
            if is_paper(self.things.names(some[[place]])[:-1]):
                whole[place] = NO_WHOLE
        return whole

    def _folders(self, some: Rows) -> tuple[Iterator[bytes], Rows]:
        """The folders that these things are in, and for each thing the position of its folder among them.

        One path at a time: with deeply nested folders, all paths together could be very long.
        """
        rows = self.things.folder_rows(some)
        each = distinct(rows)
        return map(self.things.inventory.folder_path, each.tolist()), np.searchsorted(each, rows)

    def _other_names(self, some: Rows) -> tuple[Rows, Rows]:
        """The rows of the other names of these things, and for each of them the position of its thing."""
        inventory = self.things.inventory
        several = np.flatnonzero(are_among(some, inventory.rows_of_several_names)).tolist()
        found = [(row, place) for place in several for row in inventory.also_rows(int(some[place]))]
        rows, owners = np.asarray(found, dtype=np.int64).reshape(-1, 2).T
        return rows, owners


NO_WHOLE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """What things belong to, as columns: whether any name of each is in an ``inbox``, or all are ``loose`` in one, or
    any in a copy of another place; which of the ``wholes`` it is in (or NO_WHOLE), and whether it can stay for others
    there.
    """

    inbox: Mask
    loose: Mask
    copied: Mask
    stands: Mask
    whole: Rows
    wholes: tuple[Whole, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """The members of groups, divided into those that may stay for one another.

    ``order`` are the positions of members, side after side; ``starts`` where in it each side begins and, last, their
    number; ``groups`` the group of each side. The sides of a group are consecutive.
    """

    order: Rows
    starts: Rows
    groups: Rows

    def of_members(self) -> Rows:
        """For each position of a member, the number of its side."""
        found = np.empty(len(self.order), dtype=np.int64)
        found[self.order] = np.repeat(np.arange(len(self.groups), dtype=np.int64), np.diff(self.starts))
        return found

    def of_groups(self, count: int) -> Rows:
        """Where among the sides those of each of so many groups begin and, last, their number."""
        return np.concatenate([[0], np.cumsum(np.bincount(self.groups, minlength=count))]).astype(np.int64)


def parted(members: Rows, starts: Rows, standing: Standing, *, across_volumes: bool) -> Sides:
    """The sides of these groups: things with one owner and, unless that does not matter, on one volume."""
    columns = [standing.owners(members)]
    if not across_volumes:
        columns.append(standing.volume_numbers(members))
    every = np.arange(len(members), dtype=np.int64)
    # Nearly always, everything belongs to one user and is on one volume.
    columns = [column for column in columns if len(column) and (column != column[0]).any()]
    if not columns:
        return Sides(every, starts, np.arange(len(starts) - 1, dtype=np.int64))
    groups = np.repeat(np.arange(len(starts) - 1, dtype=np.int64), np.diff(starts))
    order = np.lexsort((*columns, groups))
    begins = np.ones(len(order), dtype=np.bool_)
    begins[1:] = groups[order][1:] != groups[order][:-1]
    for column in columns:
        begins[1:] |= column[order][1:] != column[order][:-1]
    firsts = np.flatnonzero(begins)
    return Sides(order, np.append(firsts, len(order)).astype(np.int64), groups[order][firsts])


def by_sides(findings: Findings, sides: Sides) -> Findings:
    """Findings with a group for each side, and nothing else about them."""
    nothing = {name: getattr(findings, name)[:0] for name in (*GROUP_COLUMNS, *MEMBER_COLUMNS)}
    return replace(findings, members=findings.members[sides.order], starts=sides.starts, **nothing)


def main_sides(sides: Sides, count: int, shown: Rows, members: Rows) -> Rows:
    """For each of so many groups the side that is shown: that of the copy that was, else the largest, the first."""
    lengths = np.diff(sides.starts)
    has_shown = np.zeros(len(lengths), dtype=np.bool_)
    marked = members[sides.order] == np.repeat(shown[sides.groups], lengths)
    has_shown[np.repeat(np.arange(len(lengths)), lengths)[marked]] = True
    order = np.lexsort((-lengths, ~has_shown, sides.groups))
    main = np.zeros(count, dtype=np.int64)
    # The first of each group is written last.
    main[sides.groups[order][::-1]] = order[::-1]
    return main
