"""The kinds of things."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What can be moved; anything else (pipes, sockets, devices) stays where it is."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
