"""Troubles carry the system's own code for scripts and a sentence for people."""

from __future__ import annotations

import errno
import os

import pytest

from cleanup.model.trouble import Trouble, changed, from_errno


@pytest.mark.parametrize(
    ("number", "code", "message"),
    [
        (errno.EACCES, "EACCES", "no permission"),
        (errno.ENOENT, "ENOENT", "gone since it was listed"),
        (errno.EIO, "EIO", "the disk reports an error"),
        (errno.ENOSPC, "ENOSPC", os.strerror(errno.ENOSPC)),
        (99999, "99999", os.strerror(99999)),
    ],
)
def test_system_errors(number: int, code: str, message: str) -> None:
    assert from_errno(b"/x\xff", "walk", number) == Trouble(b"/x\xff", "walk", code, message)


def test_a_changed_file() -> None:
    assert changed(b"/x", "find") == Trouble(b"/x", "find", "changed", "changed while it was being read")
