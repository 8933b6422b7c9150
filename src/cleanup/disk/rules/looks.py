"""One thing that may be a leftover, and looks inside it: its contents must confirm what its name says."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Callable
from functools import cached_property

from cleanup.disk.cloud import is_cloud_only
from cleanup.disk.filesystems import is_network
from cleanup.disk.identity import kind_of
from cleanup.disk.manifest import manifest_of
from cleanup.disk.quietly import beginning_of, everything_in
from cleanup.disk.rules.kinds import kinds_of_endings
from cleanup.disk.system import (
    Facts,
    Handle,
    close_file,
    enter,
    facts_at,
    leave,
    mount_table,
    names_in,
    open_file,
    read_at,
)
from cleanup.disk.volumes import mount_of
from cleanup.model.category import Kind

_OFFICE = re.compile(r"(?i)~\$.+\.(?:do[ct][xm]?|xl[stam]+b?|pp[tsa]+[xm]?|pot[xm]?|rtf|one|vsd[xm]?|pub|mpp)")
_ON_MAC = frozenset({"apfs", "hfs", "hfsplus"})
_EMACS = re.compile(r".+@(?P<host>[^@]+)\.(?P<pid>\d+)(?::\d+)?")
_DOCUMENTS = (
    b"PK", b"\xd0\xcf\x11\xe0", b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"{\\rtf", b"ID3", b"Rar!",
    b"7z\xbc\xaf", b"\x1f\x8b", b"SQLite", b"<?xml", b"<html", b"<!DOC", b"bplist", b"8BPS", b"II*\0", b"MM\0*",
    b"OggS", b"fLaC",
)  # fmt: skip
_RESCUE = re.compile(r"(?i)~wr[a-z]?\d.*|ppt.*|~df.*|.*autorecover.*")
_BLANK_FORK = b"This resource fork intentionally left blank"
_DISKS = frozenset(
    {".vdi", ".vmdk", ".qcow", ".qcow2", ".vhd", ".vhdx", ".img", ".iso", ".jks", ".keystore", ".sqlite"}
)
_OF_PEOPLE = ("photos", "films", "music", "documents", "mail")
_CACHE_TAG = b"Signature: 8a477f597d28d172789f06886806bc55"
MOST = 1 << 16
"""The most bytes that a look takes of a file."""
_MANY = 10_000


class Seen:
    """A thing in an open folder, as the system sees it now; nothing is opened before it is needed."""

    def __init__(self, handle: Handle, folder: str, name: str, status: Facts, begins: bytes = b"") -> None:
        """``folder`` is the path of the open ``handle``; ``status`` is what ``facts_at`` gives for ``name`` in it, and
        ``begins`` is what was already read of its first bytes.
        """
        self.handle, self.folder, self.name, self.status, self.begins = handle, folder, name, status, begins

    @property
    def kind(self) -> Kind | None:
        """What it is."""
        return kind_of(self.status)

    @cached_property
    def manifest(self) -> object:
        """The contents of a folder at all depths."""
        opened = enter(self.handle, self.name)
        try:
            return manifest_of(opened, self.status.st_dev)
        finally:
            leave(opened)

    def written(self) -> int:
        """When it, or anything in it, was last written: in nanoseconds since 1970. A copy keeps that time."""
        inside = getattr(self.manifest, "newest", 0) if self.kind is Kind.FOLDER else 0
        return max(inside, self.status.st_mtime_ns)

    def came(self) -> int:
        """The latest moment at which it may have arrived in this place: in nanoseconds since 1970."""
        return self.status.st_ctime_ns

    def facts(self, name: str) -> Facts | None:
        """The ``stat`` of a file with this name beside it, or None."""
        try:
            found = facts_at(self.handle, name) if name and name != self.name else None
        except (OSError, ValueError):
            return None
        return found if found is not None and kind_of(found) is Kind.FILE else None

    def has(self, name: str) -> bool:
        """Whether a file with this name, which may begin with a wild card, is beside it."""
        if name.startswith("*"):
            return any(each.lower().endswith(name[1:]) for each in names_in(self.handle))
        return self.facts(name) is not None

    def facts_of_stem(self, stem: str) -> Facts | None:
        """The ``stat`` of the newest file beside it that has this name and any ending."""
        names = [name for name in names_in(self.handle) if os.path.splitext(name)[0] == stem]
        found = [facts for name in names if (facts := self.facts(name))]
        return max(found, key=lambda facts: facts.st_mtime_ns, default=None)

    def holds(self, names: tuple[str, ...]) -> bool:
        """Whether all these names, in any case, are in it."""
        opened = enter(self.handle, self.name)
        try:
            return {name.lower() for name in names} <= {name.lower() for name in names_in(opened)}
        finally:
            leave(opened)

    def head(self, size: int = MOST) -> bytes:
        """Its first bytes; none if it is not a file, or only in the cloud."""
        if self.kind is not Kind.FILE or is_cloud_only(self.status, on_cloud_drive=False):
            return b""
        if size <= len(self.begins):
            return self.begins[:size]
        file = open_file(self.handle, self.name)
        try:
            self.begins = read_at(file, size, 0)
        finally:
            close_file(file)
        return self.begins

    def on_network(self) -> bool:
        """Whether it is on another computer's drive."""
        return is_network(self._filesystem)

    def on_mac_drive(self) -> bool:
        """Whether it is on one of a Mac's own file systems."""
        return self._filesystem in _ON_MAC

    @cached_property
    def _filesystem(self) -> str:
        return mount_of(self.folder, mount_table()).filesystem


def _is_office_owner(seen: Seen) -> bool:
    """The file in which Office records who has a document open: the length of a name, the name, spaces (KB 211632)."""
    if seen.status.st_size not in {162, 165} or not _OFFICE.fullmatch(seen.name):
        return False
    head = seen.head(165)
    length = head[0] if head else 0
    return 0 < length <= 54 and all(letter >= 32 for letter in head[1 : 1 + length])


def _is_libreoffice_lock(seen: Seen) -> bool:
    head = seen.head(2048)
    return (
        len(head) < 2048 and head.count(b",") >= 3 and head.count(b"\n") <= 1
        and re.search(rb"\d\d\.\d\d\.\d{4} \d\d:\d\d", head) is not None
    )  # fmt: skip


def _is_dead_emacs_lock(seen: Seen) -> bool:
    import socket

    target = os.readlink(os.path.join(seen.folder, seen.name))
    found = _EMACS.fullmatch(target)
    if found is None or found["host"] != socket.gethostname():
        return False
    return not os.path.exists(f"/proc/{found['pid']}") if os.path.isdir("/proc/self") else False


def _is_saved_vim_swap(seen: Seen) -> bool:
    """A swap file without the mark of unsaved changes, which is 0x55 in byte 1007 of its first block (Vim)."""
    head = seen.head(1024)
    return head.startswith(b"b0VIM") and len(head) == 1024 and head[1007] != 0x55


def _is_apple_double(seen: Seen) -> bool:
    """Notes without a resource fork (entry 2), or with one that says that it is blank (RFC 1740)."""
    head = seen.head()
    if len(head) < 26 or head[:4] != b"\0\x05\x16\x07" or seen.status.st_size > MOST:
        return False
    (count,) = struct.unpack_from(">H", head, 24)
    if len(head) < 26 + 12 * count:
        return False
    for number in range(count):
        kind, offset, length = struct.unpack_from(">III", head, 26 + 12 * number)
        if kind == 2 and length and not (length <= 286 and _BLANK_FORK in head[offset : offset + length]):
            return False
    return True


def _are_all_apple_double(seen: Seen) -> bool:
    waiting, files = [os.path.join(seen.folder, seen.name)], 0
    while waiting:
        folder = waiting.pop()
        with os.scandir(folder) as listed:
            for entry in listed:
                files += 1
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif not _is_double_at(folder, entry.name) or files > _MANY:
                    return False
    return files > 0


def _is_double_at(folder: str, name: str) -> bool:
    from cleanup.disk.system import open_folder

    handle = open_folder(folder)
    try:
        seen = Seen(handle, folder, name, facts_at(handle, name))
        return name == ".DS_Store" or (seen.kind is Kind.FILE and name.startswith("._") and _is_apple_double(seen))
    finally:
        leave(handle)


def _is_thumbnail(seen: Seen) -> bool:
    head = seen.head()
    return head.startswith(b"\x89PNG\r\n\x1a\n") and b"Thumb::URI" in head and b"Thumb::MTime" in head


def _is_core(seen: Seen) -> bool:
    """An ELF file of type 4 (elf(5))."""
    head = seen.head(18)
    order = {1: "<H", 2: ">H"}.get(head[5]) if len(head) == 18 and head[:4] == b"\x7fELF" else None
    return order is not None and struct.unpack_from(order, head, 16)[0] == 4


def _is_jvm_error(seen: Seen) -> bool:
    head = seen.head(400)
    return b"A fatal error has been detected by the Java Runtime" in head or head.startswith(b"JvmtiExport")


def _are_all_fetched(seen: Seen) -> bool:
    """Whether each of Maven's packages in a folder says which server it came from (_remote.repositories)."""
    told, jars = 0, 0
    waiting = [os.path.join(seen.folder, seen.name)]
    while waiting:
        folder = waiting.pop()
        names = []
        with os.scandir(folder) as listed:
            for entry in listed:
                names.append(entry.name)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
        if any(name.endswith((".jar", ".pom")) for name in names):
            jars += 1
            told += "_remote.repositories" in names and _names_servers(os.path.join(folder, "_remote.repositories"))
    return jars == told > 0


def _names_servers(path: str) -> bool:
    lines = [line for line in beginning_of(path, MOST).splitlines() if b">" in line]
    return bool(lines) and all(re.search(rb">[^=\s]+=", line) for line in lines)


def _is_no_document(seen: Seen) -> bool:
    head = seen.head(16)
    return not head.startswith(_DOCUMENTS) and head[4:8] != b"ftyp" and not _RESCUE.fullmatch(seen.name)


def _is_tagged(seen: Seen) -> bool:
    """A folder with a regular file CACHEDIR.TAG that begins as the convention requires (bford.info/cachedir)."""
    try:
        head = beginning_of(os.path.join(seen.folder, seen.name, "CACHEDIR.TAG"), len(_CACHE_TAG))
    except OSError:
        return False
    return head == _CACHE_TAG


def _is_tagged_and_made(seen: Seen) -> bool:
    """The same for a folder without anything that people keep: some tag a folder to exclude it from backups."""
    if not _is_tagged(seen):
        return False
    kept = _DISKS.union(f".{ending}" for kind in _OF_PEOPLE for ending in kinds_of_endings()[kind])
    path = os.path.join(seen.folder, seen.name)
    names = {os.path.basename(inner) for inner, _ in everything_in(path)} - {"CACHEDIR.TAG"}
    return bool(names) and not any(name == ".git" or os.path.splitext(name)[1].lower() in kept for name in names)


LOOKS: dict[str, Callable[[Seen], bool]] = {
    "office-owner": _is_office_owner,
    "libreoffice-lock": _is_libreoffice_lock,
    "emacs-lock": _is_dead_emacs_lock,
    "vim-swap": _is_saved_vim_swap,
    "apple-double": _is_apple_double,
    "all-apple-double": _are_all_apple_double,
    "thumbnail": _is_thumbnail,
    "elf-core": _is_core,
    "jvm-error": _is_jvm_error,
    "all-fetched": _are_all_fetched,
    "cache-tag": _is_tagged,
    "cache-tag-without-work": _is_tagged_and_made,
    "no-document": _is_no_document,
    "no-tape": lambda seen: not seen.head(4).startswith(b"TAPE"),
    "random-ending": lambda seen: re.fullmatch(r".*\.(?=.*[A-Z])[A-Za-z0-9]{6}", seen.name) is not None,
}
"""The looks by the words for them in rules."""
