"""Names that people give to versions of one document: "report v2", "report final (3)", "2024-05-01 report"."""

from __future__ import annotations

import re

from cleanup.model.copy_names import may_be_a_copy, original_name
from cleanup.model.names import alike

# Words for a version in English, German, French, Dutch, Spanish, Italian, Portuguese and Polish.
_WORDS = (
    "final", "finale", "finaal", "finalny", "endfassung", "endversion", "endgültig", "endgueltig", "definitief",
    "définitif", "definitif", "definitivo", "draft", "entwurf", "brouillon", "concept", "borrador", "bozza", "rascunho",
    "szkic", "old", "alt", "ancien", "oud", "viejo", "vecchio", "stary", "new", "neu", "nouveau", "nieuw", "nuevo",
    "nuovo", "novo", "nowy", "latest", "neueste", "dernier", "laatste", "updated", "revised", "corrected", "korrigiert",
    "überarbeitet", "corrigé", "corrige", "gecorrigeerd", "corregido", "corretto", "corrigido", "bis",
)  # fmt: skip
_MONTH, _DAY, _YEAR = "(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])", r"(?:19|20)\d\d"
_DATE = rf"{_YEAR}[-_. ]?(?:0[1-9]|1[0-2])[-_. ]?(?:0[1-9]|[12]\d|3[01])|{_DAY}[-.]{_MONTH}[-.]{_YEAR}"
_BEFORE_NUMBER = "v|ver|vers|version|versie|versión|versione|wersja|fassung|rev|revision|r|draft"
_VERSION = (
    rf"(?:{_BEFORE_NUMBER})[-_. ]?\d{{1,3}}(?:[._]\d{{1,3}})*|(?:{'|'.join(_WORDS)})[-_ ]?\d{{0,2}}|\(\d{{1,3}}\)"
)
_MARK = re.compile(rf"(?P<stem>.*?[^\W_].*?)[-_. ]+(?:(?P<date>{_DATE})|{_VERSION})[-_. ]*", re.DOTALL)
_DATED_BEFORE = re.compile(rf"(?:{_DATE})[-_. ]+(?P<stem>.*[^\W\d_].*)", re.DOTALL)
_LAST_WORDS = frozenset(_WORDS)
_BETWEEN = "-_. "
_TO_BLANKS = str.maketrans("-_.", "   ")
_LETTER = re.compile(r"[^\W\d_]{2}")


def version_of(stem: str) -> tuple[str, bool]:
    """The document's name without marks of a version, from a name without its ending; and whether that says which
    version it is.

    A date alone does not: letters and invoices are dated too. "" if nothing would be left of the name.
    """
    text, is_version = alike(stem), False
    while True:
        if may_be_a_copy(text) and (copied := original_name(text)):
            text, is_version = copied, True
        elif not _may_be_marked(text):
            break
        elif found := _MARK.fullmatch(text):
            text, is_version = found["stem"], is_version or not found["date"]
        elif found := _DATED_BEFORE.fullmatch(text):
            text = found["stem"]
        else:
            break
    text = text.strip(_BETWEEN)
    return (text, is_version) if _LETTER.search(text) else ("", False)


def _may_be_marked(text: str) -> bool:
    """Whether a name can begin with a date, or end with one or with the mark of a version; quick, and true for all
    that do."""
    end = text.rstrip(_BETWEEN)
    return (
        text[:1].isdecimal()
        or end[-1:].isdecimal()
        or end.endswith(")")
        or not _LAST_WORDS.isdisjoint(end.translate(_TO_BLANKS).split(" ")[-1:])
    )
