"""Why a copy stays, in words."""

from __future__ import annotations

import os
from collections.abc import Callable

from cleanup.language import tr
from cleanup.model.rule import BY_HAND, RULES, TIE, Rule, why_kept
from cleanup.report.safe import shown


def why_it_stays(rule: str, path: Callable[[bytes], str]) -> str:
    """What a rule says, as it is written in plans; ``path`` writes a folder so that it can be shown."""
    name, _, folder = rule.partition(":")
    if name in RULES:
        return why_kept(Rule(name), path(os.fsencode(folder)) if folder else "")
    return {TIE: why_kept(None), BY_HAND: tr("chosen by you")}.get(rule, shown(rule))
