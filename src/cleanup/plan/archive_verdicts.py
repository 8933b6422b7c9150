"""Which archives are plainly one too many, and why a person has to look at the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cleanup.language import mark
from cleanup.model.finding import SMALL, Certainty, Findings, Ruling, Verdict
from cleanup.model.thing import Things
from cleanup.plan.standing import NO_WHOLE, Standing
from cleanup.plan.verdicts import IN_WHOLE

RULINGS = (
    Ruling(Verdict.GOES, mark("loose in an inbox, and extracted beside it"), "extracted"),
    Ruling(Verdict.ASK, mark("somebody filed it"), "filed"),
    Ruling(Verdict.ASK, mark("not everything in it is the same beside it"), "differs"),
    Ruling(Verdict.ASK, mark("part of something that belongs together"), IN_WHOLE),
    Ruling(Verdict.ASK, mark("in a copy of another place, such as a backup"), "in-copied-place"),
    Ruling(Verdict.ASK, mark("in a place that does not last"), "not-lasting"),
    Ruling(Verdict.ASK, mark("it has names in places that were not looked into"), "other-names"),
)
_EXTRACTED, _FILED, _DIFFERS, _WHOLE, _COPIED, _FLEETING, _NAMES = range(7)


def ruled_archives(found: Findings, things: Things, standing: Standing) -> Findings:
    """These archives with a ruling on each: one goes if it is loose in an inbox, and everything in it is beside it."""
    here = standing.places(found.members)
    numbers = np.full(len(found.members), _FILED, dtype=np.int64)
    numbers[here.inbox & here.loose] = _EXTRACTED
    numbers[standing.levels(found.members) > 0] = _FLEETING
    numbers[here.copied] = _COPIED
    numbers[here.whole != NO_WHOLE] = _WHOLE
    numbers[things.values("links", found.members) != 1] = _NAMES
    likely = np.asarray([reason.certainty is Certainty.LIKELY for reason in found.reasons], dtype=np.bool_)
    numbers[likely[found.reasoned]] = _DIFFERS
    return replace(found, rulings=RULINGS, ruled=numbers.astype(SMALL))
