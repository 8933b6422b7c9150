"""What only the movers that ask the system's shell meet: one that erases, others' items in the bin, torn notes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from trial import Put, Trial

from cleanup.act import bin_note
from cleanup.act.bin_note import BinNote
from cleanup.act.movers.mover import MoverRequest, NotPossible
from cleanup.act.movers.registry import begin_mover
from cleanup.act.movers.system_movers import SystemRecycleBin
from cleanup.act.open_folders import OpenFolders
from cleanup.act.trashed import NotOurs, Trashed
from cleanup.disk.system import BinRules
from cleanup.disk.trashes import bin_places
from cleanup.model.way import SYSTEM, Way


@pytest.fixture
def trial(make_trial: Callable[[str], Trial]) -> Trial:
    return make_trial("system-recycle-bin")


def beside(put: Put) -> Path:
    return Path(os.fsdecode(put.place.info))


def check(put: Put) -> None:
    with OpenFolders() as folders:
        SystemRecycleBin.check_place(Trashed(put.item, folders))


def test_a_shell_that_erases_is_not_believed(trial: Trial, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """send2trash#28, #94: “moved to the bin”, and nothing is there."""
    monkeypatch.setattr("send2trash.send2trash", os.unlink)
    with pytest.raises(NotPossible) as refused:
        trial.put(file)
    assert refused.value.code == "lost"


def test_what_windows_would_erase_is_refused_and_never_given_to_it(
    trial: Trial, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(path: str) -> None:
        raise AssertionError(path)

    monkeypatch.setattr("send2trash.send2trash", never)
    monkeypatch.setattr(bin_places, "bin_rules", lambda top: BinRules(fixed=True, off=True, room=1 << 40))
    with pytest.raises(NotPossible, match="switched off") as refused:
        trial.put(file)
    assert (refused.value.code, file.read_bytes()) == ("no-trash", b"a")


def test_the_place_is_told_where_the_note_tells_the_claimed_name(trial: Trial, file: Path) -> None:
    put = trial.put(file)
    told = bin_note.read(beside(put).read_bytes())
    assert told is not None and told.path != str(file) and os.path.dirname(told.path) == str(file.parent)
    check(put)


@pytest.mark.parametrize("origin", ["/elsewhere/a.123456789012.txt", "{}/a.txt.bak", "{}/b.123456789012.txt", ""])
def test_an_item_with_another_origin_is_not_ours(trial: Trial, file: Path, origin: str) -> None:
    put = trial.put(file)
    note = beside(put)
    kept = bin_note.read(note.read_bytes())
    assert kept is not None
    note.write_bytes(bin_note.written(BinNote(origin.format(file.parent), 1, kept.at)) if origin else b"torn")
    with pytest.raises(NotOurs) as refused:
        check(put)
    assert refused.value.code == "not-ours"


def test_what_others_threw_away_is_not_taken_for_it(trial: Trial, file: Path) -> None:
    """After a cut-off it is looked for by its number, among all that lies in the bin."""
    others = trial.source / "others.txt"
    others.write_bytes(b"o")
    put, lain = trial.put(file), trial.put(others)
    claimed = os.fsencode(file)
    assert SystemRecycleBin.find(claimed, put.identity) == put.place
    assert SystemRecycleBin.find(claimed, lain.identity) == lain.place
    os.unlink(put.place.path)
    assert SystemRecycleBin.find(claimed, put.identity) is None


def test_it_is_taken_only_where_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """And a quarantine goes before it."""
    from cleanup.act.movers import recycle_bin, system_movers

    for module in (recycle_bin, system_movers):
        monkeypatch.setattr(module, "HAS_RECYCLE_BIN", True)

    def name(way: Way) -> str:
        return begin_mover(MoverRequest("/home", "run", way, lambda: False, lambda: None)).name  # type: ignore[arg-type,return-value]

    assert [name(Way()), name(Way(by=SYSTEM)), name(Way(Path("/x"), SYSTEM))] == [
        "recycle-bin", "system-recycle-bin", "quarantine",
    ]  # fmt: skip
