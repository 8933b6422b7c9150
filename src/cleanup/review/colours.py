"""The colours of the page: those of the terminal itself, by what can be read on its background."""

from __future__ import annotations

from textual.theme import Theme as Colours

from cleanup.model.theme import Theme


def _own_colours(name: str, *, folders: str, chosen: str, kept: str) -> Colours:
    """The colours of the terminal itself; that of folders is that of lines and borders too."""
    own = "ansi_default"
    return Colours(name, primary=folders, warning=chosen, success=kept, error="ansi_red", foreground=own,
                   background=own, surface=own, panel=own, boost=own)  # fmt: skip


# Blue cannot be read on black, and cyan, yellow and green not on white.
COLOURS = {
    Theme.DARK: _own_colours("dark", folders="ansi_cyan", chosen="ansi_yellow", kept="ansi_green"),
    Theme.LIGHT: _own_colours("light", folders="ansi_blue", chosen="ansi_red", kept="ansi_blue"),
}
