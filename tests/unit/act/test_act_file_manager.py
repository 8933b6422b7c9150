"""The Mac's file manager, by a stand-in for Apple's library: its answers, its errors, and what it is given."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cleanup.act.system.file_manager import NoTrashThere, throw_away


class Url:
    def __init__(self, path: str, is_folder: bool) -> None:
        self._path, self.is_folder = path, is_folder

    def path(self) -> str:
        return self._path


class Error:
    """An ``NSError``."""

    def __init__(self, domain: str, code: int, behind: Error | None = None, said: str | None = "no") -> None:
        self._domain, self._code, self._behind, self._said = domain, code, behind, said

    def domain(self) -> str:
        return self._domain

    def code(self) -> int:
        return self._code

    def localizedDescription(self) -> str | None:
        return self._said

    def userInfo(self) -> dict[str, Error] | None:
        return {"NSUnderlyingError": self._behind} if self._behind else None


@pytest.fixture
def mac(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimpleNamespace:
    """A file manager that moves to a folder, under another name where it is taken; or gives its ``error``."""
    trash = tmp_path / ".Trash"
    trash.mkdir()
    fake = SimpleNamespace(trash=trash, error=None, given=[])

    def trash_item(url: Url, _: None, __: None) -> tuple[bool, Url | None, Error | None]:
        fake.given.append((url.path(), url.is_folder))
        if fake.error is not None:
            return False, None, fake.error
        name = os.path.basename(url.path())
        place = trash / (name if not os.path.lexists(trash / name) else f"{name} 12.34.56")
        os.rename(url.path(), place)
        return True, Url(str(place), False), None

    @contextmanager
    def pool() -> Iterator[None]:
        yield

    manager = SimpleNamespace(trashItemAtURL_resultingItemURL_error_=trash_item)
    foundation: Any = SimpleNamespace(
        NSURL=SimpleNamespace(fileURLWithPath_isDirectory_=Url),
        NSFileManager=SimpleNamespace(defaultManager=lambda: manager),
    )
    monkeypatch.setitem(sys.modules, "Foundation", foundation)
    monkeypatch.setitem(sys.modules, "objc", SimpleNamespace(autorelease_pool=pool))
    return fake


def test_the_new_place_is_told_also_where_the_name_was_taken(mac: SimpleNamespace, tmp_path: Path) -> None:
    (mac.trash / "a").write_bytes(b"old")
    (tmp_path / "a").write_bytes(b"new")
    place = throw_away(os.fsencode(tmp_path / "a"))
    assert place == os.fsencode(mac.trash / "a 12.34.56")
    assert (Path(os.fsdecode(place)).read_bytes(), (mac.trash / "a").read_bytes()) == (b"new", b"old")


def test_a_link_to_a_folder_is_no_folder(mac: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    for name in ("link", "folder"):
        throw_away(os.fsencode(tmp_path / name))
    assert mac.given == [(str(tmp_path / "link"), False), (str(tmp_path / "folder"), True)]


@pytest.mark.parametrize(
    ("error", "number"),
    [
        (Error("NSCocoaErrorDomain", 513), errno.EPERM),
        (Error("NSCocoaErrorDomain", 513, Error("NSPOSIXErrorDomain", 13)), errno.EACCES),
        (Error("NSCocoaErrorDomain", 512, Error("NSPOSIXErrorDomain", errno.EDEADLK)), errno.EDEADLK),
        (Error("NSCocoaErrorDomain", 4), errno.ENOENT),
        (Error("NSOSStatusErrorDomain", -1743), None),
        (Error("NSCocoaErrorDomain", 9999, said=None), None),
        (Error("NSPOSIXErrorDomain", 28), errno.ENOSPC),
    ],
)
def test_errors_have_their_number_and_the_systems_word(
    mac: SimpleNamespace, tmp_path: Path, error: Error, number: int | None
) -> None:
    """Send2Trash tells "None" where the system gives no reason."""
    (tmp_path / "a").touch()
    mac.error = error
    with pytest.raises(OSError) as refused:
        throw_away(os.fsencode(tmp_path / "a"))
    assert refused.value.errno == number
    assert f"{error.domain()} {error.code()}" in str(refused.value)
    assert (tmp_path / "a").exists()


def test_a_volume_without_a_trash(mac: SimpleNamespace, tmp_path: Path) -> None:
    """dupeguru#171: network drives and some external disks."""
    (tmp_path / "a").touch()
    mac.error = Error("NSCocoaErrorDomain", 3328)
    with pytest.raises(NoTrashThere):
        throw_away(os.fsencode(tmp_path / "a"))
