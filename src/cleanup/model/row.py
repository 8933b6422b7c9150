"""The fields of an inventory row: written by the walk with struct or in C, read as columns by numpy.

Columns are declared only here; they are filled in ``disk/rows.py`` and, the same way, in ``disk/_native.c`` (``Row``,
``fill``), and shown by ``FileEntry`` in ``model/inventory.py``. Imports nothing, so that a walk stays small.
"""

from __future__ import annotations

# Name and type of each field, in order, without gaps; times in nanoseconds since 1970, sizes in bytes. ``name`` is
# where the name begins among all names, which can therefore take 4 GiB. ``owner`` is a user's number. The length is a
# multiple of 8: numpy takes four times as long to pick from unaligned columns.
FILE_FIELDS = (
    ("folder", "<i4"), ("links", "<u4"), ("inode", "<u8"), ("device", "<u8"), ("size", "<i8"),
    ("allocated", "<i8"), ("modified", "<i8"), ("accessed", "<i8"), ("changed", "<i8"), ("name", "<u4"),
    ("owner", "<u4"),
)  # fmt: skip
# ``links`` of a folder is the number of names in it, seen or not; a ``listed`` folder is one whose names were read.
FOLDER_FIELDS = (*FILE_FIELDS, ("listed", "<u4"))

NO_FOLDER = -1
"""``folder`` of a root."""

NO_OWNER = 2**32 - 1
"""Where the owner is not known: no user has this number."""

_CODES = {"<i4": "i", "<u4": "I", "<i8": "q", "<u8": "Q"}


def packed(*wanted: str) -> str:
    """How struct packs a file's row: all fields, or only the ``wanted`` ones, in the row's order."""
    return "<" + "".join(
        _CODES[kind] if not wanted or name in wanted else f"{int(kind[2:])}x" for name, kind in FILE_FIELDS
    )
