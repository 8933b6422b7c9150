"""What rpm says is installed. It runs in a separate process, as nobody if we are root, and ignores everybody's
settings.
"""

from __future__ import annotations

import os
import subprocess

from cleanup.disk.system.unpacker import as_nobody

_RPM = "/usr/bin/rpm"
# In a home it would read macros, which can run anything, and some make it create its database there.
_SURROUNDINGS = {"HOME": os.devnull, "LC_ALL": "C"}
_MOST_SECONDS = 60


def told_by_rpm(form: str) -> str:
    """A line for each installed package, in rpm's own ``--queryformat``; "" if rpm is missing or does not respond."""
    if not os.access(_RPM, os.X_OK):
        return ""
    try:
        told: bytes = subprocess.run(
            [_RPM, "-qa", "--queryformat", form], env=_SURROUNDINGS, cwd="/", timeout=_MOST_SECONDS,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, **as_nobody(),
        ).stdout  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.decode("utf-8", "replace")
