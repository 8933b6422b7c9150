"""What every mover promises, tried with each of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from trial import Put, Trial, names_below

from cleanup.act.movers.mover import NotPossible, RollbackFailed
from cleanup.disk.identity import identity_of
from support.moving import whatever_touched

HOSTILE = (b"new\nline", b"\x1b[31mred\x1b[0m", b"not utf-8 \xff\xfe", b"-rf", b"x" * 255, b" ", b"%2F", b".hidden",
           "\u202egpj.exe".encode(), b"a.trashinfo", b"[red]{braces}")  # fmt: skip


def aside(trial: Trial, home: Path) -> set[bytes]:
    """The names of all that lies where things are moved to, but for folders that are part of a trash itself."""
    roots = {
        "freedesktop": home / ".local/share/Trash",
        "freedesktop-elsewhere": trial.source.parent / f".Trash-{os.getuid()}",
        "recycle-bin": trial.source.parent / "$Recycle.Bin" / str(os.getuid()),
        "bin": home / ".local/share/Trash/files",
        "system-trash": home / ".local/share/Trash/files",
        "system-recycle-bin": trial.source.parent / "$Recycle.Bin" / str(os.getuid()),
        "quarantine": trial.source.parent / "quarantine/run-1",
        "quarantine-elsewhere": trial.source.parent / "elsewhere/quarantine/run-1",
    }
    own = {b"files", b"info", b".nosearch", b"desktop.ini"}
    return {name for name in names_below(roots[trial.kind]) if name not in own}


def check_there(put: Put) -> None:
    """What is told of where a thing lies is true."""
    assert whatever_touched(identity_of(os.lstat(put.place.path))) == whatever_touched(put.identity)
    assert not os.path.lexists(put.step.path)


def test_a_file_moves(trial: Trial, home: Path) -> None:
    file = trial.source / "letter.txt"
    file.write_bytes(b"Dear reader")
    file.chmod(0o754)
    os.utime(file, ns=(10**18 + 1, 10**18 + 7))
    inode = file.stat().st_ino
    put = trial.put(file)
    trial.mover.flush()
    check_there(put)
    seen = os.lstat(put.place.path)
    assert (seen.st_mode & 0o7777, seen.st_atime_ns, seen.st_mtime_ns) == (0o754, 10**18 + 1, 10**18 + 7)
    assert trial.copies or seen.st_ino == inode
    assert Path(os.fsdecode(put.place.path)).read_bytes() == b"Dear reader"
    assert names_below(trial.source) == set()
    assert len(aside(trial, home)) == (2 if put.place.info else 1)


def test_a_folder_moves_whole_or_not_at_all(trial: Trial, home: Path) -> None:
    folder = trial.source / "album"
    (folder / "deeper").mkdir(parents=True)
    (folder / "deeper" / "a.txt").write_bytes(b"a")
    before = names_below(trial.source)
    if trial.copies:
        with pytest.raises(NotPossible) as refused:
            trial.put(folder)
        assert refused.value.code == "other-volume"
        assert names_below(trial.source) == before
        assert aside(trial, home) == set()
        return
    put = trial.put(folder)
    check_there(put)
    assert names_below(Path(os.fsdecode(put.place.path))) == {b"deeper", b"deeper/a.txt"}


@pytest.mark.parametrize("target", ["nowhere", "precious"])
def test_a_link_moves_itself_or_stays(trial: Trial, home: Path, target: str) -> None:
    (trial.source / "precious").write_bytes(b"precious")
    link = trial.source / "link"
    link.symlink_to(target)
    if trial.copies or (trial.kind in {"bin", "system-trash"} and target == "nowhere"):
        with pytest.raises((OSError, NotPossible)):
            trial.put(link)
        assert names_below(trial.source) == {b"link", b"precious"}
        assert aside(trial, home) == set()
    else:
        put = trial.put(link)
        check_there(put)
        assert os.readlink(put.place.path) == os.fsencode(target)
    assert (trial.source / "precious").read_bytes() == b"precious"


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_moves(trial: Trial, name: bytes) -> None:
    path = os.path.join(os.fsencode(trial.source), name)
    Path(os.fsdecode(path)).write_bytes(name)
    put = trial.put(path)
    check_there(put)
    assert Path(os.fsdecode(put.place.path)).read_bytes() == name
    assert names_below(trial.source) == set()


def test_the_wrong_thing_is_given_back(trial: Trial, home: Path) -> None:
    file = trial.source / "a.txt"
    file.write_bytes(b"a")
    before = whatever_touched(identity_of(os.lstat(file)))
    with pytest.raises(NotPossible) as refused:
        trial.put(file, lambda _folder, _name: False)
    assert refused.value.code == "changed"
    assert whatever_touched(identity_of(os.lstat(file))) == before
    assert names_below(trial.source) == {b"a.txt"}
    assert aside(trial, home) == set()


def test_what_cannot_be_given_back_is_not_lost(trial: Trial) -> None:
    file = trial.source / "a.txt"
    file.write_bytes(b"old")

    def taken(_folder: int, _name: bytes) -> bool:
        file.write_bytes(b"new")
        return False

    with pytest.raises((NotPossible, RollbackFailed)) as refused:
        trial.put(file, taken)
    assert file.read_bytes() == b"new"
    if isinstance(refused.value, NotPossible):
        assert refused.value.code == "conflict"
        (beside,) = names_below(trial.source) - {b"a.txt"}
        assert beside.decode() in refused.value.message
        assert (trial.source / beside.decode()).read_bytes() == b"old"


def test_nothing_is_ever_replaced(trial: Trial, home: Path) -> None:
    file = trial.source / "a.txt"
    file.write_bytes(b"a")
    step, intent = trial.announce(file)
    folder = intent.place.folder or os.fsencode(trial.source)
    taken = Path(os.fsdecode(os.path.join(folder, intent.place.name)))
    taken.write_bytes(b"somebody else's")
    with pytest.raises(FileExistsError):
        trial.carry_out(step, intent)
    assert taken.read_bytes() == b"somebody else's"
    assert file.read_bytes() == b"a"
    assert names_below(trial.source) <= {b"a.txt", intent.place.name}
    assert aside(trial, home) <= {os.path.join(b"files", intent.place.name), intent.place.name}
