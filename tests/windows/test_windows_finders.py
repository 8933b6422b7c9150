r"""What the finders find on Windows: in hidden places at home, and by what is written with ``\`` and ``\r``."""

from __future__ import annotations

import os
import plistlib
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from support.looking import below, scan

BACKUP = "AppData/Roaming/Apple Computer/MobileSync/Backup/0001"
THUMBNAILS = "AppData/Local/Microsoft/Windows/Explorer/thumbcache_96.db"


def put(path: Path, content: bytes = b"x" * 5000) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def found(home: Path) -> set[tuple[str, str]]:
    """The category and the path of each finding, a year from now."""
    made = scan([home], home, now=datetime.now(UTC) + timedelta(days=400), everything=False)
    return {(each.category, below(each.files[0].path, home)) for each in made.each_finding()}


def test_hidden_places_at_home_are_looked_into(home: Path) -> None:
    put(home / "AppData" / "Local" / "uv" / "cache" / "spare")
    put(home / ".npm" / "_cacache" / "index")
    put(home / THUMBNAILS)
    put(home / BACKUP / "Info.plist", plistlib.dumps({"Device Name": "Anna", "Last Backup Date": datetime(2020, 1, 2)}))
    assert found(home) >= {
        ("package-stores", "AppData/Local/uv/cache"), ("leftovers", ".npm/_cacache"), ("leftovers", THUMBNAILS),
        ("phone-backups", BACKUP),
    }  # fmt: skip


def test_what_cmake_built_is_known_by_the_path_in_its_notes(home: Path) -> None:
    """They are written with slashes, and lines end in two letters."""
    code = os.fspath(home / "code").replace(os.sep, "/")
    put(home / "code" / "CMakeLists.txt")
    put(home / "code" / "build" / "CMakeCache.txt", f"CMAKE_HOME_DIRECTORY:INTERNAL={code.swapcase()}\r\n".encode())
    assert ("build-folders", "code/build") in found(home)


def test_an_archive_that_stands_extracted_right_beside_itself(home: Path) -> None:
    put(home / "Documents" / "letter.txt")
    with zipfile.ZipFile(home / "Documents" / "letters.zip", "w") as archive:
        archive.writestr("letter.txt", b"x" * 5000)
    assert ("extracted-archives", "Documents/letters.zip") in found(home)
