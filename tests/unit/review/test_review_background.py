"""The terminal's answer to the question for its background, among keys, at once, late, torn or never."""

from __future__ import annotations

import pytest
from textual._xterm_parser import XTermParser
from textual.events import Key

from cleanup.model.theme import Theme
from cleanup.review.background import Background


def keys(*pieces: str) -> list[Key]:
    """The keys that textual makes of what a terminal sends in these pieces."""
    parser = XTermParser()
    return [event for piece in (*pieces, "") for event in parser.feed(piece) if isinstance(event, Key)]


def asked() -> Background:
    """A background that was asked for."""
    background = Background(Theme.AUTO)
    assert background.question() == "\x1b]11;?\x1b\\"
    assert background.question() == "", "once is enough"
    return background


def left(background: Background, typed: list[Key]) -> str:
    """What of these keys is somebody's."""
    return "".join(each.character or "?" for key in typed for each in background.take(key))


@pytest.mark.parametrize(
    ("answer", "theme"),
    [
        ("\x1b]11;rgb:ffff/ffff/ffff\x1b\\", Theme.LIGHT),
        ("\x1b]11;rgb:0000/0000/0000\x07", Theme.DARK),
        ("\x1b]11;rgb:fd/f6/e3\x1b\\", Theme.LIGHT),
        ("\x1b]11;rgb:1E/1E/2E\x07", Theme.DARK),
        ("\x1b]11;rgba:ffff/ffff/dddd/ffff\x1b\\", Theme.LIGHT),
        ("\x1b]11;rgb:0/0/8\x07", Theme.DARK),
    ],
)
def test_an_answer_is_no_key(answer: str, theme: Theme) -> None:
    for pieces in ((answer,), tuple(answer), (answer[:9], answer[9:])):
        background = asked()
        assert left(background, keys("j", *pieces, "k")) == "jk", pieces
        assert (background.theme, background.is_open, background.is_waiting) == (theme, False, False)


@pytest.mark.parametrize("typed", ["]", "]]j", "]1", "^]a", "]11;x", "]11;rgbj", "]11;rgb:zz", "jkq?t"])
def test_keys_are_never_lost_and_stay_in_order(typed: str) -> None:
    background = asked()
    some = left(background, keys(*typed))
    rest = "".join(key.character or "?" for key in background.give_up())
    assert some + rest == typed
    assert background.theme is Theme.AUTO


def test_an_answer_that_breaks_off_is_no_key_either() -> None:
    background = asked()
    assert left(background, keys("\x1b]11;rgb:ffff/ff")) == ""
    assert background.is_waiting
    assert background.give_up() == []
    assert not background.is_waiting


def test_who_says_how_it_is_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for theme in (Theme.LIGHT, Theme.DARK):
        assert Background(theme).question() == ""
        assert not Background(theme).is_open
    background = asked()
    monkeypatch.setattr("cleanup.review.background._LATEST", -1)
    assert not background.is_open, "after a while no key is held back any more"
