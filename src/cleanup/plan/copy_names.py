"""Names that desktops and browsers give to a second copy of a file."""

from __future__ import annotations

import re

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
# Nearly all names have none of these: asking for them first is several times quicker than the whole pattern.
_HINT = re.compile(
    rb"\(|c(?:o|\xc3\xb3)p|kop|" + "|".join(["копия", "КОПИЯ", "Копия", "副本", "复件", "コピー", "복사본"]).encode(),
    re.IGNORECASE,
)


def looks_like_a_copy(name: bytes) -> bool:
    """Whether a file's name says that it was made as a second copy of something."""
    if _HINT.search(name) is None:
        return False
    return _NAME.fullmatch(name.decode("utf-8", "surrogateescape")) is not None
