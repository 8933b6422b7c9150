"""Which threads of a process wait for a drive, by what the kernel tells of them."""

from __future__ import annotations

import os
import sys

assert sys.platform == "linux"

# Functions of the kernel in which one waits for a program or another computer to answer (fs/fuse, net/sunrpc, fs/nfs,
# fs/smb, net/9p, fs/ceph, fs/netfs), or for what it was asked for (mm/filemap.c).
_WAITS = (b"request_wait", b"fuse", b"folio_wait", b"page_bit", b"rpc_wait", b"nfs", b"cifs", b"smb",
          b"wait_for_response", b"p9_", b"ceph", b"netfs")  # fmt: skip


def threads_waiting(process: int) -> dict[str, str]:
    """The threads of a process that wait for a drive now, each with how often it had to wait until now.

    A thread with the same number a while later waited all the time.
    """
    found = {}
    folder = f"/proc/{process}/task"
    try:
        for thread in os.listdir(folder):
            with open(f"{folder}/{thread}/wchan", "rb") as function, open(f"{folder}/{thread}/status") as status:
                name = function.read()
                if any(wait in name for wait in _WAITS):
                    found[thread] = next((line for line in status if line.startswith("voluntary")), "")
    except OSError:
        # It ended meanwhile.
        pass
    return found
