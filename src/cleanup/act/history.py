"""From the records of a journal to its run: what each item is, how its step ended, where it is now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
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
from cleanup.model.packed import Packed
from cleanup.model.plan import Adding, Identity
from cleanup.model.run import Item, Place, Run, Space, State, Status

_OPEN = frozenset({State.OPEN, State.RESTORING, State.PURGING})
_NOTHING = Identity(0, 0, 0, 0)
# Most steps end soon after they were announced. More than two batches of the journal, and little memory.
_AT_HAND = 1024

_OfItem = Done | NotMoved | Restoring | Restored | StillThere | Purging | Purged


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
    records = read_journal(file)
    head = next(records)
    assert isinstance(head, Head)
    telling = _Telling(records)
    adding = Adding()
    items: Sequence[Item] = Packed(Item, _added(telling.items(), adding))
    if telling.late:
        adding = Adding()
        items = Packed(Item, _added(telling.with_late(items), adding))
    amounts = adding.amounts()
    space = Space(amounts.size, amounts.reclaimable, sum(record.freed for record in telling.ends))
    return Told(file, _run(head, telling.ends, items, space, telling.damaged), bool(telling.ends))


class _Telling:
    """Goes through the records of a journal once, with only the items at hand that were announced last.

    What is said of an item later, when it was brought back for instance, is kept in ``late`` by its step.
    """

    def __init__(self, records: Iterable[Record | None]) -> None:
        self._records = records
        self._at_hand: dict[str, Item | Intent] = {}
        self._has_let_go = False
        self.late: dict[str, list[_OfItem]] = {}
        self.ends: list[Ended] = []
        self.damaged = 0

    def items(self) -> Iterator[Item]:
        """The items in the order they were announced, without what is said late."""
        for record in self._records:
            if len(self._at_hand) >= _AT_HAND:
                yield from self._let_go()
            match record:
                case Intent():
                    # What was said of it before it was announced counts for nothing.
                    self.late.pop(record.step, None)
                    self._at_hand[record.step] = record
                case Done() | NotMoved() | Restoring() | Restored() | StillThere() | Purging() | Purged():
                    self._apply(record)
                case Ended():
                    self.ends.append(record)
                case None:
                    self.damaged += 1
        yield from map(_settled, self._at_hand.values())

    def with_late(self, items: Iterable[Item]) -> Iterator[Item]:
        """The same items, with what was said of them late."""
        for item in items:
            yield _as_of(item, self.late.pop(item.step, []))
        for records in self.late.values():
            # The line that announced it is damaged; what says that it did not move is enough.
            for number, record in enumerate(records):
                if isinstance(record, NotMoved):
                    yield _as_of(_held_back(record), records[number + 1 :])
                    break

    def _let_go(self) -> Iterator[Item]:
        self._has_let_go = True
        for step in list(islice(self._at_hand, len(self._at_hand) // 2)):
            yield _settled(self._at_hand.pop(step))

    def _apply(self, record: _OfItem) -> None:
        item = self._at_hand.get(record.step)
        if item is not None:
            self._at_hand[record.step] = _changed(record, item)
        elif isinstance(record, NotMoved) and (record.path or not self._has_let_go):
            self._at_hand[record.step] = _held_back(record)
        else:
            self.late.setdefault(record.step, []).append(record)


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


def _as_of(item: Item, records: Iterable[_OfItem]) -> Item:
    """What is known of an item after these records."""
    for record in records:
        item = _changed(record, item)
    return item


def _settled(item: Item | Intent) -> Item:
    """An item as far as it is known; one of which no end is told was cut off."""
    if isinstance(item, Item):
        return item
    return Item(
        step=item.step, path=item.path, kind=item.kind, category=item.category, identity=item.identity,
        allocated=item.allocated, links=item.links, size=item.size, mover=item.mover, place=item.place,
        state=State.OPEN, status=Status.FAILED, code="unfinished", message=tr("cut off before its end"),
        manifest=item.manifest,
    )  # fmt: skip


def _held_back(record: NotMoved) -> Item:
    """A step that was never announced, since it was not to be tried."""
    return Item(
        step=record.step, path=record.path, kind=record.kind, category=record.category, identity=_NOTHING,
        allocated=0, links=1, size=record.size, mover="", place=Place(b"", b""), state=State.NOT_MOVED,
        status=record.status, code=record.code, message=record.message,
    )  # fmt: skip


def _moved(done: Done, item: Item | Intent) -> Item:
    # Made at once from what was announced: there are very many of these.
    return Item(
        step=item.step, path=item.path, kind=done.kind or item.kind, category=item.category,
        identity=done.identity or item.identity,
        allocated=item.allocated if done.allocated < 0 else done.allocated, links=done.links or item.links,
        size=item.size, mover=item.mover, place=done.place or item.place, state=State.IN_TRASH,
        status=Status.FAILED if done.conflict else Status.DONE, code="conflict" if done.conflict else "",
        message=done.message, manifest=item.manifest,
    )  # fmt: skip


def _changed(record: _OfItem, item: Item | Intent) -> Item:
    """What is known of an item after one more record."""
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
        case Purged():
            return replace(item, state=State.PURGED)


def _run(head: Head, ends: list[Ended], items: Sequence[Item], space: Space, damaged: int) -> Run:
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
        space=space,
        damaged_lines=damaged,
    )


def _added(items: Iterable[Item], adding: Adding) -> Iterator[Item]:
    """The same items; what they brought to the trash, and what of it comes free, is added up on the way."""
    for item in items:
        if item.status is Status.DONE:
            adding.add(item.identity, item.links, item.size, item.allocated)
        yield item
