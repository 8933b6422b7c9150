"""The categories in a scan document: what is found and why, for all findings of one category together."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from cleanup.model.category import Category, Proof, Unit, older_category
from cleanup.model.finding import Certainty, Findings, Measure, Reason, Ruling, Why
from cleanup.model.thing import Kind

_ADDED = tuple(field.name for field in fields(Category) if field.name not in {"name", "may_be_safe"})


class ReasonKeys(msgspec.Struct, kw_only=True):
    """A reason before its number is put in."""

    why: str
    why_one: str = ""
    measure: Measure


class CategoryKeys(msgspec.Struct, kw_only=True):
    """A category and its first reason; older documents end before ``summary``."""

    safe: bool
    of_folders: bool
    why: str
    why_one: str = ""
    measure: Measure
    summary: str = ""
    unit: Unit | None = None
    takes: list[Kind] = msgspec.field(default_factory=lambda: [Kind.FILE])
    wholes: bool = False
    only_empty: bool = False
    proof: Proof = Proof.NONE
    cost: str = ""
    remark: str = ""
    limit: str = ""
    by_last_use: bool = False
    more_reasons: list[ReasonKeys] | UnsetType = UNSET
    rulings: list[Ruling] | UnsetType = UNSET


def category_keys(findings: Findings) -> CategoryKeys:
    """What a document says of the category of these findings."""
    category, (first, *others) = findings.category, findings.reasons
    return CategoryKeys(
        safe=category.may_be_safe,
        of_folders=category.takes == {Kind.FOLDER},
        **_words(first),
        **{name: getattr(category, name) for name in _ADDED if name != "takes"},
        takes=sorted(category.takes),
        more_reasons=[ReasonKeys(**_words(each)) for each in others] or UNSET,
        rulings=list(findings.rulings) or UNSET,
    )


def _words(reason: Reason) -> dict[str, Any]:
    return {"why": reason.why.text, "why_one": reason.why.one, "measure": reason.why.measure}


def category_of(name: str, keys: CategoryKeys) -> Category:
    """The category with this name in a document."""
    if keys.unit is None:
        return older_category(name, keys.measure, safe=keys.safe, of_folders=keys.of_folders)
    added = {field: getattr(keys, field) for field in _ADDED}
    return Category(name, may_be_safe=keys.safe, **{**added, "takes": frozenset(keys.takes)})


def reasons_of(keys: CategoryKeys, certainties: dict[int, Certainty]) -> tuple[Reason, ...]:
    """The reasons of a category; how certain each is, its findings say."""
    return tuple(
        Reason(Why(each.why, each.measure, each.why_one), certainties.get(place, Certainty.EXACT))
        for place, each in enumerate((keys, *(keys.more_reasons or ())))
    )
