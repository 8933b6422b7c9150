"""The one door for sentences that a person reads: every one of them passes through ``tr`` or ``trn``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

SOURCE_LANGUAGE = "en"

_catalogue: NullTranslations | None = None


def tr(text: str, /, **values: object) -> str:
    """Translate a sentence and fill in its ``{values}``; never raises on a name with braces in it."""
    found = text if _catalogue is None else _catalogue.gettext(text)
    return found.format(**values) if values else found


def trn(one: str, many: str, count: int, /, **values: object) -> str:
    """Translate a sentence that counts: ``one`` for exactly one, ``many`` otherwise, ``{n}`` with separators."""
    found = (one if count == 1 else many) if _catalogue is None else _catalogue.ngettext(one, many, count)
    return found.format(n=f"{count:,}", **values)


def available() -> tuple[str, ...]:
    """The languages that can be chosen: the source's own, and each folder with a catalogue in ``locale/``."""
    from importlib.resources import files

    folder = files("cleanup") / "locale"
    names = [entry.name for entry in folder.iterdir() if entry.is_dir()] if folder.is_dir() else []
    return (SOURCE_LANGUAGE, *sorted(names))


def use(language: str) -> None:
    """Speak this language from now on; the language must be one of ``available()``."""
    global _catalogue
    if language == SOURCE_LANGUAGE:
        _catalogue = None
        return
    from gettext import translation
    from importlib.resources import files

    _catalogue = translation("cleanup", str(files("cleanup") / "locale"), languages=[language])
