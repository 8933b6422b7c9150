"""Give way to the other programs on this computer, at the processor and at the disk."""

from __future__ import annotations

import os
import platform
import sys

if sys.platform == "linux":
    from cleanup.disk.system.posix.library import library

assert sys.platform == "linux"

_LOWEST = 19
# linux/ioprio.h: the class that gets the disk when nobody else wants it; IOPRIO_WHO_PROCESS, where 0 is the caller.
_IDLE = 3 << 13
_WHO_PROCESS = 1
# ioprio_set has no name in the C library, and its number differs between kinds of processor.
_IOPRIO_SET = {"x86_64": 251, "aarch64": 30, "riscv64": 30, "loongarch64": 30, "ppc64le": 273, "s390x": 282}


def step_back() -> None:
    """Give this thread, and all threads and processes it starts from now on, the lowest priorities.

    There is no way back. Only Linux has a disk priority, and only with schedulers that sort by it (BFQ, mq-deadline);
    what a system lacks or does not allow is skipped.
    """
    os.nice(_LOWEST)
    number = _IOPRIO_SET.get(platform.machine())
    if number is not None and sys.maxsize > 2**32:
        from ctypes import c_long

        library().syscall(c_long(number), _WHO_PROCESS, 0, _IDLE)
