"""What rules may choose from a scan: by category, by folder, by age."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from cleanup.model.category import Proof
from cleanup.model.choice import Choice
from cleanup.model.finding import GOES
from cleanup.model.thing import Mask
from cleanup.plan.groups import Groups


def within(groups: Groups, choice: Choice) -> Mask:
    """For each thing, whether all its names are where the rules may choose, and it is old enough."""
    meant = np.ones(groups.all_things.count, dtype=np.bool_)
    if choice.under:
        meant = groups.below(choice.under)[1]
    if choice.older_than is not None:
        meant &= groups.modified < choice.older_than
    return meant


def asked_for(groups: Groups, choice: Choice) -> tuple[tuple[str, ...], Mask]:
    """The categories that the rules choose from, and which things in them they may choose.

    If none were named, these are the ones that may be safe, and only what goes by default in them, unless every copy
    was asked for. What is only looked for on request is chosen by hand alone.
    """
    goes = np.zeros(groups.all_things.count, dtype=np.bool_)
    categories = []
    for found in groups.scan.findings:
        if found.category.on_request or found.category.only_told:
            continue
        if found.category.proof is Proof.BY_RULE:
            named = choice.categories is not None and found.category.name in choice.categories
            if named or (choice.categories is None and found.category.may_be_safe):
                categories.append(found.category.name)
                goes[found.members[found.verdicts() == GOES]] = True
                goes[found.members[found.when_named()]] |= named
            continue
        if found.category.may_be_safe if choice.categories is None else found.category.name in choice.categories:
            categories.append(found.category.name)
            by_default = found.category.may_be_safe and not choice.every_copy
            goes[found.members[found.verdicts() == GOES if by_default else ~found.only_by_hand()]] = True
    return tuple(categories), goes


def only_by_hand(groups: Groups, categories: Collection[str]) -> Mask:
    """The things in these categories that no rule ever chooses."""
    marked = np.zeros(groups.all_things.count, dtype=np.bool_)
    for found in groups.scan.findings:
        if found.category.name in categories:
            marked[found.members[found.only_by_hand()]] = True
    return marked
