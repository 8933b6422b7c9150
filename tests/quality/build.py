"""Makes a home on disk: in a temporary folder, with a loop-mounted file system for each further drive."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from quality.home import File, Home, volume_of

_SMALLEST, _LARGEST = 900, 24_000


class CannotBuild(Exception):
    """This machine cannot make that home; says what it needs."""


@dataclass(frozen=True, slots=True)
class Built:
    """A home on disk, and where each of its paths is."""

    home: Home
    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "home" / "robin"

    def drive(self, volume: str) -> Path:
        return self.root / "media" / "robin" / volume

    def place(self, path: str) -> Path:
        """Where a path of the TOML file is."""
        volume = volume_of(path)
        return self.drive(volume) / path.removeprefix(f"{volume}:") if volume else self.folder / path

    @property
    def roots(self) -> list[Path]:
        return [self.folder, *map(self.drive, self.home.volumes)]


@contextmanager
def built(home: Home, seed: int = 1) -> Iterator[Built]:
    """Make a home, and take it away in the end."""
    if home.needs_root and os.geteuid():
        raise CannotBuild(f"{home.name} needs root (other drives or owners)")
    with ExitStack() as stack:
        made = Built(home, Path(tempfile.mkdtemp(prefix="quality")))
        stack.callback(shutil.rmtree, made.root)
        made.folder.mkdir(parents=True)
        for volume in home.volumes:
            _mount(made.root / f"{volume}.ext4", made.drive(volume))
            stack.callback(_unmount, made.drive(volume))
        files = list(home.files)
        random.Random(f"{seed} order").shuffle(files)
        for file in sorted(files, key=lambda file: file.link is not None):
            _make(made, file, seed)
        yield made


def _make(made: Built, file: File, seed: int) -> None:
    place = made.place(file.path)
    place.parent.mkdir(parents=True, exist_ok=True)
    if file.link is not None:
        os.link(made.place(file.link), place)
        return
    place.write_bytes(file.text.encode() if file.text is not None else _bytes(file, seed))
    os.utime(place, (file.at.timestamp(),) * 2)
    if file.owner is not None:
        os.chown(place, file.owner, file.owner)


def _bytes(file: File, seed: int) -> bytes:
    dice = random.Random(f"{seed} {file.content}")
    size = dice.randint(_SMALLEST, _LARGEST)
    return dice.randbytes(size if file.size is None else file.size)


def _mount(image: Path, place: Path) -> None:
    place.mkdir(parents=True)
    with image.open("wb") as file:
        file.truncate(64 << 20)
    for command in (["mkfs.ext4", "-q", "-F", image], ["mount", "-o", "loop", image, place]):
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise CannotBuild(f"needs {command[0]}: {error}") from error


def _unmount(place: Path) -> None:
    """Patiently: who looks at all mounts keeps one busy for a moment."""
    for _ in range(100):
        with suppress(subprocess.CalledProcessError):
            subprocess.run(["umount", place], check=True, capture_output=True)
            return
        time.sleep(0.05)
    subprocess.run(["umount", "--lazy", place], check=True)
