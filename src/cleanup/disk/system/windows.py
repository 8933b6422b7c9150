"""Windows, which is not served yet: each question is answered by the one error that says so."""

from __future__ import annotations

import os
from typing import NoReturn

from cleanup.disk.system.facts import Facts, Handle, Listed, NotServed
from cleanup.model.coverage import Volume

# ruff: noqa: ARG001, ARG002

PASS = os.O_RDONLY


def open_folder(path: str | bytes) -> Handle:
    raise NotServed


def reach_folder(path: str | bytes) -> Handle:
    raise NotServed


def enter(folder: Handle, name: str | bytes) -> Handle:
    raise NotServed


def pass_into(path: bytes) -> Handle:
    raise NotServed


def fits(path: bytes) -> bool:
    raise NotServed


def leave(folder: Handle) -> None:
    raise NotServed


def names_in(folder: Handle) -> list[str]:
    raise NotServed


def listed_in(folder: Handle) -> Listed:
    raise NotServed


def facts_at(folder: Handle, name: str | bytes) -> os.stat_result:
    raise NotServed


def facts_of(handle: int) -> os.stat_result:
    raise NotServed


def allocated_bytes(facts: Facts) -> int:
    raise NotServed


def open_file(folder: Handle, name: str | bytes) -> int:
    raise NotServed


def close_file(file: int) -> None:
    raise NotServed


def read_at(file: int, size: int, offset: int) -> bytes:
    raise NotServed


def user_number() -> int:
    raise NotServed


def is_elevated() -> bool:
    raise NotServed


def homes() -> set[str]:
    raise NotServed


def mount_table() -> tuple[Volume, ...]:
    raise NotServed


def is_rotational(path: str) -> bool:
    raise NotServed


def shared_bytes(file: int) -> int:
    raise NotServed


class Guest:
    def __init__(self, file: int, size: int) -> None:
        raise NotServed

    def leave_behind(self, read: int) -> NoReturn:
        raise NotServed


def step_back() -> None:
    raise NotServed


def give_back_what_is_free() -> None:
    """Nothing to do, and nothing that a command which only shows something should fail by."""


def free_bytes(folder: Handle) -> int:
    raise NotServed
