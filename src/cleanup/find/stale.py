"""Files that nobody used for long."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from cleanup.find.finder import Search
from cleanup.model.finding import Findings, Measure, Why, singles


class Stale:
    """Files whose last use lies before the moment that was asked for."""

    name: ClassVar[str] = "stale"
    summary: ClassVar[str] = "files nobody opened or changed for long"
    safe: ClassVar[bool] = False

    def find(self, search: Search) -> Findings:
        """The last use is the newest of modification and access, or of modification and inode change.

        Access times count only on volumes where they are kept (see disk/volumes.py). Empty files are a category of
        their own.
        """
        rows = search.inventory.first
        files = search.inventory.files
        rows = rows[files["size"][rows] > 0]
        trusted = [device for device, volume in search.volumes.items() if volume.access_times]
        opened = np.isin(files["device"][rows], np.asarray(trusted, dtype=np.uint64))
        second = np.where(opened, files["accessed"][rows], files["changed"][rows])
        used = np.maximum(files["modified"][rows], second)
        limit = int(search.request.unused_since.timestamp()) * 10**9
        old = used < limit
        return singles(self.name, Why("not used since {}", Measure.MOMENT), rows[old], used[old], safe=self.safe)
