"""Look at a picture file: decode it small, upright, and with the camera's notes. Runs in threads.

Pillow releases the interpreter lock while it decodes. Files are recognised by how they begin, not by their names.
"""

from __future__ import annotations

import os
import warnings
from calendar import timegm
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from threading import Condition
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from cleanup.model.look import FORMATS, LOOK, SIDE, State

if TYPE_CHECKING:
    from PIL.Image import Image

_STARTS = (
    (b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"GIF8", "GIF"), (b"BM", "BMP"),
    (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"), (b"\0\0\0\x0cjP  ", "JPEG2000"), (b"\xff\x4f\xff\x51", "JPEG2000"),
)  # fmt: skip
_BRANDS = {b"avif": "AVIF", b"avis": "AVIF"} | dict.fromkeys(
    (b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevx", b"mif1", b"msf1"), "HEIF"
)
# A JPEG is decoded at an eighth of its size; for the others, all pixels are in memory at once.
_MOST_PIXELS, _MOST_OF_JPEG = 89_000_000, 178_000_000
_LEAST_SIDE = 32
_DRAFT = 256
_HEAD = 32
_EXIF, _MAKE, _MODEL, _ORIENTATION = 0x8769, 0x010F, 0x0110, 0x0112
_TAKEN, _FRACTION = 0x9003, 0x9291
_UPRIGHT = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # tag to the number of Pillow's transposition
_BAR_DEVIATION = 4.0
_LEAST_INSIDE = 0.3
# The pixels that all threads together decode at a time: about four bytes of memory each.
_AT_ONCE = 60_000_000
# What Pillow's decoders raise for broken files, besides OSError.
_NOT_DECODED = (
    ValueError, SyntaxError, ArithmeticError, LookupError, TypeError, AttributeError, RuntimeError, MemoryError,
    EOFError,
)  # fmt: skip


class _Room:
    """Memory for pixels; a picture that needs all of it waits until it is alone."""

    def __init__(self) -> None:
        self._free, self._changed = _AT_ONCE, Condition()

    @contextmanager
    def taken(self, pixels: int) -> Iterator[None]:
        pixels = min(pixels, _AT_ONCE)
        with self._changed:
            self._changed.wait_for(lambda: self._free >= pixels)
            self._free -= pixels
        try:
            yield
        finally:
            with self._changed:
                self._free += pixels
                self._changed.notify_all()


_ROOM = _Room()


def register_plugins() -> None:
    """Let Pillow read HEIC if the user has a plug-in for it; raises ImportError without Pillow."""
    from PIL import Image

    # Reported as trouble instead, with the path.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    Image.preinit()
    for name in ("pillow_heif", "pi_heif"):
        with suppress(ImportError):
            __import__(name).register_heif_opener()
            return


def look_at(file: BinaryIO) -> NDArray[np.void]:
    """A row of ``LOOK`` for an open file, whatever is in it; raises OSError only if it cannot be read."""
    look = np.zeros((), dtype=LOOK)
    form = _format_of(file.read(_HEAD))
    if form is None:
        look["state"] = State.NO_PICTURE
        return look
    look["format"] = FORMATS.index(form)
    file.seek(0)
    look["state"] = _fill(look, file, form)
    return look


def _format_of(head: bytes) -> str | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    return next((form for start, form in _STARTS if head.startswith(start)), None)


def _fill(look: Any, file: BinaryIO, form: str) -> State:
    from PIL import Image

    register_plugins()
    if form == "HEIF" and form not in Image.OPEN:
        return State.UNKNOWN_FORMAT
    try:
        # One of several pages in a TIFF is not the whole.
        with Image.open(file, formats=(form, "MPO") if form == "JPEG" else (form,)) as image:
            pixels = image.width * image.height
            if pixels > (_MOST_OF_JPEG if form == "JPEG" else _MOST_PIXELS):
                return State.TOO_LARGE
            if min(image.size) < _LEAST_SIDE:
                return State.TINY
            if form != "JPEG" and getattr(image, "n_frames", 1) > 1:
                return State.MOVING
            width, height = image.size
            if form == "JPEG":
                look["quality"] = _quality_of(getattr(image, "quantization", None) or {})
                image.draft("RGB", (_DRAFT, _DRAFT))
            # An eighth of a progressive JPEG still has all its coefficients in memory.
            with _ROOM.taken(pixels if form != "JPEG" or "progressive" in image.info else image.width * image.height):
                turned = _read_tags(look, image)
                upright = _upright(image, turned)
            look["width"], look["height"] = (height, width) if turned >= 5 else (width, height)
            _fill_pictures(look, upright)
    except Image.DecompressionBombError:
        return State.TOO_LARGE
    except OSError as error:
        if error.errno:
            raise
        return State.BROKEN
    except _NOT_DECODED:
        return State.BROKEN
    return State.SEEN


def _read_tags(look: Any, image: Image) -> int:
    """What the camera noted about the picture; gives the orientation that it is stored in."""
    # Asking Pillow for the tags of a PNG without any decodes all of it.
    has_tags = bool(image.info.get("exif")) or image.format in {"JPEG", "MPO", "TIFF"}
    if not has_tags:
        return 1
    with suppress(Exception):
        tags = image.getexif()
        more = tags.get_ifd(_EXIF)
        look["from_camera"] = bool(tags.get(_MAKE) or tags.get(_MODEL))
        look["taken"], look["has_fraction"] = _moment(str(more.get(_TAKEN, "")), str(more.get(_FRACTION, "")))
        turned = tags.get(_ORIENTATION, 1)
        # HEIF is turned when it is opened.
        if image.format != "HEIF" and turned in _UPRIGHT:
            return int(turned)
    return 1


def _moment(taken: str, fraction: str) -> tuple[int, bool]:
    try:
        seconds = timegm(datetime.strptime(taken.strip("\0 ")[:19], "%Y:%m:%d %H:%M:%S").timetuple())
    except ValueError:
        return 0, False
    digits = fraction.strip("\0 ")
    if not digits.isdecimal():
        return seconds * 10**6, False
    return seconds * 10**6 + int(digits[:6].ljust(6, "0")), True


def _quality_of(tables: dict[int, list[int]]) -> int:
    """The quality of a JPEG by the sum of its first table, as the usual encoders scale it (IJG): 1 to 100."""
    if not tables:
        return 0
    scale = 100 * sum(tables[min(tables)]) / 3688
    return int(np.clip(round(5000 / scale if scale > 100 else (200 - scale) / 2), 1, 100))


def _upright(image: Image, turned: int) -> Image:
    """The picture decoded, in red, green and blue of eight bits, with white for transparent, and turned."""
    from PIL import Image as Images

    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, dtype=np.float32)
        top = 65535.0 if values.max() > 255 else 255.0
        image = Images.fromarray(np.clip(values * (255 / top), 0, 255).astype(np.uint8))
    elif image.has_transparency_data:
        image = image.convert("RGBA")
        image.thumbnail((2 * _DRAFT, 2 * _DRAFT), Images.Resampling.BOX)
        image = Images.alpha_composite(Images.new("RGBA", image.size, "white"), image)
    if image.mode == "P" or max(image.size) <= 4 * _DRAFT:
        image = image.convert("RGB")
    elif factor := min(image.size) // (2 * _DRAFT):
        image = image.reduce(max(factor, 1)).convert("RGB")
    image = image.convert("RGB")
    return image.transpose(Images.Transpose(_UPRIGHT[turned])) if turned in _UPRIGHT else image


def _fill_pictures(look: Any, image: Image) -> None:
    from PIL import Image as Images

    box, grey = Images.Resampling.BOX, image.convert("L")
    look["grey"] = np.asarray(_squashed(grey))
    look["colours"] = np.asarray(image.resize((8, 8), box))
    middle = np.asarray(grey.resize((_DRAFT, _DRAFT), box if min(grey.size) >= _DRAFT else Images.Resampling.BICUBIC))
    look["sharpness"] = _sharpness(middle.astype(np.float32))
    left, top, right, bottom = _inside(middle)
    if (left, top, right, bottom) != (0, 0, _DRAFT, _DRAFT):
        across, down = grey.width / _DRAFT, grey.height / _DRAFT
        inner = grey.crop((round(left * across), round(top * down), round(right * across), round(bottom * down)))
        look["inner"], look["is_barred"] = np.asarray(_squashed(inner)), True


def _squashed(grey: Image) -> Image:
    from PIL.Image import Resampling

    return grey.resize((SIDE, SIDE), Resampling.BOX if min(grey.size) >= SIDE else Resampling.BICUBIC)


def _sharpness(grey: np.ndarray) -> float:
    fine = 4 * grey[1:-1, 1:-1] - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2] - grey[1:-1, 2:]
    return float(fine.std() / max(float(grey.std()), 1.0))


def _inside(grey: np.ndarray) -> tuple[int, int, int, int]:
    """The box in a grey picture without bars of one tone on two opposite sides: a caption below is no such bar."""
    left, right = _between(grey.astype(np.float32).T)
    top, bottom = _between(grey.astype(np.float32))
    if (right - left) * (bottom - top) < _LEAST_INSIDE**2 * grey.size:
        return 0, 0, grey.shape[1], grey.shape[0]
    return left, top, right, bottom


def _between(rows: np.ndarray) -> tuple[int, int]:
    busy = np.flatnonzero(rows.std(axis=1) > _BAR_DEVIATION)
    if not len(busy) or busy[0] == 0 or busy[-1] == len(rows) - 1:
        return 0, len(rows)
    first, last = int(busy[0]), int(busy[-1]) + 1
    return (first, last) if last - first > _LEAST_INSIDE * len(rows) else (0, len(rows))


def look_at_descriptor(file: int) -> bytes:
    """The look at a file that is open, from its start, as bytes; leaves it open."""
    os.lseek(file, 0, os.SEEK_SET)
    with os.fdopen(file, "rb", closefd=False) as opened:
        return look_at(opened).tobytes()


def decodes_whole(file: int) -> bool:
    """Whether the picture in an open file can be decoded to its last pixel."""
    from PIL import Image

    os.lseek(file, 0, os.SEEK_SET)
    try:
        with (
            os.fdopen(file, "rb", closefd=False) as opened,
            Image.open(opened) as image,
            _ROOM.taken(image.width * image.height),
        ):
            image.load()
    except (OSError, *_NOT_DECODED):
        return False
    return True
