"""From the records of a journal to its run: what each item is, how its step ended, where it is now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from cleanup.act.journal import RunFile, read_journal, run_files
from cleanup.act.records import (
    Done,
    Ended,
    Head,
    Intent,
    NotMoved,
    Purged,
    Purging,
    Record,
    Restored,
    Restoring,
    StillThere,
)
from cleanup.language import tr
from cleanup.model.errors import DocumentProblem
from cleanup.model.plan import Identity, add_up
from cleanup.model.run import Item, Place, Run, Space, State, Status

_OPEN = frozenset({State.OPEN, State.RESTORING, State.PURGING})
_NOTHING = Identity(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Told:
    """What a journal tells: the run, which items are under way, and whether its last step was followed by an end."""

    file: RunFile
    run: Run
    has_ended: bool

    def open_items(self) -> list[Item]:
        """The items whose last record is that something is about to happen to them."""
        return [item for item in self.run.items if item.state in _OPEN]


def tell(file: RunFile) -> Told:
    """Read a journal; raises DocumentProblem when it cannot be read, or was written by a newer program."""
    items: dict[str, Item] = {}
    ends: list[Ended] = []
    damaged = 0
    records = read_journal(file)
    head = next(records)
    assert isinstance(head, Head)
    for record in records:
        if record is None:
            damaged += 1
        elif isinstance(record, Ended):
            ends.append(record)
        else:
            _apply(record, items)
    return Told(file, _run(head, ends, tuple(items.values()), damaged), bool(ends))


def find_run_file(state: Path, name: str) -> RunFile:
    """The journal of a run by its id, or of the newest for ``last``; raises DocumentProblem when there is none."""
    known = run_files(state)
    if not known:
        raise DocumentProblem(tr("Nothing was moved to the trash by cleanup yet."), tr("Start with: cleanup trash"))
    if name == "last":
        return known[-1]
    for file in known:
        if file.run == name:
            return file
    raise DocumentProblem(
        tr("There is no run “{name}”.", name=name),
        tr("There are: {known}, and “last”.", known=", ".join(file.run for file in known[:-6:-1])),
    )


def tell_moved(state: Path, name: str) -> Told:
    """What the journal of a run tells; for ``last``, of the newest run that moved anything, if there is one.

    Raises DocumentProblem.
    """
    if name == "last":
        for file in reversed(run_files(state)):
            told = tell(file)
            if any(item.state is not State.NOT_MOVED for item in told.run.items):
                return told
    return tell(find_run_file(state, name))


def _apply(record: Record, items: dict[str, Item]) -> None:
    """Bring what is known of the items up to this record; what it says of an item never announced is passed over."""
    match record:
        case Intent():
            items[record.step] = _announced(record)
        case NotMoved():
            items[record.step] = _not_moved(record, items.get(record.step))
        case Done() | Restoring() | Restored() | StillThere() | Purging() | Purged():
            if (item := items.get(record.step)) is not None:
                items[record.step] = _changed(record, item)


@lru_cache(maxsize=64)
def _shared(folder: bytes) -> bytes:
    """The same bytes for the same folder: thousands of items lie in one."""
    return folder


def _announced(intent: Intent) -> Item:
    place = Place(_shared(intent.place.folder), intent.place.name, intent.place.info)
    return Item(
        step=intent.step, path=intent.path, kind=intent.kind, category=intent.category, identity=intent.identity,
        allocated=intent.allocated, links=intent.links, size=intent.size, mover=intent.mover, place=place,
        state=State.OPEN, status=Status.FAILED, code="unfinished", message=tr("cut off before its end"),
        manifest=intent.manifest,
    )  # fmt: skip


def _not_moved(record: NotMoved, item: Item | None) -> Item:
    if item is None:
        item = Item(
            step=record.step, path=record.path, kind=record.kind, category=record.category, identity=_NOTHING,
            allocated=0, links=1, size=record.size, mover="", place=Place(b"", b""), state=State.NOT_MOVED,
            status=record.status,
        )  # fmt: skip
    return replace(
        item, state=State.NOT_MOVED, status=record.status, code=record.code, message=record.message
    )  # fmt: skip


def _moved(done: Done, item: Item) -> Item:
    # Written out: there are thousands of these, and ``replace`` takes three times as long.
    return Item(
        step=item.step, path=item.path, kind=done.kind or item.kind, category=item.category,
        identity=done.identity or item.identity,
        allocated=item.allocated if done.allocated < 0 else done.allocated, links=done.links or item.links,
        size=item.size, mover=item.mover, place=done.place or item.place, state=State.IN_TRASH,
        status=Status.FAILED if done.conflict else Status.DONE, code="conflict" if done.conflict else "",
        message=done.message, manifest=item.manifest,
    )  # fmt: skip


def _changed(record: Done | Restoring | Restored | StillThere | Purging | Purged, item: Item) -> Item:
    match record:
        case Done():
            return _moved(record, item)
        case Restoring():
            return replace(item, state=State.RESTORING, restored_to=record.target)
        case Restored():
            return replace(item, state=State.RESTORED)
        case StillThere():
            return replace(item, state=State.IN_TRASH, restored_to=b"")
        case Purging():
            return replace(item, state=State.PURGING)
        case Purged():
            return replace(item, state=State.PURGED)


def _run(head: Head, ends: list[Ended], items: tuple[Item, ...], damaged: int) -> Run:
    first_end = ends[0] if ends else None
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
        space=space_of(items, sum(record.freed for record in ends)),
        damaged_lines=damaged,
    )


def space_of(items: tuple[Item, ...], freed: int) -> Space:
    """What these items brought to the trash, and what of it comes free."""
    moved = [item for item in items if item.status is Status.DONE]
    amounts = add_up((item.identity, item.links, item.size, item.allocated) for item in moved)
    return Space(amounts.size, amounts.reclaimable, freed)
