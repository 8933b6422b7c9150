"""The system's bin is not believed: what became of an item is told by the disk, also after a cut-off."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from trial import Put, Trial, done, item_of, names_below

from cleanup.act.movers import system_bin
from cleanup.act.movers.claim import end_of_claim
from cleanup.act.movers.mover import NotPossible
from cleanup.act.movers.system_bin import SystemBin
from cleanup.act.records import NotMoved
from cleanup.act.system.file_manager import throw_away
from cleanup.disk.identity import identity_of
from cleanup.disk.trashes import apple_trash
from cleanup.model.run import Item, Place, Status
from support.moving import a_step, whatever_touched
from support.scripts import change

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="send2trash is tried with its backend for Linux")


@pytest.fixture
def trial(make_trial: Callable[[str], Trial]) -> Trial:
    return make_trial("bin")


Send = Callable[[str], object]


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Send, str], object]], None]:
    """Puts a function in the place of send2trash's, which it gets as its first argument."""

    def put(instead: Callable[[Send, str], object]) -> None:
        import send2trash

        real = send2trash.send2trash

        def stubbed(path: str) -> object:
            return instead(real, path)

        monkeypatch.setattr("send2trash.send2trash", stubbed)

    return put


def trash(home: Path) -> set[bytes]:
    return names_below(home / ".local/share/Trash/files")


def check_moved(put: Put, home: Path) -> None:
    assert whatever_touched(identity_of(os.lstat(put.place.path))) == whatever_touched(put.identity)
    assert put.place.folder == os.fsencode(os.path.realpath(home / ".local/share/Trash/files"))


def test_an_error_after_the_move_is_a_move(trial: Trial, file: Path, home: Path, stub: Callable[..., None]) -> None:
    def move_and_complain(real: Send, path: str) -> None:
        real(path)
        raise OSError(16, "busy")

    stub(move_and_complain)
    check_moved(trial.put(file), home)


def test_silence_without_a_move_is_none(trial: Trial, file: Path, home: Path, stub: Callable[..., None]) -> None:
    stub(lambda real, path: None)
    with pytest.raises(NotPossible) as refused:
        trial.put(file)
    assert refused.value.code == "not-taken"
    assert names_below(trial.source) == {b"a.txt"}
    assert trash(home) == set()


@pytest.mark.parametrize("error", [OSError(5, "broken"), OSError("a reason in words"), ValueError("odd"), TypeError()])
def test_what_is_refused_has_its_name_again(
    trial: Trial, file: Path, home: Path, stub: Callable[..., None], error: Exception
) -> None:
    def refuse(real: Send, path: str) -> None:
        raise error

    stub(refuse)
    with pytest.raises(OSError) as refused:
        trial.put(file)
    assert (refused.value.errno, bool(refused.value.strerror)) == (getattr(error, "errno", None), True)
    assert names_below(trial.source) == {b"a.txt"}
    assert trash(home) == set()


def test_what_is_nowhere_is_said_to_be_lost(trial: Trial, file: Path, stub: Callable[..., None]) -> None:
    stub(lambda real, path: os.unlink(path))
    with pytest.raises(NotPossible) as refused:
        trial.put(file)
    assert refused.value.code == "lost"


def test_a_copy_in_the_bin_is_told_with_its_own_identity(
    trial: Trial, file: Path, home: Path, stub: Callable[..., None]
) -> None:
    def copy(real: Send, path: str) -> None:
        content = Path(path).read_bytes()
        real(path)
        there = home / ".local/share/Trash/files" / os.path.basename(path)
        there.rename(there.with_name("aside"))
        there.write_bytes(content)
        there.with_name("aside").unlink()

    stub(copy)
    put = trial.put(file)
    assert put.identity != put.step.identity
    check_moved(put, home)


def test_breaking_off_gives_back_what_did_not_move(trial: Trial, file: Path, stub: Callable[..., None]) -> None:
    def break_off(real: Send, path: str) -> None:
        raise KeyboardInterrupt

    stub(break_off)
    with pytest.raises(KeyboardInterrupt):
        trial.put(file)
    assert names_below(trial.source) == {b"a.txt"}


def test_a_name_taken_while_the_bin_refuses(trial: Trial, file: Path, stub: Callable[..., None]) -> None:
    def take(real: Send, path: str) -> None:
        file.write_bytes(b"new")
        raise OSError(5, "broken")

    stub(take)
    with pytest.raises(NotPossible) as refused:
        trial.put(file)
    assert refused.value.code == "conflict"
    (beside,) = names_below(trial.source) - {b"a.txt"}
    assert (file.read_bytes(), (trial.source / beside.decode()).read_bytes()) == (b"new", b"a")


def test_nothing_moves_without_the_library(trial: Trial, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_bin, "throw_away", throw_away)
    monkeypatch.setitem(sys.modules, "Foundation", None)
    with pytest.raises(NotPossible) as refused:
        trial.put(file)
    assert refused.value.code == "no-trash"
    assert names_below(trial.source) == {b"a.txt"}


@pytest.mark.parametrize(
    "folder", ["Library/CloudStorage/OneDrive", "Library/Mobile Documents/x", "library/cloudstorage/Dropbox/deep"]
)
def test_what_is_in_a_cloud_stays(trial: Trial, folder: str) -> None:
    """electron#37606: what a cloud's folder gives to the trash was gone at once."""
    place = trial.source / folder
    place.mkdir(parents=True)
    (place / "a").write_bytes(b"a")
    with pytest.raises(NotPossible) as refused:
        trial.put(place / "a")
    assert (refused.value.code, "cloud" in refused.value.message) == ("no-trash", True)
    assert (place / "a").read_bytes() == b"a"


def test_what_the_system_says_is_kept_in_step_stays(trial: Trial, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apple_trash, "is_kept_in_step", lambda path: path == os.fsencode(trial.source))
    with pytest.raises(NotPossible, match="cloud"):
        trial.put(file)
    assert file.exists()


def test_where_the_trash_cannot_be_looked_into_nothing_moves(
    trial: Trial, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes there could not be brought back; what to switch on is told before anything moves."""

    def refuse(path: str) -> list[str]:
        assert path == apple_trash.own_trash(os.environ["HOME"])
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setenv("TERM_PROGRAM", "iTerm.app")
    monkeypatch.setattr(apple_trash.os, "listdir", refuse)
    with pytest.raises(NotPossible) as refused:
        trial.put(file)
    monkeypatch.undo()
    assert "Full Disk Access: switch on iTerm.app" in refused.value.message
    assert file.exists()


def open_item(trial: Trial, file: Path) -> Item:
    step, intent = trial.announce(file)
    return item_of(step, "bin", intent.place)


def claimed(item: Item) -> Path:
    return Path(os.fsdecode(os.path.join(os.path.dirname(item.path), item.place.name)))


@pytest.mark.parametrize(
    ("script", "code", "left"),
    [
        (":", "interrupted", [b"a"]),
        ("mv a.txt $claimed", "interrupted", [b"a"]),
        ("ln a.txt $claimed", "interrupted", [b"a"]),
        ("mv a.txt $claimed; printf new > a.txt", "conflict", [b"a", b"new"]),
        ("rm a.txt", "gone", []),
    ],
)
def test_cut_off_in_its_folder(trial: Trial, file: Path, home: Path, script: str, code: str, left: list[bytes]) -> None:
    item = open_item(trial, file)
    change(trial.source, f"claimed={claimed(item).name}; {script}")
    for _ in range(2):
        end = end_of_claim(item, SystemBin.find)
        assert isinstance(end, NotMoved)
        assert (end.status, end.code) == (Status.FAILED, code)
        assert code != "conflict" or item.place.name.decode() in end.message
        assert sorted(path.read_bytes() for path in trial.source.iterdir()) == left
        assert code != "interrupted" or os.listdir(trial.source) == ["a.txt"]
        assert trash(home) == set()


def test_cut_off_in_the_bin(trial: Trial, file: Path, home: Path) -> None:
    from send2trash import send2trash

    item = open_item(trial, file)
    file.rename(claimed(item))
    send2trash(str(claimed(item)))
    place, identity = done(item, end_of_claim(item, SystemBin.find))
    found = (identity_of(os.lstat(place.path)), item.identity, identity)
    assert len({whatever_touched(each) for each in found}) == 1


def test_cut_off_and_its_folder_gone(trial: Trial, file: Path) -> None:
    from send2trash import send2trash

    item = open_item(trial, file)
    file.rename(claimed(item))
    send2trash(str(claimed(item)))
    trial.source.rmdir()
    done(item, end_of_claim(item, SystemBin.find))


@pytest.mark.root
def test_cut_off_and_its_drive_away(trial: Trial, elsewhere: Path) -> None:
    import subprocess

    (elsewhere / "folder").mkdir()
    (elsewhere / "folder" / "a").write_bytes(b"a")
    step = a_step(os.path.realpath(elsewhere / "folder" / "a"), id="1")
    subprocess.run(["mount", "-t", "tmpfs", "none", elsewhere], check=True)
    try:
        assert end_of_claim(item_of(step, "bin", Place(b"", b"a.000")), SystemBin.find) is None
    finally:
        subprocess.run(["umount", elsewhere], check=True)
