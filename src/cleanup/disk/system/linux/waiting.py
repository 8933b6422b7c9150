"""Which threads of a process wait for a drive, by what the kernel tells of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection

from cleanup.model.paths import is_inside

assert sys.platform == "linux"

# Functions of the kernel in which one waits for a program or another computer to answer (fs/fuse, net/sunrpc, fs/nfs,
# fs/smb, net/9p, fs/ceph, fs/netfs).
_WAITS = (b"request_wait", b"fuse", b"rpc_wait", b"nfs", b"cifs", b"smb", b"wait_for_response", b"p9_", b"ceph",
          b"netfs")  # fmt: skip
# And in which one waits for a part of any file, on a disk that is busy too (mm/filemap.c).
_WAITS_FOR_A_PART = (b"folio_wait", b"page_bit")


def threads_waiting(process: int, drives: Collection[str]) -> dict[str, str]:
    """The threads of a process that wait for one of these drives now, each with how often it had to wait until now.

    A thread with the same number a while later waited all the time.
    """
    found = {}
    try:
        for thread in os.listdir(f"/proc/{process}/task"):
            folder = f"/proc/{process}/task/{thread}"
            with open(f"{folder}/wchan", "rb") as function, open(f"{folder}/status") as status:
                name = function.read()
                if any(wait in name for wait in _WAITS) or (
                    any(wait in name for wait in _WAITS_FOR_A_PART) and _asks_one_of(drives, folder)
                ):
                    found[thread] = next((line for line in status if line.startswith("voluntary")), "")
    except OSError:
        # It ended meanwhile.
        pass
    return found


def _asks_one_of(drives: Collection[str], folder: str) -> bool:
    """Whether the file that a thread asks for lies on one of these drives; True where that is not told."""
    try:
        with open(f"{folder}/syscall") as call:
            file = int(call.read().split()[1], 16)
        path = os.readlink(f"{folder}/fd/{file}")
    except (OSError, ValueError, IndexError):
        return True
    return any(is_inside(path, drive) for drive in drives)
