"""The names that the seams of all systems share."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple

NAME = sys.platform
"""The name of this system, as our lists and troubles have it."""

Handle = int
"""An open folder, which only the seam looks into."""

Listed = tuple[list[str], list[str]]
"""All names in a folder; and those of files and folders, with whatever the folder does not tell from these."""


if sys.platform == "win32":
    from cleanup.disk.system.windows.layouts import Facts as Facts
else:
    Facts = os.stat_result
"""What a system says of a file, folder or link; times in nanoseconds, sizes in bytes.

``st_ctime_ns`` is the time of the last change of any kind, never that of the creation, and does not depend on whether
a file was asked by its name or opened.
"""


class BinRules(NamedTuple):
    """What a Windows computer says about the bin of a drive.

    ``fixed``: whether the drive stays in this computer. ``off``: whether Windows erases at once what is thrown away
    there. ``room``: the size in bytes of the largest thing the bin takes.
    """

    fixed: bool
    off: bool
    room: int
