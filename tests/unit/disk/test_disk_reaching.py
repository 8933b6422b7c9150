"""However a folder is reached by its path, no link is followed on the way, and what is wrong is said alike."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.disk.system.posix import files as listing

Tree = Callable[..., Path]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders have no descriptors there")


def refused(reason: int) -> Callable[[bytes, int | None], int]:
    """A system that does not know the call, or a sandbox that does not let it through."""

    def refuse(path: bytes, folder: int | None) -> int:
        raise OSError(reason, os.strerror(reason), path)

    return refuse


@pytest.fixture(params=["by one call", "in steps", "ENOSYS"])
def reach(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """Each way there is to reach a folder."""
    if request.param == "by one call":
        if listing._pass_without_links is None:
            pytest.skip("no system that has the call")
    elif request.param == "in steps":
        monkeypatch.setattr(listing, "_pass_without_links", None)
    else:
        monkeypatch.setattr(listing, "_pass_without_links", refused(getattr(errno, request.param)))
    return listing.reach_folder


@pytest.fixture
def root(tree: Tree, tmp_path: Path) -> Path:
    """Folders, and links to them at several depths."""
    made = tree({"a": {"b": {"c": {}}, "file": b"x", "..x": {}, ".x": {}}}, tmp_path.resolve() / "real")
    (made / "link").symlink_to("a")
    (made / "a" / "inner").symlink_to("b")
    (made / "a" / "b" / "last").symlink_to("c")
    return made


@pytest.mark.parametrize("path", ["", "a", "a/b", "a/b/c", "a/b/", "a//b", "a/..x", "a/.x"])
def test_a_folder_is_reached(root: Path, reach: Callable[[str], int], path: str) -> None:
    folder = reach(f"{root}/{path}")
    try:
        assert os.path.samestat(os.fstat(folder), os.stat(root / path))
        assert not os.get_inheritable(folder)
    finally:
        os.close(folder)


@pytest.mark.parametrize(
    "path",
    ["link", "link/b", "a/inner", "a/inner/c", "a/b/last", "a/file", "a/../a", "a/.", "a/./b", "..", "a/b/..",
     "a/file/x"],
)  # fmt: skip
def test_no_link_and_no_way_back_is_followed(root: Path, reach: Callable[[str], int], path: str) -> None:
    with pytest.raises(NotADirectoryError):
        reach(f"{root}/{path}")


def test_what_is_not_there_is_said_to_be_missing(root: Path, reach: Callable[[str], int]) -> None:
    for path in ("a/nothing", "nothing/b"):
        with pytest.raises(FileNotFoundError):
            reach(f"{root}/{path}")


def test_the_root_itself(reach: Callable[[str], int]) -> None:
    folder = reach("/")
    assert os.path.samestat(os.fstat(folder), os.stat("/"))
    os.close(folder)


def test_a_path_longer_than_the_system_takes(root: Path, reach: Callable[[str], int]) -> None:
    deep, above = root, os.open(root, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("x" * 200, dir_fd=above)
        following = os.open("x" * 200, os.O_RDONLY, dir_fd=above)
        os.close(above)
        deep, above = deep / ("x" * 200), following
    folder = reach(str(deep))
    assert len(str(deep)) > 4096
    assert os.path.samestat(os.fstat(folder), os.fstat(above))
    os.close(folder)
    os.close(above)


def test_thousands_of_folders_on_the_way_take_a_few_calls(
    deep: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    call = listing._pass_without_links
    if call is None:
        pytest.skip("no system that has the call")
    asked: list[bytes] = []

    def count(path: bytes, folder: int | None) -> int:
        asked.append(path)
        return call(path, folder)

    monkeypatch.setattr(listing, "_pass_without_links", count)
    root = deep(3000, "d").resolve()
    folder = listing.reach_folder(f"{root}{'/d' * 3000}")
    assert os.listdir(f"/proc/self/fd/{folder}") == ["bottom"]
    assert len(asked) < 10
    os.symlink(".", "link", dir_fd=folder)
    with pytest.raises(NotADirectoryError):
        listing.reach_folder(f"{root}{'/d' * 3000}/link/link")
    os.close(folder)


def test_a_name_with_a_nul_byte_is_refused(root: Path, reach: Callable[[str], int]) -> None:
    with pytest.raises(ValueError):
        reach(f"{root}/a\0b")


def test_nothing_stays_open(root: Path, reach: Callable[[str], int]) -> None:
    def once() -> None:
        os.close(reach(f"{root}/a/b"))
        for path in ("link/b", "a/..", "nothing"):
            with pytest.raises(OSError):
                reach(f"{root}/{path}")

    once()
    before = sorted(os.listdir("/dev/fd"))
    for _ in range(20):
        once()
    assert sorted(os.listdir("/dev/fd")) == before
