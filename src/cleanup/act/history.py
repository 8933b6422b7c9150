"""From the records of a journal to its run: what each item is, how its step ended, where it is now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from cleanup.act.journal import RunFile, read_journal, run_files
from cleanup.act.movers.registry import mover_of
from cleanup.act.records import (
    Done,
    Ended,
    Head,
    Intent,
    NotMoved,
    PartlyPurged,
    Purged,
    Purging,
    Restored,
    Restoring,
    StillThere,
)
from cleanup.language import tr
from cleanup.model.errors import DocumentProblem
from cleanup.model.ids import LAST, meant, those_there_are
from cleanup.model.plan import Identity, add_up
from cleanup.model.run import Announced, Item, Place, Run, Space, State, Status

_OPEN = frozenset({State.OPEN, State.RESTORING, State.PURGING})
_NOTHING = Identity(0, 0, 0, 0)

_OfItem = Done | NotMoved | Restoring | Restored | StillThere | Purging | PartlyPurged | Purged


@dataclass(frozen=True, slots=True)
class ReplayedRun:
    """What a journal says: the run, which items are under way, and whether an end follows its last step."""

    file: RunFile
    run: Run
    has_ended: bool

    def open_items(self) -> list[Item]:
        """The items whose last record announces that something is about to happen to them."""
        return [item for item in self.run.items if item.state in _OPEN]


def replay(file: RunFile) -> ReplayedRun:
    """Read a journal; raises DocumentProblem if it cannot be read, or was written by a newer version."""
    records = read_journal(file)
    head = next(records)
    assert isinstance(head, Head)
    items: dict[str, Item | Intent] = {}
    ends: list[Ended] = []
    damaged = 0
    for record in records:
        match record:
            case Intent():
                items[record.step] = record
            case Done() | NotMoved() | Restoring() | Restored() | StillThere() | Purging() | PartlyPurged() | Purged():
                if (item := items.get(record.step)) is not None:
                    items[record.step] = _changed(record, item)
                elif isinstance(record, NotMoved):
                    # Refused, or the announcing line is damaged: it is enough to know that it did not move.
                    items[record.step] = _never_announced(record)
            case Ended():
                ends.append(record)
            case None:
                damaged += 1
    return ReplayedRun(file, _run(head, ends, tuple(map(_settled, items.values())), damaged), bool(ends))


def find_run_file(state: Path, name: str) -> RunFile:
    """The journal of a run by its id or part of it, or of the newest run for ``last``.

    Raises DocumentProblem if there is none.
    """
    known = run_files(state)
    if not known:
        raise DocumentProblem(tr("Nothing was moved to the trash yet."), tr("Start with: cleanup trash"))
    wanted = known[-1].run if name == LAST else meant(name, [file.run for file in known])
    for file in known:
        if file.run == wanted:
            return file
    raise DocumentProblem(
        tr("There is no run “{name}”.", name=name),
        those_there_are(name, [file.run for file in reversed(known)]),
    )


def replay_moved(state: Path, name: str) -> ReplayedRun:
    """What the journal of a run says; for ``last``, that of the newest run that moved anything, if any.

    Raises DocumentProblem.
    """
    if name == "last":
        for file in reversed(run_files(state)):
            replayed = replay(file)
            if any(item.state is not State.NOT_MOVED for item in replayed.run.items):
                return replayed
    return replay(find_run_file(state, name))


def _settled(item: Item | Intent) -> Item:
    """An item as far as it is known; one without an end was cut off."""
    return item if isinstance(item, Item) else cut_off(item)


def cut_off(intent: Intent) -> Item:
    """The item, if nothing is known but that it was about to move."""
    return _item(
        intent, state=State.OPEN, status=Status.FAILED, code="unfinished", message=tr("interrupted before its end")
    )  # fmt: skip


def _item(announced: Announced, **known: Any) -> Item:
    """The item as announced, with whatever else or better is known about it."""
    facts = {name: getattr(announced, name) for name in Announced.__struct_fields__}
    return Item(**{**facts, "aside": mover_of(announced.mover).aside, **known})


def _never_announced(record: NotMoved) -> Item:
    """A step that was never announced, because it was not to be tried."""
    return Item(
        step=record.step, path=record.path, kind=record.kind, category=record.category, identity=_NOTHING,
        allocated=0, links=1, size=record.size, mover="", place=Place(b"", b""), state=State.NOT_MOVED,
        status=record.status, code=record.code, message=record.message,
    )  # fmt: skip


def _moved(done: Done, item: Item | Intent) -> Item:
    allocated = item.allocated if done.allocated < 0 else done.allocated
    return _item(
        item, kind=done.kind or item.kind, identity=done.identity or item.identity, allocated=allocated,
        links=done.links or item.links, place=done.place or item.place, state=State.IN_TRASH,
        status=Status.FAILED if done.conflict else Status.DONE, code="conflict" if done.conflict else "",
        message=done.message,
    )  # fmt: skip


def _changed(record: _OfItem, item: Item | Intent) -> Item:
    """What is known about an item after one more record."""
    if isinstance(record, Done):
        return _moved(record, item)
    item = _settled(item)
    match record:
        case NotMoved():
            return replace(
                item, state=State.NOT_MOVED, status=record.status, code=record.code, message=record.message
            )  # fmt: skip
        case Restoring():
            return replace(item, state=State.RESTORING, restored_to=record.target)
        case Restored():
            return replace(item, state=State.RESTORED)
        case StillThere():
            return replace(item, state=State.IN_TRASH, restored_to=b"")
        case Purging():
            return replace(item, state=State.PURGING)
        case PartlyPurged():
            return replace(item, state=State.PARTLY_FREED)
        case Purged():
            return replace(item, state=State.PURGED)


def _run(head: Head, ends: list[Ended], items: tuple[Item, ...], damaged: int) -> Run:
    first_end = ends[0] if ends else None
    moved = add_up(
        (item.identity, item.links, item.size, item.allocated) for item in items if item.status is Status.DONE
    )
    return Run(
        id=head.run,
        tool_version=head.tool_version,
        started_at=head.started_at,
        finished_at=first_end.at if first_end else head.started_at,
        host=head.host,
        user=head.user,
        scan=head.scan,
        complete=first_end is not None and first_end.complete,
        items=items,
        space=Space(moved.size, moved.reclaimable, sum(end.freed for end in ends)),
        damaged_lines=damaged,
        scanned_at=head.scanned_at,
        roots=head.roots,
    )
