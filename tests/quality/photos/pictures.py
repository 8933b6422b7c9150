"""Draw pictures by a seed: scenes with the spectrum of photos, and pages, forms, chats and plain ones."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Random = np.random.Generator
_WORDS = (
    "ledger", "harvest", "window", "copper", "river", "market", "canvas", "winter", "signal", "orchard", "paper",
    "lantern", "harbour", "thread", "stone", "morning", "engine", "garden", "bottle", "ticket", "mountain", "letter",
    "silver", "bridge", "cotton", "station",
)  # fmt: skip


def scene(random: Random, width: int = 960, height: int = 720) -> Image.Image:
    """A scene that no other seed gives: sky, ground, lit bodies, and texture with the falling spectrum of photos."""
    horizon = random.uniform(0.3, 0.7)
    down = np.linspace(0, 1, height)[:, None, None]
    sky, far, near = (random.uniform(20, 235, 3) for _ in range(3))
    ground = far + (near - far) * np.clip((down - horizon) / (1 - horizon), 0, 1)
    field = np.where(down < horizon, sky + (far - sky) * 0.6 * down / horizon, ground) * np.ones((height, width, 1))
    field += _clouds(random, height, width, random.uniform(1.0, 1.5))[..., None] * random.uniform(18, 42)
    field += np.stack([_clouds(random, height, width, 1.6) for _ in range(3)], axis=-1) * 10
    picture = Image.fromarray(np.clip(field, 0, 255).astype(np.uint8))
    for _ in range(int(random.integers(6, 22))):
        _add_body(picture, random)
    grain = random.normal(0, random.uniform(1.5, 4), (height, width, 1))
    return Image.fromarray(np.clip(np.asarray(picture, dtype=np.float32) + grain, 0, 255).astype(np.uint8))


def _clouds(random: Random, height: int, width: int, fall: float) -> np.ndarray:
    """Noise of deviation 1, whose amplitudes fall with frequency to this power."""
    across, up = np.fft.rfftfreq(width)[None, :], np.fft.fftfreq(height)[:, None]
    frequency = np.hypot(across, up)
    frequency[0, 0] = 1
    spectrum = np.fft.rfft2(random.normal(size=(height, width))) / frequency**fall
    spectrum[0, 0] = 0
    noise = np.fft.irfft2(spectrum, (height, width))
    return noise / noise.std()


def _add_body(picture: Image.Image, random: Random) -> None:
    """A lit and textured body with a soft edge, somewhere."""
    size = int(min(picture.size) * random.uniform(0.06, 0.34))
    body = random.uniform(0, 255, 3) + _clouds(random, size, size, 1.2)[..., None] * random.uniform(8, 40)
    body *= np.linspace(random.uniform(0.5, 1.4), random.uniform(0.5, 1.4), size)[None, :, None]
    shape = Image.new("L", (size, size))
    draw = ImageDraw.Draw(shape)
    if random.random() < 0.5:
        draw.ellipse((2, size * 0.1, size - 2, size * random.uniform(0.6, 1.0)), fill=255)
    else:
        corners = random.uniform(0, size, (int(random.integers(3, 8)), 2))
        draw.polygon([tuple(map(float, corner)) for corner in corners], fill=255)
    shape = shape.filter(ImageFilter.GaussianBlur(random.uniform(0.5, 3)))
    at = tuple(int(random.uniform(-0.3, 0.95) * side) for side in picture.size)
    picture.paste(Image.fromarray(np.clip(body, 0, 255).astype(np.uint8)), at, shape)


def page(random: Random, width: int = 620, height: int = 877) -> Image.Image:
    """A page of text with its own words."""
    sheet = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(sheet)
    draw.text((60, 40), _line(random, 3).upper(), fill="black", font_size=22)
    for top in range(100, height - 60, 22):
        if random.random() < 0.9:
            draw.text((60, top), _line(random, int(random.integers(5, 10)))[:72], fill="black", font_size=14)
    return sheet


def filled_form(layout: Random, entries: Random) -> Image.Image:
    """A form: the same lines and labels for one ``layout``, with other entries."""
    sheet = Image.new("RGB", (620, 877), "white")
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((40, 30, 580, 90), outline="black", width=3, fill=(225, 232, 240))
    draw.text((60, 48), _line(layout, 3).upper(), fill="black", font_size=24)
    for top in range(120, 820, 46):
        draw.text((50, top + 10), _line(layout, 2), fill=(60, 60, 60), font_size=13)
        draw.rectangle((230, top, 570, top + 32), outline="black")
        draw.text((240, top + 8), _line(entries, 3), fill=(20, 20, 120), font_size=15)
    return sheet


def chat(random: Random) -> Image.Image:
    """A chat on a telephone."""
    sheet = Image.new("RGB", (540, 1080), (236, 229, 221))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, 540, 90), fill=(18, 94, 84))
    draw.text((80, 34), _line(random, 2), fill="white", font_size=22)
    top = 110
    while top < 1000:
        wide, high, mine = int(random.integers(140, 380)), int(random.integers(44, 120)), random.random() < 0.5
        left = 520 - wide if mine else 20
        draw.rounded_rectangle((left, top, left + wide, top + high), 12, fill=(220, 248, 198) if mine else "white")
        draw.text((left + 12, top + 12), _line(random, wide // 70), fill="black", font_size=16)
        top += high + 18
    return sheet


def plain(random: Random) -> Image.Image:
    """A picture with next to nothing on it: one tone, or from one tone to another."""
    one, other = random.uniform(0, 255, 3), random.uniform(0, 255, 3)
    share = np.linspace(0, 1, 480)[:, None, None] * random.integers(0, 2)
    return Image.fromarray((one + (other - one) * share * np.ones((480, 640, 1))).astype(np.uint8))


def thing_on_white(random: Random) -> Image.Image:
    """One body cut out on white, as in a catalogue."""
    sheet = Image.new("RGB", (600, 600), "white")
    for _ in range(int(random.integers(1, 4))):
        _add_body(sheet, random)
    return sheet


def night_sky(random: Random) -> Image.Image:
    """Stars on black."""
    field = np.zeros((600, 600), dtype=np.float32)
    for _ in range(int(random.integers(60, 400))):
        up, across = random.integers(2, 598, 2)
        field[up - 1 : up + 2, across - 1 : across + 2] += random.uniform(30, 255)
    sky = Image.fromarray(np.clip(field, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8))
    return sky.convert("RGB")


def next_shot(picture: Image.Image, random: Random) -> Image.Image:
    """The next of a hand-held burst: moved, turned a little, with its own noise, and one thing that moved."""
    width, height = picture.size
    moved = picture.copy()
    size = int(min(picture.size) * random.uniform(0.1, 0.2))
    left, top = (int(random.uniform(0.1, 0.7) * side) for side in picture.size)
    piece = picture.crop((left, top, left + size, top + size))
    moved.paste(piece, (left + int(size * random.uniform(0.3, 0.8)), top + int(size * random.uniform(-0.3, 0.3))))
    turned = moved.rotate(random.uniform(-0.7, 0.7), Image.Resampling.BICUBIC)
    right, down = random.uniform(0, 0.06, 2)
    box = (int(right * width), int(down * height), int((right + 0.93) * width), int((down + 0.93) * height))
    shot = np.asarray(turned.crop(box).resize(picture.size, Image.Resampling.BICUBIC), dtype=np.float32)
    return Image.fromarray(np.clip(shot + random.normal(0, 4, shot.shape), 0, 255).astype(np.uint8))


def _line(random: Random, count: int) -> str:
    words = [str(word) for word in random.choice(_WORDS, max(count, 1))]
    return " ".join([*words, str(random.integers(1, 9999))])
