"""Look into a file for a preview: the beginning of a text, or a small picture."""

from __future__ import annotations

import os
import stat
from typing import BinaryIO

from cleanup.disk.cloud import is_cloud_only
from cleanup.disk.identity import is_still_it
from cleanup.disk.optional import PILLOW, how_to_add
from cleanup.disk.system import facts_of, leave, open_file, open_folder
from cleanup.language import tr
from cleanup.model.plan import Identity, Kind
from cleanup.model.preview import NoPreview, Picture, Preview, TextHead

_HEAD = 8192
_LARGEST_PICTURE = 64 << 20
_PIXELS = 50_000_000
# How files of these formats begin; only these are passed to the picture library.
_PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"GIF8": "GIF", b"BM": "BMP", b"RIFF": "WEBP"}


def preview_of(path: bytes, identity: Identity, columns: int, rows: int) -> Preview:
    """A file's contents, to fit this many terminal cells; only for exactly the file that was seen.

    Follows no link, never waits, downloads nothing, keeps the access time.
    """
    folder_name, name = os.path.split(path)
    try:
        folder = open_folder(os.fsdecode(folder_name))
        try:
            with os.fdopen(open_file(folder, name), "rb") as file:
                return _look(file, identity, columns, rows)
        finally:
            leave(folder)
    except OSError as error:
        return NoPreview(error.strerror or tr("it cannot be read"))


def _look(file: BinaryIO, identity: Identity, columns: int, rows: int) -> Preview:
    seen = facts_of(file.fileno())
    if not stat.S_ISREG(seen.st_mode) or not is_still_it(seen, Kind.FILE, identity):
        return NoPreview(tr("changed since the scan"))
    if is_cloud_only(seen, on_cloud_drive=False):
        return NoPreview(tr("only in the cloud"))
    head = file.read(_HEAD)
    if not head:
        return NoPreview(tr("empty"))
    text = _text(head, seen.st_size, columns, rows)
    if isinstance(text, TextHead):
        return text
    form = next((form for start, form in _PICTURES.items() if head.startswith(start)), None)
    return text if form is None else _picture(file, form, seen.st_size, columns, rows)


def _text(head: bytes, size: int, columns: int, rows: int) -> Preview:
    cut = len(head) < size
    # If more follows, the end of what was read may cut a character in two.
    text = next(filter(None, (_decoded(head[: len(head) - less]) for less in range(4 if cut else 1))), "")
    if not text or "\0" in text:
        return NoPreview(tr("no text and no picture"))
    lines = text.expandtabs(4).splitlines()
    return TextHead(tuple(line[:columns] for line in lines[:rows]), whole=not cut and len(lines) <= rows)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _picture(file: BinaryIO, form: str, size: int, columns: int, rows: int) -> Preview:
    try:
        from PIL import Image, ImageOps
    except ImportError:
        return NoPreview(tr("a picture; to see it: {how}", how=how_to_add(PILLOW)))
    if size > _LARGEST_PICTURE:
        return NoPreview(tr("a large picture"))
    file.seek(0)
    try:
        with Image.open(file, formats=(form,)) as image:
            width, height = image.size
            if width * height > _PIXELS:
                return NoPreview(tr("a large picture"))
            # A cell is twice as high as wide, and shows two pixels one above the other.
            image.draft("RGB", (columns * 2, rows * 4))
            small = ImageOps.exif_transpose(image)
            small.thumbnail((columns, rows * 2))
            small = small.convert("RGB")
    except (OSError, ValueError, SyntaxError, ArithmeticError, Image.DecompressionBombError):
        return NoPreview(tr("a picture that cannot be read"))
    line = small.width * 3
    pixels = small.tobytes()
    return Picture(tuple(pixels[start : start + line] for start in range(0, len(pixels), line)), width, height)
