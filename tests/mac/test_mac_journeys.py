"""Whole commands on Linux that pretends to be a Mac, over a volume that folds capitals and accents."""

from __future__ import annotations

import errno
import os
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.mac import Mac, Volume, letter

CAFE = "café"
DECOMPOSED = unicodedata.normalize("NFD", CAFE)

pytestmark = [pytest.mark.slow, pytest.mark.root]


def test_to_the_trash_of_the_home_and_back_and_freed(mac: Mac) -> None:
    path = letter(mac.home / "Documents")
    assert "To: ~/.Trash" in mac.run("trash", "--dry-run", path)
    run = mac.told("trash", "--yes", path)
    (result,) = run["results"]
    assert result["status"] == "done"
    (there,) = mac.trash.iterdir()
    assert there.read_text() == "the only copy"
    assert "in the trash" in mac.run("history", "last")
    mac.run("undo")
    assert path.read_text() == "the only copy"
    assert list(mac.trash.iterdir()) == []
    mac.run("trash", "--yes", path)
    mac.run("purge", "--yes")
    assert list(mac.trash.iterdir()) == []
    assert not path.exists()


def test_a_folder_is_one_place_in_any_spelling(mac: Mac, volume: Volume) -> None:
    """czkawka#417: two spellings of one path, and both “copies” were erased."""
    stick = volume("apfs")
    letter(stick / "Photos", "a.txt")
    (stick / "Photos" / DECOMPOSED).mkdir()
    letter(stick / "Photos" / DECOMPOSED, "b.txt")
    scan = mac.told("scan", stick / "Photos", stick / "PHOTOS", stick / "photos" / CAFE)
    assert scan["scan"]["roots"] == [str(stick / "Photos"), str(stick / "Photos" / DECOMPOSED)]
    assert scan["totals"]["files"] == 2
    (group,) = [each for each in scan["findings"] if each["category"] == "duplicates"]
    assert {each["path"] for each in group["files"]} == {
        str(stick / "Photos" / "a.txt"), str(stick / "Photos" / DECOMPOSED / "b.txt"),
    }  # fmt: skip


def test_a_pattern_finds_a_name_in_the_other_form(mac: Mac, volume: Volume) -> None:
    stick = volume("apfs")
    letter(stick / "Photos" / DECOMPOSED)
    letter(stick / "Photos" / "tea")
    assert mac.told("scan", stick, "--exclude", f"{CAFE}/")["totals"]["files"] == 1


def test_a_file_comes_back_under_the_name_that_it_had(mac: Mac, volume: Volume) -> None:
    """However it was typed."""
    stick = volume("apfs")
    path = letter(stick / "Photos", f"{DECOMPOSED}.TXT")
    mac.run("trash", "--yes", stick / "photos" / f"{CAFE}.txt")
    assert os.listdir(stick / "Photos") == []
    (there,) = (stick / ".Trashes" / str(os.getuid())).iterdir()
    assert there.read_text() == "the only copy"
    mac.run("undo")
    assert os.listdir(stick / "Photos") == [path.name]
    mac.run("trash", "--yes", path)
    mac.run("purge", "--yes")
    assert list((stick / ".Trashes" / str(os.getuid())).iterdir()) == []


def test_undo_replaces_nothing_that_is_spelled_in_another_way(mac: Mac, volume: Volume) -> None:
    stick = volume("apfs")
    path = letter(stick, "Letter.txt")
    mac.run("trash", "--yes", path)
    (stick / "LETTER.TXT").write_text("somebody else's")
    assert "taken" in mac.told("undo", code=3)["results"][0]["code"]
    assert (stick / "LETTER.TXT").read_text() == "somebody else's"


def test_what_keeps_a_home_is_kept_in_any_spelling(mac: Mac, volume: Volume) -> None:
    stick = volume("apfs")
    home = stick / "Users" / "Ada"
    home.mkdir(parents=True)
    letter(home)
    other = Mac(home)
    assert "is never moved: it is a home" in other.run("trash", "--yes", stick / "users" / "ADA", code=2)
    assert (home / "Letter.txt").exists()


def test_where_nothing_can_be_renamed_safely_nothing_moves(mac: Mac, volume: Volume) -> None:
    """exFAT knows no rename that replaces nothing, and no second name: dupeguru#171, and “all sent to Trash”."""
    stick = volume("exfat")
    path = letter(stick)
    page = mac.run("trash", "--yes", path, code=3)
    assert "Nothing was moved" in page
    assert path.read_text() == "the only copy"
    assert os.listdir(stick) in (["Letter.txt"], ["Letter.txt", ".Trashes"])


def test_what_is_only_in_the_cloud_is_a_trouble_and_never_a_copy(mac: Mac, volume: Volume) -> None:
    """cardinal#231, fish#8399: reading answers EDEADLK once fetching is forbidden."""
    stick = volume("apfs")
    for name in ("a.txt", "b.txt", "dataless.txt"):
        letter(stick / "Photos", name)
    scan = mac.told("scan", stick / "Photos", code=3)
    (group,) = [each for each in scan["findings"] if each["category"] == "duplicates"]
    assert {Path(each["path"]).name for each in group["files"]} == {"a.txt", "b.txt"}
    (trouble,) = scan["troubles"]
    assert (Path(trouble["path"]).name, trouble["code"]) == ("dataless.txt", errno.errorcode[errno.EDEADLK]), scan[
        "troubles"
    ]
    assert trouble["message"] == "only in the cloud"


def test_a_folder_that_macos_keeps_closed_hides_nothing_else(mac: Mac, volume: Volume) -> None:
    stick = volume("apfs")
    letter(stick / "private")
    letter(stick / "Photos")
    scan = mac.told("scan", stick, code=3)
    assert scan["totals"]["files"] == 1
    (trouble,) = scan["troubles"]
    assert (Path(trouble["path"]).name, trouble["code"]) == ("private", "EPERM")


def test_without_full_disk_access_nothing_moves_and_it_is_said_before(mac: Mac, volume: Volume) -> None:
    stick = volume("apfs")
    path = letter(stick / "Photos")
    # A home whose trash cannot be listed.
    closed = stick / "private-home"
    closed.mkdir()
    (closed / ".Trash").mkdir()
    page = Mac(closed).run("trash", "--yes", path, code=3, TERM_PROGRAM="iTerm.app")
    assert "Full Disk Access: switch on iTerm.app" in " ".join(page.split())
    assert path.exists()


@pytest.mark.parametrize("folder", ["Library/CloudStorage/OneDrive", "Library/Mobile Documents/com~apple~CloudDocs"])
def test_what_is_in_a_cloud_stays(mac: Mac, folder: str) -> None:
    path = letter(mac.home / folder)
    page = mac.run("trash", "--yes", path, code=3)
    assert "in a cloud folder" in " ".join(page.split())
    assert path.exists()


def test_files_that_differ_by_their_resource_forks_are_no_copies(mac: Mac) -> None:
    """jdupes#233: one of them is the only one with that fork."""
    inbox, kept = letter(mac.home / "Downloads", "a.txt"), letter(mac.home / "Documents", "a.txt")
    mac.run("scan", mac.home)
    os.setxattr(inbox, "user.com.apple.ResourceFork", b"icon")
    (result,) = mac.told("trash", "--yes", "--scan", "last", "--only", "duplicates", code=3)["results"]
    assert (result["path"], result["code"]) in {(str(inbox), "different"), (str(inbox), "changed")}
    mac.run("scan", mac.home)
    (result,) = mac.told("trash", "--yes", "--scan", "last", "--only", "duplicates", code=3)["results"]
    assert (result["path"], result["code"]) == (str(inbox), "different")
    assert (inbox.exists(), kept.exists()) == (True, True)


def test_a_quarantine_on_another_volume_keeps_attributes_or_refuses(mac: Mac, volume: Volume) -> None:
    """fclones#152: extended attributes of the copy were lost. This volume takes none."""
    path = letter(mac.home / "Documents")
    os.setxattr(path, "user.com.apple.ResourceFork", b"icon")
    (result,) = mac.told("trash", "--yes", path, "--quarantine", volume("apfs") / "aside", code=3)["results"]
    assert "attribute" in result["message"]
    assert os.getxattr(path, "user.com.apple.ResourceFork") == b"icon"


def test_a_quarantine_on_another_volume_takes_a_copy_and_gives_it_back(mac: Mac, volume: Volume) -> None:
    """The file of our own that goes first is a copy there too, and nothing of it is left."""
    path, aside = letter(mac.home / "Documents"), volume("apfs") / "aside"
    (result,) = mac.told("trash", "--yes", path, "--quarantine", aside)["results"]
    assert result["status"] == "done"
    assert [each.read_text() for each in aside.rglob("Letter*")] == ["the only copy"]
    assert os.listdir(path.parent) == []
    mac.run("undo")
    assert [each.name for each in path.parent.iterdir()] == ["Letter.txt"]
    assert path.read_text() == "the only copy"
    assert list(aside.iterdir()) == []


def beside(path: Path) -> tuple[bytes, bytes]:
    return os.getxattr(path, "user.pretended-flags"), os.getxattr(path, "user.pretended-birth")


@pytest.fixture
def other(tmp_path: Path, mounts_apart: None) -> Iterator[Path]:
    """A volume that takes all that belongs to a file."""
    there = tmp_path / "other"
    there.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "none", there], check=True)
    yield there
    subprocess.run(["umount", there], check=True)


@pytest.mark.parametrize("kind", ["takes flags", "takes none"])
def test_a_quarantine_on_another_volume_gives_flags_and_birth_back(
    mac: Mac, volume: Volume, other: Path, kind: str
) -> None:
    """Hidden in the Finder, in no backup, and made before its bytes were last written, or after."""
    files = {mac.home / "Documents" / "old.txt": b"1111111111123456789", mac.home / "odd.txt": b"1999999999000000001"}
    for path, born in files.items():
        os.utime(letter(path.parent, path.name), ns=(10**18, 1_500_000_000_000_000_007))
        os.setxattr(path, "user.pretended-flags", b"%d" % (0x8000 | 0x1))
        os.setxattr(path, "user.pretended-birth", born)
    aside = (other if kind == "takes flags" else volume("apfs")) / "aside"
    run = mac.told("trash", "--yes", "--quarantine", aside, *files)
    assert [each["status"] for each in run["results"]] == ["done", "done"], run
    if kind == "takes flags":
        for path, born in files.items():
            (copy,) = aside.rglob(f"{path.stem}*")
            assert beside(copy) == (b"32769", born)
    mac.run("undo")
    for path, born in files.items():
        assert (beside(path), path.stat().st_mtime_ns) == ((b"32769", born), 1_500_000_000_000_000_007)


@pytest.mark.parametrize("flag", [0x2, 0x4, 0x20000, 0x40000, 0x80000, 0x100000])
def test_what_is_locked_does_not_go_to_another_volume(mac: Mac, other: Path, flag: int) -> None:
    """Its lock (chflags uchg, say) is not taken off unasked."""
    path = letter(mac.home / "Documents")
    os.setxattr(path, "user.pretended-flags", b"%d" % flag)
    (result,) = mac.told("trash", "--yes", path, "--quarantine", other / "aside", code=3)["results"]
    assert result["code"] == "EPERM"
    assert path.read_text() == "the only copy"


def test_names_of_one_file_are_no_copies(mac: Mac, volume: Volume) -> None:
    """czkawka#999: hard links were shown as duplicates."""
    stick = volume("apfs")
    os.link(letter(stick / "Photos", "a.txt"), stick / "Photos" / "b.txt")
    scan = mac.told("scan", stick / "photos")
    assert [each["category"] for each in scan["findings"]] == []


def test_doctor_tells_the_trash_of_a_mac(mac: Mac) -> None:
    page = mac.run("doctor")
    assert f"{mac.home}/.Trash" in "".join(page.split()) or "~/.Trash" in page
    assert ".local/share" not in page


@pytest.mark.parametrize(
    ("module", "said"), [("", "without the library pyobjc-framework-Cocoa"), ("class NSURL: pass", "Nothing was moved")]
)
def test_without_the_library_or_with_another_one_nothing_moves(
    mac: Mac, tmp_path: Path, module: str, said: str
) -> None:
    """send2trash#24, #85: the program ended with an error of its own."""
    library = tmp_path / "library"
    library.mkdir()
    if module:
        (library / "Foundation.py").write_text(module)
        (library / "objc.py").write_text("from contextlib import nullcontext as autorelease_pool")
    path = letter(mac.home / "Documents")
    page = mac.run("trash", "--yes", path, code=3, PRETENDED_LIBRARY=str(library))
    assert said in " ".join(page.split())
    assert os.listdir(path.parent) == [path.name]


def test_the_systems_own_way(mac: Mac) -> None:
    """By Send2Trash, which does not say where a file went."""
    path = letter(mac.home / "Documents")
    run = mac.run("trash", "--yes", "--mover", "system", path)
    assert "Moved 1 file" in run
    mac.run("undo")
    assert path.read_text() == "the only copy"
