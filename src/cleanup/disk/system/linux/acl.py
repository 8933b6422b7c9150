"""Who may write according to an access control list of Linux."""

from __future__ import annotations

import os
import struct
import sys

assert sys.platform == "linux"

# linux/posix_acl_xattr.h: a version, then a tag, permissions and an id for each entry.
_NAME, _VERSION_SIZE, _ENTRY = "system.posix_acl_access", 4, struct.Struct("<HHI")
_USER, _GROUP, _WRITE = 0x02, 0x08, 0x02


def writers_named(path: str) -> tuple[set[int], set[int]]:
    """The users and groups that the list of a file or folder allows to write; none if it has no list."""
    try:
        content = os.getxattr(path, _NAME, follow_symlinks=False)
    except OSError:
        return set(), set()
    entries = [entry for entry in _ENTRY.iter_unpack(content[_VERSION_SIZE:]) if entry[1] & _WRITE]
    return {number for tag, _, number in entries if tag == _USER}, {
        number for tag, _, number in entries if tag == _GROUP
    }
