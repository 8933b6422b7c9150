"""Reads the cases of what is junk and what only looks like it, and makes each as a small home."""

from __future__ import annotations

import hashlib
import os
import random
import socket
import struct
import subprocess
import tarfile
import tomllib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# Nobody can set when a file came here, so each home is looked at long after it was made.
LATER = timedelta(days=1100)
_OLD = 1000


@dataclass(frozen=True, slots=True)
class Case:
    """What must be found, what may be, and what nobody may call junk; paths from the home on."""

    row: str
    action: str
    junk: tuple[str, ...]
    shown: tuple[str, ...]
    wanted: tuple[str, ...]
    categories: frozenset[str]
    files: tuple[dict[str, Any], ...]
    repository: str
    tracked: tuple[str, ...]


def cases() -> Iterator[Case]:
    for table in sorted(HERE.glob("*.toml")):
        for each in tomllib.loads(table.read_text("utf-8"))["cases"]:
            yield Case(
                f"{table.stem} {each['row']}",
                each["action"],
                *(tuple(map(_named, each.get(key, ()))) for key in ("junk", "shown", "wanted")),
                frozenset(each.get("as", ())),
                tuple({"path": file} if isinstance(file, str) else file for file in each["files"]),
                each.get("repository", ""),
                tuple(each.get("tracked", ())),
            )


def make(case: Case, home: Path, now: datetime) -> None:
    """Fill an empty home; folders last, since making something in one is a change of it."""
    for file in case.files:
        _make(home, file, now - LATER)
    if case.repository:
        _track(home / case.repository, [home / path for path in case.tracked])
    for folder, _, _ in os.walk(home, topdown=False):
        _at(Path(folder), now - LATER)


def _make(home: Path, file: dict[str, Any], now: datetime) -> None:
    place = home / _named(file["path"])
    if file["path"].endswith("/"):
        place.mkdir(parents=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    if file.get("gone"):
        place.unlink()
    elif "link" in file:
        place.symlink_to(file["link"].format(home=home, host=socket.gethostname()))
        _at(place, now)
    else:
        _write(home, place, file)
        _at(place, now + LATER - timedelta(days=file["age"]) if "age" in file else now)


def _at(place: Path, when: datetime) -> None:
    os.utime(place, (when.timestamp(),) * 2, follow_symlinks=False)


def _write(home: Path, place: Path, file: dict[str, Any]) -> None:
    if "zip" in file:
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in _below(home / file["zip"]):
                archive.write(member, member.relative_to(home / file["zip"]))
    elif "tar" in file:
        packing = {".gz": "w:gz", ".bz2": "w:bz2", ".xz": "w:xz"}.get(place.suffix, "w")
        with tarfile.open(place, packing) as archive:
            for member in _below(home / file["tar"]):
                archive.add(member, member.relative_to(home / file["tar"]))
    elif "thumbnail" in file:
        place.write_bytes(_thumbnail(_uri(file["thumbnail"]).format(home=home)))
    elif "iso" in file:
        place.write_bytes(_iso(file["iso"]))
    else:
        place.write_bytes(_content(file, home))


def _below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _content(file: dict[str, Any], home: Path) -> bytes:
    """What the case says, filled up to its size; bytes of its own where it says nothing."""
    if "hex" in file:
        content = bytes.fromhex(file["hex"])
    elif "data" in file or "size" in file:
        content = file.get("data", "").replace("{home}", str(home)).encode("latin-1")
    else:
        return random.Random(str(file.get("same", file["path"]))).randbytes(5000)
    parts = bytearray(content.ljust(file.get("size", 0), b"\0"))
    for place, there in file.get("at", {}).items():
        written = there.encode("latin-1")
        parts[int(place) : int(place) + len(written)] = written
    return bytes(parts)


def _named(path: str) -> str:
    """With the name that a desktop gives to the thumbnail of a picture."""
    before, found, rest = path.partition("{md5:")
    if not found:
        return path
    picture, _, after = rest.partition("}")
    return before + hashlib.md5(_uri(picture).encode(), usedforsecurity=False).hexdigest() + after


def _uri(picture: str) -> str:
    return f"file:///home/alice/{picture}"


def _thumbnail(uri: str) -> bytes:
    parts = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"tEXt", b"Thumb::URI\0" + uri.encode())]
    parts += [(b"tEXt", b"Thumb::MTime\x001500000000"), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in parts
    )


def _iso(folders: list[str]) -> bytes:
    """An image whose root holds these folders."""

    def record(name: bytes, extent: int) -> bytes:
        both = struct.pack("<I", extent) + struct.pack(">I", extent)
        size = struct.pack("<I", 2048) + struct.pack(">I", 2048)
        whole = b"\0" + both + size + bytes(7) + b"\x02\0\0\x01\0\0\x01" + bytes([len(name)]) + name
        whole += bytes((len(whole) + 1) % 2)
        return bytes([len(whole) + 1]) + whole

    image = bytearray(40 * 2048)
    root = record(b"\0", 20)
    image[32768:32775] = b"\x01CD001\x01"
    image[32808:32840] = b"DISC".ljust(32)
    image[32768 + 156 : 32768 + 156 + len(root)] = root
    image[34816:34823] = b"\xffCD001\x01"
    listed = root + record(b"\1", 20) + b"".join(record(name.encode(), 21 + n) for n, name in enumerate(folders))
    image[20 * 2048 : 20 * 2048 + len(listed)] = listed
    return bytes(image)


def _track(repository: Path, paths: list[Path]) -> None:
    for command in (["init", "-q"], ["add", "-f", *map(str, paths)]):
        subprocess.run(["git", "-C", repository, *command], check=True, capture_output=True)
    for path in (repository / ".git").rglob("*"):
        _at(path, datetime.now(UTC) - timedelta(days=_OLD))
