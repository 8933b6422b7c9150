"""The trees that the programs are compared on: named ones, and ones made of random bytes, always the same.

A tree is made once, below one folder, and kept for the next run; a note beside it says what it was made of.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_PIECE = 1 << 20
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Tree:
    """``letter`` is the one of the targets; ``roots`` are absolute."""

    letter: str
    title: str
    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a tree is made, and in what size: the usual one and a small one for a quick check."""

    title: str
    make: Callable[[Path, int], None]
    size: int
    small: int


def named(roots: list[str]) -> Tree:
    """Tree (a): the machine's own files."""
    paths = tuple(str(Path(root).resolve()) for root in roots)
    return Tree("a", "many small real files: " + " ".join(paths), paths)


def made(letter: str, where: Path, *, small: bool) -> Tree:
    """One of the made trees, made now if it is not there."""
    recipe = RECIPES[letter]
    size = recipe.small if small else recipe.size
    root, note = where / f"{letter}-{size}", where / f"{letter}-{size}.made"
    if not note.exists():
        if root.exists():
            raise SystemExit(
                f"{root} is there but was not finished by this program: move it away, or name another --where"
            )
        root.mkdir(parents=True)
        recipe.make(root, size)
        os.sync()
        note.write_text(recipe.title + "\n", "utf-8")
    return Tree(letter, recipe.title.format(size=f"{size:,}"), (str(root.resolve()),))


def _photos(root: Path, files: int) -> None:
    """Like a home folder: mostly photos of 0.5 to 3 MB, some videos of 10 to 40; every eighth is a copy elsewhere."""
    chance = random.Random(1)
    originals: list[Path] = []
    for number in range(files):
        video = number % 25 == 24
        folder = root / f"{2012 + number % 12}" / ("Videos" if video else f"{number % 97:02} trip")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / (f"MOV_{number:04}.mp4" if video else f"IMG_{number:04}.jpg")
        if number % 8 == 7 and not video:
            shutil.copyfile(chance.choice(originals), path)
            continue
        size = chance.randrange(10 * MB, 40 * MB) if video else chance.randrange(MB // 2, 3 * MB)
        _write(path, chance, size)
        originals.append(path)


def _nearly_equal(root: Path, groups: int) -> None:
    """Groups of six files of one size: three equal, one other in the middle, one at the end, one at the start."""
    chance = random.Random(2)
    for number in range(groups):
        size = chance.choice((20_000, 300_000, 2 * MB, 12 * MB))
        content = bytearray(chance.randbytes(size))
        folder = root / f"{number % 40:02}"
        folder.mkdir(exist_ok=True)
        for copy in range(3):
            (folder / f"{number:04} equal {copy}").write_bytes(content)
        for name, place in (("middle", size // 2), ("end", size - 1), ("start", 0)):
            content[place] ^= 1
            (folder / f"{number:04} {name}").write_bytes(content)
            content[place] ^= 1


def _tiny(root: Path, files: int) -> None:
    """Files of 20 to 80 bytes, a thousand a folder, a quarter of them copies."""
    chance = random.Random(3)
    for first in range(0, files, 1000):
        folder = root / f"{first // 100_000:03}" / f"{first // 1000:05}"
        folder.mkdir(parents=True)
        for number in range(first, min(first + 1000, files)):
            content = number // 4 if number % 4 == 0 else number
            text = f"{content:x} {hashlib.sha256(b'%d' % content).hexdigest()}"[: 20 + content % 61]
            if chance.random() < 0.25:
                text = f"the same note {chance.randrange(files // 20 + 1):012}"
            handle = os.open(f"{folder}/{number}.txt", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            os.write(handle, text.encode())
            os.close(handle)


def _huge(root: Path, megabytes: int) -> None:
    """Four equal files."""
    first = root / "0.iso"
    _write(first, random.Random(5), megabytes * MB)
    for number in range(1, 4):
        shutil.copyfile(first, root / f"{number}.iso")


def _write(path: Path, chance: random.Random, size: int) -> None:
    with path.open("xb") as file:
        for start in range(0, size, _PIECE):
            file.write(chance.randbytes(min(_PIECE, size - start)))


RECIPES = {
    "b": Recipe("{size} photos and videos, like a home folder", _photos, 2000, 50),
    "c": Recipe("{size} groups that differ only at the start, in the middle or at the end", _nearly_equal, 100, 8),
    "d1": Recipe("{size} tiny files", _tiny, 1_000_000, 4000),
    "d2": Recipe("{size} tiny files", _tiny, 2_000_000, 8000),
    "d4": Recipe("{size} tiny files", _tiny, 4_000_000, 16_000),
    "e": Recipe("4 equal files of {size} MB", _huge, 1000, 40),
}
