"""Windows, where nothing is moved yet; runs can be listed, which takes a lock."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from cleanup.disk.system import NotServed

assert sys.platform == "win32"

import msvcrt  # noqa: E402

HAS_BIN = False


class Marks(NamedTuple):
    """See ``linux.py``."""

    locked: bool = False
    mounted: bool = False


def _refuse(*_: object) -> NoReturn:
    raise NotServed


hold: Callable[[int, bytes], int | None] = _refuse
watch: Callable[[int, bytes], int] = _refuse
path_of_held: Callable[[int], bytes] = _refuse
write_at: Callable[[int, bytes, int], int] = _refuse
attribute_names: Callable[[int], list[str]] = _refuse
copy_attribute: Callable[[int, int, str], None] = _refuse
give_to: Callable[[int, int, int], None] = _refuse
set_mode: Callable[[int, int], None] = _refuse
reserve: Callable[[int, int, int], None] = _refuse
written_ranges: Callable[[int, int], list[tuple[int, int]]] = _refuse
may_give: Callable[[int, int], bool] = _refuse
attribute_of: Callable[[int, str], bytes] = _refuse
set_attribute: Callable[[int, str, bytes], None] = _refuse
remove_attribute: Callable[[int, str], None] = _refuse
is_read_only: Callable[[int], bool] = _refuse
flags_of: Callable[[int], int] = _refuse
set_flags: Callable[[int, int], None] = _refuse
marks_at: Callable[[int, bytes], Marks] = _refuse
sync_all: Callable[[], None] = _refuse


def try_lock(file: int) -> bool:
    """Lock the first byte of an open file for this process alone; False if another one holds it."""
    try:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
