"""The last line of the page: the keys that matter where the cursor is, each of which can be clicked."""

from __future__ import annotations

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.widgets import Static

from cleanup.language import Marked, mark, said

Key = tuple[str, Marked, str]
"""A key as it is written on the keyboard, what it does in a word, and the action of the page."""

_SPACE, _ENTER, _TAB, _ESCAPE = mark("space"), mark("Enter"), mark("Tab"), mark("Esc")
_COPY: tuple[Key, ...] = (
    (_SPACE, mark("mark"), "mark"), ("K", mark("keep"), "keep"), ("f", mark("folder"), "keep_folder"),
    ("r", mark("rule"), "rule"), ("c", mark("compare"), "compare"), ("u", mark("undo"), "undo"),
    ("/", mark("find"), "filter"), ("n", mark("never"), "never_ask"), ("o", mark("open folder"), "open_folder"),
    ("y", mark("copy path"), "copy_path"), ("p", mark("save"), "save"), ("S", mark("sort"), "order"),
)  # fmt: skip
_GROUP: tuple[Key, ...] = (
    (_SPACE, mark("mark"), "mark"), ("z", mark("fold"), "fold"), ("r", mark("rule"), "rule"),
    ("s", mark("skip"), "skip"), ("n", mark("never"), "never_ask"), ("u", mark("undo"), "undo"),
    ("/", mark("find"), "filter"), ("S", mark("sort"), "order"), ("p", mark("save"), "save"),
    ("a", mark("all"), "all_shown"), ("x", mark("none"), "none_shown"), (_TAB, mark("folders"), "folders"),
)  # fmt: skip
_SINGLE: tuple[Key, ...] = (
    (_SPACE, mark("mark"), "mark"), ("s", mark("skip"), "skip"), ("n", mark("never"), "never_ask"),
    ("u", mark("undo"), "undo"), ("/", mark("find"), "filter"), (_ENTER, mark("open"), "open_file"),
    ("o", mark("open folder"), "open_folder"), ("y", mark("copy path"), "copy_path"), ("S", mark("sort"), "order"),
    ("p", mark("save"), "save"), ("a", mark("all"), "all_shown"), ("x", mark("none"), "none_shown"),
)  # fmt: skip
_LINE: tuple[Key, ...] = (
    (_SPACE, mark("mark"), "mark"), ("K", mark("keep"), "keep"), ("z", mark("fold"), "fold"),
    ("u", mark("undo"), "undo"), ("f", mark("folder"), "keep_folder"),
    ("/", mark("find"), "filter"), ("o", mark("open folder"), "open_folder"), ("y", mark("copy path"), "copy_path"),
    ("r", mark("rule"), "rule"), ("S", mark("sort"), "order"), ("p", mark("save"), "save"),
    (_TAB, mark("folders"), "folders"),
)  # fmt: skip
_FOLDERS: tuple[Key, ...] = (
    ("→", mark("open"), ""), ("←", mark("close"), ""), (_TAB, mark("back to the list"), "folders"),
    ("a", mark("all"), "all_shown"), ("x", mark("none"), "none_shown"), ("S", mark("sort"), "order"),
)  # fmt: skip
_FILTER: tuple[Key, ...] = (
    (_ENTER, mark("to the list"), ""), (_ESCAPE, mark("show all again"), "show_all"),
)  # fmt: skip
_ALWAYS: tuple[Key, ...] = (
    ("t", mark("trash"), "move_to_trash"),
    ("q", mark("leave"), "leave"),
    ("?", mark("help"), "help"),
)
KEYS: dict[str, tuple[Key, ...]] = {
    "copy": (*_COPY, *_ALWAYS), "group": (*_GROUP, *_ALWAYS), "single": (*_SINGLE, *_ALWAYS),
    "line": (*_LINE, *_ALWAYS),
    "folders": (*_FOLDERS, *_ALWAYS), "filter": _FILTER,
}  # fmt: skip
"""For each place of the cursor its keys, those first that are needed most; the last three are always there."""


class KeyLine(Static):
    """Shows as many keys as fit."""

    def __init__(self, *, id: str) -> None:  # noqa: A002  (textual's own word)
        super().__init__(id=id, markup=False)
        self._place = ""

    def show(self, place: str) -> None:
        """Show the keys for this place of the cursor."""
        if place != self._place:
            self._place = place
            self._write()

    def on_resize(self) -> None:
        """Show as many as fit now."""
        self._write()

    def _write(self) -> None:
        if self._place:
            self.update(_line(KEYS[self._place], self.size.width), layout=False)


def _line(keys: tuple[Key, ...], width: int) -> Text:
    always = _ALWAYS if keys[-len(_ALWAYS) :] == _ALWAYS else ()
    room = width - sum(_cells(key) for key in always)
    fitting: list[Key] = []
    for key in keys[: len(keys) - len(always)]:
        room -= _cells(key)
        if room < 0:
            break
        fitting.append(key)
    text = Text(no_wrap=True)
    for name, words, action in (*fitting, *always):
        meta = {"@click": f"app.{action}"} if action else {}
        text.append(f" {said(Marked(name))}", Style(bold=True, meta=meta))
        text.append(f" {said(words)}", Style(meta=meta))
    return text


def _cells(key: Key) -> int:
    name, words, _ = key
    return cell_len(said(Marked(name))) + cell_len(said(words)) + 2
