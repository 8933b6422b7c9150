"""The compiled loops answer as their twins in plain Python do, for every kind of file, name and fault."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xxhash import xxh3_64_digest, xxh3_128_digest

from cleanup.disk import native, rows
from cleanup.disk.reading import small_files
from cleanup.disk.reading.small_files import CHANGED, DIGEST_BYTES, EXPECTED
from cleanup.disk.system.posix import files as listing
from cleanup.model.row import packed
from support.disks import ext4_image
from support.loops import compiled

Tree = Callable[..., Path]
Mount = Callable[..., Path]

NAMES = st.binary(min_size=1, max_size=40).filter(lambda name: name not in {b".", b".."} and not set(name) & {0, 47})


def digest_of(content: bytes) -> bytes:
    return xxh3_128_digest(content) + xxh3_64_digest(content)


@pytest.fixture
def ours() -> Any:
    """The compiled module."""
    return compiled()


@pytest.fixture
def opened() -> Iterator[Callable[[Path], int]]:
    """Opens folders, which are closed when the test ends."""
    handles: list[int] = []

    def do(path: Path) -> int:
        handles.append(os.open(path, os.O_RDONLY | os.O_DIRECTORY))
        return handles[-1]

    yield do
    for handle in handles:
        os.close(handle)


def everything(root: Path) -> Path:
    """One of each kind of name."""
    (root / "file").write_bytes(b"x" * 5000)
    (root / "empty").touch()
    (root / "folder").mkdir()
    (root / "folder" / "inside").write_bytes(b"y")
    os.link(root / "file", root / "other name")
    (root / "link").symlink_to("file")
    (root / "nowhere").symlink_to("missing")
    os.mkfifo(root / "fifo")
    os.truncate(os.open(root / "sparse", os.O_CREAT | os.O_WRONLY), 1 << 33)
    here = os.getcwd()
    os.chdir(root)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("socket")
    finally:
        os.chdir(here)
    return root


# Listings


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, a folder does not say what its names are")
def test_a_listing_leaves_out_what_is_no_file_folder_or_link(
    ours: Any, tmp_path: Path, opened: Callable[[Path], int]
) -> None:
    folder = opened(everything(tmp_path))
    everyone, inner = ours.listed_in(folder)
    assert everyone == os.listdir(folder) == listing.listed_in(folder)[0]
    assert set(inner) == {"file", "empty", "folder", "other name", "sparse", "link", "nowhere"}
    assert [name for name in everyone if name in inner] == inner
    assert ours.listed_in(folder) == (everyone, inner), "a second look begins at the start"


@given(names=st.lists(NAMES, max_size=40, unique=True))
@settings(deadline=None, max_examples=50)
def test_a_listing_of_any_names(names: list[bytes]) -> None:
    ours: Any = compiled()
    with tempfile.TemporaryDirectory() as place:
        for name in names:
            Path(os.fsdecode(os.path.join(os.fsencode(place), name))).touch()
        folder = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            everyone, inner = ours.listed_in(folder)
            assert everyone == inner == os.listdir(folder)
            assert sorted(map(os.fsencode, everyone)) == sorted(names)
        finally:
            os.close(folder)


def test_a_long_listing_comes_in_parts(ours: Any, tmp_path: Path, opened: Callable[[Path], int]) -> None:
    for number in range(1500):
        (tmp_path / f"{number:0200}").touch()
    assert ours.listed_in(opened(tmp_path))[0] == os.listdir(tmp_path)


@pytest.mark.root
def test_where_the_disk_does_not_say_what_a_name_is(
    ours: Any, mount: Mount, tmp_path: Path, opened: Callable[[Path], int]
) -> None:
    image, disk = ext4_image(tmp_path / "image", 2 << 20, "-O", "^filetype"), tmp_path / "disk"
    disk.mkdir()
    mount("-o", "loop", image, disk)
    everyone, inner = ours.listed_in(opened(everything(disk)))
    assert everyone == inner
    assert {"link", "fifo", "file", "folder"} <= set(inner)


def test_what_cannot_be_listed_says_why(ours: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    file = os.open(tmp_path / "file", os.O_RDONLY)
    for list_it in (ours.listed_in, listing.listed_in):
        with pytest.raises(OSError) as caught:
            list_it(file)
        assert caught.value.errno == errno.ENOTDIR
    os.close(file)
    for list_it in (ours.listed_in, listing.listed_in):
        with pytest.raises(OSError) as caught:
            list_it(file)
        assert caught.value.errno == errno.EBADF


# Names


def test_it_is_used_where_it_was_built(ours: Any) -> None:
    run = [sys.executable, "-c", "from cleanup.disk.native import IS_COMPILED; print(IS_COMPILED)"]
    for value, said in (("", b"True\n"), ("0", b"True\n"), ("1", b"False\n")):
        environment = {**os.environ, "PURE_PYTHON": value}
        assert subprocess.run(run, capture_output=True, env=environment, check=True).stdout == said
    assert native.IS_COMPILED is (native.look_at_names is ours.look_at_names)


def test_every_kind_of_name(ours: Any, tmp_path: Path, opened: Callable[[Path], int]) -> None:
    folder = opened(everything(tmp_path))
    names = [*sorted(os.listdir(folder)), "was never there", "x" * 300, "file/x"]
    found = ours.look_at_names(folder, names, 7)
    assert found == rows.look_at_names(folder, names, 7)
    file_rows, files, size, folders, links, failed = found
    assert files == ["empty", "file", "other name", "sparse"]
    assert size == 5000 * 2 + (1 << 33)
    assert [name for name, _ in folders] == ["folder"]
    assert [name for name, _ in links] == ["link", "nowhere"]
    assert failed == [
        ("was never there", errno.ENOENT), ("x" * 300, errno.ENAMETOOLONG), ("file/x", errno.ENOTDIR)
    ]  # fmt: skip
    seen = os.lstat(tmp_path / "file")
    length = rows._FILE.size
    assert file_rows[length : 2 * length] == rows._FILE.pack(
        7, 2, seen.st_ino, seen.st_dev, 5000, seen.st_blocks * 512,
        seen.st_mtime_ns, seen.st_atime_ns, seen.st_ctime_ns, 0, seen.st_uid,
    )  # fmt: skip
    assert rows._FILE.format == packed()


@given(names=st.lists(NAMES, max_size=300, unique=True), number=st.integers(-(2**31), 2**31 - 1))
@settings(deadline=None, max_examples=50)
def test_any_names_in_any_number(names: list[bytes], number: int) -> None:
    ours: Any = compiled()
    with tempfile.TemporaryDirectory() as place:
        for at, name in enumerate(names):
            path = os.path.join(os.fsencode(place), name)
            if at % 5 == 4:
                os.mkdir(path)
            else:
                with open(path, "wb") as file:
                    file.write(name * at)
        folder = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            listed = os.listdir(folder)
            found = ours.look_at_names(folder, listed, number)
            assert found == rows.look_at_names(folder, listed, number)
            assert len(found[1]) + len(found[3]) == len(names)
        finally:
            os.close(folder)


def test_times_before_1970_and_beyond_what_nanoseconds_can_count(
    ours: Any, tmp_path: Path, mount: Mount, opened: Callable[[Path], int]
) -> None:
    (tmp_path / "far").mkdir()
    place = mount("-t", "tmpfs", "none", tmp_path / "far")
    for number, seconds in enumerate((-1, -(10**9), 2**33, 9_223_372_036, 9_223_372_037, 10**12, -(10**12))):
        (place / f"{number}").touch()
        os.utime(place / f"{number}", ns=(5, seconds * 10**9 + 7))
    folder = opened(place)
    names = sorted(os.listdir(folder))
    found = ours.look_at_names(folder, names, 0)
    assert found == rows.look_at_names(folder, names, 0)
    assert len(found[1]) == 7
    # They are still known again.
    assert ours.digest_small_files(*batch(place, names), digest_of)[1] == []


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("folder", [], 0), (0, (), 0), (0, [b"bytes"], 0), (0, ["a\0b"], 0), (0, ["\0"], 0), (0, [1], 0),
        (0, [], 2**40),
    ],
)  # fmt: skip
def test_nonsense_is_refused(ours: Any, arguments: tuple[Any, ...]) -> None:
    with pytest.raises((TypeError, ValueError, OverflowError)):
        ours.look_at_names(*arguments)


def test_a_name_that_the_system_cannot_spell_is_refused_and_nothing_is_lost(ours: Any, tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    with pytest.raises(UnicodeEncodeError):
        ours.look_at_names(folder, ["a", "b", "\ud800"], 0)
    os.close(folder)


# Contents


def expected(folder: Path, names: list[str]) -> bytes:
    """The rows that the walk would have made, of names that stand one after the other."""
    packed, start = [], 0
    for name in names:
        seen = os.lstat(folder / name)
        limit = 2**63
        times = [max(-limit, min(limit - 1, time)) for time in (seen.st_mtime_ns, seen.st_ctime_ns)]
        packed.append(EXPECTED.pack(seen.st_ino, seen.st_dev, seen.st_size, *times, start))
        start += len(os.fsencode(name)) + 1
    return b"".join(packed)


def batch(folder: Path, names: list[str], packed: bytes | None = None) -> tuple[list[tuple[bytes, int]], bytes, bytes]:
    """Files of one folder, as both loops want them."""
    joined = b"".join(os.fsencode(name) + b"\0" for name in names)
    return [(os.fsencode(folder), len(names))], joined, expected(folder, names) if packed is None else packed


@given(
    counts=st.lists(st.integers(0, 40), max_size=6),
    sizes=st.lists(st.integers(0, 3) | st.integers(0, 70_000), min_size=1, max_size=9),
    gone=st.lists(st.integers(0, 300), max_size=3),
)
@settings(deadline=None, max_examples=50)
def test_any_files_in_any_folders(counts: list[int], sizes: list[int], gone: list[int]) -> None:
    """Each digest and each reason belongs to its file, however files are spread over folders and sizes."""
    ours: Any = compiled()
    with tempfile.TemporaryDirectory() as place:
        folders, names, packed, contents = [], b"", b"", []
        for number, count in enumerate(counts):
            folder = Path(place, f"{number}")
            folder.mkdir()
            files = [f"{at}" for at in range(count)]
            for name in files:
                contents.append(b"%d %d|" % (number, len(contents)) * sizes[len(contents) % len(sizes)])
                (folder / name).write_bytes(contents[-1][:60_000])
            some, joined, seen = batch(folder, files)
            moved = [EXPECTED.pack(*row, start + len(names)) for *row, start in EXPECTED.iter_unpack(seen)]
            folders, names, packed = folders + some, names + joined, packed + b"".join(moved)
            if number in gone:
                folder.rename(folder.with_name(f"{number} was renamed"))
        paths = [folder for folder, count in folders for _ in range(count)]
        missing = [not os.path.exists(path) for path in paths]
        for at in gone:
            if at < len(paths) and not missing[at]:
                os.unlink(os.path.join(paths[at], names.split(b"\0")[at]))
                missing[at] = True
        found = ours.digest_small_files(folders, names, packed, digest_of)
        assert found == small_files.digest_small_files(folders, names, packed, digest_of)
        assert found[1] == [(at, errno.ENOENT) for at, away in enumerate(missing) if away]
        for at, (content, away) in enumerate(zip(contents, missing, strict=True)):
            digest = bytes(DIGEST_BYTES) if away else digest_of(content[:60_000])
            assert found[0][DIGEST_BYTES * at :][:DIGEST_BYTES] == digest


def test_whatever_is_not_the_expected_file(ours: Any, tmp_path: Path) -> None:
    names = sorted(os.listdir(everything(tmp_path)))
    for name in ("link", "nowhere", "fifo", "socket", "folder"):
        assert name in names
    seen = {name: os.lstat(tmp_path / name) for name in names}
    for at in range(5):
        packed, start = [], 0
        for name in names:
            one = seen[name]
            values = [one.st_ino, one.st_dev, min(one.st_size, 5000), one.st_mtime_ns, one.st_ctime_ns]
            values[at] += 1
            packed.append(EXPECTED.pack(*values, start))
            start += len(os.fsencode(name)) + 1
        arguments = *batch(tmp_path, names, b"".join(packed)), digest_of
        found = ours.digest_small_files(*arguments)
        assert found == small_files.digest_small_files(*arguments)
        assert found[0] == bytes(DIGEST_BYTES * len(names))
        assert dict(found[1])[names.index("file")] == CHANGED
        assert [number for number, _ in found[1]] == list(range(len(names)))


def test_a_file_with_more_or_fewer_bytes_than_the_system_says(ours: Any) -> None:
    """Files of the kernel: they say 0 or 4096 bytes, and hold something else."""
    for path in (Path("/proc/self/status"), Path("/sys/kernel/mm/transparent_hugepage/enabled")):
        if not path.exists():
            pytest.skip(f"no {path} here")
        arguments = *batch(path.parent.resolve(), [path.name]), digest_of
        assert ours.digest_small_files(*arguments) == small_files.digest_small_files(*arguments)
        assert ours.digest_small_files(*arguments) == (bytes(DIGEST_BYTES), [(0, CHANGED)])


def test_our_own_files_access_time_stays(ours: Any, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"ours")
    os.utime(tmp_path / "a", (1_000_000, 2_000_000))
    assert ours.digest_small_files(*batch(tmp_path, ["a"]), digest_of)[1] == []
    assert (tmp_path / "a").stat().st_atime == 1_000_000


@pytest.mark.parametrize(
    ("folders", "names", "packed"),
    [
        ([(b"/", 1)], b"a\0", b""), ([], b"a\0", bytes(72)), ([(b"/", 2)], b"a\0", bytes(72)),
        ([(b"/", 1)], b"a\0", bytes(144)), ([(b"/", 1)], b"a\0", bytes(73)), ([(b"/", 1)], b"never ended", bytes(72)),
        ([(b"/", 1)], b"a\0", EXPECTED.pack(0, 0, 1, 0, 0, 2)), ([(b"/", 1)], b"", bytes(72)),
        ([(b"/", 1)], b"a\0", EXPECTED.pack(1, 1, -1, 0, 0, 0)), ([(b"/", -1)], b"", b""),
        (((b"/", 1),), b"a\0", bytes(72)), ([b"/"], b"a\0", bytes(72)), ([("/", 1)], b"a\0", bytes(72)),
        ([(b"/\0", 1)], b"a\0", bytes(72)), ([(b"/", 1)], "a\0", bytes(72)), ([(b"/nowhere", 2)], b"a\0", bytes(72)),
    ],
)  # fmt: skip
def test_nonsense_for_contents_is_refused(ours: Any, folders: Any, names: Any, packed: bytes) -> None:
    with pytest.raises((TypeError, ValueError)):
        ours.digest_small_files(folders, names, packed, digest_of)


def test_a_digest_of_another_kind_is_refused(ours: Any, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    one_batch = batch(tmp_path, ["a"])
    with pytest.raises(ValueError, match="another length"):
        ours.digest_small_files(*one_batch, lambda content: content)
    with pytest.raises(TypeError):
        ours.digest_small_files(*one_batch, len)
    with pytest.raises(ZeroDivisionError):
        ours.digest_small_files(*one_batch, lambda content: 1 / 0)


def test_an_interrupt_between_two_files_is_heard(ours: Any, tmp_path: Path) -> None:
    names = [f"{number}" for number in range(10)]
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    one_batch = batch(tmp_path, names)
    digested = []

    def interrupted(content: bytes) -> bytes:
        digested.append(content)
        if content == b"3":
            os.kill(os.getpid(), signal.SIGUSR1)
        return digest_of(content)

    def told(number: int, frame: FrameType | None) -> None:
        raise InterruptedError("asked to stop")

    before = signal.signal(signal.SIGUSR1, told)
    try:
        with pytest.raises(InterruptedError, match="asked to stop"):
            ours.digest_small_files(*one_batch, interrupted)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert digested == [b"0", b"1", b"2", b"3"]


def test_nothing_stays_open_and_no_memory_is_kept(ours: Any, tmp_path: Path, opened: Callable[[Path], int]) -> None:
    everything(tmp_path)
    for number in range(300):
        (tmp_path / f"{number}").write_bytes(b"x" * number)
    folder = opened(tmp_path)
    names = [*os.listdir(folder), "missing"]
    small = [f"{number}" for number in range(300)]
    [(path, count)], joined, packed = batch(tmp_path, small)
    # Some twice, one in no folder, and one that is not there.
    folders = [(path, count), (b"/nowhere", 1), (path, 1)]
    packed += packed[:72] + EXPECTED.pack(0, 0, 0, 0, 0, len(joined))
    joined += b"missing\0"

    def once() -> None:
        ours.listed_in(folder)
        ours.look_at_names(folder, names, 0)
        assert len(ours.digest_small_files(folders, joined, packed, digest_of)[1]) == 2
        with pytest.raises(ValueError, match="another length"):
            ours.digest_small_files(folders, joined, packed, bytes)
        with pytest.raises(ValueError, match="as many rows"):
            ours.digest_small_files(folders, joined, packed + packed[:72], digest_of)
        with pytest.raises(ZeroDivisionError):
            ours.digest_small_files(folders, joined, packed, lambda content: 1 / 0)
        with pytest.raises(TypeError):
            ours.look_at_names(folder, [*names, None], 0)

    def references() -> list[int]:
        held = (names, names[0], folders, folders[0], path, joined, packed, digest_of)
        return [sys.getrefcount(each) for each in held]

    process = psutil.Process()
    for _ in range(30):
        once()
    files, memory = process.num_fds(), process.memory_info().rss
    counts = references()
    for _ in range(300):
        once()
    assert process.num_fds() == files
    assert references() == counts
    # A leak of one row or digest a file would be over 6 MB by now.
    assert process.memory_info().rss - memory < 4_000_000
