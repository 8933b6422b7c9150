"""7z and rar through bsdtar, and what Zstandard packed; without these, a line or a trouble."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from cleanup.disk.contents import zstd
from cleanup.disk.system import unpacker as system_unpacker
from cleanup.disk.system.unpacker import unpacker
from cleanup.model.category import Proof
from support.looking import groups_of, scan
from support.moving import Mover, WarningList, a_plan, a_step, ends

NAME = "extracted-archives"
FILES = {"a.txt": b"one" * 999, "deep/b.txt": b"two" * 99, "é.txt": b"accent"}
needs_bsdtar = pytest.mark.skipif(not unpacker(), reason="needs bsdtar (libarchive-tools)")
needs_zstd = pytest.mark.skipif(not zstd.is_known(), reason="needs zstandard")


def _tar(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return made.getvalue()


def _seven_zip(files: dict[str, bytes]) -> bytes:
    surroundings = {**os.environ, "LC_ALL": "C.UTF-8"}
    # To a file: where it writes to a pipe, it fills up the last block.
    with tempfile.NamedTemporaryFile() as made:
        words = [unpacker(), "-P", "--format=7zip", "-cf", made.name, "@-"]
        subprocess.run(words, input=_tar(files), capture_output=True, check=True, env=surroundings)
        return Path(made.name).read_bytes()


def _rar(files: dict[str, bytes]) -> bytes:
    """As RAR 4 stores files without packing them."""

    def block(kind: int, flags: int, rest: bytes) -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
        return struct.pack("<H", crc32(head) & 0xFFFF) + head

    made = b"Rar!\x1a\7\0" + block(0x73, 0, bytes(6))
    for name, content in files.items():
        # In a name of two parts, the second would say it in UTF-16.
        written, size = name.encode(), len(content)
        numbers = struct.pack("<IIBIIBBHI", size, size, 3, crc32(content), 0x5A21, 20, 0x30, len(written), 0o100644)
        made += block(0x74, 0x8000, numbers + written) + content
    return made + block(0x7B, 0x4000, b"")


def _zst(content: bytes) -> bytes:
    from zstandard import ZstdCompressor

    return ZstdCompressor().compress(content)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "root"
    for name, content in FILES.items():
        (made / "trip" / name).parent.mkdir(parents=True, exist_ok=True)
        (made / "trip" / name).write_bytes(content)
    return made


def _zst_of_tar(files: dict[str, bytes]) -> bytes:
    return _zst(_tar(files))


_MADE = {"7z": _seven_zip, "rar": _rar, "tar.zst": _zst_of_tar, "tzst": _zst_of_tar}


def _found(root: Path, own: Path) -> set[str]:
    return {os.path.basename(os.fsdecode(path)) for group in groups_of(scan([root], own), NAME) for path in group}


KINDS = [
    *(pytest.param(ending, marks=needs_bsdtar) for ending in ("7z", "rar")),
    *(pytest.param(ending, marks=needs_zstd) for ending in ("tar.zst", "tzst")),
]


@pytest.mark.parametrize("ending", KINDS)
def test_it_goes_and_comes_back(root: Path, tmp_path: Path, ending: str) -> None:
    archive = root / f"trip.{ending}"
    archive.write_bytes(_MADE[ending]({f"trip/{name}": content for name, content in FILES.items()}))
    assert _found(root, tmp_path) == {archive.name}
    mover = Mover(tmp_path / "home")
    assert ends(mover.carry_out(a_plan(a_step(archive, proof=Proof.EXTRACTED)))) == {archive.name: "done"}
    assert ends(mover.undo()) == {archive.name: "done"}


@pytest.mark.parametrize("ending", KINDS)
@pytest.mark.parametrize("change", [{"a.txt": b"One" * 999}, {"/a.txt": b"x"}, {"../a.txt": b"x"}, {"mimetype": b"x"}])
def test_what_differs_or_is_hostile_is_not_told(
    root: Path, tmp_path: Path, ending: str, change: dict[str, bytes]
) -> None:
    (root / f"trip.{ending}").write_bytes(_MADE[ending](FILES | change))
    (root / "a.txt").write_bytes(b"x")
    assert "exact" not in {
        each.certainty.value for each in scan([root], tmp_path).each_finding() if each.category == NAME
    }


@pytest.mark.parametrize("ending", KINDS)
def test_a_damaged_one_says_nothing(root: Path, tmp_path: Path, ending: str) -> None:
    whole = _MADE[ending](FILES)
    for number, content in enumerate((whole[: len(whole) // 2], whole[:-20], b"", b"no archive" * 999, whole[5:])):
        (root / f"trip ({number}).{ending}").write_bytes(content)
    assert _found(root, tmp_path) == set()


@needs_zstd
def test_a_single_packed_file(root: Path, tmp_path: Path) -> None:
    (root / "dump.sql").write_bytes(b"select" * 5000)
    (root / "dump.sql.zst").write_bytes(_zst(b"select" * 2500) + _zst(b"select" * 2500))
    assert _found(root, tmp_path) == {"dump.sql.zst"}


@pytest.fixture
def nothing_there(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither the program nor the library."""
    monkeypatch.setattr(sys.modules[system_unpacker.__module__], "_PLACES", ())
    monkeypatch.setitem(sys.modules, "zstandard", None)
    unpacker.cache_clear()
    yield
    unpacker.cache_clear()


@pytest.mark.usefixtures("nothing_there")
@pytest.mark.skipif(sys.version_info >= (3, 14), reason="Python itself knows Zstandard")
def test_what_is_missing_is_said_once_or_is_a_trouble_where_it_was_asked_for(root: Path, tmp_path: Path) -> None:
    for name in ("trip.7z", "other.rar", "trip.tar.zst"):
        (root / name).write_bytes(b"whatever")
    heard = WarningList()
    assert not scan([root], tmp_path, listener=heard).troubles
    assert [words.partition(":")[0] for words in heard.warnings] == [
        "2 archives were not looked into", "1 archive was not looked into",
    ]  # fmt: skip
    named = scan([root], tmp_path, named=(NAME,))
    assert {(os.path.basename(each.path), each.code) for each in named.troubles} == {
        (name, "not-known") for name in (b"trip.7z", b"other.rar", b"trip.tar.zst")
    }


@pytest.mark.usefixtures("nothing_there")
def test_what_is_missing_and_not_needed_is_not_said(root: Path, tmp_path: Path) -> None:
    heard = WarningList()
    scan([root], tmp_path, listener=heard)
    assert not heard.warnings


def test_what_unpacks_an_archive_may_take_so_much_memory_and_time_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bsdtar"
    # It is limited from outside, right after it has begun.
    program.write_text(
        "#!/bin/sh\n"
        'for _ in $(seq 200); do [ "$(ulimit -t)" = unlimited ] || break; sleep 0.02; done\n'
        'echo "$(ulimit -v) $(ulimit -t)"\n'
    )
    program.chmod(0o755)
    # Its package has a function of the same name.
    module = sys.modules["cleanup.disk.system.unpacker"]
    monkeypatch.setattr(module, "unpacker", lambda: str(program))
    # In some containers not even root may limit a process of somebody else.
    monkeypatch.setattr(module, "as_nobody", dict)
    with open(os.devnull, "rb") as nothing, module.as_tar(nothing) as said:
        limits = said.read().split()
    assert limits == [b"%d" % (module._MOST_MEMORY >> 10), b"%d" % module._MOST_SECONDS]
