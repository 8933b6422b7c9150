"""Step back behind the other programs of this computer: the processor and the disk to them first."""

from __future__ import annotations

import os
import platform
import sys

assert sys.platform == "linux"

_LOWEST = 19
# linux/ioprio.h: the class that gets the disk when nobody else wants it; IOPRIO_WHO_PROCESS, and 0 is oneself.
_IDLE = 3 << 13
_WHO_PROCESS = 1
# ioprio_set has no name in the C library, and its number differs from one kind of processor to the next.
_IOPRIO_SET = {"x86_64": 251, "aarch64": 30, "riscv64": 30, "loongarch64": 30, "ppc64le": 273, "s390x": 282}


def step_back() -> None:
    """Give this thread, and all threads and processes it starts from now on, the lowest priorities there are.

    There is no way back. The one of the disk is known to Linux only, and to schedulers that sort by it (BFQ,
    mq-deadline); what a system does not have or does not allow is left as it is.
    """
    os.nice(_LOWEST)
    number = _IOPRIO_SET.get(platform.machine())
    if number is not None and sys.maxsize > 2**32:
        import ctypes

        ctypes.CDLL(None).syscall(ctypes.c_long(number), _WHO_PROCESS, 0, _IDLE)
