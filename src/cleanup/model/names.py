"""Extract names from one long string of names, and compare them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

# From this many names on, they are extracted together, if at most this many letters lie between them on average.
_FEW, _NEAR = 64, 64
_BLANKS = str.maketrans("", "", " -_")
_APART = (r"(?<!\S)", r"(?!\S)")
_PLAIN_WORDS = re.compile("[a-z]+")
# Scripts that are written without blanks between words.
_UNSPACED = ((0xE00, 0xEFF), (0x1000, 0x109F), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF))


def names_at(names: bytes, starts: NDArray[Any]) -> bytes:
    """The NUL-ended names that begin at these positions, one after another."""
    if len(starts) > _FEW and (starts[1:] > starts[:-1]).all():
        first, end = int(starts[0]), names.index(0, int(starts[-1])) + 1
        if end - first < _NEAR * len(starts):
            return _names_among(names[first:end], starts - starts[0])
    return b"".join([names[start : names.index(0, start) + 1] for start in starts.tolist()])


def _names_among(names: bytes, starts: NDArray[Any]) -> bytes:
    """The names at these rising positions, seven times faster than one by one if most of all names are wanted."""
    ends = ends_of(names)
    wanted = np.zeros(len(ends), dtype=np.bool_)
    wanted[np.searchsorted(ends, starts)] = True
    return np.frombuffer(names, dtype=np.uint8)[np.repeat(wanted, np.diff(ends, prepend=-1))].tobytes()


def ends_of(names: bytes) -> NDArray[np.int64]:
    """Where each of these NUL-ended names ends."""
    return np.flatnonzero(np.frombuffer(names, dtype=np.uint8) == 0)


def lengths_of(names: bytes) -> NDArray[np.int64]:
    """How many bytes each of these NUL-ended names has."""
    return np.diff(ends_of(names), prepend=-1) - 1


def without_blanks(name: str) -> str:
    """A name in the form for comparison, without the characters people may write or omit between words."""
    return alike(name).translate(_BLANKS)


def letters_of(name: str) -> str:
    """The words of a name in the form for comparison, with single spaces between them."""
    text = alike(name).replace("'", "")
    if text.isascii():
        return " ".join(_PLAIN_WORDS.findall(text))
    return " ".join("".join(each if unicodedata.category(each)[0] in "LM" else " " for each in text).split())


class Phrases:
    """Finds any of these phrases, as whole words, in the result of ``letters_of``."""

    def __init__(self, names: Iterable[str]) -> None:
        phrases = {*map(letters_of, names)} - {""}
        self._unspaced = {*filter(_is_unspaced, phrases)}
        self._words = {phrase for phrase in phrases - self._unspaced if " " not in phrase}
        self._several = phrases - self._unspaced - self._words
        self._parts = (*self._unspaced, *(f" {phrase} " for phrase in self._several))

    def are_in(self, text: str) -> bool:
        """Whether one of them is in the text; uses no pattern, since compiling it takes long."""
        around = f" {text} "
        return not self._words.isdisjoint(text.split()) or any(part in around for part in self._parts)

    def taken_out(self, text: str) -> str:
        """The text without these phrases."""
        return self._pattern.sub(" ", text).strip()

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        ends = {**dict.fromkeys(self._unspaced, ("", "")), **dict.fromkeys(self._words | self._several, _APART)}
        longest_first = sorted(ends, key=len, reverse=True)
        return re.compile("|".join(re.escape(phrase).join(ends[phrase]) for phrase in longest_first))


def _is_unspaced(word: str) -> bool:
    # Compiling a pattern for these takes as long as checking 10,000 words.
    return not word.isascii() and any(first <= ord(letter) <= last for letter in word for first, last in _UNSPACED)


def alike(name: str) -> str:
    """A name without the differences between programs and disks: capitals, and how accents are encoded."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
