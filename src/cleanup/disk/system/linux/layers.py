"""Whether a file on an overlay began in a lower layer, by the handle that the kernel makes for it. This works even if
the layers are out of sight, as in a container.
"""

from __future__ import annotations

import os
import struct
import sys

if sys.platform == "linux":
    from cleanup.disk.system.posix.library import library

assert sys.platform == "linux"

# AT_HANDLE_FID (linux/fcntl.h, since 6.5, for overlays since 6.6); AT_FDCWD.
_FID = 0x200
_HERE = -100
_ROOM = 128
# struct file_handle: its length and type; fs/overlayfs/overlayfs.h: OVL_FILEID_V1, where the flags are in struct
# ovl_fh, and the flag of a file without an origin in a lower layer (OVL_FH_FLAG_PATH_UPPER).
_HEAD = struct.Struct("Ii")
_OVERLAY = 0xF8
_FLAGS = _HEAD.size + 6
_UPPER = 4


def began_in_lower_layer(path: bytes) -> bool:
    """Whether the blocks of what has this path on an overlay are, or were, in a layer from which nothing is removed;
    False too if an older kernel does not say.
    """
    from ctypes import byref, c_int, create_string_buffer

    ask = getattr(library(), "name_to_handle_at", None)
    handle = create_string_buffer(_HEAD.size + _ROOM)
    _HEAD.pack_into(handle, 0, _ROOM, 0)
    if ask is None or ask(_HERE, os.fsencode(path), handle, byref(c_int()), _FID):
        return False
    length, kind = _HEAD.unpack_from(handle)
    return kind == _OVERLAY and length > _FLAGS - _HEAD.size and not handle.raw[_FLAGS] & _UPPER
