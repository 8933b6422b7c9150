"""Warn about parts of a choice that match nothing in the scan, since that is what a slip of the pen looks like."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from cleanup.language import tr
from cleanup.model.choice import Choice
from cleanup.model.finding import NO_KEEPER
from cleanup.model.paths import for_patterns
from cleanup.model.rule import written
from cleanup.plan.groups import Groups
from cleanup.walk.selection import Patterns
from cleanup.workflow.environment import Context


def tell_what_matches_nothing(groups: Groups, choice: Choice, context: Context) -> None:
    """Warn about each folder, pattern and category in a choice that matches nothing; not about what a
    machine protects.
    """
    for sentence in _sentences(groups, replace(choice, protect=context.typed_here(choice.protect))):
        context.listener.warn(sentence)


def _sentences(groups: Groups, choice: Choice) -> Iterator[str]:
    copies = groups.members[groups.keepers()[groups.owners] != NO_KEEPER]
    for rule in choice.keep:
        if rule.folder and not groups.below((rule.folder,))[0][copies].any():
            yield tr("No copy that was found is in the folder of the keep rule “{rule}”.", rule=written(rule))
    for folder in choice.under:
        if not groups.below((folder,))[0][groups.members].any():
            yield tr("No file that was found is in “{folder}” (--under).", folder=os.fsdecode(folder))
    for pattern in _idle(groups, choice.protect):
        yield tr("No file that was found matches “{pattern}” (--protect).", pattern=pattern)
    for name in choice.categories or ():
        if not any(found.category.name == name and len(found) for found in groups.scan.findings):
            yield tr("Nothing of the category “{name}” was found (--only).", name=name)


def _idle(groups: Groups, patterns: tuple[str, ...]) -> list[str]:
    """The patterns that match none of the things that were found."""
    if not patterns:
        return []
    asked = Patterns(patterns, ())
    things = groups.all_things
    for thing in np.unique(groups.members).tolist():
        for path in (things.path(thing), *things.other_names(thing)):
            asked.wants_file(for_patterns(os.fsdecode(path)))
        if len(asked.matched()[0]) == len(patterns):
            return []
    return [pattern for pattern in patterns if pattern not in asked.matched()[0]]
