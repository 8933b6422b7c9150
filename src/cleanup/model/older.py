"""Categories of scans that were remembered or written when these had no more of a category than its name."""

from __future__ import annotations

from cleanup.language import mark
from cleanup.model.category import Category, Proof, Unit
from cleanup.model.finding import Measure
from cleanup.model.thing import Kind


def older_category(name: str, measure: Measure, *, safe: bool, of_folders: bool) -> Category:
    """What the category was then; ``measure`` is that of its reason."""
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
