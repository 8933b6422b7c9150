"""Extended attributes, access control lists, flags and birth times of macOS, which Python lacks there, through ctypes.

Each function takes the library that it calls, as in ``disk/system/apple.py``. A resource fork is an attribute too.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from typing import Any, NamedTuple

from cleanup.disk.system.apple import (
    ATTR_BIT_MAP_COUNT,
    ATTR_CMN_RETURNED_ATTRS,
    FSOPT_PACK_INVAL_ATTRS,
    AttrList,
)

# sys/acl.h
ACL_TYPE_EXTENDED = 0x100
# sys/attr.h
ATTR_CMN_CRTIME = 0x200
ATTR_CMN_FLAGS = 0x40000
# A time of the system: seconds and nanoseconds.
_TIME = struct.Struct("=qq")
# Its length, what was returned, the time, the flags: packed, in the order of their numbers.
_BESIDE = struct.Struct("=I5IqqI")
_SECOND = 10**9
_RESOURCE_FORK = "com.apple.ResourceFork"
# What the system sets by itself, and lets nobody else set.
_SYSTEMS_OWN = frozenset({"com.apple.provenance", "com.apple.macl"})
_TYPES: dict[str, tuple[tuple[Any, ...], Any]] = {
    "flistxattr": ((ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int), ctypes.c_ssize_t),
    "fgetxattr": (
        (ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint32, ctypes.c_int),
        ctypes.c_ssize_t,
    ),
    "fsetxattr": (
        (ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint32, ctypes.c_int),
        ctypes.c_int,
    ),
    "fgetattrlist": (
        (ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint32),
        ctypes.c_int,
    ),
    "fsetattrlist": (
        (ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint32),
        ctypes.c_int,
    ),
    "fchflags": ((ctypes.c_int, ctypes.c_uint32), ctypes.c_int),
    "acl_get_fd_np": ((ctypes.c_int, ctypes.c_int), ctypes.c_void_p),
    "acl_set_fd_np": ((ctypes.c_int, ctypes.c_void_p, ctypes.c_int), ctypes.c_int),
    "acl_to_text": ((ctypes.c_void_p, ctypes.c_void_p), ctypes.c_void_p),
    "acl_from_text": ((ctypes.c_char_p,), ctypes.c_void_p),
    "acl_init": ((ctypes.c_int,), ctypes.c_void_p),
    "acl_free": ((ctypes.c_void_p,), ctypes.c_int),
}
CALLS = tuple(_TYPES)


def with_types(library: Any) -> Any:
    """The library, with the types of the calls made here."""
    for name, (arguments, result) in _TYPES.items():
        call = getattr(library, name)
        call.argtypes, call.restype = arguments, result
    return library


def may_be_lost(name: str) -> bool:
    """Whether a copy may lack this attribute: the system's own marks, which it sets anew."""
    return name in _SYSTEMS_OWN


def attribute_names(library: Any, file: int) -> list[str]:
    """The names of the extended attributes of an open file; raises OSError."""
    content = _answer(lambda buffer, size: library.flistxattr(file, buffer, size, 0))
    return [os.fsdecode(name) for name in content.split(b"\0") if name]


def copy_attribute(library: Any, file: int, copy: int, name: str) -> None:
    """Give an open file the extended attribute that another one has; raises OSError."""
    named = os.fsencode(name)
    content = _content(library, file, named)
    if library.fsetxattr(copy, named, content, len(content), 0, 0):
        raise _error()


def resource_fork(library: Any, file: int) -> bytes:
    """The second fork of an open file, empty if it has none: files that differ in it are no copies.

    Raises OSError if it cannot be read.
    """
    try:
        has_one = _RESOURCE_FORK in attribute_names(library, file)
    except OSError as error:
        if error.errno in {errno.ENOTSUP, errno.EOPNOTSUPP}:
            return b""
        raise
    return _content(library, file, os.fsencode(_RESOURCE_FORK)) if has_one else b""


def acl_of(library: Any, file: int) -> bytes:
    """The access control list of an open file, as the system writes it; empty where it has none."""
    acl = library.acl_get_fd_np(file, ACL_TYPE_EXTENDED)
    if not acl:
        return b""
    try:
        text = library.acl_to_text(acl, None)
        if not text:
            return b""
        try:
            return ctypes.string_at(text)
        finally:
            library.acl_free(text)
    finally:
        library.acl_free(acl)


def give_acl(library: Any, file: int, text: bytes) -> None:
    """Give an open file this access control list, or remove its own; raises OSError."""
    acl = library.acl_from_text(text) if text else library.acl_init(0)
    if not acl:
        raise _error()
    try:
        if library.acl_set_fd_np(file, acl, ACL_TYPE_EXTENDED):
            raise _error()
    finally:
        library.acl_free(acl)


class Beside(NamedTuple):
    """The flags of a file, and when it was made in nanoseconds; each None if its file system does not say."""

    flags: int | None
    born: int | None


def beside(library: Any, file: int) -> Beside:
    """Look up both for an open file; never raises."""
    ask = AttrList(ATTR_BIT_MAP_COUNT, 0, ATTR_CMN_RETURNED_ATTRS | ATTR_CMN_CRTIME | ATTR_CMN_FLAGS, 0, 0, 0, 0)
    answer = ctypes.create_string_buffer(_BESIDE.size)
    if library.fgetattrlist(file, ctypes.byref(ask), answer, len(answer), FSOPT_PACK_INVAL_ATTRS):
        return Beside(None, None)
    length, there, *_, seconds, parts, flags = _BESIDE.unpack(answer.raw)
    if length < _BESIDE.size:
        return Beside(None, None)
    return Beside(
        flags if there & ATTR_CMN_FLAGS else None,
        seconds * _SECOND + parts if there & ATTR_CMN_CRTIME else None,
    )


def set_flags(library: Any, file: int, flags: int) -> None:
    """Set the flags of an open file; raises OSError."""
    if library.fchflags(file, flags):
        raise _error()


def set_born(library: Any, file: int, born: int) -> None:
    """Set when an open file was made, in nanoseconds; raises OSError."""
    ask = AttrList(ATTR_BIT_MAP_COUNT, 0, ATTR_CMN_CRTIME, 0, 0, 0, 0)
    time = ctypes.create_string_buffer(_TIME.pack(*divmod(born, _SECOND)), _TIME.size)
    if library.fsetattrlist(file, ctypes.byref(ask), time, len(time), 0):
        raise _error()


def _content(library: Any, file: int, name: bytes) -> bytes:
    return _answer(lambda buffer, size: library.fgetxattr(file, name, buffer, size, 0, 0))


def _answer(ask: Any) -> bytes:
    """The answer of a call that is asked for the size first, and again if that has grown. Raises OSError."""
    while True:
        size = ask(None, 0)
        buffer = ctypes.create_string_buffer(max(size, 1))
        told = ask(buffer, size) if size > 0 else size
        if told >= 0:
            return buffer.raw[:told]
        if ctypes.get_errno() != errno.ERANGE:
            raise _error()


def _error() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))
