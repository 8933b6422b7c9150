"""A messy home, as people have them: and of each piece of the mess what it is to be called."""

from __future__ import annotations

import os
import plistlib
import shutil
import zipfile
from pathlib import Path

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
INSTALLER = b"MZ" + bytes(0x3A) + b"\x40\0\0\0" + b"PE\0\0" + bytes(200) + b"NullsoftInst" + bytes(9000)
LONG_AGO = 1_500_000_000

MESS: dict[str, str] = {
    "Pictures/Hike": "duplicate-folders",
    "Downloads/Hike": "duplicate-folders",
    "Backup laptop": "contained-folders",
    "Downloads/slides.zip": "extracted-archives",
    "Downloads/setup.exe": "installers",
    "Downloads/film.mkv.crdownload": "leftovers",
    "code/core.4711": "leftovers",
    ".cache/pip/http-v2": "leftovers",
    "code/shop/node_modules": "build-folders",
    "code/shop/.venv": "build-folders",
    ".cache/uv": "package-stores",
    "Library/Application Support/MobileSync/Backup/0001": "phone-backups",
    "Documents/gone": "broken-links",
    "Downloads/letter (1).pdf": "duplicates",
    "Documents/report v1.docx": "name-families",
    "Documents/budget.sync-conflict-20240101-101010-ABCDEFG.ods": "conflict-copies",
    "Pictures/Screenshot from 2017-01-02 10-11-12.png": "screenshots",
    "Videos/party.mkv": "large",
    "Documents/empty": "empty-folders",
    "Documents/nothing.txt": "empty-files",
    "Documents/sandbox 2009.blend": "stale",
}
"""Paths from the home on, and the category that points at each."""


def make_messy_home(home: Path) -> None:
    """Fill an empty home; all of it looks as if it were years old, but for the times that only the system sets."""
    photos = {f"IMG_{number:04}.jpg": os.urandom(3000) for number in range(30)}
    files: dict[str, bytes] = {
        **{f"{place}/Hike/{name}": content for place in ("Pictures", "Downloads") for name, content in photos.items()},
        **{f"Music/{number}.ogg": os.urandom(3000 + number) for number in range(5)},
        "Documents/letter.pdf": b"%PDF letter".ljust(5000), "Downloads/letter (1).pdf": b"%PDF letter".ljust(5000),
        "Downloads/slides/one.svg": b"<svg>".ljust(5000), "Downloads/slides/two.svg": b"<svg/>".ljust(5000),
        "Downloads/setup.exe": INSTALLER, "Downloads/film.mkv.crdownload": b"so far".ljust(5000),
        "code/core.4711": b"\x7fELF\2\1\1" + bytes(9) + b"\4\0" + bytes(5000), ".cache/pip/http-v2/a/b": bytes(5000),
        "code/shop/package.json": b"{\"name\": \"shop\"}", "code/shop/package-lock.json": b"{\"version\": 3}",
        "code/shop/node_modules/.package-lock.json": b"{}", "code/shop/node_modules/a/index.js": bytes(5000),
        "code/shop/requirements.txt": b"a==1", "code/shop/.venv/pyvenv.cfg": b"home = /usr",
        "code/shop/.venv/lib/a.py": bytes(5000), ".cache/uv/wheels/a": bytes(5000),
        "Documents/report v1.docx": b"PK one", "Documents/report final (2).docx": b"PK two",
        "Documents/budget.ods": b"PK mine", "Documents/budget.sync-conflict-20240101-101010-ABCDEFG.ods": b"PK hers",
        "Pictures/Screenshot from 2017-01-02 10-11-12.png": b"\x89PNG shot", "Videos/party.mkv": bytes(200_000),
        "Documents/nothing.txt": b"", "Documents/sandbox 2009.blend": b"BLENDER",
        "Library/Application Support/MobileSync/Backup/0001/Info.plist": plistlib.dumps({"Device Name": "A"}),
    }  # fmt: skip
    for name, content in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
    (home / "Backup laptop").mkdir()
    for number in range(5):
        shutil.copy(home / f"Music/{number}.ogg", home / f"Backup laptop/song {number}.ogg")
    with zipfile.ZipFile(home / "Downloads" / "slides.zip", "w") as archive:
        for name in ("one.svg", "two.svg"):
            archive.write(home / "Downloads" / "slides" / name, name)
    (home / "Documents" / "empty" / "inner").mkdir(parents=True)
    (home / "Documents" / "gone").symlink_to("was here.txt")
    for path in sorted(home.rglob("*"), reverse=True):
        os.utime(path, (LONG_AGO, LONG_AGO), follow_symlinks=False)
