"""What a row of the inventory holds: written by the walk's workers with struct, read as columns by numpy.

Imports nothing, so that a worker stays small.
"""

from __future__ import annotations

# Name and type of each field, in their order, without padding; times in nanoseconds since 1970, sizes in bytes.
FILE_FIELDS = (
    ("folder", "<i4"), ("links", "<u4"), ("inode", "<u8"), ("device", "<u8"), ("size", "<i8"),
    ("allocated", "<i8"), ("modified", "<i8"), ("accessed", "<i8"), ("changed", "<i8"), ("name", "<i8"),
)  # fmt: skip
# ``links`` of a folder is the number of names in it, seen or not; a listed folder is one whose names were read.
FOLDER_FIELDS = (*FILE_FIELDS, ("listed", "<u4"))

# The same fields for struct; a test compares them.
PACKED_FILE = "<iIQQqqqqqq"
PACKED_FOLDER = PACKED_FILE + "I"
