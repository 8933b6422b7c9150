"""What is plainly one too many on each side of copies, and why a person has to look at the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from cleanup.language import mark
from cleanup.model.companions import Companions, is_of_its_folder, is_volume
from cleanup.model.copy_names import comparable, plain_names
from cleanup.model.finding import SMALL, Findings, Ruling, Verdict
from cleanup.model.grouping import are_among
from cleanup.model.inventory import Rows
from cleanup.model.neighbours import Neighbours
from cleanup.model.paths import split
from cleanup.model.thing import Mask, Things
from cleanup.plan.keep_rules import marks_of_copies
from cleanup.plan.standing import NO_WHOLE, Places, Standing

IN_WHOLE = "in-whole"
FILED, BESIDE, UNDECIDED, COPIED, IN_INBOXES, IN_TREE, COMPANION = range(7)
LINKED, IN_USE, TINY, SERIES, UNSEEN, FLEETING = range(7, 13)
# In the order of the numbers above.
RULINGS = (
    Ruling(Verdict.GOES, mark("loose in an inbox, and filed elsewhere"), "filed-elsewhere"),
    Ruling(Verdict.GOES, mark("named as a copy of the file beside it"), "copy-beside"),
    Ruling(Verdict.ASK, mark("nothing says which one is too many"), "undecided"),
    Ruling(Verdict.ASK, mark("in a copy of another place, such as a backup"), "in-copied-place"),
    Ruling(Verdict.ASK, mark("loose in an inbox, and filed nowhere else"), "in-inboxes"),
    Ruling(Verdict.ASK, mark("in a folder of its own in an inbox"), "in-inbox-folder"),
    Ruling(Verdict.ASK, mark("another file beside it belongs to it"), "has-companion"),
    Ruling(Verdict.ASK, mark("a link leads to it"), "linked"),
    Ruling(Verdict.ASK, mark("a program may need it where it is"), "in-use"),
    Ruling(Verdict.ASK, mark("so small that it may be the same by chance"), "tiny"),
    Ruling(Verdict.ASK, mark("one of a numbered series"), "in-series"),
    Ruling(Verdict.ASK, mark("it has names in places that were not looked into"), "other-names"),
    Ruling(Verdict.ASK, mark("in a place that does not last"), "not-lasting"),
)
_TINY = 64
# Files that start programs, or are open in a program that knows their path.
IN_USE_ENDINGS = (
    ".appimage", ".bat", ".cfg", ".cmd", ".command", ".conf", ".desktop", ".ini", ".jar", ".kdb", ".kdbx", ".lnk",
    ".ost", ".ps1", ".pst", ".qcow2", ".sh", ".url", ".vdi", ".vhd", ".vhdx", ".vmdk", ".webloc",
)  # fmt: skip
# This many others that are numbered alike make a series.
_SERIES = 2


def ruled(sided: Findings, things: Things, standing: Standing, neighbours: Neighbours) -> Findings:
    """These copies, a group for each side, with a ruling on each: what goes by default, and what a person is asked
    about.

    A copy goes if it is loose in an inbox while another one is filed, or is named as a copy of another one in its
    folder; and if nothing beside it belongs to it, and no link leads to it.
    """
    some = _Members(
        sided, sided.group_of_members(), things, standing.places(sided.members), standing.levels(sided.members)
    )
    beside, numbers = some.copies_beside(), some.rulings_of_places()
    has_filed = np.zeros(len(sided), dtype=np.bool_)
    has_filed[some.sides[some.filed() & ~beside]] = True
    numbers[beside] = BESIDE
    numbers[some.loose() & has_filed[some.sides]] = FILED
    some.except_some(numbers)
    _except_linked(numbers, some, neighbours)
    _except_companions(numbers, some, neighbours)
    wholes = tuple(Ruling(Verdict.ASK, whole.why, IN_WHOLE) for whole in some.places.wholes)
    return _with_rulings(sided, (*RULINGS, *wholes), numbers)


@dataclass(frozen=True, slots=True, eq=False)
class _Members:
    """The members of all sides as columns, with what they belong to."""

    found: Findings
    sides: Rows
    things: Things
    places: Places
    levels: Rows

    def filed(self) -> Mask:
        """Which of them somebody filed, in a place that lasts as long as any: others can go while these stay."""
        here = self.places
        single = self.things.values("links", self.found.members) == 1
        best = np.minimum.reduceat(self.levels, self.found.starts[:-1])[self.sides] if len(self.found) else self.levels
        return np.asarray(~here.inbox & ~here.copied & here.stands & (self.levels == best) & single)

    def loose(self) -> Mask:
        """Which of them just arrived, and belong to nothing."""
        here = self.places
        return np.asarray(here.inbox & here.loose & ~here.copied & (here.whole == NO_WHOLE))

    def copies_beside(self) -> Mask:
        """Which of them are named as a copy of another one in their folder, and belong to nothing."""
        members, here = self.found.members, self.places
        # The names of one file with several names tell it apart from none of them.
        single = self.things.values("links", members) == 1
        free = single & ~here.copied & (here.whole == NO_WHOLE)
        found = np.zeros(len(members), dtype=np.bool_)
        marked = np.flatnonzero(free)
        marked = marked[marks_of_copies(self.things, members[marked]) > 0]
        if not len(marked):
            return found
        # A folder and a side as one number.
        pairs = self.things.folder_rows(members) * len(self.found) + self.sides
        originals: dict[int, set[str]] = defaultdict(set)
        for place in np.flatnonzero(single & are_among(pairs, np.unique(pairs[marked]))).tolist():
            originals[int(pairs[place])].add(comparable(self.name(place)))
        for place in marked.tolist():
            found[place] = not originals[int(pairs[place])].isdisjoint(plain_names(self.name(place)))
        return found

    def rulings_of_places(self) -> Rows:
        """A ruling for each of them by its place alone."""
        here = self.places
        numbers = np.full(len(self.found.members), UNDECIDED, dtype=np.int64)
        numbers[self.levels > 0] = FLEETING
        numbers[here.inbox] = IN_TREE
        numbers[here.inbox & here.loose] = IN_INBOXES
        numbers[here.copied] = COPIED
        inside = here.whole != NO_WHOLE
        numbers[inside] = len(RULINGS) + here.whole[inside]
        return numbers

    def except_some(self, numbers: Rows) -> None:
        """Those whose name, size or other names say that they are no plain copies do not go."""
        partly = self.things.partly_seen
        sizes = self.things.values("size", self.found.members)
        for place in np.flatnonzero(_go(numbers)).tolist():
            name = comparable(self.name(place))
            if partly[self.found.members[place]]:
                numbers[place] = UNSEEN
            elif name.startswith(".") or name.endswith(IN_USE_ENDINGS) or is_of_its_folder(self.name(place)):
                numbers[place] = IN_USE
            elif sizes[place] < _TINY and numbers[place] == FILED and not self._is_named_alike(place, name):
                numbers[place] = TINY

    def _is_named_alike(self, place: int, name: str) -> bool:
        """Whether another one on its side has its name, or the name of the original that its own name points to."""
        side = int(self.sides[place])
        names = {name, *plain_names(self.name(place))}
        start, end = self.found.starts[side : side + 2].tolist()
        return any(comparable(self.name(other)) in names for other in range(start, end) if other != place)

    def staying(self, place: int, numbers: Rows) -> list[tuple[bytes, bytes]]:
        """Folders and names of the copies of one of them that do not go."""
        side = int(self.sides[place])
        start, end = self.found.starts[side : side + 2].tolist()
        stay = np.flatnonzero(~_go(numbers[start:end])) + start
        return [split(path) for path in self.things.paths(self.found.members[stay])]

    def paths(self, place: int) -> tuple[bytes, ...]:
        """All paths of one of them."""
        thing = int(self.found.members[place])
        return self.things.path(thing), *self.things.other_names(thing)

    def name(self, place: int) -> bytes:
        """The name of one of them; if there are several, the first."""
        return self.things.names(self.found.members[[place]])[:-1]


def _except_linked(numbers: Rows, some: _Members, neighbours: Neighbours) -> None:
    """What a link leads to does not go."""
    going = {path: place for place in np.flatnonzero(_go(numbers)).tolist() for path in some.paths(place)}
    if not going:
        return
    inventory, names = some.things.inventory, frozenset(split(path)[1] for path in going)
    for link in range(len(inventory.links)):
        place = going.get(neighbours.leads_to(inventory.link_path(link), names))
        if place is not None:
            numbers[place] = LINKED


def _except_companions(numbers: Rows, some: _Members, neighbours: Neighbours) -> None:
    """What other files belong to goes only with them, and no member of a numbered series goes."""
    by_folder: dict[bytes, dict[bytes, int]] = defaultdict(dict)
    for place in np.flatnonzero(_go(numbers)).tolist():
        for path in some.paths(place):
            folder, name = split(path)
            by_folder[folder][name] = place
    names = {folder: neighbours.names(folder) for folder in by_folder}
    companions = {folder: Companions(found) for folder, found in names.items() if found is not None}
    for folder, going in by_folder.items():
        if folder in companions and not some.places.loose[next(iter(going.values()))]:
            _except_series(numbers, going, some, names[folder] or ())
    changed = True
    while changed:
        changed = False
        for folder, going in by_folder.items():
            left = {name: place for name, place in going.items() if _go(numbers[[place]])[0]}
            for name, place in left.items():
                if folder not in companions or not _goes_whole(companions[folder], name, left, numbers, some):
                    numbers[place] = COMPANION
                    changed = True


def _goes_whole(beside: Companions, name: bytes, going: dict[bytes, int], numbers: Rows, some: _Members) -> bool:
    """Whether everything that belongs to a file goes with it, and is also together elsewhere."""
    others = beside.of(name)
    if not others <= going.keys() or (not others and is_volume(name)):
        return False
    staying = some.staying(going[name], numbers)
    return all(
        any(
            folder == other_folder and Companions([own, other_own]).of(own)
            for folder, own in staying
            for other_folder, other_own in some.staying(going[other], numbers)
        )
        for other in others
    )


def _except_series(numbers: Rows, going: dict[bytes, int], some: _Members, names: Collection[bytes]) -> None:
    """If other files in the folder are numbered in the same way and are not the same, a number is no mark of a copy."""
    numbered: dict[str, set[bytes]] = defaultdict(set)
    for name in names:
        for plain in plain_names(name):
            numbered[plain].add(name)
    for name, place in going.items():
        side = int(some.sides[place])
        start, end = some.found.starts[side : side + 2].tolist()
        same = {some.name(other) for other in range(start, end)}
        if any(len(numbered[plain] - same) >= _SERIES for plain in plain_names(name)):
            numbers[place] = SERIES


def _go(numbers: Rows) -> Mask:
    return np.asarray((numbers == FILED) | (numbers == BESIDE))


def _with_rulings(found: Findings, rulings: tuple[Ruling, ...], numbers: Rows) -> Findings:
    """The findings with these rulings, each of them once."""
    each = list(dict.fromkeys(rulings))
    places = np.asarray([each.index(ruling) for ruling in rulings], dtype=SMALL)
    return replace(found, rulings=tuple(each), ruled=places[numbers])
