"""A quarantine on another volume keeps a whole file at every moment, and all that belongs to it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from trial import Put, Trial, done, item_of, names_below

from cleanup.act.movers import copying
from cleanup.act.movers.copying import bring_back_copy
from cleanup.act.movers.cut_off_copy import end_of_copy, end_of_copy_back
from cleanup.act.movers.mover import NotPossible
from cleanup.act.movers.quarantine import Quarantine
from cleanup.act.open_folders import OpenFolders
from cleanup.act.records import Done, NotMoved, Restored, StillThere
from cleanup.act.trashed import NotOurs, Trashed
from cleanup.disk.identity import identity_of
from cleanup.disk.reading.comparison import Stopped
from cleanup.disk.system import reach_folder
from cleanup.model.run import Item, State
from support.moving import whatever_touched
from support.scripts import change

pytestmark = pytest.mark.root


@pytest.fixture
def trial(make_trial: Callable[[str], Trial]) -> Trial:
    """The quarantine is on another volume than what moves."""
    return make_trial("quarantine-elsewhere")


@pytest.fixture
def file(trial: Trial) -> Path:
    path = trial.source / "a.txt"
    path.write_bytes(b"the bytes of it")
    return path


def kept(trial: Trial) -> set[bytes]:
    return names_below(trial.source.parent / "elsewhere/quarantine/run-1") - {b".nosearch"}


def test_holes_stay_holes(trial: Trial) -> None:
    file = trial.source / "disk.img"
    with file.open("wb") as image:
        image.seek(50 << 20)
        image.write(b"end")
        image.truncate(60 << 20)
    seen = os.lstat(trial.put(file).place.path)
    assert (seen.st_size, seen.st_blocks * 512 < 1 << 20) == (60 << 20, True)


def test_what_is_reserved_stays_reserved(trial: Trial) -> None:
    file = trial.source / "growing.log"
    file.write_bytes(b"so far")
    change(trial.source, "fallocate -n -l 2M growing.log")
    seen = os.lstat(trial.put(file).place.path)
    assert (seen.st_size, seen.st_blocks * 512 >= 2 << 20) == (6, True)


@pytest.mark.parametrize("size", [0, 1, (1 << 16) - 1, 1 << 16, (1 << 20) + 1])
@pytest.mark.parametrize("byte", [b"\0", b"x"])
def test_every_size_arrives(trial: Trial, size: int, byte: bytes) -> None:
    file = trial.source / "file"
    file.write_bytes(byte * size)
    assert Path(os.fsdecode(trial.put(file).place.path)).read_bytes() == byte * size


def test_owner_and_attributes_stay(trial: Trial, file: Path) -> None:
    os.chown(file, 12, 34)
    file.chmod(0o6755)
    try:
        os.setxattr(file, "user.note", b"\0mine")
        os.setxattr(trial.source.parent / "elsewhere", "user.try", b"")
    except OSError:
        pytest.skip("no attributes of users here")
    path = trial.put(file).place.path
    seen = os.lstat(path)
    assert (seen.st_uid, seen.st_gid, seen.st_mode & 0o7777) == (12, 34, 0o6755)
    assert os.getxattr(path, "user.note") == b"\0mine"


def test_a_file_whose_attributes_would_be_lost_stays(trial: Trial, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "not supported")

    os.setxattr(file, "user.note", b"mine")
    monkeypatch.setattr(os, "setxattr", refuse)
    with pytest.raises(NotPossible) as refused:
        trial.put(file)
    assert refused.value.code == "other-volume"
    assert (names_below(trial.source), kept(trial)) == ({b"a.txt"}, set())


def test_a_file_with_two_names_stays(trial: Trial, file: Path) -> None:
    os.link(file, trial.source / "b.txt")
    with pytest.raises(NotPossible) as refused:
        trial.put(file)
    assert refused.value.code == "other-volume"


def test_a_second_name_since_it_was_announced(trial: Trial, file: Path) -> None:
    announced = trial.announce(file)
    os.link(file, trial.source / "b.txt")
    with pytest.raises(NotPossible):
        trial.carry_out(*announced)
    assert (names_below(trial.source), kept(trial)) == ({b"a.txt", b"b.txt"}, set())


def test_no_room_leaves_nothing_behind(trial: Trial) -> None:
    file = trial.source / "big"
    file.write_bytes(os.urandom(9 << 20))
    with pytest.raises(OSError) as failed:
        trial.put(file)
    assert failed.value.errno == errno.ENOSPC
    assert (names_below(trial.source), kept(trial)) == ({b"big"}, set())


def test_stopped_in_the_middle(trial: Trial, file: Path) -> None:
    mover = Quarantine(trial.source.parent / "elsewhere/quarantine", "run-1", lambda: True)
    with pytest.raises(Stopped):
        Trial(mover, trial.source, trial.kind).put(file)
    assert (names_below(trial.source), kept(trial)) == ({b"a.txt"}, set())
    mover.close()


@pytest.mark.parametrize("when", ["copied", "compared"])
def test_written_to_while_it_is_copied(trial: Trial, file: Path, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    real = copying._copy_bytes if when == "copied" else copying.same_bytes

    def and_write(*arguments: object) -> object:
        result = real(*arguments)  # type: ignore[operator]
        # Who does not want to wait is told to come again; we have heard of it.
        with pytest.raises(BlockingIOError):
            os.open(file, os.O_WRONLY | os.O_NONBLOCK)
        return result

    monkeypatch.setattr(copying, real.__name__, and_write)
    with pytest.raises(NotPossible) as refused:
        trial.put(file)
    assert refused.value.code in {"changed", "in-use"}
    assert file.read_bytes() == b"the bytes of it"
    assert (names_below(trial.source), kept(trial)) == ({b"a.txt"}, set())


def test_an_interrupt_after_the_source_has_gone_keeps_the_copy(
    trial: Trial, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cleanup.act.movers.claim import Claim

    real = Claim.drop_unique

    def drop_and_break_off(claim: Claim) -> None:
        real(claim)
        raise KeyboardInterrupt

    monkeypatch.setattr(Claim, "drop_unique", drop_and_break_off)
    with pytest.raises(KeyboardInterrupt):
        trial.put(file)
    (name,) = kept(trial)
    assert (trial.source.parent / "elsewhere/quarantine/run-1" / name.decode()).read_bytes() == b"the bytes of it"


def test_the_folder_is_the_users_alone(make_trial: Callable[[str], Trial]) -> None:
    trial = make_trial("quarantine")
    (trial.source / "a").write_bytes(b"a")
    trial.put(trial.source / "a")
    quarantine = trial.source.parent / "quarantine"
    assert [os.lstat(place).st_mode & 0o777 for place in (quarantine, quarantine / "run-1")] == [0o700, 0o700]
    assert (quarantine / "run-1" / ".nosearch").read_bytes() == b""


def test_a_folder_that_nothing_came_into_goes(make_trial: Callable[[str], Trial]) -> None:
    trial = make_trial("quarantine")
    (trial.source / "a").write_bytes(b"a")
    trial.announce(trial.source / "a")
    assert (trial.source.parent / "quarantine/run-1").is_dir()
    trial.mover.close()
    assert os.listdir(trial.source.parent / "quarantine") == []


@pytest.mark.parametrize(
    "script",
    ["mkdir real; ln -s real $it", "mkdir -m 777 $it", "touch $it", "mkdir $it; chown 65534 $it",
     "mkdir real $it; ln -s ../real $it/run-1", "ln -s no/such $it", "nowhere=1"],
)  # fmt: skip
def test_an_unsound_folder_is_refused(tmp_path: Path, make_trial: Callable[[str], Trial], script: str) -> None:
    if "chown" in script and os.geteuid() != 0:
        pytest.skip("needs to be root to give a folder to somebody else")
    trial = make_trial("quarantine")
    (trial.source / "a").write_bytes(b"a")
    change(tmp_path, "it=quarantine; " + script)
    if script == "nowhere=1":
        trial.mover._chosen = tmp_path / "no" / "such"  # type: ignore[attr-defined]
    with pytest.raises(NotPossible) as refused:
        trial.put(trial.source / "a")
    assert refused.value.code == "no-quarantine"
    assert (trial.source / "a").read_bytes() == b"a"


def bring_back(put: Put, to: Path) -> None:
    folder = reach_folder(os.path.realpath(to.parent))
    try:
        with OpenFolders() as folders:
            bring_back_copy(Trashed(put.item, folders), folder, os.fsencode(to.name))
    finally:
        os.close(folder)


def test_the_way_back(trial: Trial, file: Path) -> None:
    file.chmod(0o640)
    os.utime(file, ns=(10**18, 10**18 + 7))
    before = os.lstat(file)
    put = trial.put(file)
    bring_back(put, file)
    after = os.lstat(file)
    assert file.read_bytes() == b"the bytes of it"
    assert (after.st_mode, after.st_mtime_ns) == (before.st_mode, before.st_mtime_ns)
    assert (names_below(trial.source), kept(trial)) == ({b"a.txt"}, set())


def test_the_way_back_replaces_nothing(trial: Trial, file: Path) -> None:
    put = trial.put(file)
    file.write_bytes(b"new")
    with pytest.raises(FileExistsError):
        bring_back(put, file)
    assert file.read_bytes() == b"new"
    assert (names_below(trial.source), kept(trial)) == ({b"a.txt"}, {put.place.name})


def test_the_way_back_of_a_file_that_changes(trial: Trial, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put = trial.put(file)
    monkeypatch.setattr(copying, "same_bytes", lambda *_: False)
    with pytest.raises(NotOurs):
        bring_back(put, file)
    assert (names_below(trial.source), kept(trial)) == (set(), {put.place.name})


class Cut:
    """What a cut-off leaves behind, made by hand: the source and the copy with the names they had then."""

    def __init__(self, trial: Trial, file: Path) -> None:
        step, intent = trial.announce(file)
        self.file = file
        self.item: Item = item_of(step, "quarantine", intent.place)
        self.copy = Path(os.fsdecode(intent.place.path))
        self.begun = Path(os.fsdecode(copying.unfinished(intent.place.path)))
        self.claimed = file.with_name(self.copy.name)

    def end(self) -> Done | NotMoved | None:
        end = end_of_copy(self.item)
        assert end is None or isinstance(end, Done | NotMoved)
        return end


@pytest.fixture
def cut(trial: Trial, file: Path) -> Cut:
    return Cut(trial, file)


def check_not_moved(cut: Cut, trial: Trial) -> None:
    for _ in range(2):
        end = cut.end()
        assert isinstance(end, NotMoved)
        assert end.code == "interrupted"
        assert cut.file.read_bytes() == b"the bytes of it"
        assert (names_below(trial.source), kept(trial)) == ({b"a.txt"}, set())


def check_moved(cut: Cut, trial: Trial) -> None:
    for _ in range(2):
        place, identity = done(cut.item, cut.end())
        assert whatever_touched(identity) == whatever_touched(identity_of(os.lstat(place.path)))
        assert (names_below(trial.source), kept(trial)) == (set(), {cut.item.place.name})


@pytest.mark.parametrize(
    ("copy", "begun", "source", "check"),
    [
        pytest.param(b"", b"", "there", check_not_moved, id="before the copy"),
        pytest.param(b"", b"the by", "there", check_not_moved, id="while copying"),
        pytest.param(b"the bytes of it", b"", "there", check_not_moved, id="with a whole copy"),
        pytest.param(b"the bytes of it", b"", "claimed", check_moved, id="after the claim"),
        pytest.param(b"the bytes of IT", b"", "claimed", check_not_moved, id="with another copy"),
        pytest.param(b"", b"", "claimed", check_not_moved, id="the copy is gone"),
        pytest.param(b"the bytes of it", b"", "both", check_not_moved, id="with both names"),
        pytest.param(b"the bytes of it", b"", "gone", check_moved, id="after the source has gone"),
    ],
)
def test_cut_off(
    cut: Cut, trial: Trial, copy: bytes, begun: bytes, source: str, check: Callable[[Cut, Trial], None]
) -> None:
    if copy:
        cut.copy.write_bytes(copy)
    if begun:
        cut.begun.write_bytes(begun)
    match source:
        case "claimed":
            cut.file.rename(cut.claimed)
        case "both":
            os.link(cut.file, cut.claimed)
        case "gone":
            cut.file.unlink()
    check(cut, trial)


def test_cut_off_after_the_claim_and_the_name_is_taken(cut: Cut, trial: Trial) -> None:
    cut.file.rename(cut.claimed)
    cut.file.write_bytes(b"new")
    end = cut.end()
    assert isinstance(end, NotMoved)
    assert end.code == "conflict"
    assert (cut.file.read_bytes(), cut.claimed.read_bytes()) == (b"new", b"the bytes of it")


def test_cut_off_and_its_folder_has_gone(cut: Cut, trial: Trial) -> None:
    cut.copy.write_bytes(b"the bytes of it")
    cut.file.unlink()
    trial.source.rmdir()
    done(cut.item, cut.end())


def test_cut_off_and_another_file_has_its_number_now(cut: Cut, trial: Trial) -> None:
    """A new file can get the inode number of the one that moved: the copy may be all that is left of that."""
    cut.copy.write_bytes(b"the bytes of it")
    cut.file.write_bytes(b"quite another one")
    end = cut.end()
    assert isinstance(end, Done)
    assert end.conflict
    assert cut.file.read_bytes() == b"quite another one"
    assert cut.copy.read_bytes() == b"the bytes of it"


def test_cut_off_and_only_the_beginning_is_left(cut: Cut, trial: Trial) -> None:
    cut.begun.write_bytes(b"the by")
    cut.file.unlink()
    end = cut.end()
    assert isinstance(end, NotMoved)
    assert end.code == "gone"
    assert cut.begun.name in end.message
    assert cut.begun.read_bytes() == b"the by"


def test_cut_off_and_the_quarantine_is_away(cut: Cut, trial: Trial) -> None:
    cut.copy.write_bytes(b"the bytes of it")
    cut.file.rename(cut.claimed)
    quarantine = trial.source.parent / "elsewhere/quarantine"
    quarantine.rename(quarantine.with_name("unplugged"))
    assert cut.end() is None
    assert cut.file.read_bytes() == b"the bytes of it"
    quarantine.with_name("unplugged").rename(quarantine)
    check_not_moved(cut, trial)


def test_cut_off_with_the_source_gone_and_the_quarantine_away(cut: Cut, trial: Trial) -> None:
    cut.file.unlink()
    quarantine = trial.source.parent / "elsewhere/quarantine"
    quarantine.rename(quarantine.with_name("unplugged"))
    assert cut.end() is None


@pytest.mark.parametrize("state", ["before", "after", "both"])
def test_cut_off_on_the_same_volume(make_trial: Callable[[str], Trial], state: str) -> None:
    trial = make_trial("quarantine")
    file = trial.source / "a.txt"
    file.write_bytes(b"the bytes of it")
    cut = Cut(trial, file)
    if state == "both":
        os.link(file, cut.copy)
    if state == "after":
        file.rename(cut.copy)
        assert cut.end() == Done("1")
        assert cut.copy.read_bytes() == b"the bytes of it"
    else:
        end = cut.end()
        assert isinstance(end, NotMoved)
        assert file.read_bytes() == b"the bytes of it"
        assert not cut.copy.exists()


@pytest.mark.parametrize(
    ("begun", "target", "left", "is_back"),
    [
        pytest.param(b"", b"", True, False, id="before the copy"),
        pytest.param(b"the by", b"", True, False, id="while copying"),
        pytest.param(b"", b"the bytes of it", True, True, id="with a whole copy"),
        pytest.param(b"", b"the bytes of IT", True, False, id="with another file of its name"),
        pytest.param(b"", b"the bytes of it", False, True, id="after it left the quarantine"),
        pytest.param(b"", b"short", False, False, id="gone, and another file has its name"),
    ],
)
def test_the_way_back_cut_off(trial: Trial, file: Path, begun: bytes, target: bytes, left: bool, is_back: bool) -> None:
    put = trial.put(file)
    copy = Path(os.fsdecode(put.place.path))
    if begun:
        file.with_name(os.fsdecode(copying.unfinished(put.place.name))).write_bytes(begun)
    if target:
        file.write_bytes(target)
    if not left:
        copy.unlink()
    item = item_of(put.step, "quarantine", put.place, State.RESTORING, put.identity, put.step.path)
    for _ in range(2):
        assert end_of_copy_back(item) == (Restored("1") if is_back else StillThere("1"))
        assert copy.exists() == (left and not is_back)
        assert names_below(trial.source) == ({b"a.txt"} if target else set())


@pytest.mark.parametrize("state", ["before", "after", "both"])
def test_the_way_back_cut_off_on_the_same_volume(make_trial: Callable[[str], Trial], state: str) -> None:
    trial = make_trial("quarantine")
    folder = trial.source / "folder"
    folder.mkdir()
    put = trial.put(folder if state != "both" else _written(trial.source / "file"))
    copy, target = Path(os.fsdecode(put.place.path)), Path(os.fsdecode(put.step.path))
    item = item_of(put.step, "quarantine", put.place, State.RESTORING, put.identity, put.step.path)
    if state == "both":
        os.link(copy, target)
    elif state == "after":
        copy.rename(target)
    assert end_of_copy_back(item) == (StillThere("1") if state == "before" else Restored("1"))
    assert (copy.exists(), target.exists()) == (state == "before", state != "before")


def _written(path: Path) -> Path:
    path.write_bytes(b"the bytes of it")
    return path
