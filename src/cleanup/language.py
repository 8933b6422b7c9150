"""Every sentence that people read passes through here.

``tr`` and ``trn`` translate at once, and are called where a sentence is shown. ``mark`` and ``mark_count`` only mark a
sentence for translators, in tables and help texts that are written before the language is known; ``said`` and
``said_count`` translate it when it is shown. All four take literal texts, because the catalogues are made from them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NewType

if TYPE_CHECKING:
    from gettext import NullTranslations

SOURCE_LANGUAGE = "en"
CATALOGUES = Path(__file__).with_name("locale")

Marked = NewType("Marked", str)
"""A sentence not yet translated; ``said`` translates it."""


class MarkedCount(NamedTuple):
    """A sentence with a count, not yet translated; ``said_count`` translates it."""

    one: str
    many: str


_catalogue: NullTranslations | None = None
_language = SOURCE_LANGUAGE


def tr(text: str, /, **values: object) -> str:
    """Translate a sentence and fill in its ``{values}``; never raises on a name with braces in it."""
    found = text if _catalogue is None else _catalogue.gettext(text)
    return found.format(**values) if values else found


def trn(one: str, many: str, count: int, /, **values: object) -> str:
    """Translate a sentence with a count: ``one`` for exactly one, ``many`` otherwise, ``{n}`` with separators."""
    return form_for(MarkedCount(one, many), count).format(n=number(count), **values)


def form_for(marked: MarkedCount, count: int, /) -> str:
    """The translated form of a sentence for this count, with nothing filled in."""
    if _catalogue is None:
        return marked.one if count == 1 else marked.many
    return _catalogue.ngettext(marked.one, marked.many, count)


def tr_in(context: str, text: str, /, **values: object) -> str:
    """Translate a text with several meanings; ``context`` says which one this is."""
    found = text if _catalogue is None else _catalogue.pgettext(context, text)
    return found.format(**values) if values else found


def mark(text: str, /) -> Marked:
    """Mark a sentence for the translators; ``said`` translates it when it is shown."""
    return Marked(text)


def mark_count(one: str, many: str, /) -> MarkedCount:
    """Mark a sentence with a count; ``said_count`` translates it when it is shown."""
    return MarkedCount(one, many)


def said(marked: Marked, /, **values: object) -> str:
    """Translate a marked sentence and fill in its ``{values}``."""
    return tr(marked, **values)


def said_count(marked: MarkedCount, count: int, /, **values: object) -> str:
    """Translate a marked sentence with a count, as ``trn`` does."""
    return trn(marked.one, marked.many, count, **values)


def number(count: int) -> str:
    """A whole number with the separators of the language: ``1,234,567``."""
    return f"{count:,}".replace(",", tr_in("thousands separator", ","))


def speak_humanize() -> None:
    """Switch humanize, which has its own catalogues, to this program's language, or English if it lacks that."""
    from locale import normalize

    from humanize import i18n

    try:
        i18n.activate(normalize(_language).split(".")[0])
    except FileNotFoundError:
        i18n.deactivate()


def available() -> tuple[str, ...]:
    """The languages that can be chosen: English, and each folder with a catalogue in ``locale/``."""
    names = (path.parent.parent.name for path in CATALOGUES.glob("*/LC_MESSAGES/cleanup.mo"))
    return (SOURCE_LANGUAGE, *sorted(names))


def use(language: str) -> None:
    """Speak this language from now on; the language must be one of ``available()``."""
    global _catalogue, _language
    _language = language
    _catalogue = None
    if language != SOURCE_LANGUAGE:
        from gettext import translation

        _catalogue = translation("cleanup", CATALOGUES, languages=[language])


def of_system(environment: Mapping[str, str] = os.environ) -> str:
    """The system's language, if there is a catalogue for it, otherwise English.

    As in gettext: LC_ALL, LC_MESSAGES or LANG, the first that is set; LANGUAGE overrides them, unless they name no
    language at all (``C``, ``POSIX``).
    """
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "C")
    if locale.split(".")[0] in {"C", "POSIX"}:
        return SOURCE_LANGUAGE
    known = available()
    wanted = [*environment.get("LANGUAGE", "").split(":"), locale]
    return next((name for each in wanted for name in _forms(each) if name in known), SOURCE_LANGUAGE)


def _forms(locale: str) -> Iterator[str]:
    """A locale such as ``nl_BE.UTF-8``, and then its language alone."""
    name = locale.split(".")[0].split("@")[0]
    yield name
    yield name.split("_")[0]
