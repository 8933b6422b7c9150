"""The contents of an archive, member by member, without unpacking anything to the disk; limited, whatever it claims."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from cleanup.disk.contents import zstd
from cleanup.disk.system import as_tar

BLOCK = 1 << 20
_MOST_MEMBERS = 1_000_000
_MOST_DIRECTORY = 256 << 20
# What is between two members of a tar: headers, and padding.
_BETWEEN = 256 << 10
_END = re.compile(r"\.(zip|7z|rar|tar|tgz|tbz2?|txz|tzst|tar\.(?:gz|bz2|xz|zst)|gz|bz2|xz|zst)$", re.IGNORECASE)
PACKERS = (b".gz", b".bz2", b".xz", b".zst")
"""What the names of single packed files end with, in lower case."""
OTHERS = (b".7z", b".rar")
"""The same of archives that only another program knows."""
ZSTD = (b".zst", b".tzst")
"""The same of what not every Python knows."""
ARCHIVES = (
    *(b".zip", b".tar", b".tgz", b".tbz", b".tbz2", b".txz", b".tzst"), *OTHERS, *(b".tar" + each for each in PACKERS),
)  # fmt: skip
"""The same of files that many are in."""
_DROPPINGS = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
# What people call a document, a program or a package although it is an archive inside.
_DOCUMENT = re.compile(
    r"(mimetype|\[content_types\]\.xml|androidmanifest\.xml|appxmanifest\.xml|manifest\.json|doc\.kml|[^/]*\.nuspec|"
    r"index/document\.iwa|comicinfo\.xml|(meta-inf|payload|_rels|[^/]*\.dist-info)/.*)",
    re.IGNORECASE,
)
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, ValueError, NotImplementedError,
    RuntimeError, KeyError, OverflowError, struct.error,
)  # fmt: skip
_ENCRYPTED, _UTF8 = 0x1, 0x800


class NoVerdict(Exception):
    """Nothing can be said about this archive: it is a document, damaged, encrypted, in several parts, or has members
    that no extraction would put where they say.
    """


@dataclass(frozen=True, slots=True)
class Member:
    """A file or link in an archive: the ways in which its path may be written, its size, its CRC-32 if there is one,
    and the target of a link.
    """

    names: tuple[bytes, ...]
    size: int
    crc: int | None = None
    link: bytes | None = None


def stem(name: str) -> str:
    """The name of an archive without its endings; "" if it has no archive's ending."""
    return _END.sub("", name) if _END.search(name) else ""


def members(file: IO[bytes], name: str) -> Iterator[tuple[Member, Iterator[bytes]]]:
    """Each member of an open archive, and its bytes in blocks, to be read before the next member or not at all.

    Raises NoVerdict, and OSError.
    """
    ending = _END.search(name)
    if ending is None:
        raise NoVerdict
    kind = ending.group(1).lower()
    with _damage_is_no_verdict():
        if kind == "zip":
            yield from _of_zip(file)
        elif kind in {"7z", "rar"}:
            with as_tar(file) as stream:
                yield from _of_tar(stream)
                _read_to_the_end(stream)
        elif kind.startswith("t"):
            yield from _of_tar(_plain(file, kind[-2:] if kind != "tar" else ""))
        else:
            plain = _plain(file, kind[-2:])
            yield Member((stem(name).encode("utf-8", "surrogateescape"),), -1), _blocks(plain)


@contextmanager
def _damage_is_no_verdict() -> Iterator[None]:
    """Raise NoVerdict for whatever the libraries raise for a broken archive."""
    try:
        yield
    except OSError as error:
        if error.errno is not None:
            raise
        raise NoVerdict(str(error)) from None
    except _DAMAGED as error:
        raise NoVerdict(str(error)) from None


def _plain(file: IO[bytes], end: str) -> IO[bytes]:
    """The contents of a compressed file, by the last part of its ending."""
    match end:
        case "gz":
            return gzip.GzipFile(fileobj=file)  # type: ignore[return-value]
        case "z2" | "bz" | "b2":
            return bz2.BZ2File(file)
        case "xz":
            return lzma.LZMAFile(file)
        case "st":
            return zstd.Plain(file)  # type: ignore[return-value]
    return file


def _read_to_the_end(stream: IO[bytes]) -> None:
    """What comes after the last member of a tar is padding: if it is anything else, not much of it is read."""
    for _ in range(_BETWEEN >> 16):
        if not stream.read(1 << 16):
            return
    raise NoVerdict


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a member; reading them can reveal damage, too."""
    with _damage_is_no_verdict():
        while block := stream.read(BLOCK):
            yield block


def _of_zip(file: IO[bytes]) -> Iterator[tuple[Member, Iterator[bytes]]]:
    _check_directory(file)
    with zipfile.ZipFile(file) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len(infos) > _MOST_MEMBERS:
            raise NoVerdict
        for info in archive.infolist():
            _check_name(info.filename)
        for info in infos:
            mode = info.external_attr >> 16
            if info.flag_bits & _ENCRYPTED or (stat.S_IFMT(mode) not in {0, stat.S_IFREG}):
                raise NoVerdict
            if not _is_dropping(info.filename):
                yield Member(_spellings(info), info.file_size, info.CRC), _of_member(archive, info)


def _of_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with _damage_is_no_verdict(), archive.open(info) as stream:
        yield from _blocks(stream)


def _check_directory(file: IO[bytes]) -> None:
    """Raise NoVerdict for a list of members that would fill the memory, or that spans several files.

    It is at the end of the file.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - (1 << 16) - 100, 0))
    end = file.read()
    file.seek(0)
    at, at_large = end.rfind(b"PK\5\6"), end.rfind(b"PK\6\6")
    if at < 0 or len(end) < at + 22:
        raise NoVerdict
    length, disks = int.from_bytes(end[at + 12 : at + 16], "little"), end[at + 4 : at + 8]
    if at_large >= 0:
        disks = end[at_large + 16 : at_large + 24]
        length = max(length % 0xFFFFFFFF, int.from_bytes(end[at_large + 40 : at_large + 48], "little"))
    if length > _MOST_DIRECTORY or any(disks):
        raise NoVerdict


def _spellings(info: zipfile.ZipInfo) -> tuple[bytes, ...]:
    """How programs write the name of a member: as stored or, if that is not Unicode, byte for byte."""
    told = info.filename.encode("utf-8", "surrogateescape")
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return (told,)
    return (info.filename.encode("cp437"), told)


class _Limited(io.RawIOBase):
    """Gives no more than was allowed since the last time: what comes before a member may claim any length."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.left = _BETWEEN

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        found = self._file.read(size)
        self.left -= len(found)
        if self.left < -_BETWEEN:
            raise NoVerdict
        return found


def _of_tar(file: IO[bytes]) -> Iterator[tuple[Member, Iterator[bytes]]]:
    limited = _Limited(file)
    count = 0
    with tarfile.open(fileobj=limited, mode="r|", encoding="utf-8", errors="surrogateescape") as archive:
        for info in archive:
            # What was seen is no longer needed, and there can be very much.
            archive.members.clear()  # type: ignore[attr-defined]
            limited.left = _BETWEEN + info.size
            count += 1
            if count > _MOST_MEMBERS:
                raise NoVerdict
            name = info.name.removeprefix("./")
            if info.isdir():
                _check_name(name + "/") if name not in {"", "."} else None
                continue
            _check_name(name)
            if _is_dropping(name):
                continue
            path = (name.encode("utf-8", "surrogateescape"),)
            if info.issym():
                yield Member(path, 0, link=info.linkname.encode("utf-8", "surrogateescape")), iter(())
            elif info.isreg() and (stream := archive.extractfile(info)) is not None:
                yield Member(path, info.size), _blocks(stream)
            else:
                raise NoVerdict


def _check_name(name: str) -> None:
    """Raise NoVerdict for a name that no extraction would use, or that marks a document."""
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or "\0" in name or "\\" in name or re.match("[A-Za-z]:", name):
        raise NoVerdict
    if not {"", ".", ".."}.isdisjoint(parts) or _DOCUMENT.fullmatch(name):
        raise NoVerdict


def _is_dropping(name: str) -> bool:
    """Whether a member is something that a system leaves beside people's files."""
    first, last = name.split("/", 1)[0], name.rpartition("/")[2]
    return first == "__MACOSX" or last.startswith("._") or last.lower() in _DROPPINGS
