"""Full disks, for the journal and for the trash: refused before anything moves, or in order afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from killing import INFO, Person, Program, below, in_trash, is_empty, lonely_infos, make_files

from support.disks import ext4_image

Mount = Callable[..., Path]
FILES = 600


@pytest.fixture
def tiny(tmp_path: Path, mount: Mount) -> Path:
    """A disk of half a megabyte."""
    place = tmp_path / "tiny"
    place.mkdir()
    return mount("-t", "tmpfs", "-o", "size=512k", "none", place)


def fill_up(place: Path, left: int = 0) -> Path:
    """Fill a disk but for so many bytes; gives the file that does it."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1024))
    os.truncate(filler, max(0, filler.stat().st_size - left))
    return filler


@pytest.mark.parametrize("left", [0, 4, 8, 12, 40, 120, 150, 200, 260, 300])
def test_a_journal_that_gets_full_during_a_run_loses_nothing(
    program: Program, tmp_path: Path, home: Path, tiny: Path, left: int
) -> None:
    """Anywhere: before its head, in it, between what is announced at once and its ends, in the middle of a line."""
    person, paths = Person(home, tiny), make_files(tmp_path / "root", FILES)
    before = below(tmp_path / "root")
    filler = fill_up(tiny, left << 10)
    ran = program.run(person, "trash", "--yes", "-q", *paths)
    assert ran.code in {3, 4}, (ran.code, ran.told)
    assert b"nothing more is moved" in ran.told
    assert left or below(tmp_path / "root") == before, "without a journal nothing moves"
    assert sorted(below(tmp_path / "root") + in_trash(person.trash)) == before
    assert program.run(person, "undo").code == 4
    assert sorted(below(tmp_path / "root") + in_trash(person.trash)) == before
    filler.unlink()
    assert program.run(person, "trash", "--yes", "-q", make_files(tmp_path / "more", 1)[0]).code == 0
    assert person.unknown() == []
    assert lonely_infos(person.trash) == []
    for told in reversed(person.runs()):
        assert program.run(person, "undo", told.run.id).code == 0
    assert below(tmp_path / "root") == before
    assert is_empty(person.trash)


@pytest.mark.parametrize("left", [0, 4, 12, 16])
@pytest.mark.parametrize("command", ["undo", "purge"])
def test_a_journal_that_gets_full_during_an_undo_or_a_purge_loses_nothing(
    program: Program, tmp_path: Path, home: Path, tiny: Path, left: int, command: str
) -> None:
    person, paths = Person(home, tiny), make_files(tmp_path / "root", 300)
    before = below(tmp_path / "root")
    assert program.run(person, "trash", "--yes", "-q", *paths).code == 0
    filler = fill_up(tiny, left << 10)
    ran = program.run(person, command, *(["--yes"] if command == "purge" else []))
    assert ran.code == 4, ran.told
    if command == "undo":
        assert sorted(below(tmp_path / "root") + in_trash(person.trash)) == before
    else:
        assert len(in_trash(person.trash)) >= 300 - 256
    filler.unlink()
    assert program.run(person, "undo").code == 0
    assert person.unknown() == []
    assert is_empty(person.trash)
    if command == "undo":
        assert below(tmp_path / "root") == before


@pytest.mark.parametrize("has_trash", [True, False])
def test_on_a_full_volume_a_file_stays_and_no_empty_note_is_left(
    program: Program, tmp_path: Path, home: Path, mount: Mount, has_trash: bool
) -> None:
    image, place = ext4_image(tmp_path / "image", 4 << 20, "-m", "0"), tmp_path / "volume"
    place.mkdir()
    mount("-o", "loop", image, place)
    person, paths = Person(home), make_files(place / "root", 3)
    trash = place / f".Trash-{os.getuid()}"
    if has_trash:
        assert program.run(person, "trash", "--yes", "-q", paths[2]).code == 0
        assert len(os.listdir(trash / "files")) == 1
    before = below(place / "root")
    filler = fill_up(place)
    ran = program.run(person, "trash", "--yes", "-q", *paths[:2], "-f", "json")
    assert ran.code == 3, ran.told
    assert {result["status"] for result in ran.document["results"]} <= {"failed", "skipped"}
    assert all(result["message"] for result in ran.document["results"])
    assert below(place / "root") == before
    items = set(os.listdir(os.fsencode(trash / "files"))) if (trash / "files").exists() else set()
    infos = set(os.listdir(os.fsencode(trash / "info"))) if (trash / "info").exists() else set()
    assert len(items) == has_trash
    assert infos == {name + INFO for name in items}
    filler.unlink()
    assert program.run(person, "trash", "--yes", "-q", *paths[:2]).code == 0
    for told in reversed(person.runs()):
        assert program.run(person, "undo", told.run.id).code == 0
    assert sorted(os.listdir(place / "root")) == ["0", "1", "2"]
