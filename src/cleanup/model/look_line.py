"""What is worth a look among copies, told by folder: a line for each folder that one decision can cover."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LineKind(StrEnum):
    """Why the copies of a line are one matter; the words are stable."""

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
    """So many ``files`` worth a look, of all the ``files_in_folder``, each of which has a copy elsewhere.

    ``elsewhere`` is the folder with most of these copies, of ``folders_elsewhere`` in all; the folder itself where
    the files are in there more than once; of ``SAME_TREE`` the folder that is the same. Of a folder that is picked, and
    of two wholes, the files may be those of the other folders.
    """

    folder: bytes
    kind: LineKind
    files: int
    files_in_folder: int
    reclaimable_bytes: int
    elsewhere: bytes
    folders_elsewhere: int = 1
