"""Names that desktops and browsers give to a second copy of a file."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from numpy.typing import NDArray

from cleanup.model.names import alike, ends_of

# The word for a copy in the names that desktops in some fifty languages give: Windows, macOS, GNOME, KDE, Xfce.
_WORDS = (
    "copy", "copie", "copia", "cópia", "còpia", "kopie", "kopia", "kópia", "kopi", "kopio", "kopija", "kopya",
    "kopyası", "kópie", "koopia", "kópi", "kopje", "másolat", "másolata", "afrit", "afskrift", "salinan", "salin",
    "nusxasi", "nusxa", "bản sao", "sao chép", "duplikat", "duplicate", "duplicado", "duplicata", "doublon", "копия",
    "копія", "копие", "копија", "көшірме", "умножак", "αντίγραφο", "αντιγραφή", "עותק", "העתק", "نسخة", "نسخه", "کپی",
    "رونوشت", "प्रतिलिपि", "कॉपी", "สำเนา", "คัดลอก", "ასლი", "պատճեն", "副本", "复件", "拷贝", "拷貝", "複本", "複製",
    "コピー", "복사본", "복사", "사본",
)  # fmt: skip
# "Copy of x"; some languages have no word for "of", or name the file.
_OF = (
    "of", "von", "van", "de", "di", "do", "da", "d'", "del", "a", "al", "av", "af", "på", "na", "pliku", "souboru",
    "súboru", "datoteke", "tiedostosta", "file", "tệp", "của", "файла", "файлу", "του", "של", "من", "از", "ของ",
    "dari",
)  # fmt: skip
# "x (another copy)", "x (3rd copy)".
_ANOTHER = (
    "another", "weitere", "autre", "otra", "altra", "una altra", "outra", "inna", "kolejna", "další", "ďalšia", "iná",
    "másik", "altă", "ytterligare", "endnu en", "enda en", "en annan", "toinen", "nog een", "другая", "інша", "друго",
    "druga", "kita", "cita", "veel üks", "άλλο", "bir başka", "başka", "beste", "別の", "另一个", "另一個", "另一份",
    "다른", "lain",
)  # fmt: skip
_WORD = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
_OF_WORD, _ANOTHER_WORD = "|".join(map(re.escape, _OF)), "|".join(map(re.escape, _ANOTHER))
_NUMBER = r"(?: ?[(（]\d{1,3}[)）]| ?\d{1,3})"
# Scripts without spaces put the word directly at the name.
_UNSPACED = r"副本|复件|拷贝|拷貝|複本|複製|コピー|복사본|사본|สำเนา"
# Texts: few names need these, and to make patterns of them takes longer than most commands do.
_COUNTED = r"(?s)(?P<stem>.+?) ?(?:[(（]\d{1,3}[)）]|\[\d{1,3}\])"
_AFTER = (
    rf"(?is)[«“„\"']?(?P<stem>.+?)[»”“\"']?(?:"
    rf"(?: ?[-–—_] ?| | ?의 |の| ?的 ?)(?:{_WORD}){_NUMBER}?"
    rf"|[ _]?[(（](?:(?:{_ANOTHER_WORD}|\d{{1,3}}[^\s()\d]{{0,3}}) ?)?(?:{_WORD})(?: ?\d{{1,3}})?[)）]{_NUMBER}?"
    rf"|(?:{_UNSPACED}){_NUMBER}?)"
)
_BEFORE = (
    rf"(?is)(?:(?:{_ANOTHER_WORD}|third|\d{{1,3}}(?:st|nd|rd|th)) )?(?:{_WORD})(?: ?[(（]\d{{1,3}}[)）])?"
    rf"(?:(?: (?:{_OF_WORD}))? (?![-–—~～] )| ?[-–—~～] ?| d['’]|ของ ?)[«“„\"']?(?P<stem>[^\s\"'»”].*?)[»”“\"']?"
)
# Endings that may come after the name of a copy: one, or two as in ".tar.gz".
_ENDINGS = re.compile(r"\.[^.\s]{1,10}\Z")
# Nearly all names have none of these: checking for them first is many times faster than the patterns.
_HINTS = tuple(sorted({"(", "[", "（", *(word[:3] if word.isascii() else word for word in _WORDS)}))
_HINT = re.compile("|".join(map(re.escape, _HINTS)), re.IGNORECASE)
# In lower case for a to z, with accents encoded in both ways.
_HINTS_IN_BYTES = tuple({
    unicodedata.normalize(form, each).lower().encode() if each.isascii() else unicodedata.normalize(form, each).encode()
    for hint in _HINTS for each in (hint, hint.upper(), hint.capitalize()) for form in ("NFC", "NFD")
})  # fmt: skip


def original_name(name: str) -> str:
    """The name of the file that a name says it is a copy of: "a.pdf" for "a (1).pdf" and "a - Copy (2).pdf".

    "" if it is not the name of a copy. For a copy of a copy, it is the name of the first copy.
    """
    plain = unicodedata.normalize("NFC", name)
    for stem, ending in _splits(plain):
        if found := re.fullmatch(_AFTER, stem) or re.fullmatch(_COUNTED, stem):
            return _like(name, found["stem"] + ending)
    found = re.fullmatch(_BEFORE, plain)
    return _like(name, found["stem"]) if found else ""


def may_be_a_copy(name: str) -> bool:
    """Whether it is worth calling the others: fast, and true for all names of copies."""
    return _HINT.search(unicodedata.normalize("NFC", name)) is not None


def is_named_a_copy(name: str) -> bool:
    """Whether a name has a desktop's word for a copy in it, and not only a number."""
    plain = unicodedata.normalize("NFC", name)
    return re.fullmatch(_BEFORE, plain) is not None or any(re.fullmatch(_AFTER, stem) for stem, _ in _splits(plain))


def _splits(name: str) -> list[tuple[str, str]]:
    """A name with one ending cut off, with two, and whole: the word for a copy may come before or after them."""
    found, stem = [], name
    for _ in range(2):
        ending = _ENDINGS.search(stem)
        if ending is None or not ending.start():
            break
        stem = stem[: ending.start()]
        found.append((stem, name[len(stem) :]))
    return [*found, (name, "")]


def _like(name: str, original: str) -> str:
    """An original's name in the form that the copy's name is in: some disks separate letters and accents."""
    return original if unicodedata.is_normalized("NFC", name) else unicodedata.normalize("NFD", original)


def are_copies(names: bytes) -> NDArray[np.bool_]:
    """For each of these NUL-ended names, whether it says that the file was made as a second copy of something."""
    return marks_in(names) > 0


def marks_in(names: bytes) -> NDArray[np.int64]:
    """For each of these NUL-ended names, how many marks of a copy it has: "x (1) (1)" is a copy of a copy."""
    ends = ends_of(names)
    marks = np.zeros(len(ends), dtype=np.int64)
    for number in set(np.searchsorted(ends, _hints_in(names.lower())).tolist()):
        start = ends[number - 1] + 1 if number else 0
        marks[number] = len(plain_names(names[start : ends[number]]))
    return marks


def plain_names(name: bytes) -> tuple[str, ...]:
    """The names that a file may be a copy of, judging by its own, in the form that ``comparable`` gives; the plainest
    last.
    """
    found = []
    text = original_name(name.decode("utf-8", "surrogateescape"))
    while text:
        found.append(alike(text))
        text = original_name(text)
    return tuple(found)


def comparable(name: bytes) -> str:
    """A name without what programs write differently: capitals, and the way accents are encoded."""
    return alike(name.decode("utf-8", "surrogateescape"))


def _hints_in(names: bytes) -> list[int]:
    """Where hints begin."""
    found = []
    for hint in _HINTS_IN_BYTES:
        place = names.find(hint)
        while place >= 0:
            found.append(place)
            place = names.find(hint, place + 1)
    return found
