"""Archives beside what they were extracted to: found, spared, and checked again right before they move."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.model.category import Proof
from cleanup.model.choice import Choice
from cleanup.model.plan import Plan
from cleanup.model.scan import Scan
from cleanup.workflow import planning
from cleanup.workflow.archives_apart import without_archives_of_what_goes
from support.looking import scan
from support.moving import Mover, a_plan, a_step, ends
from support.scripts import change

Tree = Callable[..., Path]
NAME = "extracted-archives"
FILES = {"a.txt": b"one" * 999, "deep/b.txt": b"two" * 99, "deep/empty": b"", "é.txt": b"accent"}


def zipped(path: Path, files: dict[str, bytes], root: str = "") -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(root + name, content)


def tarred(path: Path, files: dict[str, bytes], root: str = "") -> None:
    how = {".tar": "w", ".gz": "w:gz", ".tgz": "w:gz", ".bz2": "w:bz2", ".xz": "w:xz"}[path.suffix]
    with tarfile.open(path, how) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(root + name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


def laid_out(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def found_in(root: Path, own: Path) -> dict[str, str]:
    """Why each archive is told, by its path in the root."""
    made = scan([root], own)
    return {
        os.path.relpath(os.fsdecode(each.files[0].path), root): each.certainty.value
        for each in made.each_finding()
        if each.category == NAME
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "root"
    laid_out(made / "trip", FILES)
    return made


def write(path: Path, files: dict[str, bytes], root: str = "") -> None:
    (zipped if path.suffix == ".zip" else tarred)(path, files, root)


ENDINGS = ["zip", "tar", "tar.gz", "tgz", "tar.bz2", "tar.xz"]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("inside", ["", "trip/", "other/"])
def test_an_archive_beside_its_folder(root: Path, tmp_path: Path, mover: Mover, ending: str, inside: str) -> None:
    archive = root / f"trip.{ending}"
    write(archive, FILES, inside)
    assert found_in(root, tmp_path) == {archive.name: "exact"}
    step = a_step(archive, proof=Proof.EXTRACTED)
    assert ends(mover.carry_out(a_plan(step))) == {archive.name: "done"}
    assert ends(mover.undo()) == {archive.name: "done"}
    assert archive.exists()


@pytest.mark.parametrize("name", ["trip (1).zip", "trip(2).zip"])
def test_a_second_download(root: Path, tmp_path: Path, name: str) -> None:
    write(root / name, FILES)
    assert found_in(root, tmp_path) == {name: "exact"}


@pytest.mark.parametrize(("ending", "packed"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)])
def test_a_single_file(root: Path, tmp_path: Path, ending: str, packed: Callable[[bytes], bytes]) -> None:
    (root / "dump.sql").write_bytes(b"select" * 5000)
    (root / f"dump.sql.{ending}").write_bytes(packed(b"select" * 5000))
    assert found_in(root, tmp_path) == {f"dump.sql.{ending}": "exact"}
    (root / "dump.sql").write_bytes(b"select" * 4999 + b"selecT")
    assert not found_in(root, tmp_path)


def test_added_files_do_not_matter_and_droppings_need_not_be_there(root: Path, tmp_path: Path) -> None:
    (root / "trip" / "added").write_text("new")
    write(root / "trip.zip", {**FILES, "__MACOSX/._a.txt": b"x", "deep/.DS_Store": b"y"})
    assert found_in(root, tmp_path) == {"trip.zip": "exact"}


CHANGES = [
    "printf X | dd of=trip/a.txt conv=notrunc status=none", "rm trip/deep/b.txt", "echo >> trip/a.txt",
    "rm trip/a.txt; mkdir trip/a.txt", "mv trip/a.txt c; ln -s ../c trip/a.txt", "mv trip/deep d; ln -s ../d trip/deep",
    # Where names do not differ by case, it is the same one.
    *(["mv trip/a.txt trip/A.txt"] if os.sep == "/" else []), "rm -r trip", "rm trip/a.txt; mkfifo trip/a.txt",
]  # fmt: skip


@pytest.mark.parametrize("script", CHANGES)
@pytest.mark.parametrize("ending", ["zip", "tar.gz"])
def test_what_differs_is_no_extraction(root: Path, tmp_path: Path, mover: Mover, ending: str, script: str) -> None:
    archive = root / f"trip.{ending}"
    write(archive, FILES)
    step = a_step(archive, proof=Proof.EXTRACTED)
    change(root, script)
    assert not found_in(root, tmp_path)
    assert ends(mover.carry_out(a_plan(step))) == {archive.name: "different"}
    assert archive.exists()


def test_where_few_differ_it_is_told_and_stays(root: Path, tmp_path: Path, mover: Mover) -> None:
    many = {f"{number}.txt": b"%d" % number for number in range(30)}
    laid_out(root / "many", many)
    write(root / "many.zip", many)
    (root / "many" / "7.txt").write_text("seven")
    assert found_in(root, tmp_path) == {"many.zip": "likely"}
    assert ends(mover.carry_out(a_plan(a_step(root / "many.zip", proof=Proof.EXTRACTED)))) == {"many.zip": "different"}


def test_a_checksum_is_not_enough_to_move(root: Path, tmp_path: Path, mover: Mover) -> None:
    """CRC-32 can be made to fit: these two have the same."""
    from zlib import crc32

    one, other = b"plumless", b"buckeroo"
    assert crc32(one) == crc32(other)
    laid_out(root / "forged", {"x": other})
    write(root / "forged.zip", {"x": one})
    assert found_in(root, tmp_path) == {"forged.zip": "exact"}
    step = a_step(root / "forged.zip", proof=Proof.EXTRACTED)
    assert ends(mover.carry_out(a_plan(step))) == {"forged.zip": "different"}


DOCUMENTS = ["mimetype", "[Content_Types].xml", "META-INF/MANIFEST.MF", "AndroidManifest.xml", "x-1.dist-info/RECORD",
             "Payload/x", "manifest.json", "doc.kml", "x.nuspec"]  # fmt: skip
HOSTILE = ["../up", "/etc/passwd", "a/../b", "C:\\x", "C:x", "./x/./y", "a//b",
           # Where this separates names, Python reads it so, and so does what extracts.
           *(["a\\b"] if os.sep == "/" else [])]  # fmt: skip


@pytest.mark.parametrize("name", [*DOCUMENTS, *HOSTILE])
def test_documents_and_hostile_names_are_never_told(root: Path, tmp_path: Path, mover: Mover, name: str) -> None:
    write(root / "trip.zip", {**FILES, name: b"x"})
    (root / "trip" / name.replace("..", "x").lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
    (root / "trip" / name.replace("..", "x").lstrip("/")).write_bytes(b"x")
    (root / "up").write_bytes(b"x")
    assert not found_in(root, tmp_path)
    step = a_step(root / "trip.zip", proof=Proof.EXTRACTED)
    assert set(ends(mover.carry_out(a_plan(step))).values()) <= {"no-proof", "different"}


@pytest.mark.parametrize("ending", ["docx", "jar", "epub", "apk", "odt", "whl", "cbz", "xpi"])
def test_documents_by_their_ending(root: Path, tmp_path: Path, ending: str) -> None:
    zipped(root / f"trip.{ending}", FILES)
    assert not found_in(root, tmp_path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_damaged_archives(root: Path, tmp_path: Path, mover: Mover, ending: str) -> None:
    archive = root / f"trip.{ending}"
    write(archive, {**FILES, "random": os.urandom(50_000)})
    content = archive.read_bytes()
    for damaged in (content[: len(content) // 2], content[:100], b"", b"PK\3\4", content[:-30] + os.urandom(30)):
        archive.write_bytes(damaged)
        assert not found_in(root, tmp_path)
        step = a_step(archive, proof=Proof.EXTRACTED)
        assert set(ends(mover.carry_out(a_plan(step))).values()) <= {"no-proof", "different", "EINVAL"}


@pytest.mark.slow
@pytest.mark.parametrize("ending", ENDINGS)
def test_archives_that_are_cut_anywhere(root: Path, tmp_path: Path, mover: Mover, ending: str) -> None:
    random = os.urandom(50_000)
    laid_out(root / "trip", {"random": random})
    archive = root / f"trip.{ending}"
    write(archive, {**FILES, "random": random})
    content = archive.read_bytes()
    # A bare tar that ends between two files still holds nothing but what stands beside it.
    begin, end = (content.index(random[:99]), content.index(random[-99:])) if ending == "tar" else (0, len(content))
    for share in range(1, 12):
        archive.write_bytes(content[: begin + (end - begin) * share // 12])
        assert not found_in(root, tmp_path), share
        step = a_step(archive, proof=Proof.EXTRACTED)
        assert set(ends(mover.carry_out(a_plan(step))).values()) <= {"no-proof", "different"}


def test_a_part_of_one_in_several_files_says_nothing(root: Path, tmp_path: Path) -> None:
    write(root / "trip.zip", FILES)
    content = bytearray((root / "trip.zip").read_bytes())
    assert found_in(root, tmp_path) == {"trip.zip": "exact"}
    at = content.rindex(b"PK\5\6") + 4
    content[at : at + 4] = b"\1\0\1\0"
    (root / "trip.zip").write_bytes(content)
    assert not found_in(root, tmp_path)


def test_a_part_of_a_large_one_in_several_files_says_nothing(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 0)
    write(root / "trip.zip", FILES)
    content = bytearray((root / "trip.zip").read_bytes())
    assert found_in(root, tmp_path) == {"trip.zip": "exact"}
    content[content.rindex(b"PK\6\6") + 16] = 1
    (root / "trip.zip").write_bytes(content)
    assert not found_in(root, tmp_path)


def test_folders_in_a_tar_say_nothing(root: Path, tmp_path: Path) -> None:
    with tarfile.open(root / "trip.tar", "w") as archive:
        archive.add(root / "trip", "trip")
        assert any(each.isdir() for each in archive)
    assert found_in(root, tmp_path) == {"trip.tar": "exact"}


def test_names_twice_links_and_devices(root: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(root / "trip.zip", "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a.txt", b"other")
        archive.writestr("a.txt", FILES["a.txt"])
    assert not found_in(root, tmp_path)
    (root / "trip.zip").unlink()
    for kind in (tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.LNKTYPE):
        with tarfile.open(root / "trip.tar", "w") as tar:
            info = tarfile.TarInfo("a.txt")
            info.size = len(FILES["a.txt"])
            tar.addfile(info, io.BytesIO(FILES["a.txt"]))
            other = tarfile.TarInfo("x")
            other.type, other.linkname = kind, "a.txt"
            tar.addfile(other)
        assert not found_in(root, tmp_path)


def test_links_in_a_tar_say_the_same(root: Path, tmp_path: Path) -> None:
    (root / "trip" / "link").symlink_to("a.txt")
    change(root, "tar cf trip.tar trip")
    assert found_in(root, tmp_path) == {"trip.tar": "exact"}
    change(root, "ln -sf deep/b.txt trip/link")
    assert not found_in(root, tmp_path)


def test_an_encrypted_one_says_nothing(root: Path, tmp_path: Path) -> None:
    write(root / "trip.zip", FILES)
    content = bytearray((root / "trip.zip").read_bytes())
    for at in range(len(content) - 4):
        if content[at : at + 4] == b"PK\3\4":
            content[at + 6] |= 1
        if content[at : at + 4] == b"PK\1\2":
            content[at + 8] |= 1
    (root / "trip.zip").write_bytes(content)
    assert not found_in(root, tmp_path)


def test_bombs_are_not_read_to_their_end(root: Path, tmp_path: Path) -> None:
    """A member that is larger than its file, a header that claims gigabytes: both end at once."""
    laid_out(root / "bomb", {"x": b"0" * 1000})
    with zipfile.ZipFile(root / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", b"0" * 50_000_000)
    header = tarfile.TarInfo("pax")
    header.type, header.size = tarfile.XHDTYPE, 8 << 30
    (root / "bomb.tar").write_bytes(header.tobuf() + b"0" * 10_000)
    with gzip.open(root / "bomb.tar.gz", "wb") as stream:
        stream.write(header.tobuf() + b"0" * 30_000_000)
    assert not found_in(root, tmp_path)


def plan_of(found: Scan, mover: Mover) -> Plan:
    return planning.plan_of_scan(found, Choice(), mover.context)


def test_by_default_only_what_lies_loose_in_an_inbox_goes(home: Path, mover: Mover) -> None:
    for folder in ("Downloads", "Documents/things"):
        laid_out(home / folder / "trip", FILES)
        write(home / folder / "trip.zip", FILES)
    (home / "Documents" / "things" / "trip" / "mine").write_text("added")
    plan = plan_of(scan([home], home, everything=False), mover)
    assert os.fsencode(home / "Downloads" / "trip.zip") in {step.path for step in plan.steps}
    assert os.fsencode(home / "Documents" / "things" / "trip.zip") not in {step.path for step in plan.steps}
    assert set(ends(mover.carry_out(plan)).values()) <= {"done", "is-keeper", "holds-keeper", "different"}
    assert (home / "Documents" / "things" / "trip.zip").exists()


@pytest.mark.parametrize("order", [1, -1])
def test_an_archive_and_its_folder_never_go_both(root: Path, mover: Mover, order: int) -> None:
    write(root / "trip.zip", FILES)
    for other in (root / "trip", root / "trip" / "a.txt"):
        steps = [a_step(root / "trip.zip", proof=Proof.EXTRACTED), a_step(other)][::order]
        told = ends(mover.carry_out(a_plan(*steps)))
        assert list(told.values()).count("done") == 1
        assert (root / "trip.zip").exists() or (root / "trip" / "a.txt").exists()
        mover.undo()


@pytest.mark.parametrize("where", ["trip", "trip/deep", "trip/a.txt"])
def test_of_an_archive_and_its_files_the_plan_lets_one_go(root: Path, where: str) -> None:
    write(root / "trip.zip", FILES)
    archive, going = a_step(root / "trip.zip", proof=Proof.EXTRACTED), a_step(root / where)
    assert without_archives_of_what_goes((archive, going)) == [going]


def test_of_an_archive_extracted_right_beside_it_too(root: Path) -> None:
    write(root / "trip" / "trip.zip", FILES)
    archive = a_step(root / "trip" / "trip.zip", proof=Proof.EXTRACTED)
    folder, stranger = a_step(root / "trip" / "deep"), root / "trip" / "stranger"
    stranger.write_text("stranger")
    assert without_archives_of_what_goes((archive, folder)) == [folder]
    assert len(without_archives_of_what_goes((archive, a_step(stranger)))) == 2


def test_the_plan_says_which_archive_stays(root: Path, mover: Mover) -> None:
    home = mover.home
    for folder in ("Pictures", "Downloads"):
        laid_out(home / folder / "trip", FILES)
    write(home / "Downloads" / "trip.zip", FILES)
    plan = planning.plan_of_scan(scan([home], home, everything=False), Choice(), mover.context)
    assert [step.path for step in plan.steps] == [os.fsencode(home / "Downloads" / "trip")]
    assert [(left.code, left.files) for left in plan.left_alone] == [("extracted-goes", 1)]
    assert set(ends(mover.carry_out(plan)).values()) == {"done"}
    mover.undo()
    assert (home / "Downloads" / "trip" / "deep" / "b.txt").read_bytes() == FILES["deep/b.txt"]
