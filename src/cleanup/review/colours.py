"""The colours of the page: those of the terminal itself, by what can be read on its background."""

from __future__ import annotations

from textual.theme import Theme as Colours

from cleanup.model.theme import Theme


def _own_colours(name: str, *, chosen: str, kept: str) -> Colours:
    """The colours of the terminal itself."""
    own = "ansi_default"
    return Colours(name, primary="ansi_blue", warning=chosen, success=kept, error="ansi_red", foreground=own,
                   background=own, surface=own, panel=own, boost=own)  # fmt: skip


# Yellow and green cannot be read on white.
COLOURS = {
    Theme.DARK: _own_colours("dark", chosen="ansi_yellow", kept="ansi_green"),
    Theme.LIGHT: _own_colours("light", chosen="ansi_red", kept="ansi_blue"),
}
