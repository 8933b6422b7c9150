"""The story of a scan: walk, find, count."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cleanup import __version__
from cleanup.disk.answering import is_left_out
from cleanup.disk.filesystems import SHARING, counts_what_is_read
from cleanup.disk.last_use import with_last_use
from cleanup.disk.link_counts import NOT_TOLD, link_counts
from cleanup.disk.neighbours import NEIGHBOURS
from cleanup.disk.reading.digests import DigestCache, Digester, NoCache
from cleanup.disk.reading.shared_blocks import is_in_lower_layer, shared_by_row
from cleanup.disk.rules.kinds import sums_by_kind
from cleanup.disk.system import is_rotational, mount_table, owner_name
from cleanup.disk.volumes import mount_of
from cleanup.disk.workers import Workers
from cleanup.find import FINDERS
from cleanup.find.finder import Finder, Search, also_wanted, ready
from cleanup.find.stale import STALE, STALE_BY
from cleanup.language import tr
from cleanup.model.coverage import Mount
from cleanup.model.event import Listener
from cleanup.model.finding import NO_KEEPER, Findings
from cleanup.model.grouping import distinct
from cleanup.model.inventory import Inventory, Rows
from cleanup.model.request import ScanRequest
from cleanup.model.row import NO_OWNER
from cleanup.model.scan import Option, Scan, Totals
from cleanup.model.thing import Things
from cleanup.model.trouble import does_not_answer
from cleanup.plan.judging import judged
from cleanup.plan.order import in_reading_order
from cleanup.plan.savings import count_savings
from cleanup.plan.standing import Standing
from cleanup.store.digests import StoredDigests
from cleanup.walk.place import Noted, Place, Rules
from cleanup.walk.roots import prepare
from cleanup.walk.walker import Walk, WalkResult
from cleanup.workflow.environment import Context, new_id
from cleanup.workflow.places import belonging_of_places, level_of_places
from cleanup.workflow.recording import TroubleRecorder
from cleanup.workflow.staying_put import find_what_stays_put
from cleanup.workflow.volumes import cache_numbers, mounts_by_device, topmost_folders

# How many threads ask a disk at once: from a cold disk that is a quarter faster than two, and no slower if everything
# is in memory.
_AT_ONCE, _GENTLY = 8, 2


def scan(request: ScanRequest, options: dict[str, Option], context: Context) -> Scan:
    """Walk, find and count; changes nothing outside the cache folder. If stopped half-way, it gives what it has.

    ``options`` is what the scan was asked for, in words for its document.
    """
    started = context.clock()
    listen = context.listener
    recorder = TroubleRecorder(listen)
    protection = context.protection()
    finders = ready(FINDERS, request.categories, request.named, recorder, context.config)
    # First of all: it refuses places that are never scanned, before anything is written anywhere.
    rules, places = prepare(
        (os.fsdecode(root) for root in request.roots), request.selection, protection, _noted(finders)
    )
    for drive in sorted(rules.silent):
        recorder.trouble(does_not_answer(os.fsencode(drive), "walk"))
    answering = tuple(root for root in request.roots if not is_left_out(os.fsdecode(root)))
    with ExitStack() as stack:
        workers = stack.enter_context(_workers(request, answering))
        # Several rules may name one place.
        at_home = list(dict.fromkeys(path for finder in finders for path in finder.at_home(context.real_home)))
        walked = _walk(rules, places, workers, recorder, (context.real_home, [] if rules.everything else at_home))
        folders = topmost_folders(walked.inventory)
        mounts = _with_last_use(mounts_by_device(folders), walked.inventory, request)
        cache: DigestCache = NoCache()
        if request.use_cache and any(finder.reads for finder in finders):
            cache = stack.enter_context(StoredDigests(context.cache, recorder, cache_numbers(mounts, folders)))
        digester = Digester(walked.inventory, workers, cache, recorder, gentle=request.gentle)
        search = Search(
            request=request,
            inventory=walked.inventory,
            digest=digester.digest,
            volumes=dict(mounts),
            expected_folders=frozenset(os.fsencode(path) for path in protection.home_folders),
            complete=walked.complete,
            listen=recorder,
            home=context.real_home,
            recall=digester.recall,
            remember=digester.remember,
            read_once=digester.read_once,
            seen=digester.seen,
        )
        digester.also_wanted = partial(also_wanted, finders, search)
        found = tuple(finder.find(search) for finder in finders)
    _count_links(found, walked.inventory, recorder)
    things = Things(walked.inventory)
    volumes = tuple({mount.volume for mount in mounts.values()})
    level = level_of_places(context, marks=request.selection.everything)
    standing = Standing(things, volumes, level, belonging_of_places(context, answering))
    kept = judged(found, things, standing, NEIGHBOURS)
    totals = _totals(walked.inventory)
    shared = _take_shared_off(kept, walked.inventory, mounts, recorder)
    stays_put = find_what_stays_put(_going(kept), things, context.real_home)
    counted, savings = count_savings(kept, things, shared, stays_put, standing)
    findings, inventory = _only_found(tuple(in_reading_order(each, things) for each in counted), walked.inventory)
    return Scan(
        id=new_id(started),
        tool_version=__version__,
        started_at=started,
        finished_at=context.clock(),
        host=context.host,
        user=context.user,
        roots=request.roots,
        options=options,
        complete=walked.complete and not listen.stopped(),
        totals=totals,
        coverage=walked.coverage,
        volumes=tuple(sorted({mount.volume for mount in mounts.values()}, key=lambda volume: volume.path)),
        inventory=inventory,
        findings=findings,
        owners=_owners(findings, inventory),
        savings=savings,
        troubles=recorder.in_order(),
    )


def _noted(finders: Iterable[Finder]) -> Noted:
    """What these finders ask for among hidden or protected things."""
    wanted = [finder.noted for finder in finders]
    return Noted(
        tuple(sorted({name for each in wanted for name in each.beginnings})),
        tuple(sorted({name for each in wanted for name in each.endings})),
        frozenset(name for each in wanted for name in each.folders),
        tuple(sorted({name for each in wanted for name in each.folder_endings})),
        frozenset(name for each in wanted for name in each.holding),
    )


def _workers(request: ScanRequest, roots: tuple[bytes, ...]) -> Workers:
    """As many threads as were asked for; otherwise enough to keep a disk busy, or one for a spinning disk.

    As long as nothing is read from a disk, more threads than processors only get in each other's way.
    """
    if request.jobs:
        return Workers(request.jobs)
    if any(is_rotational(os.fsdecode(root)) for root in roots):
        return Workers(1)
    several, mounts = _GENTLY if request.gentle else _AT_ONCE, mount_table()
    told = not request.selection.cross_mounts and all(
        counts_what_is_read(mount_of(os.fsdecode(root), mounts).filesystem) for root in roots
    )
    return Workers(several, min(several, os.cpu_count() or several) if told else several)


def _with_last_use(mounts: dict[int, Mount], inventory: Inventory, request: ScanRequest) -> dict[int, Mount]:
    if not {STALE.name, STALE_BY.name} <= request.values.keys():
        return mounts
    by = STALE_BY.words[request.values[STALE_BY.name]]
    return with_last_use(mounts, inventory, by, request.values[STALE.name])


def _walk(
    rules: Rules, places: tuple[Place, ...], workers: Workers, listen: Listener, at_home: tuple[str, list[str]]
) -> WalkResult:
    listen.stage("walk")
    walk = Walk(rules, places, listen)
    walk.walk(workers)
    if at_home[1]:
        walk.take_aside(*at_home)
    result = walk.result()
    if result.complete:
        for option, patterns, matched in zip(
            ("--include", "--exclude"), (rules.include, rules.exclude), result.matched, strict=True
        ):
            for pattern in patterns:
                if pattern not in matched:
                    listen.warn(tr("Nothing here matches “{pattern}” ({option}).", pattern=pattern, option=option))
    return result


def _count_links(findings: tuple[Findings, ...], inventory: Inventory, listen: Listener) -> None:
    """Find out how many names the files in findings, and in folders of findings, have, if the walk was not told: a file
    with a name elsewhere frees nothing.
    """
    untold = inventory.files["links"] == NOT_TOLD
    if not untold.any():
        return
    things = Things(inventory)
    marked = np.zeros(things.count, dtype=np.bool_)
    for found in findings:
        marked[found.members] = True
    rows = np.flatnonzero(things.gone_with(marked)[: things.folders_begin] & untold)
    inventory.files["links"][rows] = link_counts(inventory, rows, listen)


def _going(findings: tuple[Findings, ...]) -> Rows:
    """What does not stay according to its findings."""
    return np.concatenate([np.zeros(0, dtype=np.int64), *(found.members[~found.kept()] for found in findings)])


def _take_shared_off(
    findings: tuple[Findings, ...], inventory: Inventory, mounts: dict[int, Mount], listen: Listener
) -> NDArray[np.int64]:
    """Reduce what the files in findings occupy to what they do not share with other files or snapshots; gives for each
    file row what was taken off.
    """
    shared = np.zeros(len(inventory.files), dtype=np.int64)
    devices = [device for device, mount in mounts.items() if mount.filesystem in SHARING or mount.upper]
    if not devices or not findings:
        return shared
    rows = distinct(np.concatenate([found.members for found in findings]))
    rows = rows[rows < len(inventory.files)]
    on_them = [inventory.files["device"][rows] == device for device in devices]
    rows = rows[np.logical_or.reduce(on_them)]
    occupied = inventory.files["allocated"]
    shared[rows] = np.minimum(shared_by_row(inventory, rows, listen), occupied[rows])
    for row, path in zip(rows.tolist(), inventory.each_path(rows), strict=True):
        if is_in_lower_layer(path, mounts[int(inventory.files["device"][row])]):
            shared[row] = occupied[row]
    occupied[rows] -= shared[rows]
    return shared


def _only_found(findings: tuple[Findings, ...], inventory: Inventory) -> tuple[tuple[Findings, ...], Inventory]:
    """Findings over a reduced inventory, with only their files: the rest has been counted and need not be kept."""
    things = Things(inventory)
    wanted = np.concatenate([np.zeros(0, dtype=np.int64), *(each.members for each in findings)])
    files, links = wanted[wanted < things.folders_begin], wanted[wanted >= things.links_begin]
    small, *new = inventory.cut_down(files, things.folders_of(wanted), links - things.links_begin)
    begins = Things(small)
    numbers = np.concatenate([new[0], begins.of_folders(new[1]), begins.of_links(new[2])])
    moved = []
    for each in findings:
        keepers = each.keepers.copy()
        some = keepers != NO_KEEPER
        keepers[some] = numbers[keepers[some]]
        moved.append(replace(each, members=numbers[each.members], keepers=keepers))
    return tuple(moved), small


def _owners(findings: tuple[Findings, ...], inventory: Inventory) -> dict[int, str]:
    """The names of those who own the things in findings, by number."""
    members = np.concatenate([np.zeros(0, dtype=np.int64), *(each.members for each in findings)])
    numbers = distinct(Things(inventory).values("owner", members)).tolist()
    return {number: owner_name(number) for number in numbers if number != NO_OWNER}


def _totals(inventory: Inventory) -> Totals:
    files, first = inventory.files, inventory.first
    return Totals(
        files=len(first),
        directories=inventory.searched[1],
        apparent_bytes=int(files["size"][first].sum()),
        allocated_bytes=int(files["allocated"][first].sum()),
        by_kind=sums_by_kind(inventory),
    )
