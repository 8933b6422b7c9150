"""Attributes and access control lists on macOS, by a library that answers and fails as that system does.

fclones#152: those of a copy were lost; jdupes#233: resource forks are attributes too.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Callable
from typing import Any

import pytest

from cleanup.act.system import apple_attributes as apple

FORK = "com.apple.ResourceFork"
SOURCE, COPY = 3, 4


class Mac:
    """What each open file has; ``grows`` is called once after a size was told, ``refuses`` are numbers of errors."""

    def __init__(self, grows: Callable[[], None] = lambda: None, refuses: int = 0) -> None:
        self.attributes: dict[int, dict[bytes, bytes]] = {SOURCE: {}, COPY: {}}
        self.lists: dict[int, bytes] = {}
        self.held: dict[int, Any] = {}
        self.flags: dict[int, int] = {}
        self.born: dict[int, int] = {}
        self.grows, self.refuses = grows, refuses

    def _fill(self, content: bytes, buffer: Any, size: int) -> int:
        if buffer is None:
            self.grows()
            self.grows = lambda: None
            return len(content)
        if len(content) > size:
            ctypes.set_errno(errno.ERANGE)
            return -1
        ctypes.memmove(buffer, content, len(content))
        return len(content)

    def flistxattr(self, file: int, buffer: Any, size: int, options: int) -> int:
        if self.refuses:
            ctypes.set_errno(self.refuses)
            return -1
        return self._fill(b"".join(name + b"\0" for name in self.attributes[file]), buffer, size)

    def fgetxattr(self, file: int, name: bytes, buffer: Any, size: int, position: int, options: int) -> int:
        assert (position, options) == (0, 0)
        return self._fill(self.attributes[file][name], buffer, size)

    def fsetxattr(self, file: int, name: bytes, content: bytes, size: int, position: int, options: int) -> int:
        assert (position, options, size) == (0, 0, len(content))
        if self.refuses:
            ctypes.set_errno(self.refuses)
            return -1
        self.attributes[file][name] = content
        return 0

    def _hold(self, content: bytes) -> int:
        made = ctypes.create_string_buffer(content)
        self.held[ctypes.addressof(made)] = made
        return ctypes.addressof(made)

    def acl_get_fd_np(self, file: int, kind: int) -> int | None:
        assert kind == 0x100
        return self._hold(self.lists[file]) if file in self.lists else None

    def acl_to_text(self, acl: int, length: None) -> int:
        return self._hold(self.held[acl].value)

    def acl_from_text(self, text: bytes) -> int | None:
        if not text.startswith(b"!#acl 1\n"):
            ctypes.set_errno(errno.EINVAL)
            return None
        return self._hold(text)

    def acl_init(self, count: int) -> int:
        return self._hold(b"")

    def acl_set_fd_np(self, file: int, acl: int, kind: int) -> int:
        if self.refuses:
            ctypes.set_errno(self.refuses)
            return -1
        if content := self.held[acl].value:
            self.lists[file] = content
        else:
            self.lists.pop(file, None)
        return 0

    def fgetattrlist(self, file: int, ask: Any, answer: Any, size: int, options: int) -> int:
        """Packed as the system packs it, in the order of the numbers; what it does not have is 0 and not returned."""
        wanted = ask._obj
        assert (wanted.bitmapcount, wanted.commonattr, options) == (5, 0x80040200, 0x8)
        if self.refuses:
            ctypes.set_errno(self.refuses)
            return -1
        there = 0x80000000 | (0x40000 if file in self.flags else 0) | (0x200 if file in self.born else 0)
        time = divmod(self.born.get(file, 0), 10**9)
        told = struct.pack("=I5IqqI", 44, there, 0, 0, 0, 0, *time, self.flags.get(file, 0))
        ctypes.memmove(answer, told, min(size, len(told)))
        return 0

    def fsetattrlist(self, file: int, ask: Any, content: Any, size: int, options: int) -> int:
        wanted = ask._obj
        assert (wanted.bitmapcount, wanted.commonattr, options, size) == (5, 0x200, 0, 16)
        if self.refuses:
            ctypes.set_errno(self.refuses)
            return -1
        seconds, parts = struct.unpack("=qq", content.raw)
        self.born[file] = seconds * 10**9 + parts
        return 0

    def fchflags(self, file: int, flags: int) -> int:
        if self.refuses:
            ctypes.set_errno(self.refuses)
            return -1
        self.flags[file] = flags
        return 0

    def acl_free(self, what: int) -> int:
        del self.held[what]
        return 0


@pytest.mark.parametrize("content", [b"", b"x", b"\0" * 300_000, bytes(range(256))])
def test_an_attribute_is_copied_whole(content: bytes) -> None:
    mac = Mac()
    mac.attributes[SOURCE] = {b"com.apple.FinderInfo": b"y", FORK.encode(): content}
    assert apple.attribute_names(mac, SOURCE) == ["com.apple.FinderInfo", FORK]
    apple.copy_attribute(mac, SOURCE, COPY, FORK)
    assert mac.attributes[COPY] == {FORK.encode(): content}


def test_the_second_fork_is_told_where_there_is_one() -> None:
    mac = Mac()
    mac.attributes[SOURCE] = {b"x": b"1", FORK.encode(): b"fork"}
    assert (apple.resource_fork(mac, SOURCE), apple.resource_fork(mac, COPY)) == (b"fork", b"")
    assert apple.resource_fork(Mac(refuses=errno.ENOTSUP), SOURCE) == b""
    with pytest.raises(OSError):
        apple.resource_fork(Mac(refuses=errno.EIO), SOURCE)


def test_what_grew_meanwhile_is_asked_again() -> None:
    mac = Mac()
    mac.attributes[SOURCE] = {b"a": b"1"}
    mac.grows = lambda: mac.attributes[SOURCE].update({b"a": b"12345"})
    apple.copy_attribute(mac, SOURCE, COPY, "a")
    assert mac.attributes[COPY] == {b"a": b"12345"}


def test_a_file_without_any_has_none() -> None:
    assert apple.attribute_names(Mac(), SOURCE) == []
    assert apple.acl_of(Mac(), SOURCE) == b""


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOTSUP, errno.ENOSPC])
def test_what_is_refused_is_an_error(number: int) -> None:
    mac = Mac(refuses=number)
    mac.attributes[SOURCE] = {b"a": b"1"}
    for ask in (
        lambda: apple.attribute_names(mac, SOURCE),
        lambda: apple.copy_attribute(mac, SOURCE, COPY, "a"),
        lambda: apple.give_acl(mac, COPY, b"!#acl 1\n"),
        lambda: apple.set_flags(mac, COPY, 0x8000),
        lambda: apple.set_born(mac, COPY, 1),
    ):
        with pytest.raises(OSError) as refused:
            ask()
        assert refused.value.errno == number
    assert mac.held == {}


def test_an_access_control_list_is_given_and_taken_away_and_nothing_stays_held() -> None:
    mac = Mac()
    mac.lists[SOURCE] = b"!#acl 1\ngroup:ABCD-0C:everyone:12:deny:delete\n"
    apple.give_acl(mac, COPY, apple.acl_of(mac, SOURCE))
    assert mac.lists[COPY] == mac.lists[SOURCE]
    apple.give_acl(mac, COPY, b"")
    assert apple.acl_of(mac, COPY) == b""
    with pytest.raises(OSError):
        apple.give_acl(mac, COPY, b"no list")
    assert mac.held == {}


@pytest.mark.parametrize("born", [0, 1, -1, 1_234_567_890_123_456_789, -2_000_000_000_000_000_001])
def test_flags_and_birth_are_told_and_given(born: int) -> None:
    mac = Mac()
    mac.flags[SOURCE], mac.born[SOURCE] = 0x8001, born
    told = apple.beside(mac, SOURCE)
    assert told == (0x8001, born)
    apple.set_flags(mac, COPY, 0x8001)
    apple.set_born(mac, COPY, born)
    assert apple.beside(mac, COPY) == told


def test_a_volume_without_flags_or_births_says_so() -> None:
    mac = Mac()
    assert apple.beside(mac, SOURCE) == (None, None)
    mac.flags[SOURCE] = 2
    assert apple.beside(mac, SOURCE) == (2, None)
    assert apple.beside(Mac(refuses=errno.ENOTSUP), SOURCE) == (None, None)


@pytest.mark.parametrize(("name", "lost"), [("com.apple.provenance", True), (FORK, False), ("user.note", False)])
def test_only_the_systems_own_marks_may_be_lost(name: str, lost: bool) -> None:
    """fclones#333: com.apple.provenance cannot be set, and is no loss."""
    assert apple.may_be_lost(name) is lost
