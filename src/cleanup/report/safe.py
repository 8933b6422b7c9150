"""File names made harmless: people recognise them, and no terminal obeys them."""

from __future__ import annotations

from unicodedata import combining

from cleanup.model.harmless import shown as shown
from cleanup.model.paths import is_inside, quoted_for_shell

_ELLIPSIS = "…"
_JOINING = "\u200d\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


def at_home(path: bytes, home: bytes) -> str:
    """A path for a terminal, with ``~`` for the home folder."""
    if not home or not is_inside(path, home):
        return shown(path)
    return "~" + shown(path[len(home) :])


def typed(path: str) -> str:
    """A path as an argument for a shell, made harmless for a terminal."""
    return shown(quoted_for_shell(path))


def shortened(text: str, width: int) -> str:
    """Text cut in the middle to fit into ``cells``; the end of a path, its name, is kept longest."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) <= width:
        return text
    if width < 2:
        return _ELLIPSIS[:width]
    tail = max((width - 1) * 2 // 3, 1)
    end = text
    while cell_len(end) > tail and len(end) > 1:
        end = end[max(1, (cell_len(end) - tail) // 2) :]
    if cell_len(end) >= width:
        return set_cell_size(text, width - 1).rstrip() + _ELLIPSIS
    # An accent without its letter, or a joiner without its emoji, would land on the ellipsis.
    end = end.lstrip("".join(character for character in end if combining(character)) + _JOINING)
    start = set_cell_size(text, width - 1 - cell_len(end)).rstrip()
    return start + _ELLIPSIS + end
