"""How often a scan by all finders opens each file, by the kernel's own word: what one reads is there for all."""

from __future__ import annotations

import io
import shutil
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from traced import system_calls

from cleanup.find import FINDERS
from quality.photos import pictures
from support.ages import make_old
from support.messy import OLE, make_messy_home

STRACE = shutil.which("strace")
pytestmark = [pytest.mark.skipif(STRACE is None, reason="needs strace"), pytest.mark.slow]
# So large that a file's ends are read before all of it.
LARGE = 200_000
CORE = b"\x7fELF\2\1\1" + bytes(9) + b"\4\0"


@pytest.fixture
def crowded_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A messy home with what several finders want to look into: equal large files of all kinds, twice and thrice."""
    make_messy_home(home)
    random = np.random.default_rng(17)
    _add_pictures(home / "Pictures")
    _add_archives(home / "Downloads", random)
    shutil.copytree(home / "Downloads" / "Trip", home / "Documents" / "Trip")
    for name, head in (("tool.pkg", b"xar!"), ("tool.deb", b"!<arch>\ndebian-binary"), ("disc.iso", _disc())):
        (home / "Downloads" / name).write_bytes(head + random.bytes(LARGE))
        shutil.copy(home / "Downloads" / name, home / "Downloads" / f"copy of {name}")
    for place in ("one", "two"):
        for name, content in {
            f"Documents/{place}/Thumbs.db": OLE + bytes(3000), f"Documents/large {place}/Thumbs.db": OLE + bytes(LARGE),
            f"code/{place}/core": CORE + bytes(LARGE), f"code/{place}/old.hprof": b"JAVA PROFILE" + bytes(LARGE),
        }.items():  # fmt: skip
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_bytes(content)
    # Old enough for rules about what lies about for long.
    make_old(home)
    monkeypatch.setenv("HOME", str(home))
    return home


def _add_pictures(folder: Path) -> None:
    for number in range(4):
        scene = pictures.scene(np.random.default_rng(number), 640, 480)
        scene.save(folder / f"{number}.jpg", quality=95)
        scene.resize((320, 240)).save(folder / f"{number} small.jpg", quality=60)
    shutil.copy(folder / "1.jpg", folder / "1 (1).jpg")


def _add_archives(folder: Path, random: np.random.Generator) -> None:
    files = {f"{number}.bin": random.bytes(LARGE if number < 3 else 1000) for number in range(6)}
    (folder / "Trip").mkdir()
    with zipfile.ZipFile(folder / "Trip.zip", "w") as zipped, tarfile.open(folder / "Trip.tar.gz", "w:gz") as tarred:
        for name, content in files.items():
            (folder / "Trip" / name).write_bytes(content)
            zipped.writestr(f"Trip/{name}", content)
            told = tarfile.TarInfo(f"Trip/{name}")
            told.size = len(content)
            tarred.addfile(told, io.BytesIO(content))
    shutil.copy(folder / "Trip.zip", folder / "Trip (1).zip")


def _disc() -> bytes:
    return bytes(32768) + b"\x01CD001" + bytes(2000) + b"CASPER"


def opened_by_a_scan(home: Path, scratch: Path, *options: str) -> dict[str, int]:
    """How often a scan by all finders opens each file in a home."""
    assert STRACE
    scratch.mkdir()
    every = [option for finder in FINDERS for option in ("--only", finder.category.name)]
    command = [sys.executable, "-m", "cleanup", "scan", "-q", "-f", "csv", "--with-droppings", *options, *every]
    calls = system_calls(STRACE, home, scratch, *command, home)
    opened = {path: count for (kind, path), count in calls.items() if kind == "open" and (home / path).is_file()}
    return {path: count for path, count in opened.items() if not path.startswith((".local/state/", ".cache/cleanup/"))}


@pytest.mark.parametrize("options", [("--no-cache",), ()], ids=["no cache", "cache"])
def test_all_finders_together_open_a_file_at_most_twice(
    crowded_home: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    opened = opened_by_a_scan(crowded_home, tmp_path / "traces", *options)
    assert {path: count for path, count in opened.items() if count > 2} == {}
    downloads = {"slides.zip", "tool.pkg", "copy of tool.deb", "disc.iso", "Trip (1).zip", "Trip.tar.gz", "Trip/0.bin"}
    assert {f"Downloads/{name}" for name in downloads} <= opened.keys()
    others = {"Documents/one/Thumbs.db", "Documents/large two/Thumbs.db", "code/one/core", "code/two/old.hprof"}
    assert {"Pictures/1.jpg", "Pictures/1 small.jpg", *others} <= opened.keys()


def test_a_second_scan_opens_only_what_tells_by_its_beginning_what_it_is(crowded_home: Path, tmp_path: Path) -> None:
    """Nothing is read whole again: no archive, nor what it became, no picture, no copy."""
    # What changed two seconds ago could change again without another time stamp: it is not remembered.
    deadline = max(path.lstat().st_ctime for path in crowded_home.rglob("*")) + 2.5
    time.sleep(max(0.0, deadline - time.time()))
    opened_by_a_scan(crowded_home, tmp_path / "first")
    opened = opened_by_a_scan(crowded_home, tmp_path / "second")
    told_by_beginnings = {
        *(f"Documents/{place}/Thumbs.db" for place in ("one", "two", "large one", "large two")),
        *(f"Downloads/{each}{name}" for each in ("", "copy of ") for name in ("tool.pkg", "tool.deb", "disc.iso")),
        "Downloads/setup.exe", "code/core.4711", "code/one/core", "code/two/core", "code/one/old.hprof",
        "code/two/old.hprof", "Library/Application Support/MobileSync/Backup/0001/Info.plist",
    }  # fmt: skip
    assert set(opened.values()) == {1}
    assert opened.keys() <= told_by_beginnings
