"""Where a file was downloaded from, as browsers note it in an extended attribute."""

from __future__ import annotations

import os
import sys

assert sys.platform == "linux"

_NAME = "user.xdg.origin.url"


def says_its_origin(path: str) -> bool:
    """Whether a file has a note of where it came from; follows no link."""
    try:
        return bool(os.getxattr(path, _NAME, follow_symlinks=False))
    except OSError:
        return False
