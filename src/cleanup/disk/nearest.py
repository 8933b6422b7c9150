"""The folder that a path which may not be there yet would lie in. Loads nothing: every command asks for it."""

from __future__ import annotations

import os


def nearest_folder(path: str) -> str:
    """The deepest folder above a path that exists; the top of its drive, if that is not there."""
    path = os.path.abspath(path)
    while not os.path.isdir(path) and (above := os.path.dirname(path)) != path:
        path = above
    return path
