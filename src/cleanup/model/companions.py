"""Files that go with another one beside them: its notes, its subtitles, its other half, its other volumes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from cleanup.model.copy_names import comparable

# Notes on a file: "x.jpg.xmp" or "x.xmp", for "x.jpg".
_NOTES = frozenset({
    # development and data of photos and films
    "xmp", "aae", "thm", "dop", "pp3", "arp", "on1", "cos", "vrd", "dr4", "spi", "nksc", "json", "xml", "lrv", "cpi",
    "gpx", "srt", "sub", "idx", "ass", "ssa", "vtt", "smi", "sup", "sbv", "ttml", "nfo", "cue", "log", "lrc", "m3u",
    "chapters", "accurip", "toc", "opf", "jacket", "reapeaks", "pek", "cfa", "asd", "pkf", "sfk", "ovw",
    # signatures, checksums, marks of origin
    "asc", "sig", "sign", "minisig", "sigstore", "p7s", "p7m", "tsr", "ots", "md5", "sha1", "sha256", "sha512", "sha",
    "b2", "blake3", "sfv", "crc", "par2", "torrent", "zsync", "meta4", "metalink", "aria2",
    # maps
    "tfw", "jgw", "pgw", "wld", "prj", "aux", "ovr",
    # tables and databases
    "bai", "fai", "tbi", "csi", "idx1", "wal", "shm", "ldb", "laccdb", "dvc",
})  # fmt: skip
_SUBTITLES = frozenset({"srt", "sub", "idx", "ass", "ssa", "vtt", "smi", "sup", "sbv", "ttml", "txt"})
_RAW = (
    "3fr ari arw bay braw cap cr2 cr3 crw dcr dcs dng erf fff gpr iiq k25 kdc mef mos mrw nef nrw orf pef ptx pxn raf "
    "raw rw2 rwl sr2 srf srw x3f"
)
# Endings of files with one name that together are one thing.
_TOGETHER = tuple(frozenset(endings.split()) for endings in (
    f"{_RAW} jpg jpeg jpe heic heif hif tif tiff wav",
    "heic heif jpg jpeg mov mp4 aae",
    f"{_RAW} wav mp4 mov",
    "mp4 mov lrv thm wav insv insp lrf srt",
    "shp shx dbf prj cpg sbn sbx qix qmd qpj fbn fbx ain aih atx ixs mxs",
    "tab dat map id ind", "mif mid", "hdr img", "hdr bil", "hdr raw", "nii json bval bvec", "bam bai",
    "bin cue", "iso cue", "img cue", "img ccd sub cue", "mdf mds", "nrg cue", "flac cue log", "ape cue log", "wav cue",
    "vob ifo bup", "idx sub", "mp3 cdg", "mkv mks mka", "mov xmp", "mxf xml", "mts xml", "rdc rmd",
    "obj mtl", "gltf bin glb", "stl gcode", "kicad_pcb kicad_sch kicad_pro kicad_prl", "brd sch",
    "vmdk vmx nvram vmsd", "ovf vmdk mf", "frm myd myi", "mdb ldb", "accdb laccdb", "dwg dwl dwl2", "indd idlk",
    "crt csr key pem", "exe dll ini dat cfg",
    "tex bib pdf sty cls", "indd idml", "aup aup3", "als alc", "afm pfb pfm", "lrcat lrdata",
))  # fmt: skip
# Volumes of one archive, and files cut in pieces; what comes before is the name of the archive.
_VOLUME = re.compile(
    r"(?P<archive>.+?)(?:\.part\d{1,4}\.(?:rar|zip|7z|exe)|\.(?:7z|zip|tar|rar|iso|gz|tgz|xz)\.\d{2,4}|\.[zrs]\d{2,3}"
    r"|\.(?:zip|zipx|rar|exe)|\.\d{3}|\.(?:a[a-z]|x[a-z]{2})|\.vol\d+[+-]\d+\.par2|\.par2|-\d{1,2}\.bin)"
)
# "x_files" beside "x.html", in the language of the browser; "x_data" beside "x.aup".
_FOLDER = re.compile(r"[-_][^\W\d_]+|\.files|[-_. ]backups?")
_WITH_FOLDERS = frozenset(
    {"html", "htm", "xhtml", "mht", "aup", "als", "ptx", "mhtml", "kicad_pro", "indd", "lrcat", "scriv"}
)
# What Google writes beside each photo; names that get too long are cut anywhere.
_TAKEOUT, _TAKEOUT_LENGTH = ".supplemental-metadata", 46
_TAKEOUT_NUMBER = re.compile(r"(\(\d{1,4}\))(\.[^.]+)?\Z")
# What an office program or an editor keeps beside a file while it has it open: ".~lock.x.odt#", "~$x.docx", ".x.swp".
_OPEN = re.compile(r"\.~lock\.(?P<whole>.+)#|~\$(?P<end>.+)|\.(?P<edited>.+)\.sw[a-p]|\.?#(?P<locked>.+?)#?")
# Files about the folder they are in, whatever else has the same bytes.
_OF_FOLDER = re.compile(
    r"(?:eh)?thumbs.*\.db|desktop\.ini|\.ds_store|\.directory|autorun\.inf|picasa\.ini|zbthumbnail\.info|icon\r"
    r"|(?:folder|cover|front|backdrop|albumart.*)\.(?:jpe?g|png|gif|webp)|descript\.ion|file_id\.diz"
    r"|(?:readme|licen[cs]e|copying|copyright|notice|changelog|authors|contributing|install|makefile|dockerfile)(?:[._-].*)?"
    r"|index\.(?:html?|php)|package(?:-lock)?\.json|requirements\.txt|\.?gitignore"
)
_KEY = 32


class Companions:
    """Says which names in a folder go together. Capitals do not count."""

    def __init__(self, names: Iterable[bytes]) -> None:
        """All names in the folder, seen by the scan or not."""
        self._by_key: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
        for name in names:
            text = comparable(name)
            for key in _keys(text):
                self._by_key[key].append((text, name))

    def of(self, name: bytes) -> set[bytes]:
        """The names of what goes with a file, or that it goes with; without the name itself."""
        this = comparable(name)
        near = {near for key in _keys(this) for near in self._by_key.get(key, ())} - {(this, name)}
        return {other for text, other in near if _goes_with(this, text) or _goes_with(text, this)}


def is_volume(name: bytes) -> bool:
    """Whether a file is one of several volumes of one archive, or a piece of a file, by its name alone."""
    text = comparable(name)
    found = _VOLUME.fullmatch(text)
    return found is not None and any(letter.isdigit() for letter in text[len(found["archive"]) :])


def is_of_its_folder(name: bytes) -> bool:
    """Whether a file is about the folder it is in, and would mean nothing elsewhere."""
    return _OF_FOLDER.fullmatch(comparable(name)) is not None


def _keys(name: str) -> Iterator[str]:
    """What names that may go together have in common: how they begin."""
    # Word puts its mark in place of the first two letters of a long name.
    yield "~" + name[2:][:_KEY]
    if opened := _OPEN.fullmatch(name):
        yield "~" + (opened["end"] or "")[:_KEY]
        yield "~" + (opened["end"] or "")[2:][:_KEY]
        name = opened["whole"] or opened["edited"] or opened["locked"] or name
    beginning = name.partition(".")[0]
    yield beginning[:_KEY]
    if "(" in beginning:
        # "x(1).jpg" and "x.jpg(1).json"
        yield beginning.partition("(")[0][:_KEY]
    before = re.split(r"[-_ ](?=[^-_ ]*\Z)", beginning)[0]
    if before != beginning:
        yield before[:_KEY]


def _goes_with(side: str, main: str) -> bool:
    """Whether a file is of use only together with another one; both names in lower case."""
    if opened := _OPEN.fullmatch(side):
        end = opened["end"]
        return main in opened.groups() or (end is not None and main.endswith(end) and len(main) - len(end) <= 2)
    stem, ending = _cut(side)
    main_stem, main_ending = _cut(main)
    if ending in _NOTES and ending != main_ending and stem in {main, main_stem}:
        return True
    if stem == main_stem and (ending, main_ending) in _pairs():
        return True
    if ending in _SUBTITLES and stem.startswith(main_stem + ".") and len(stem) - len(main_stem) <= 12:
        # "film.en.srt"
        return main_ending not in _SUBTITLES
    if main_ending in _WITH_FOLDERS and side.startswith(main_stem) and _FOLDER.fullmatch(side, len(main_stem)):
        return True
    return _is_other_volume(side, main) or (ending == "json" and _is_of_takeout(stem, main))


def _cut(name: str) -> tuple[str, str]:
    stem, _, ending = name.rpartition(".")
    return (stem, ending) if stem else (name, "")


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    return frozenset((one, other) for endings in _TOGETHER for one in endings for other in endings if one != other)


def _is_other_volume(name: str, other: str) -> bool:
    one, two = _VOLUME.fullmatch(name), _VOLUME.fullmatch(other)
    if one is None or two is None or one["archive"] != two["archive"]:
        return False
    # "x.zip" and "x.rar" are two archives; "x.zip" and "x.z01" are one.
    return any(any(letter.isdigit() for letter in each[len(one["archive"]) :]) for each in (name, other)) or (
        name[-2:].isalpha() and len(_cut(name)[1]) == len(_cut(other)[1]) and _cut(name)[1] not in {"zip", "rar", "exe"}
    )


def _is_of_takeout(stem: str, main: str) -> bool:
    """Whether the stem of a JSON file is the beginning of what Takeout writes beside a photo, with the number at its
    end.
    """
    number = _TAKEOUT_NUMBER.search(main)
    if number and stem.endswith(number[1]):
        main = main[: number.start()] + (number[2] or "")
        stem = stem[: -len(number[1])]
    whole = main + _TAKEOUT
    return whole.startswith(stem) and (len(stem) >= _TAKEOUT_LENGTH or len(stem) >= len(main))
