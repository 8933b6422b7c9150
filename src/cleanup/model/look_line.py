"""Copies that are worth a look, by folder: a line for each folder that one decision can cover."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LineKind(StrEnum):
    """Why the copies in a line belong together; the words are stable."""

    COPY_OF_A_PLACE = "copy-of-a-place"
    PICKED = "picked"
    TWO_WHOLES = "two-wholes"
    IN_WHOLE = "in-whole"
    OTHER_VOLUME = "other-volume"
    OTHER_OWNER = "other-owner"
    TWO_INBOXES = "two-inboxes"
    SAME_FOLDER = "same-folder"
    SAME_TREE = "same-tree"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class LookLine:
    """How many ``files`` are worth a look, out of all the ``files_in_folder``; each has a copy elsewhere.

    ``elsewhere`` is the folder with most of these copies, out of ``folders_elsewhere``; the folder itself if the files
    are in there more than once; for ``SAME_TREE`` the folder that is the same. If a folder is picked, or there are two
    wholes, the files may be those in the other folders.
    """

    folder: bytes
    kind: LineKind
    files: int
    files_in_folder: int
    reclaimable_bytes: int
    elsewhere: bytes
    folders_elsewhere: int = 1
