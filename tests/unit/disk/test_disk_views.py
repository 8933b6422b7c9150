"""Which paths may lead to one file, by the mount table; the tables here are made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleanup.disk import views
from cleanup.disk.views import may_be_one_layer, show_one_file
from cleanup.model.coverage import Mount


def a_mount(path: str, filesystem: str, identity: str, *shows: str, root: str = "/") -> Mount:
    return Mount(path, filesystem, access_times=True, reason="", identity=identity, shows=shows, root=root)


TABLE = (
    a_mount("/", "ext4", "/dev/sda1"),
    a_mount("/bound", "ext4", "/dev/sda1", root="/layers"),
    a_mount("/over", "overlay", "0:40", "/layers/upper", "/layers/lower"),
    a_mount("/part", "overlay", "0:40", "/layers/upper", "/layers/lower", root="/sub"),
    a_mount("/over twice", "overlay", "0:41", "/over"),
    a_mount("/view", "fuse", "0:42", "/disk"),
    a_mount("/pool", "fuse.mergerfs", "0:43", "one", "two"),
    a_mount("/far", "fuse.sshfs", "0:44", "/served"),
    a_mount("/image", "ext4", "/dev/loop0"),
    a_mount("/image again", "ext4", "/dev/loop1"),
    a_mount("/other image", "ext4", "/dev/loop2"),
    a_mount("/loop", "overlay", "0:45", "/loop"),
)

ONE_FILE = [
    ("/over/x", "/layers/upper/x"),
    ("/over/sub/x", "/layers/lower/sub/x"),
    ("/over/x", "/bound/lower/x"),
    ("/part/x", "/layers/lower/sub/x"),
    ("/part/x", "/over/sub/x"),
    ("/over twice/x", "/layers/lower/x"),
    ("/over twice/x", "/over/x"),
    ("/view/a/x", "/disk/a/x"),
    ("/pool/x", "/mnt/two/x"),
    # It tells the ends of its folders from where they differ.
    ("/pool/x", "/mnt/atwo/x"),
    ("/far/x", "/served/x"),
    ("/image/a/x", "/image again/a/x"),
]
TWO_FILES = [
    ("/over/x", "/layers/upper/y"),
    ("/over/x", "/layers/work/x"),
    ("/part/x", "/over/x"),
    ("/view/x", "/disk/a/x"),
    ("/pool/x", "/mnt/three/x"),
    ("/image/a/x", "/image again/a/y"),
    ("/image/a/x", "/other image/a/x"),
    ("/image/a/x", "/a/x"),
    ("/loop/x", "/image/x"),
]


@pytest.fixture(autouse=True)
def uuids(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first two images are one."""
    known = {"/dev/loop0": "uuid:1", "/dev/loop1": "uuid:1", "/dev/loop2": "uuid:2"}
    monkeypatch.setattr(
        views, "with_uuid", lambda mount: replace(mount, identity=known.get(mount.identity, mount.identity))
    )


@pytest.mark.parametrize(("one", "other"), ONE_FILE)
def test_what_may_be_one_file(one: str, other: str) -> None:
    assert show_one_file(one.encode(), other.encode(), TABLE)
    assert show_one_file(other.encode(), one.encode(), TABLE)


@pytest.mark.parametrize(("one", "other"), TWO_FILES)
def test_what_is_surely_two(one: str, other: str) -> None:
    assert not show_one_file(one.encode(), other.encode(), TABLE)
    assert not show_one_file(other.encode(), one.encode(), TABLE)


def test_where_there_is_no_table_nothing_is_known() -> None:
    assert not show_one_file(b"/over/x", b"/layers/upper/x", ())


@pytest.mark.parametrize(
    ("number", "other", "path", "is_one"),
    [
        (7, 7, "/over/x", True),
        # With a mark in the upper half, as the layers of several file systems get.
        (7, 7 | 1 << 62, "/over/x", True),
        (7, 8, "/over/x", False),
        (7, 7, "/image/x", False),
    ],
)
def test_an_overlay_has_the_numbers_of_its_layers_in_sight_or_not(
    number: int, other: int, path: str, is_one: bool
) -> None:
    assert may_be_one_layer(b"/image again/x", number, path.encode(), other, TABLE) is is_one
