"""What happens to a photo on its way through messengers, editors and telephones.

``COPIES`` are the same picture to anybody, ``EDITS`` the same one made lighter, captioned, cropped a little, ``HARD``
ones those that most programs miss. Each gives the picture, the ending of its file name, and how it is saved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

Saved = tuple[Image.Image, str, dict[str, Any]]
_ORIENTATION = 0x0112
_BICUBIC = Image.Resampling.BICUBIC


def _jpeg(picture: Image.Image, quality: int = 88) -> Saved:
    return picture, "jpg", {"quality": quality}


def _longest(picture: Image.Image, side: int) -> Image.Image:
    share = side / max(picture.size)
    return picture.resize((round(picture.width * share), round(picture.height * share)), Image.Resampling.LANCZOS)


def _scaled(picture: Image.Image, share: float) -> Image.Image:
    return _longest(picture, round(max(picture.size) * share))


def _tagged(picture: Image.Image) -> Saved:
    """Stored on its side, with the tag that turns it back."""
    exif = Image.Exif()
    exif[_ORIENTATION] = 6
    return picture.transpose(Image.Transpose.ROTATE_90), "jpg", {"quality": 90, "exif": exif}


def _noisy(picture: Image.Image) -> Saved:
    noise = np.random.default_rng(picture.width).normal(0, 18, (picture.height, picture.width, 3))
    return _jpeg(Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8)))


def _stretched(picture: Image.Image) -> Saved:
    return _jpeg(picture.resize((round(picture.width * 1.08), picture.height), _BICUBIC))


def _toned(picture: Image.Image, tone: Callable[[np.ndarray], np.ndarray]) -> Saved:
    return _jpeg(Image.fromarray(np.clip(tone(np.asarray(picture, dtype=np.float32)), 0, 255).astype(np.uint8)))


def _sepia(picture: Image.Image) -> Saved:
    return _jpeg(ImageOps.colorize(ImageOps.grayscale(picture), "black", (255, 235, 195)))


def _captioned(picture: Image.Image) -> Saved:
    """A black bar with words over the lower eighth."""
    drawn = picture.copy()
    draw = ImageDraw.Draw(drawn)
    top = round(picture.height * 0.87)
    draw.rectangle((0, top, picture.width, picture.height), fill="black")
    draw.text((picture.width // 10, top + 10), "when the weekend begins", fill="white", font_size=picture.height // 16)
    return _jpeg(drawn)


def _watermarked(picture: Image.Image) -> Saved:
    mark = Image.new("RGBA", picture.size)
    ImageDraw.Draw(mark).text(
        (picture.width // 6, picture.height // 2), "SAMPLE PHOTO", fill=(255, 255, 255, 120),
        font_size=picture.height // 7,
    )  # fmt: skip
    return _jpeg(Image.alpha_composite(picture.convert("RGBA"), mark).convert("RGB"))


def _stamped(picture: Image.Image) -> Saved:
    drawn = picture.copy()
    at = round(picture.width * 0.7), round(picture.height * 0.9)
    ImageDraw.Draw(drawn).text(at, "14 07 2019", fill=(255, 140, 0), font_size=picture.height // 20)
    return _jpeg(drawn)


def _cropped(picture: Image.Image, share: float) -> Image.Image:
    """So much less on each side, all in all: more of it on the left and above."""
    width, height = picture.size
    return picture.crop((
        round(width * share * 0.7), round(height * share * 0.6),
        round(width * (1 - share * 0.3)), round(height * (1 - share * 0.4)),
    ))  # fmt: skip


def _combined(picture: Image.Image) -> Saved:
    small = _longest(_cropped(picture, 0.05), 420)
    return _jpeg(ImageEnhance.Color(ImageEnhance.Brightness(small).enhance(1.15)).enhance(1.3), 60)


def _straightened(picture: Image.Image) -> Saved:
    width, height = picture.size
    turned = picture.rotate(2, _BICUBIC)
    return _jpeg(turned.crop((round(width * 0.04), round(height * 0.04), round(width * 0.96), round(height * 0.96))))


def _on_a_screen(picture: Image.Image) -> Saved:
    """As a telephone shows it, with black above and below."""
    screen = Image.new("RGB", (720, 1280), "black")
    shown = _longest(picture, 720)
    screen.paste(shown, ((720 - shown.width) // 2, (1280 - shown.height) // 2))
    return screen, "png", {}


COPIES: dict[str, Callable[[Image.Image], Saved]] = {
    "q75": lambda picture: _jpeg(picture, 75),
    "q40": lambda picture: _jpeg(picture, 40),
    "q15": lambda picture: _jpeg(picture, 15),
    "half": lambda picture: _jpeg(_scaled(picture, 0.5)),
    "quarter": lambda picture: _jpeg(_scaled(picture, 0.25)),
    "thumb": lambda picture: _jpeg(_longest(picture, 160)),
    "messenger": lambda picture: _jpeg(_longest(picture, 480), 55),
    "enlarged": lambda picture: _jpeg(_scaled(picture, 1.5), 95),
    "tagged": _tagged,
    "png": lambda picture: (picture, "png", {}),
    "webp": lambda picture: (picture, "webp", {"quality": 80}),
    "avif": lambda picture: (_scaled(picture, 0.5), "avif", {"quality": 70, "speed": 10}),
    "gif": lambda picture: (_scaled(picture, 0.5).quantize(128), "gif", {}),
    "blur": lambda picture: _jpeg(picture.filter(ImageFilter.GaussianBlur(2))),
    "sharpen": lambda picture: _jpeg(picture.filter(ImageFilter.UnsharpMask(2, 150))),
    "noise": _noisy,
    "stretch": _stretched,
}
EDITS: dict[str, Callable[[Image.Image], Saved]] = {
    "lighter": lambda picture: _toned(picture, lambda tone: tone * 1.25),
    "darker": lambda picture: _toned(picture, lambda tone: tone * 0.7),
    "contrast": lambda picture: _toned(picture, lambda tone: (tone - 128) * 1.35 + 128),
    "gamma": lambda picture: _toned(picture, lambda tone: 255 * (tone / 255) ** 0.6),
    "auto-levels": lambda picture: _jpeg(ImageOps.autocontrast(picture, 2)),
    "equalize": lambda picture: _jpeg(ImageOps.equalize(picture)),
    "grey": lambda picture: _jpeg(ImageOps.grayscale(picture)),
    "sepia": _sepia,
    "saturated": lambda picture: _jpeg(ImageEnhance.Color(picture).enhance(1.6)),
    "warm": lambda picture: _toned(picture, lambda tone: tone * np.array([1.12, 1.0, 0.85], dtype=np.float32)),
    "caption": _captioned,
    "watermark": _watermarked,
    "date-stamp": _stamped,
    "frame": lambda picture: _jpeg(ImageOps.expand(picture, round(max(picture.size) * 0.05), "white")),
    "crop-2": lambda picture: _jpeg(_cropped(picture, 0.02)),
    "crop-5": lambda picture: _jpeg(_cropped(picture, 0.05)),
    "combined": _combined,
}
HARD: dict[str, Callable[[Image.Image], Saved]] = {
    "crop-10": lambda picture: _jpeg(_cropped(picture, 0.10)),
    "crop-20": lambda picture: _jpeg(_cropped(picture, 0.20)),
    "straightened": _straightened,
    "screenshot": _on_a_screen,
    "turned-90": lambda picture: _jpeg(picture.transpose(Image.Transpose.ROTATE_90)),
    "turned-180": lambda picture: _jpeg(picture.transpose(Image.Transpose.ROTATE_180)),
    "mirrored": lambda picture: _jpeg(picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
    "turned-half": lambda picture: _jpeg(_scaled(picture, 0.5).transpose(Image.Transpose.ROTATE_270)),
}
