"""Which threads of a process wait for a drive, according to the kernel."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection

from cleanup.model.paths import is_inside

assert sys.platform == "linux"

# Kernel functions that wait for a program or another computer to answer (fs/fuse, net/sunrpc, fs/nfs, fs/smb, net/9p,
# fs/ceph, fs/netfs).
_WAITS = (b"request_wait", b"fuse", b"rpc_wait", b"nfs", b"cifs", b"smb", b"wait_for_response", b"p9_", b"ceph",
          b"netfs")  # fmt: skip
# And those that wait for a part of any file, also on a busy disk (mm/filemap.c).
_WAITS_FOR_A_PART = (b"folio_wait", b"page_bit")


def threads_waiting(process: int, drives: Collection[str]) -> dict[str, str]:
    """The threads of a process that are waiting for one of these drives, each with how often it has waited so far.

    A thread with the same number a while later has waited all the time.
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
    """Whether the file that a thread is waiting for is on one of these drives; True if unknown."""
    try:
        with open(f"{folder}/syscall") as call:
            file = int(call.read().split()[1], 16)
        path = os.readlink(f"{folder}/fd/{file}")
    except (OSError, ValueError, IndexError):
        return True
    return any(is_inside(path, drive) for drive in drives)
