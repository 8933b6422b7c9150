"""Which folders are plainly one too many on each side of equal ones, and why a person has to look at the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cleanup.language import mark
from cleanup.model.companions import is_of_its_folder
from cleanup.model.copy_names import comparable, plain_names
from cleanup.model.finding import SMALL, Findings, Ruling, Verdict
from cleanup.model.inventory import NO_FOLDER, Rows
from cleanup.model.neighbours import Neighbours
from cleanup.model.paths import is_inside, split
from cleanup.model.thing import Mask, Things
from cleanup.plan.standing import NO_WHOLE, Standing
from cleanup.plan.verdicts import IN_USE_ENDINGS, IN_WHOLE

FILED, UNDECIDED, COPIED, IN_INBOX, LINKED, IN_USE, FLEETING, HOLDS_WHOLE, DEEP, RENAMED = range(10)
# In the order of the numbers above.
RULINGS = (
    Ruling(Verdict.GOES, mark("in an inbox, and everything in it is filed elsewhere"), "filed-elsewhere"),
    Ruling(Verdict.ASK, mark("nothing says which one is too many"), "undecided"),
    Ruling(Verdict.ASK, mark("in a copy of another place, such as a backup"), "in-copied-place"),
    Ruling(Verdict.ASK, mark("in an inbox, and filed nowhere else"), "in-inboxes"),
    Ruling(Verdict.ASK, mark("a link leads to it, or into it"), "linked"),
    Ruling(Verdict.ASK, mark("a program may need something in it where it is"), "in-use"),
    Ruling(Verdict.ASK, mark("in a place that does not last"), "not-lasting"),
    Ruling(Verdict.ASK, mark("something in it belongs together, such as a program or a project"), IN_WHOLE),
    Ruling(Verdict.ASK, mark("in a folder of its own in an inbox"), "in-inbox-folder"),
    Ruling(
        Verdict.ASK,
        mark("in an inbox under a different name from the filed one: perhaps put together there"),
        "renamed",
    ),
)


def ruled_folders(sided: Findings, things: Things, standing: Standing, neighbours: Neighbours) -> Findings:
    """These equal folders, a group for each side, with a ruling on each.

    One goes if it is directly in an inbox while another with its name is filed in a place that lasts, if neither is
    part of a whole or contains one, if no program needs what is in it by path, and if no link leads there.
    """
    members, here = sided.members, standing.places(sided.members)
    levels = standing.levels(members)
    whole = here.whole != NO_WHOLE
    filed = ~here.inbox & ~here.copied & ~whole & (levels == 0)
    sides = sided.group_of_members()
    has_filed = np.zeros(len(sided), dtype=np.bool_)
    has_filed[sides[filed]] = True
    numbers = np.full(len(members), UNDECIDED, dtype=np.int64)
    numbers[levels > 0] = FLEETING
    numbers[here.inbox] = np.where(has_filed[sides], FILED, IN_INBOX)[here.inbox]
    numbers[here.copied] = COPIED
    numbers[whole] = len(RULINGS) + here.whole[whole]
    _except_renamed(numbers, members, sides, filed, things)
    for place in np.flatnonzero(numbers == FILED).tolist():
        numbers[place] = _ruling_inside(int(things.folders_of(members[[place]])[0]), things, standing)
    _except_linked(numbers, members, things, neighbours)
    wholes = tuple(Ruling(Verdict.ASK, each.why, IN_WHOLE) for each in here.wholes)
    each = list(dict.fromkeys((*RULINGS, *wholes)))
    places = np.asarray([each.index(ruling) for ruling in (*RULINGS, *wholes)], dtype=SMALL)
    return replace(sided, rulings=tuple(each), ruled=places[numbers])


def _ruling_inside(folder: int, things: Things, standing: Standing) -> int:
    """The ruling on a folder in an inbox by its contents, and by what it is in."""
    inventory = things.inventory
    above = int(inventory.parents[folder])
    if above == NO_FOLDER or not standing.belonging(inventory.folder_path(above)).loose:
        return DEEP
    within = things.folders_within(np.asarray([folder], dtype=np.int64))
    for row in np.flatnonzero(within).tolist():
        path = inventory.folder_path(row)
        if standing.belonging(path).whole is not None or split(path)[1].startswith(b"."):
            return HOLDS_WHOLE
    files = np.flatnonzero(within[inventory.files["folder"]])
    for name in inventory.file_names(files).split(b"\0")[:-1]:
        text = comparable(name)
        if text.startswith(".") or text.endswith(IN_USE_ENDINGS) or is_of_its_folder(name):
            return IN_USE
    return FILED


def _except_renamed(numbers: Rows, members: Rows, sides: Rows, filed: Mask, things: Things) -> None:
    """A folder without a filed copy of its name, or of the name it is a copy of, was perhaps put together
    in the inbox.
    """
    names: dict[int, set[str]] = {}
    for place in np.flatnonzero(filed).tolist():
        names.setdefault(int(sides[place]), set()).add(comparable(split(things.path(int(members[place])))[1]))
    for place in np.flatnonzero(numbers == FILED).tolist():
        name = split(things.path(int(members[place])))[1]
        if names[int(sides[place])].isdisjoint((comparable(name), *plain_names(name))):
            numbers[place] = RENAMED


def _except_linked(numbers: Rows, members: Rows, things: Things, neighbours: Neighbours) -> None:
    """A folder that a link from outside leads to, or into, does not go."""
    going = {things.path(int(members[place])): place for place in np.flatnonzero(numbers == FILED).tolist()}
    inventory = things.inventory
    if not going or not len(inventory.links):
        return
    within = things.folders_within(things.folders_of(members[list(going.values())]))
    files = inventory.file_names(np.flatnonzero(within[inventory.files["folder"]])).split(b"\0")
    folders = [split(inventory.folder_path(row))[1] for row in np.flatnonzero(within).tolist()]
    names = frozenset((*files, *folders))
    for link in range(len(inventory.links)):
        path = inventory.link_path(link)
        target = neighbours.leads_to(path, names)
        for folder, place in going.items() if target else ():
            if is_inside(target, folder) and not is_inside(path, folder):
                numbers[place] = LINKED
