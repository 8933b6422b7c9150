"""What the page writes in a colour can be read, by the palettes that terminals have had for longest."""

from __future__ import annotations

import pytest

from cleanup.model.theme import Theme
from cleanup.review.colours import COLOURS

Colour = tuple[int, int, int]
# XTerm-col.ad of xterm, and the colours of VGA in text mode, which the Linux console has.
XTERM = {"blue": (0, 0, 238), "red": (205, 0, 0), "green": (0, 205, 0), "yellow": (205, 205, 0), "cyan": (0, 205, 205)}
VGA = {"blue": (0, 0, 170), "red": (170, 0, 0), "green": (0, 170, 0), "yellow": (170, 85, 0), "cyan": (0, 170, 170)}
BEHIND = {Theme.DARK: (0, 0, 0), Theme.LIGHT: (255, 255, 255)}


@pytest.mark.parametrize("theme", COLOURS)
@pytest.mark.parametrize("palette", [XTERM, VGA], ids=["xterm", "VGA"])
def test_colours_can_be_read_on_their_background(theme: Theme, palette: dict[str, Colour]) -> None:
    """Names of folders were blue on black."""
    colours = COLOURS[theme]
    for used in (colours.primary, colours.warning, colours.success):
        assert used is not None
        # WCAG 2, 1.4.3: large or bold text.
        assert contrast(palette[used.removeprefix("ansi_")], BEHIND[theme]) >= 3, used


def contrast(one: Colour, other: Colour) -> float:
    """How much brighter the brighter one is (WCAG 2)."""
    dark, light = sorted(map(brightness, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def brightness(colour: Colour) -> float:
    shares = (part / 255 for part in colour)
    red, green, blue = (share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
