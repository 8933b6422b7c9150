"""What goes with a file beside it, and what only looks so."""

from __future__ import annotations

import pytest

from cleanup.model.companions import Companions, is_of_its_folder, is_volume

TOGETHER = [
    ("IMG_1.CR2", "IMG_1.xmp"), ("IMG_1.CR2", "IMG_1.CR2.xmp"), ("IMG_1.CR2", "IMG_1.JPG"), ("IMG_1.HEIC", "IMG_1.MOV"),
    ("IMG_1.HEIC", "IMG_1.AAE"), ("a.jpg", "a.jpg.json"), ("a.jpg", "a.jpg.supplemental-metadata.json"),
    ("a.jpg", "a.jpg.supplemental-meta.json"), ("a(1).jpg", "a.jpg(1).json"),
    ("a(2).jpg", "a.jpg.supplemental-metadata(2).json"),
    ("Holiday in the mountains with all of the family 2019.jpg", "Holiday in the mountains with all of the famil.json"),
    ("GOPR1.MP4", "GOPR1.THM"), ("film.mkv", "film.srt"), ("film.mkv", "film.en.srt"), ("film.mkv", "film.pt-BR.vtt"),
    ("film.idx", "film.sub"), ("film.mkv", "film.nfo"), ("album.flac", "album.cue"), ("disc.bin", "disc.cue"),
    ("song.mp3", "song.lrc"), ("a.iso", "a.iso.sha256"), ("a.tar.gz", "a.tar.gz.asc"), ("a.tar.gz", "a.tar.gz.sig"),
    ("a.pdf", "a.pdf.p7s"), ("book.epub", "book.opf"), ("a.raf", "a.raf.pp3"), ("a.nef", "a.nef.dop"),
    ("a.part1.rar", "a.part2.rar"), ("a.zip", "a.z01"), ("a.rar", "a.r00"), ("a.7z.001", "a.7z.002"),
    ("a.001", "a.002"),
    ("setup.exe", "setup-1.bin"), ("town.shp", "town.dbf"), ("town.shx", "town.prj"), ("page.html", "page_files"),
    ("estimate.ods", ".~lock.estimate.ods#"), ("estimate.docx", "~$timate.docx"), ("ab.docx", "~$ab.docx"),
    ("notes.txt", ".notes.txt.swp"), ("notes.txt", ".#notes.txt"), ("plan.dwg", "plan.dwl"),
    ("Seite.htm", "Seite-Dateien"), ("song.aup", "song_data"), ("mesh.obj", "mesh.mtl"), ("a.par2", "a.vol0+1.par2"),
]  # fmt: skip
APART = [
    ("a.pdf", "a.docx"), ("a.pdf", "b.pdf"), ("IMG_1.jpg", "IMG_10.xmp"), ("IMG_1.jpg", "IMG_1 (1).jpg"),
    ("a.zip", "a.rar"),
    ("film.mkv", "film 2.srt"), ("page.html", "page"), ("page.html", "pages_files"), ("a.jpg", "b.jpg.json"),
    ("a.mp3", "a.flac"), ("report.pdf", "report_final"), ("a.part1.rar", "b.part2.rar"), ("a.jpg", "a.png"),
    ("estimate.docx", "~$budget.docx"), ("notes.txt", ".other.txt.swp"), ("notes.txt", "notes.md"),
    ("a.jpg", "ab.supplemental-metadata.json"),
]  # fmt: skip


def of(name: str, names: list[str]) -> set[str]:
    return {*map(bytes.decode, Companions(map(str.encode, names)).of(name.encode()))}


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_what_goes_together_is_told_from_both_sides(one: str, other: str) -> None:
    names = [one, other, "else.pdf"]
    assert of(one, names) == {other}
    assert of(other, names) == {one}


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_only_looks_so(one: str, other: str) -> None:
    assert not of(one, [one, other])
    assert not of(other, [one, other])


def test_all_parts_of_a_map_and_all_volumes() -> None:
    town = ["town.shp", "town.shx", "town.dbf", "town.prj", "town.cpg"]
    names = [*town, "town.pdf", *(f"a.part{number}.rar" for number in range(1, 12))]
    assert of("town.shp", names) == {*town} - {"town.shp"}
    assert len(of("a.part11.rar", names)) == 10
    assert not of("nowhere.txt", names)


def test_volumes_are_told_by_their_names_alone() -> None:
    assert all(map(is_volume, (b"a.part2.rar", b"a.7z.002", b"a.z01", b"a.r00", b"a.001", b"setup-1.bin")))
    assert not any(map(is_volume, (b"a.rar", b"a.zip", b"part2.pdf", b"a.7z", b"report.2021", b"a.ab")))


def test_files_that_speak_of_their_folder() -> None:
    for name in ("Thumbs.db", "desktop.ini", "folder.jpg", "AlbumArtSmall.jpg", "README", "readme.md", "LICENSE.txt"):
        assert is_of_its_folder(name.encode())
    for name in (
        "thumbs.pdf",
        "readme (1).md",
        "my folder.jpg",
        "license plate.jpg",
        "uncover.jpg",
        "installation.pdf",
    ):
        assert not is_of_its_folder(name.encode())
