"""Homes and folders that their file system encrypts: only what is encrypted alike can be renamed into them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanup.disk.system import encryption_policy
from cleanup.workflow.destinations import destinations
from support.disks import Disk, ext4_image
from support.encryption import encrypted, encrypting_disk
from support.kinds import Mount
from support.moving import Mover, a_plan, a_step, ends, in_trash, scan

pytestmark = pytest.mark.root
OWN = f".Trash-{os.getuid()}"


def filled(folder: Path) -> Path:
    """A file in a folder, and the folder if there is none."""
    folder.mkdir(exist_ok=True)
    file = folder / f"of {folder.name}"
    file.write_text("1")
    return file


def test_what_lies_beside_an_encrypted_home_goes_to_the_trash_of_the_volume(tmp_path: Path, mount: Mount) -> None:
    """Also what is encrypted with another key; what is in the home goes to its own trash, and all comes back."""
    drive = encrypting_disk(tmp_path, mount)
    mover = Mover(encrypted(drive / "home"))
    inside, plain = filled(mover.home / "papers"), filled(drive / "plain")
    other = filled(encrypted(drive / "other"))
    found = destinations(a_plan(*map(a_step, (inside, plain, other))), mover.context)
    assert {(each.trash, each.amounts.things, each.problem) for each in found} == {
        (os.fsencode(mover.trash), 1, ""),
        (os.fsencode(drive / OWN), 2, ""),
    }
    done = {file.name: "done" for file in (inside, plain, other)}
    assert ends(mover.move(other, plain, inside)) == done
    assert len(in_trash(mover.trash)) == 1
    assert len(in_trash(drive / OWN)) == 2
    assert ends(mover.undo()) == done
    assert [file.read_text() for file in (inside, plain, other)] == ["1"] * 3


def test_a_scan_tells_what_lies_beside_an_encrypted_home_and_has_no_trash(tmp_path: Path, mount: Mount) -> None:
    """Where no trash can be made at the top of the volume, scan and plan say so before anything moves."""
    drive = encrypting_disk(tmp_path, mount)
    mover = Mover(encrypted(drive / "home"))
    inside, plain = filled(mover.home / "papers"), filled(drive / "plain")
    for file in (inside, plain):
        (file.parent / "again").write_text(file.parent.name)
        file.write_text(file.parent.name)
    roots = [inside.parent, plain.parent]
    assert scan(roots, mover.own).savings.cannot_move == ()
    (drive / OWN).write_text("no folder")
    assert [(stuck.code, stuck.files) for stuck in scan(roots, mover.own).savings.cannot_move] == [("no-trash", 1)]
    found = destinations(a_plan(a_step(inside), a_step(plain)), mover.context)
    assert {(each.trash, each.code) for each in found} == {(os.fsencode(mover.trash), ""), (b"", "no-trash")}
    assert ends(mover.move(inside)) == {inside.name: "done"}


def test_copies_beside_an_encrypted_home_move_as_the_scan_counts_them(tmp_path: Path, mount: Mount) -> None:
    drive = encrypting_disk(tmp_path, mount)
    mover = Mover(encrypted(drive / "home"))
    plain = filled(drive / "plain")
    (plain.parent / "copy").write_bytes(plain.read_bytes())
    assert list(ends(mover.carry_out(mover.plan_of_duplicates(plain.parent))).values()) == ["done"]
    assert len(in_trash(drive / OWN)) == 1


def test_what_is_encrypted_beside_a_plain_home_goes_to_the_trash_of_the_home(tmp_path: Path, mount: Mount) -> None:
    drive = encrypting_disk(tmp_path, mount)
    (drive / "home").mkdir()
    mover = Mover(drive / "home")
    plain, other = filled(drive / "plain"), filled(encrypted(drive / "other"))
    assert ends(mover.move(plain, other)) == {plain.name: "done", other.name: "done"}
    assert len(in_trash(mover.trash)) == 2
    assert ends(mover.undo()) == {plain.name: "done", other.name: "done"}
    assert other.read_text() == "1"


def test_folders_of_one_key_are_encrypted_alike(tmp_path: Path, mount: Mount) -> None:
    drive = encrypting_disk(tmp_path, mount)
    one, two = encrypted(drive / "one"), encrypted(drive / "two")
    below = filled(one / "below").parent
    assert encryption_policy(str(drive)) == b""
    assert encryption_policy(str(below)) == encryption_policy(os.fsencode(one)) != b""
    assert encryption_policy(str(one)) != encryption_policy(str(two))


def test_a_volume_that_cannot_encrypt_has_none(tmp_path: Path, mount: Mount) -> None:
    assert encryption_policy(str(Disk(ext4_image(tmp_path / "image"), tmp_path / "drive", mount).place)) == b""
