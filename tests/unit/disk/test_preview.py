"""Looking into a file for a preview: texts, pictures, what is neither, and what only pretends."""

from __future__ import annotations

import io
import os
import random
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from cleanup.disk.contents.preview import preview_of
from cleanup.disk.identity import identity_of
from cleanup.model.plan import Identity
from cleanup.model.preview import NoPreview, Picture, Preview, TextHead
from support.scripts import change

FORMS = ["PNG", "JPEG", "GIF", "WEBP", "BMP"]
Show = Callable[..., Preview]
NOTHING = NoPreview("no text and no picture")


@pytest.fixture
def show(tmp_path: Path) -> Show:
    """Writes a file, and looks into it."""

    def do(content: bytes, columns: int = 20, rows: int = 10, name: str = "file") -> Preview:
        path = tmp_path / name
        path.write_bytes(content)
        return preview_of(os.fsencode(path), identity_of(os.lstat(path)), columns, rows)

    return do


def picture(form: str, size: tuple[int, int] = (40, 20), colour: object = (255, 0, 0), **options: object) -> bytes:
    """A picture of one colour, with a blue left half."""
    made = Image.new("RGB", size, colour)  # type: ignore[arg-type]
    made.paste((0, 0, 255), (0, 0, size[0] // 2, size[1]))
    stream = io.BytesIO()
    made.save(stream, form, **options)  # type: ignore[arg-type]
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (b"one line", TextHead(("one line",), whole=True)),
        (b"one\ntwo\n", TextHead(("one", "two"), whole=True)),
        (b"one\r\ntwo\r\n", TextHead(("one", "two"), whole=True)),
        ("Grüße 写真 🎌".encode(), TextHead(("Grüße 写真 🎌",), whole=True)),
        (b"\n" * 12, TextHead(("",) * 10, whole=False)),
        (b"line\n" * 10, TextHead(("line",) * 10, whole=True)),
        (b"line\n" * 11, TextHead(("line",) * 10, whole=False)),
        (b"a\0b", NOTHING),
        (b"\xff" * 9000, NOTHING),
        (b"", NoPreview("empty")),
    ],
)
def test_texts(show: Show, content: bytes, seen: Preview) -> None:
    assert show(content) == seen


@pytest.mark.parametrize("character", ["é", "写", "🎌"])
def test_a_character_cut_in_two_at_the_end_of_what_is_read(show: Show, character: str) -> None:
    for before in range(4):
        seen = show(b"x" * before + character.encode() * 9000, columns=9000)
        assert isinstance(seen, TextHead)
        assert not seen.whole
        assert set(seen.lines[0]) <= {"x", character}
        assert len(seen.lines[0].encode()) >= 8192 - 4


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"caf\xe9\n", b"\x7fELF\x80", b"\x80"])
def test_a_small_file_that_is_no_utf_8(show: Show, content: bytes) -> None:
    assert show(content) == NOTHING


@pytest.mark.parametrize("form", FORMS)
def test_pictures(show: Show, form: str) -> None:
    seen = show(picture(form), columns=20, rows=10)
    assert isinstance(seen, Picture)
    assert (seen.width, seen.height, len(seen.rows), {len(row) for row in seen.rows}) == (40, 20, 10, {60})
    left, right = seen.rows[5][:3], seen.rows[5][-3:]
    assert left[2] > 200 > 60 > left[0]
    assert right[0] > 200 > 60 > right[2]


@pytest.mark.parametrize(
    ("size", "columns", "rows", "cells"),
    [((400, 10), 20, 10, (20, 1)), ((10, 400), 20, 10, (1, 20)), ((3, 3), 20, 10, (3, 3)), ((1, 1), 20, 10, (1, 1)),
     ((5000, 5000), 10, 4, (8, 8))],
)  # fmt: skip
def test_a_picture_fits_and_keeps_its_shape(
    show: Show, size: tuple[int, int], columns: int, rows: int, cells: tuple[int, int]
) -> None:
    seen = show(picture("PNG", size), columns, rows)
    assert isinstance(seen, Picture)
    assert (len(seen.rows[0]) // 3, len(seen.rows)) == cells
    assert (seen.width, seen.height) == size


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_every_kind_of_pixel(show: Show, mode: str) -> None:
    stream = io.BytesIO()
    Image.new(mode, (8, 8)).save(stream, "JPEG" if mode == "CMYK" else "PNG")
    assert isinstance(show(stream.getvalue()), Picture)


def test_a_rotated_photo_stands_upright(show: Show) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    seen = show(picture("JPEG", exif=exif))
    assert isinstance(seen, Picture)
    assert (len(seen.rows[0]) // 3, len(seen.rows)) == (10, 20)
    assert seen.rows[1][2] > 200, "the left half is above"
    assert seen.rows[-2][0] > 200


@pytest.mark.parametrize("form", FORMS)
def test_a_broken_picture_is_told(show: Show, form: str) -> None:
    whole = picture(form, (90, 70))
    assert show(whole[:16]) == NoPreview("a picture that cannot be read")
    chance = random.Random(form)
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 5)):
            broken[chance.randrange(4, len(broken))] = chance.randrange(256)
        if broken[:12] != whole[:12]:
            continue
        assert isinstance(show(bytes(broken[: chance.randrange(12, len(broken) + 1)])), Picture | NoPreview)


@pytest.mark.parametrize("size", [(30_000, 30_000), (60_000, 900), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_would_fill_the_memory_is_not_opened(show: Show, size: tuple[int, int]) -> None:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0))
    content = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")
    seen = show(content)
    if size == (60_000, 900):
        assert seen == NoPreview("a large picture")
    assert seen in (NoPreview("a large picture"), NoPreview("a picture that cannot be read"))


def test_a_very_large_file_is_not_given_to_the_picture_library(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(picture("PNG"))
    os.truncate(path, 100 << 20)
    assert preview_of(os.fsencode(path), identity_of(os.lstat(path)), 20, 10) == NoPreview("a large picture")


@pytest.mark.parametrize("form", FORMS)
def test_the_content_counts_and_not_the_name(show: Show, form: str) -> None:
    assert isinstance(show(picture(form), name="letter.txt"), Picture)
    assert show(b"dear diary\n", name=f"photo.{form.lower()}") == TextHead(("dear diary",), whole=True)


@pytest.mark.parametrize("text", ["BMW, a list of cars\n", "GIF8 is how such files begin\n", "RIFF, a story\n"])
def test_a_text_that_begins_like_a_picture(show: Show, text: str) -> None:
    assert show(text.encode(), columns=40) == TextHead((text.strip(),), whole=True)


def test_a_line_is_cut_where_there_is_no_room(show: Show) -> None:
    assert show(b"a long line\nno\n", columns=6) == TextHead(("a long", "no"), whole=True)


# What is not the file that was seen


@pytest.fixture
def seen_file(tmp_path: Path) -> tuple[bytes, Identity]:
    """A file that was seen, and then taken away."""
    path = tmp_path / "folder" / "file"
    path.parent.mkdir()
    path.write_text("what was seen")
    identity = identity_of(os.lstat(path))
    path.unlink()
    return os.fsencode(path), identity


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (":", "No such file or directory"), ("printf 'what was SEEN' > file", "changed since the scan"),
        ("mkdir file", ""), ("mkfifo file", ""), ("echo secret > ../secret; ln -s ../secret file", ""),
        ("cd ..; mv folder other; echo secret > other/file; ln -s other folder", ""),
    ],
)  # fmt: skip
def test_what_is_in_its_place_is_neither_waited_for_nor_shown(
    seen_file: tuple[bytes, Identity], tmp_path: Path, script: str, said: str
) -> None:
    change(tmp_path / "folder", script)
    seen = preview_of(*seen_file, 20, 10)
    assert isinstance(seen, NoPreview)
    assert not said or seen == NoPreview(said)


def test_without_permission_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_text("private")
    path.chmod(0)
    identity = identity_of(os.lstat(path))
    if os.geteuid() == 0:
        # Root may read everything: say what anybody else would hear.
        def refuse(*_: object) -> int:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("cleanup.disk.contents.preview.open_file", refuse)
    assert preview_of(os.fsencode(path), identity, 20, 10) == NoPreview("Permission denied")


def test_looking_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(picture("PNG"))
    os.utime(path, (1, 1))
    for _ in range(3):
        preview_of(os.fsencode(path), identity_of(os.lstat(path)), 20, 10)
    seen = os.lstat(path)
    assert (seen.st_atime, seen.st_mtime) == (1, 1)
    assert len(os.listdir("/proc/self/fd")) < 60 if os.path.isdir("/proc/self/fd") else True
