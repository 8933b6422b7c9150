"""The story of a comparison: is everything in an old place also in one of the new ones?"""

from __future__ import annotations

import os
from collections.abc import Sequence

from cleanup import __version__
from cleanup.disk.quietly import names_at
from cleanup.disk.reading.digests import Digester, NoCache
from cleanup.disk.rules.protected import Protection
from cleanup.disk.rules.protected_above import is_trash
from cleanup.disk.rules.whole_folders import with_something_unseen
from cleanup.disk.system import facts_behind, mount_table, owner_name
from cleanup.disk.views import show_one_file
from cleanup.disk.workers import Workers
from cleanup.language import mark, tr
from cleanup.model.category import CHOSEN, Kind, Proof
from cleanup.model.comparison import Comparison
from cleanup.model.errors import UsageProblem
from cleanup.model.finding import Why
from cleanup.model.inventory import Inventory, Rows
from cleanup.model.paths import ended
from cleanup.model.plan import Keeper, LeftAlone, Plan, Step, identity_seen
from cleanup.model.request import Selection
from cleanup.model.thing import Things
from cleanup.plan.only_there import Sides, folded
from cleanup.walk.roots import prepare, resolve_root
from cleanup.walk.walker import Walk
from cleanup.workflow.environment import Context
from cleanup.workflow.matching import matched
from cleanup.workflow.places import level_of_files
from cleanup.workflow.recording import TroubleRecorder
from cleanup.workflow.what_stays import why_it_stays_here

_AT_ONCE = 8
_SAME = Why(mark("the same bytes as a file in the place it was compared with"))


def compare(old: str, new: Sequence[str], context: Context) -> Comparison:
    """Look at everything in both, including hidden and protected places, and read what may be equal, without trusting
    the cache. Changes nothing; raises UsageProblem for a place that is compared with itself.
    """
    old_root, roots = resolve_root(old), [resolve_root(each) for each in new]
    _check_places(old_root, roots)
    recorder = TroubleRecorder(context.listener)
    protection = context.protection()
    rules, places = prepare([old_root, *roots], Selection(everything=True), protection)
    with Workers(_AT_ONCE) as workers:
        recorder.stage("walk")
        walk = Walk(rules, places, recorder)
        walk.walk(workers)
        walked = walk.result()
        inventory = walked.inventory
        sides = Sides.of(inventory, os.fsencode(old_root))
        pairs, alone = matched(inventory, sides, Digester(inventory, workers, NoCache(), recorder))
    unseen = _unseen(inventory, sides, [os.fsencode(root) for root in (old_root, *roots)], protection)
    complete = walked.complete and not context.listener.stopped()
    sizes = inventory.files["size"]
    same = [pair.row for pair in pairs]
    return Comparison(
        old=os.fsencode(old_root),
        new=tuple(map(os.fsencode, roots)),
        files=len(sides.old),
        size=int(sizes[sides.old].sum()),
        elsewhere=len(same),
        elsewhere_size=int(sizes[same].sum()) if same else 0,
        empty=int((sizes[sides.old] == 0).sum()),
        links=int(sides.in_old[inventory.links["folder"]].sum()) if len(inventory.links) else 0,
        only=folded(inventory, sides, alone),
        unseen=tuple(sorted(inventory.folder_path(row) for row in unseen.tolist() if sides.in_old[row])),
        unseen_new=tuple(sorted(inventory.folder_path(row) for row in unseen.tolist() if not sides.in_old[row])),
        troubles=recorder.in_order(),
        complete=complete,
        inventory=inventory,
        pairs=pairs,
    )


def _unseen(inventory: Inventory, sides: Sides, roots: list[bytes], protection: Protection) -> Rows:
    """The folders with something in them that was not looked at, except what is skipped on purpose: our own folders,
    and the trash of a new place, whose contents do not count as elsewhere. Lists folders.
    """
    unseen = with_something_unseen(inventory, roots)
    passed = [
        path
        for row in unseen.tolist()
        for path in _passed_over(inventory.folder_path(row), protection, trash=not sides.in_old[row])
    ]
    return with_something_unseen(inventory, [*roots, *passed]) if passed else unseen


def _passed_over(folder: bytes, protection: Protection, *, trash: bool) -> list[bytes]:
    top = os.fsdecode(folder)
    try:
        inside = [(os.path.join(top, name), name) for name in names_at(top)]
    except OSError:
        return []
    return [
        os.fsencode(path)
        for path, name in inside
        if protection.is_own(path) or (trash and is_trash(path, name, protection))
    ]


def plan_of_comparison(found: Comparison, context: Context) -> Plan:
    """What would move from the old place: each file that is also in a new one, compared again byte by byte beforehand.

    Left alone is what another user owns there, what has other names, and what never moves. Reads the disk.
    """
    things, level = Things(found.inventory), level_of_files(context)
    stays = why_it_stays_here((found.old, *found.new), context)
    steps: list[Step] = []
    left: dict[str, int] = {}
    for pair in found.pairs:
        entry, kept = things.entry(pair.row), things.entry(pair.other)
        names = (entry.path, *entry.also)
        why = next(filter(None, map(stays, names)), "")
        if entry.owner != kept.owner:
            why = "other-owner"
        elif entry.links > len(names) or not all(name.startswith(ended(found.old)) for name in names):
            why = "other-names"
        elif level(kept.path) > level(entry.path):
            why = "keeper-not-lasting"
        if why:
            left[why] = left.get(why, 0) + 1
            continue
        keeper = Keeper(kept.path, identity_seen(kept), "in:" + os.fsdecode(found.new[0]), kept.owner)
        for name in names:
            steps.append(Step(
                id=str(len(steps) + 1), path=name, kind=Kind.FILE, identity=identity_seen(entry),
                allocated=entry.allocated, links=entry.links, category=CHOSEN.name, why=_SAME, keeper=keeper,
                proof=Proof.SAME_BYTES, owner=entry.owner,
            ))  # fmt: skip
    return Plan(
        tool_version=__version__, created_at=context.clock(), host=context.host, user=context.user, scan="",
        scanned_at=None, roots=(found.old, *found.new), steps=tuple(steps),
        left_alone=tuple(LeftAlone(code, count) for code, count in sorted(left.items())),
        owners={step.owner: owner_name(step.owner) for step in steps},
    )  # fmt: skip


def _check_places(old: str, new: Sequence[str]) -> None:
    mounts = mount_table()
    for each in new:
        same = os.path.samefile(old, each)
        on_one_device = facts_behind(old).st_dev == facts_behind(each).st_dev
        if same or (not on_one_device and show_one_file(os.fsencode(old), os.fsencode(each), mounts)):
            raise UsageProblem(
                tr("“{old}” and “{new}” are the same place.", old=old, new=each),
                tr("A file is no copy of itself: name another place."),
            )
