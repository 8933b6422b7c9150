"""An unknown name: which one was meant."""

from __future__ import annotations

from collections.abc import Iterable

from cleanup.language import tr

_ALIKE = 0.7


def did_you_mean(name: str, known: Iterable[str], then: str = "") -> str:
    """The hint for a name that is not among these: the nearest one, if any is near, and then the rest."""
    near = nearest(name, known)
    return " ".join(filter(None, ("" if near is None else tr("Did you mean “{near}”?", near=near), then)))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The name that was probably meant: the only one that begins like this, or the one that looks most like it."""
    from difflib import get_close_matches

    plain = {each.casefold(): each for each in known}
    typed = name.casefold().replace("_", "-")
    begun = [each for each in plain if typed.strip("-") and each.startswith(typed)]
    found = begun if len(begun) == 1 else get_close_matches(typed, plain, 1, _ALIKE)
    return plain[found[0]] if found else None
