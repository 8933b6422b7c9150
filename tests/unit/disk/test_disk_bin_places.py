"""Where Windows would erase at once, nothing is thrown away: refused before anything moves, with what to do instead."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from cleanup.disk.system import BinRules
from cleanup.disk.trashes import bin_places
from cleanup.disk.trashes.bin_places import BIN, bin_for, bin_of_user, check_room, is_bin_of_user
from cleanup.disk.trashes.trash_places import NoTrash
from cleanup.model.coverage import Mount

FINE = BinRules(fixed=True, off=False, room=1000)


@pytest.fixture
def drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mount:
    """A folder that stands for the top of a drive."""
    rule(monkeypatch)
    return Mount(os.path.realpath(tmp_path), "ntfs", access_times=False, reason="")


def rule(monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    monkeypatch.setattr(bin_places, "bin_rules", lambda _: FINE._replace(**changes))


def problem(drive: Mount) -> str:
    with pytest.raises(NoTrash) as refused:
        bin_for(drive.path, os.stat(drive.path).st_dev, (drive,))
    assert "--quarantine" in refused.value.advice or refused.value.code == "read-only" or "Scan" in refused.value.advice
    return refused.value.message


def test_the_bin_is_told_and_not_made(drive: Mount) -> None:
    place = bin_for(drive.path, os.stat(drive.path).st_dev, (drive,))
    assert (place.path, place.top) == (bin_of_user(drive.path), drive.path)
    assert os.listdir(drive.path) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"filesystem": "smbfs"}, "is a network drive"),
        ({"filesystem": "vfat"}, "no Recycle Bin that is sure to keep things (vfat)"),
        ({"filesystem": "exfat"}, "no Recycle Bin that is sure to keep things (exfat)"),
        ({"root": "\\Users\\ada\\Pictures"}, "a folder shown as a drive"),
        ({"read_only": True}, "is read-only"),
    ],
)
def test_drives_whose_bin_keeps_nothing_are_refused(drive: Mount, changes: dict[str, object], said: str) -> None:
    assert said in problem(replace(drive, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "said"), [({"fixed": False}, "a removable drive"), ({"off": True}, "is switched off")]
)
def test_bins_that_erase_are_refused(
    drive: Mount, monkeypatch: pytest.MonkeyPatch, changes: dict[str, object], said: str
) -> None:
    rule(monkeypatch, **changes)
    assert said in problem(drive)


def test_what_is_larger_than_the_bin_is_refused(drive: Mount) -> None:
    place = bin_for(drive.path, os.stat(drive.path).st_dev, (drive,))
    check_room(place, 1000)
    with pytest.raises(NoTrash, match="it is too large for the Recycle Bin of"):
        check_room(place, 1001)


def test_another_volume_is_noticed(drive: Mount) -> None:
    with pytest.raises(NoTrash, match="is not the volume it was"):
        bin_for(drive.path, 1, (drive,))


@pytest.mark.parametrize("kind", ["file", "link", "open to others"])
def test_a_bin_that_is_not_ones_own_is_refused(drive: Mount, tmp_path: Path, kind: str) -> None:
    own = Path(bin_of_user(drive.path))
    own.parent.mkdir()
    if kind == "file":
        own.write_text("")
    elif kind == "link":
        (tmp_path / "elsewhere").mkdir()
        own.symlink_to(tmp_path / "elsewhere")
    else:
        own.mkdir()
        own.chmod(0o777)
    assert "cannot be used" in problem(drive)
    assert not is_bin_of_user(str(own))


def test_a_bin_of_ones_own_is_known_and_that_of_another_is_not(tmp_path: Path) -> None:
    for name in (bin_places.account(), "S-1-5-21-1-2-3-1001"):
        (tmp_path / BIN / name).mkdir(mode=0o700, parents=True)
    assert is_bin_of_user(str(tmp_path / BIN / bin_places.account()))
    assert not is_bin_of_user(str(tmp_path / BIN / "S-1-5-21-1-2-3-1001"))
    assert not is_bin_of_user(str(tmp_path / BIN))
    assert not is_bin_of_user(str(tmp_path / "letters" / bin_places.account()))
