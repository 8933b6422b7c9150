"""Names that desktops and browsers give to a second copy of a file."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from cleanup.model.names import ends_of

# Before the last ending, "x (1)", and a word for "copy": "x - Copy (2)", "x copy 3", "x_copy", "x (copy)". The words
# are those of English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Swedish, Danish, Turkish,
# Russian, Chinese, Japanese and Korean desktops.
_WORDS = "copy|kopie|copie|copia|cópia|kopia|kopi|kopya|kopyası|копия|副本|复件|コピー|복사본"
_BEFORE = "copy|copie|copia|kopie|cópia|kopia|kopi|копия"
_OF = "of|de|di|van|von|av|af"
_NAME = re.compile(
    (
        rf"(?:(?:{_BEFORE}) (?:{_OF}) .*|(?:another|third) copy of .*|копия .*|(?:复件|副本) .*"
        rf"|.+(?: \(\d{{1,3}}\)|(?: ?[-_—] ?| |の|的)\(?(?:{_WORDS})\)?(?: ?\(?\d{{1,3}}\)?)?))"
        r"(?:\.[^.]{1,10}){0,2}"
    ),
    re.IGNORECASE | re.DOTALL,
)
# Nearly all names have none of these, in lower case where they are of a to z: asking for them first is many times
# quicker than the whole pattern.
_HINTS = tuple(
    hint.encode()
    for hint in ("(", "cop", "kop", "cóp", "cÓp", "копия", "КОПИЯ", "Копия", "副本", "复件", "コピー", "복사본")
)


def are_copies(names: bytes) -> NDArray[np.bool_]:
    """For each of these NUL-ended names, whether it says that the file was made as a second copy of something."""
    ends = ends_of(names)
    copies = np.zeros(len(ends), dtype=np.bool_)
    for number in np.searchsorted(ends, _hints_in(names.lower())).tolist():
        if not copies[number]:
            start = ends[number - 1] + 1 if number else 0
            name = names[start : ends[number]].decode("utf-8", "surrogateescape")
            copies[number] = _NAME.fullmatch(name) is not None
    return copies


def _hints_in(names: bytes) -> list[int]:
    """Where hints begin."""
    found = []
    for hint in _HINTS:
        place = names.find(hint)
        while place >= 0:
            found.append(place)
            place = names.find(hint, place + 1)
    return found
