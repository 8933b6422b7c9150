"""Whether a terminal is light or dark: the setting ``theme``."""

from __future__ import annotations

from enum import StrEnum

from cleanup.language import tr
from cleanup.model.errors import UsageProblem
from cleanup.model.near import did_you_mean


class Theme(StrEnum):
    """How bright the background is; ``auto`` asks the terminal."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


THEMES = tuple(map(str, Theme))


def parse_theme(text: str) -> Theme:
    """The theme of this name; raises UsageProblem."""
    try:
        return Theme(text)
    except ValueError:
        raise UsageProblem(
            tr("“{value}” is not a theme.", value=text),
            did_you_mean(text, THEMES, tr("Choose one of: {names}.", names=", ".join(Theme))),
        ) from None
