"""Who may change a thing, by its permissions as Windows writes them (Security Descriptor Definition Language). Pure."""

from __future__ import annotations

import re
from collections.abc import Set

# Administrators, the system itself, and the installer of Windows (TrustedInstaller).
_OF_THE_SYSTEM = frozenset(
    {
        "BA", "SY", "S-1-5-32-544", "S-1-5-18",
        "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
    }
)  # fmt: skip
_OWNER = re.compile(r"O:(S-[\d-]+|[A-Z]{2})")
_ENTRY = re.compile(r"\(([^()]*)\)")
_EVERYBODY = "D:NO_ACCESS_CONTROL"
# Everything, write, and change the permissions or the owner; in a folder, remove names or the folder itself.
_OF_FOLDERS = frozenset({"FA", "GA", "WD", "WO", "DT", "SD"})
_OF_FILES = _OF_FOLDERS | {"FW", "GW", "DC", "LC"}
# The same as numbers (winnt.h).
_FOLDER_BITS = 0x10000000 | 0x40000 | 0x80000 | 0x40 | 0x10000
_FILE_BITS = _FOLDER_BITS | 0x40000000 | 0x2 | 0x4


def may_others_change(rights: str, ours: Set[str], *, folder: bool) -> bool:
    """Whether somebody other than the system and these users (SIDs) may change a file, or names in a folder.

    A right only to add to a folder changes nothing that is there. ``rights`` are owner and access list as text. Entries
    that deny are not looked at.
    """
    trusted = _OF_THE_SYSTEM | ours
    owner = _OWNER.match(rights)
    if owner is None or owner[1] not in trusted or _EVERYBODY in rights or "D:" not in rights:
        return True
    entries = [entry.split(";") for entry in _ENTRY.findall(rights[rights.index("D:") :])]
    return any(_gives(entry, folder=folder) and entry[5] not in trusted for entry in entries if len(entry) > 5)


def _gives(entry: list[str], *, folder: bool) -> bool:
    """Whether an entry lets somebody change the thing itself, which one that is only inherited does not."""
    kind, flags, given = entry[:3]
    if kind not in {"A", "XA", "OA"} or "IO" in _pairs(flags):
        return False
    if given.startswith("0x"):
        return bool(int(given, 16) & (_FOLDER_BITS if folder else _FILE_BITS))
    return not _pairs(given).isdisjoint(_OF_FOLDERS if folder else _OF_FILES)


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(0, len(text), 2)}
