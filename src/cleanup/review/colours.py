"""The colours of the page: those of the terminal itself that are readable on its background."""

from __future__ import annotations

from textual.theme import Theme as Colours

from cleanup.model.theme import Theme


def _own_colours(name: str, *, folders: str, chosen: str, kept: str) -> Colours:
    """The terminal's own colours; folders have the same colour as lines and borders."""
    own = "ansi_default"
    return Colours(name, primary=folders, warning=chosen, success=kept, error="ansi_red", foreground=own,
                   background=own, surface=own, panel=own, boost=own)  # fmt: skip


# Blue is unreadable on black; cyan, yellow and green are unreadable on white.
COLOURS = {
    Theme.DARK: _own_colours("dark", folders="ansi_cyan", chosen="ansi_yellow", kept="ansi_green"),
    Theme.LIGHT: _own_colours("light", folders="ansi_blue", chosen="ansi_red", kept="ansi_blue"),
}
