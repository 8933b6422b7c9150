"""A category of findings: what is found, what it is counted in, and what must be proved before one moves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cleanup.language import Marked, mark
from cleanup.model.reasons import Measure

_NOTHING = Marked("")


class Kind(StrEnum):
    """What can be moved; anything else (pipes, sockets, devices) stays where it is."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"


class Proof(StrEnum):
    """What is compared, right before a move, between the thing that goes and the one that stays.

    ``SAME_BYTES``: two files, byte by byte; ``SAME_TREE``: two folders with everything in them; ``EXTRACTED``: all
    members of an archive and the files beside it that they became; ``ALIKE``: two pictures, decoded and laid over each
    other; ``BY_RULE``: nothing stays for it, and the rule that found it must still apply; ``EMPTY``: there must be
    nothing but folders in it when its turn comes, since the others have left it; ``NONE``: there is nothing to compare
    with.
    """

    SAME_BYTES = "same-bytes"
    SAME_TREE = "same-tree"
    EXTRACTED = "extracted"
    ALIKE = "alike"
    BY_RULE = "by-rule"
    EMPTY = "empty"
    NONE = "none"


class Unit(StrEnum):
    """What a category counts its findings in."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of finding; texts are marked, and translated when they are shown.

    ``name`` is the word in options and documents, and never changes once released. ``takes`` says which kinds of things
    its findings contain, and ``wholes`` that these may be protected ones (a folder of packages, say), which then move
    as a whole or not at all. ``only_empty``: its folders may move only while there is nothing in them but folders.
    ``may_be_safe``: some of it may go without a look at each. ``cost`` says what it takes to get it back, "" if
    nothing. ``on_request``: it takes long and proves nothing, so it is looked for only if named, and chosen only by
    hand. ``remark`` is a short note beside its sum; ``{limit}`` in it stands for the value of the scan's option
    ``limit``. ``by_last_use``: it depends on when files were last opened, which not every volume records.
    ``only_told``: for information only; nothing in it is chosen, or counted on its account.
    """

    name: str
    summary: Marked
    unit: Unit = Unit.FILE
    takes: frozenset[Kind] = frozenset({Kind.FILE})
    wholes: bool = False
    only_empty: bool = False
    may_be_safe: bool = False
    proof: Proof = Proof.NONE
    cost: Marked = _NOTHING
    remark: Marked = _NOTHING
    limit: str = ""
    by_last_use: bool = False
    on_request: bool = False
    only_told: bool = False


CHOSEN = Category("chosen", mark("what you named yourself"), takes=frozenset(Kind))


def older_category(name: str, measure: Measure, *, safe: bool, of_folders: bool) -> Category:
    """A category from when documents had only its name; ``measure`` is that of its reason."""
    if safe:
        return Category(
            name, mark(""), Unit.GROUP, may_be_safe=True, proof=Proof.SAME_BYTES,
            remark=mark("one copy of each always stays"),
        )  # fmt: skip
    if of_folders:
        return Category(name, mark(""), Unit.FOLDER, frozenset({Kind.FOLDER}), only_empty=True)
    match measure:
        case Measure.BYTES:
            return Category(name, mark(""), remark=mark("{limit} or more"), limit="large")
        case Measure.MOMENT:
            return Category(name, mark(""), remark=mark("not used for {limit}"), limit="stale", by_last_use=True)
    return Category(name, mark(""))
