"""What similar-photos costs: grouping of many pictures that are cached, and a scan beside ``czkawka_cli image``.

    python tests/bench/pictures.py grouped [--pictures 100000] [--photos 60] [--sources FOLDER]
    python tests/bench/pictures.py beside [--pictures 500] [--rounds 3] [--czkawka PATH]

``grouped`` makes photos with all that happens to them (``tests/quality/photos``), adds pictures of which each is like
no other until there are so many, and groups them in a process of its own: time, most memory, and the recall of that
very run. ``beside`` makes pictures of 12 megapixels as a camera writes them; both programs look for similar ones in
them, without a cache.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from measure import run
from PIL import Image

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from cleanup.disk.contents.pictures import look_at
from cleanup.find.photos.matching import NOBODY
from cleanup.model.look import SIDE, State
from quality.photos import pictures
from quality.photos.make import make_set, read_truth, taken

_AT_ONCE = 2048


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=["grouped", "beside"])
    parser.add_argument("--pictures", type=int)
    parser.add_argument("--photos", type=int, default=60)
    parser.add_argument("--sources", type=Path, help="real photos, taken before drawn ones")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--czkawka", default="czkawka_cli")
    options = parser.parse_args()
    if options.what == "beside" and shutil.which(options.czkawka) is None:
        parser.error(f"no program {options.czkawka}; name it with --czkawka")
    with tempfile.TemporaryDirectory() as scratch:
        if options.what == "grouped":
            _grouped(Path(scratch), options.pictures or 100_000, options.photos, options.sources)
        else:
            _beside(Path(scratch), options.pictures or 500, options.rounds, options.czkawka)


def _grouped(scratch: Path, count: int, photos: int, sources: Path | None) -> None:
    make_set(scratch / "set", seed=11, photos=photos, others=0, sources=sources)
    truth = read_truth(scratch / "set")
    # As an album has them: the best of each before what was made of it.
    paths = sorted(truth, key=lambda path: truth[path].kind != "original")
    looks = []
    for path in paths:
        with open(scratch / "set" / path, "rb") as file:
            looks.append(look_at(file))
    views = np.concatenate([np.stack([look["grey"] for look in looks]), _others(count - len(looks))])
    barred = [place for place, look in enumerate(looks) if look["is_barred"]]
    inners = np.stack([looks[place]["inner"] for place in barred]) if barred else views[:0]
    np.savez(scratch / "seen.npz", views=np.concatenate([views, inners]),
             of=np.concatenate([np.arange(count), barred]).astype(np.int64))  # fmt: skip
    subprocess.run([sys.executable, str(Path(__file__).with_name("stars.py")), str(scratch)], check=True)
    star = np.load(scratch / "star.npy")
    originals = {truth[path].picture: place for place, path in enumerate(paths) if truth[path].kind == "original"}
    every, found = Counter[str](), Counter[str]()
    for place, path in enumerate(paths):
        every[truth[path].kind] += 1
        found[truth[path].kind] += int(star[place]) == originals.get(truth[path].picture, place)
    print(*(f"{kind} {found[kind] / every[kind]:.3f}" for kind in ("copy", "edit", "hard")), sep=", ")
    print(f"{np.count_nonzero(star[len(paths) : count] != NOBODY)} of {count - len(paths)} others in a group")
    assert all(look["state"] == State.SEEN for look in looks)


def _others(count: int) -> np.ndarray:
    """Pictures with the spectrum of photos, lighter above than below, as if under a sky; each of its own."""
    random = np.random.default_rng(5)
    across = np.fft.fftfreq(SIDE)
    strength = 1 / np.maximum(np.hypot(across[:, None], across[None, :]), 1 / SIDE) ** 1.2
    found = np.zeros((count, SIDE, SIDE), dtype=np.uint8)
    for start in range(0, count, _AT_ONCE):
        noise = random.normal(size=(min(_AT_ONCE, count - start), SIDE, SIDE))
        made = np.fft.ifft2(np.fft.fft2(noise) * strength).real
        made /= made.std(axis=(1, 2), keepdims=True)
        sky = np.linspace(1, -1, SIDE)[None, :, None] * random.uniform(0, 1, size=(len(made), 1, 1))
        found[start : start + len(made)] = np.clip(128 + 45 * (made + sky), 0, 255)
    return found


def _draw(folder: Path, number: int) -> None:
    """One picture of 12 megapixels; one in ten shows what an earlier one does."""
    random = np.random.default_rng([21, number // 2 if number % 10 == 1 else number])
    scene = pictures.scene(random, 1000, 750).resize((4000, 3000), Image.Resampling.BICUBIC)
    grain = random.integers(-6, 7, size=(750, 1000), dtype=np.int16)
    grained = np.asarray(scene, dtype=np.int16) + np.tile(grain, (4, 4))[:, :, None]
    saved = Image.fromarray(np.clip(grained, 0, 255).astype(np.uint8))
    saved.save(folder / f"DSC_{number:04}.jpg", quality=93, exif=taken(number * 60))


def _beside(scratch: Path, count: int, rounds: int, czkawka: str) -> None:
    folder, home = scratch / "camera", scratch / "home"
    for each in (folder, home):
        each.mkdir()
    with ProcessPoolExecutor() as processes:
        list(processes.map(partial(_draw, folder), range(count)))
    environment = {**os.environ, "HOME": str(home), "CLEANUP_CACHE": "false"}
    for use in ("CACHE", "CONFIG", "STATE", "DATA"):
        environment.pop(f"XDG_{use}_HOME", None)
    ours = [sys.executable, "-m", "cleanup", "scan", "--only", "similar-photos", "--no-cache", "-q", str(folder)]
    theirs = [czkawka, "image", "-d", str(folder), "-H"]
    times: tuple[list[float], list[float]] = [], []
    works: tuple[list[float], list[float]] = [], []
    for number in range(rounds + 1):
        for place, command in enumerate((ours, theirs)):
            each = run(command, environment)
            if each and number:
                times[place].append(each.seconds)
                works[place].append(each.processor)
    for name, figures in (("seconds", times), ("processor", works)):
        mine, other = map(median, figures)
        print(f"{name}: cleanup {mine:.1f}, czkawka {other:.1f}, ratio {mine / other:.2f}")


if __name__ == "__main__":
    main()
