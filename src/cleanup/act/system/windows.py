"""Windows, where nothing is moved yet; runs can be listed, which takes a lock."""

from __future__ import annotations

import sys

from cleanup.disk.system import NotServed

assert sys.platform == "win32"

import msvcrt  # noqa: E402

# ruff: noqa: ARG001

HAS_BIN = False


def hold(folder: int, name: bytes) -> int | None:
    raise NotServed


def watch(folder: int, name: bytes) -> int:
    raise NotServed


def path_of_held(held: int) -> bytes:
    raise NotServed


def write_at(file: int, content: bytes, offset: int) -> int:
    raise NotServed


def attribute_names(file: int) -> list[str]:
    raise NotServed


def copy_attribute(file: int, copy: int, name: str) -> None:
    raise NotServed


def give_to(file: int, user: int, group: int) -> None:
    raise NotServed


def set_mode(file: int, mode: int) -> None:
    raise NotServed


def sync_all() -> None:
    raise NotServed


def try_lock(file: int) -> bool:
    """Lock the first byte of an open file for this process alone; False if another one holds it."""
    try:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
