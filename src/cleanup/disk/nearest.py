"""The existing folder nearest to a path that may not be there yet. Imports nothing: every command needs it."""

from __future__ import annotations

import os


def nearest_folder(path: str) -> str:
    """The deepest existing folder above a path; the root of its drive if that is not there."""
    path = os.path.abspath(path)
    while not os.path.isdir(path) and (above := os.path.dirname(path)) != path:
        path = above
    return path
