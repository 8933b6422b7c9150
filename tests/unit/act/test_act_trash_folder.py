"""Opening a trash: made for its user alone, and never used where somebody else could change it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cleanup.act.movers.mover import NotPossible
from cleanup.act.naming import origin_in
from cleanup.act.trash_folder import TrashFolder
from cleanup.disk.trashes.trash_places import TrashPlace
from support.moving import snapshot
from support.scripts import change

NOW = datetime(2024, 5, 6, tzinfo=UTC)

Mount = Callable[..., Path]


@pytest.fixture
def place(tmp_path: Path) -> TrashPlace:
    """A home trash, not there yet, in folders that are not there either."""
    return TrashPlace(str(tmp_path / "data" / "share" / "Trash"), "")


def device(place: TrashPlace) -> int:
    path = Path(place.path)
    while not path.exists():
        path = path.parent
    return path.stat().st_dev


@contextmanager
def opened(place: TrashPlace) -> Iterator[TrashFolder]:
    trash = TrashFolder(place, device(place))
    try:
        yield trash
    finally:
        trash.close()


def refusal(place: TrashPlace, on: int | None = None) -> NotPossible:
    """The reason why a trash cannot be used; no descriptor stays open."""
    before = os.listdir("/proc/self/fd")
    with pytest.raises(NotPossible) as problem:
        TrashFolder(place, device(place) if on is None else on)
    assert len(os.listdir("/proc/self/fd")) == len(before)
    assert problem.value.code == "no-trash"
    return problem.value


def made(folder: Path | str, *names: str) -> None:
    for name in ("", *names):
        os.makedirs(os.path.join(folder, name), mode=0o700, exist_ok=True)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_what_is_missing_is_made_for_the_user_alone(place: TrashPlace, mask: int) -> None:
    before = os.umask(mask)
    trash = Path(place.path)
    try:
        with opened(place):
            for folder in (trash, trash / "files", trash / "info", trash.parent, trash.parent.parent):
                assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    finally:
        os.umask(before)


@pytest.mark.parametrize("used", [False, True])
def test_what_was_made_and_stays_empty_is_taken_away_again(place: TrashPlace, *, used: bool) -> None:
    with opened(place) as trash:
        if used:
            trash.write_info(b"x", b"/x", NOW)
    assert Path(place.path).exists() == used
    assert Path(place.path, "info").exists() == used
    made(place.path, "files", "info")
    with opened(place):
        pass
    assert Path(place.path, "files").exists(), "it was there before"


def test_one_that_is_refused_leaves_nothing_behind(place: TrashPlace) -> None:
    Path(place.path).parent.mkdir(parents=True)
    refusal(place, on=device(place) + 1)
    assert os.listdir(Path(place.path).parent) == []


def test_where_only_a_try_tells_it_is_tried_and_leaves_nothing(place: TrashPlace) -> None:
    trash = TrashFolder(TrashPlace(place.path, "", unsure="who knows"), device(place))
    assert os.listdir(trash.files) == os.listdir(trash.info) == []
    trash.close()


def test_one_that_is_there_is_used_as_it_is(place: TrashPlace) -> None:
    made(place.path, "files", "info")
    os.chmod(place.path, 0o755)
    with opened(place) as trash:
        assert os.fstat(trash.files).st_ino == os.stat(place.path + "/files").st_ino
        assert os.fstat(trash.info).st_ino == os.stat(place.path + "/info").st_ino
    assert stat.S_IMODE(os.stat(place.path).st_mode) == 0o755


@pytest.mark.root
@pytest.mark.parametrize("part", ["", "files", "info"])
@pytest.mark.parametrize(
    ("script", "told"),
    [
        *((f"chmod {mode} $it", "chmod go-w") for mode in (720, 702, 777, 1777)),
        ("chown 65534 $it", "not a folder of yours"),
        *((f"rmdir $it; {other}", "") for other in (
            "touch $it", "mkfifo $it", "ln -s target $it", "mkdir -m 700 target; ln -s target $it"
        )),
    ],
)  # fmt: skip
def test_one_that_others_can_change_or_that_is_no_folder_is_refused_and_left(
    place: TrashPlace, part: str, script: str, told: str
) -> None:
    made(place.path, part)
    path = Path(place.path, part)
    change(path.parent, f"it={path.name}; {script}")
    before = snapshot(path.parent)
    assert told in refusal(place).message
    after = snapshot(path.parent)
    assert {name: after[name] for name in before} == before
    assert not any(name.startswith(b"target/") for name in after)


def test_a_link_above_the_home_trash_is_the_users_own_doing(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "data").symlink_to("real")
    with opened(TrashPlace(str(tmp_path / "data" / "share" / "Trash"), "")) as trash:
        trash.write_info(b"x", b"/x", NOW)
    assert (tmp_path / "real" / "share" / "Trash" / "info" / "x.trashinfo").exists()


def test_one_on_another_device_is_refused(place: TrashPlace) -> None:
    assert "another volume" in refusal(place, on=device(place) + 1).message


@pytest.mark.root
@pytest.mark.parametrize("part", ["files", "info"])
def test_one_with_a_part_on_another_device_is_refused(place: TrashPlace, mount: Mount, part: str) -> None:
    made(place.path, "files", "info")
    mount("-t", "tmpfs", "-o", "mode=700", "none", Path(place.path, part))
    assert "another volume" in refusal(place, on=os.stat(place.path).st_dev).message


def test_one_that_cannot_be_made_is_told_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(NotPossible, match="cannot be used"):
        TrashFolder(TrashPlace(str(tmp_path / "data" / "Trash"), ""), tmp_path.stat().st_dev)


def on_volume(tmp_path: Path, name: str) -> TrashPlace:
    top = tmp_path / "volume"
    top.mkdir(exist_ok=True)
    return TrashPlace(str(top / name), str(top))


def test_one_on_a_volume_tells_origins_from_its_top(tmp_path: Path) -> None:
    place = on_volume(tmp_path, ".Trash-0")
    with opened(place) as trash:
        trash.write_info(b"x", os.fsencode(place.top) + b"/folder/x", NOW)
    info = Path(place.path, "info", "x.trashinfo")
    assert b"\nPath=folder/x\n" in info.read_bytes()
    assert origin_in(info.read_bytes(), b"/elsewhere") == b"/elsewhere/folder/x"
    assert stat.S_IMODE(info.stat().st_mode) == 0o600


def test_a_shared_one_gets_a_folder_for_this_user(tmp_path: Path) -> None:
    place = on_volume(tmp_path, f".Trash/{os.getuid()}")
    shared = Path(place.top, ".Trash")
    shared.mkdir()
    shared.chmod(0o1777)
    with opened(place):
        assert stat.S_IMODE(os.stat(place.path).st_mode) == 0o700
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777


@pytest.mark.parametrize(
    "script", ["mkdir -m 777 .Trash", "mkdir -m 1777 aside; ln -s aside .Trash", "touch .Trash", ":"]
)
def test_an_unsafe_shared_one_is_refused_and_nothing_made_in_it(tmp_path: Path, script: str) -> None:
    place = on_volume(tmp_path, f".Trash/{os.getuid()}")
    change(Path(place.top), script)
    refusal(place)
    assert not os.path.exists(place.path)


@pytest.mark.parametrize(
    "script",
    ["echo theirs > $it", "ln -s ../victim $it", "echo theirs > ../victim; ln -s ../victim $it", "mkdir $it"],
)
def test_an_info_file_that_is_there_is_neither_written_nor_taken_away(place: TrashPlace, script: str) -> None:
    with opened(place) as trash:
        change(Path(place.path, "info"), "it=x.trashinfo; " + script)
        before = snapshot(place.path)
        with pytest.raises(OSError, match="exists"):
            trash.write_info(b"x", b"/x", NOW)
        assert snapshot(place.path) == before


@pytest.mark.root
def test_without_room_no_empty_info_file_is_left(tmp_path: Path, mount: Mount) -> None:
    top = tmp_path / "volume"
    top.mkdir()
    mount("-t", "tmpfs", "-o", "size=4k,mode=755", "none", top)
    with opened(TrashPlace(str(top / ".Trash-0"), str(top))) as trash:
        (top / "full").write_bytes(b"x" * 4096)
        with pytest.raises(OSError, match="No space"):
            trash.write_info(b"x", os.fsencode(top) + b"/x", NOW)
        assert os.listdir(top / ".Trash-0" / "info") == []


def test_an_info_file_is_dropped_once_or_twice(place: TrashPlace) -> None:
    with opened(place) as trash:
        trash.write_info(b"x", b"/x", NOW)
        trash.drop_info(b"x")
        trash.drop_info(b"x")
        assert os.listdir(place.path + "/info") == []


def test_nobody_can_put_another_folder_in_its_place_while_it_is_open(place: TrashPlace, tmp_path: Path) -> None:
    with opened(place) as trash:
        os.rename(place.path, tmp_path / "aside")
        made(place.path, "files", "info")
        trash.write_info(b"x", b"/x", NOW)
    assert os.listdir(place.path + "/info") == []
    assert os.listdir(tmp_path / "aside" / "info") == ["x.trashinfo"]
