"""Files that look old, but for the times that only the system sets."""

from __future__ import annotations

import os
import time
from pathlib import Path


def make_old(folder: Path) -> None:
    """Say of all that a folder holds, and of itself, that it was last written and read 400 days ago."""
    moment = time.time() - 400 * 86400
    for place, _, files in os.walk(folder, topdown=False):
        for path in (*(os.path.join(place, name) for name in files), place):
            # Windows' Python cannot say so of a link itself.
            follows = os.utime not in os.supports_follow_symlinks
            os.utime(path, (moment, moment), follow_symlinks=follows)
