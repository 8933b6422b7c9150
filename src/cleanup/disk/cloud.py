"""Tell from ``lstat`` alone whether a file's contents are only in the cloud: opening it would download it."""

from __future__ import annotations

from cleanup.disk.system import Facts

# Windows: FILE_ATTRIBUTE_OFFLINE, RECALL_ON_OPEN and RECALL_ON_DATA_ACCESS (Windows SDK, winnt.h).
_WINDOWS = 0x1000 | 0x40000 | 0x400000
# macOS: SF_DATALESS (sys/stat.h).
_MACOS = 0x40000000


def is_cloud_only(seen: Facts, *, on_cloud_drive: bool) -> bool:
    """Whether a file is a placeholder; on a mounted cloud drive, so is a file that has a size but no blocks."""
    if getattr(seen, "st_file_attributes", 0) & _WINDOWS or getattr(seen, "st_flags", 0) & _MACOS:
        return True
    return on_cloud_drive and seen.st_size > 0 and getattr(seen, "st_blocks", 1) == 0


def is_hidden(name: str, seen: Facts) -> bool:
    """Whether the system's file manager hides this name: a leading dot, or the system's own mark."""
    # Windows: FILE_ATTRIBUTE_HIDDEN; macOS: UF_HIDDEN.
    return (
        name.startswith(".")
        or bool(getattr(seen, "st_file_attributes", 0) & 0x2)
        or bool(getattr(seen, "st_flags", 0) & 0x8000)
    )
