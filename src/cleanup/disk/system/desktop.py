"""Pass a path to the desktop, which opens it with the program its user chose. No shell is involved."""

from __future__ import annotations

import os
import subprocess
import sys

_PROGRAMS = (("/usr/bin/open",),) if sys.platform == "darwin" else (("xdg-open",), ("gio", "open"))


def has_desktop() -> bool:
    """Whether somebody is at a desktop here: without one, such programs take over the terminal."""
    if sys.platform == "linux":
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return sys.platform == "darwin"


def open_in_desktop(path: bytes) -> None:
    """Open a file or folder, by its absolute path; does not wait for it. Raises OSError."""
    for words in _PROGRAMS:
        try:
            subprocess.Popen(
                [*words, path],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        except FileNotFoundError:
            continue
        return
    raise FileNotFoundError
