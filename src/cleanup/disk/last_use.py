"""Whether times say when files were used: a backup, a virus scan, a search or a copy touches nearly all at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cleanup.model.coverage import Mount
from cleanup.model.inventory import Inventory

_DAY = 24 * 3600 * 10**9
# If there are fewer files, somebody may have looked at nearly all of them within a day.
_FEWEST = 50
_NEARLY_ALL = 0.9

BY_WORDS = ("auto", "opened", "changed")
"""What can count as use; the first decides for each volume."""
AT_ONCE, AS_ASKED = "opened-at-once", "stale-by"
"""The reasons of volumes whose access times do not count since all are of one day, or since that was asked for."""


def touched_at_once(times: NDArray[np.int64], since: int) -> bool:
    """Whether nearly all of these moments are after another one, and within one day; in nanoseconds."""
    wanted = math.ceil(_NEARLY_ALL * len(times))
    recent = np.sort(times[times >= since])
    if len(times) < _FEWEST or len(recent) < wanted:
        return False
    return bool(np.any(recent[wanted - 1 :] - recent[: len(recent) - wanted + 1] <= _DAY))


def with_last_use(mounts: Mapping[int, Mount], inventory: Inventory, by: str, since: int) -> dict[int, Mount]:
    """The volumes by device, each with whether access times count there: as was asked, or judging by their spread.

    Looks at the files that were not changed ``since``: their access times decide.
    """
    return {device: _judged(mount, inventory, by, since) for device, mount in mounts.items()}


def _judged(mount: Mount, inventory: Inventory, by: str, since: int) -> Mount:
    if by != BY_WORDS[0]:
        return replace(mount, access_times=by == "opened", reason=AS_ASKED)
    if not mount.access_times:
        return mount
    files = inventory.files
    asked = np.isin(files["device"], np.array(mount.devices, dtype=np.uint64)) & (files["modified"] < since)
    if touched_at_once(files["accessed"][asked & (files["size"] > 0)], since):
        return replace(mount, access_times=False, reason=AT_ONCE)
    return mount
