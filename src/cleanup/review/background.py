r"""The terminal's background colour: its answer comes among the keys, at once, late or never.

The question is OSC 11 of xterm's control sequences: ``ESC ] 11 ; ? ESC \``, answered by ``ESC ] 11 ; rgb:RR/GG/BB`` and
``ESC \`` or BEL.
"""

from __future__ import annotations

import re
import time

from textual.events import Key

from cleanup.model.theme import Theme

_QUESTION = "\x1b]11;?\x1b\\"
_LATEST = 20.0
# Depending on how the answer is cut into pieces, ESC arrives as itself, as “^”, or not at all.
_ESCAPES = "\x1b^"
_HEAD = "]11;rgb"
_BODY = re.compile(r"a?(?::[0-9a-f/]*[\x1b^]?)?", re.IGNORECASE)
_WHOLE = re.compile(r"\]11;rgba?:([0-9a-f]{1,4})/([0-9a-f]{1,4})/([0-9a-f]{1,4})[^\x07\\]*[\x07\\]", re.IGNORECASE)
# How bright red, green and blue seem: Rec. 601.
_WEIGHTS = (0.299, 0.587, 0.114)


class Background:
    """What is known about the terminal's background: ``theme`` is what the user set, or what the terminal answered.

    Tells an answer from keys that somebody presses, on this page and those after it.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._asked_at: float | None = None
        self._held: list[Key] = []

    def question(self) -> str:
        """What to ask the terminal; nothing if it was asked before, or need not be."""
        if self.theme is not Theme.AUTO or self._asked_at is not None:
            return ""
        self._asked_at = time.monotonic()
        return _QUESTION

    @property
    def is_open(self) -> bool:
        """Whether an answer may still come. After a while none is expected, and no key is held back."""
        is_late = self._asked_at is None or time.monotonic() > self._asked_at + _LATEST
        return self.theme is Theme.AUTO and not is_late

    @property
    def is_waiting(self) -> bool:
        """Whether keys are held back that may be the beginning of an answer."""
        return bool(self._held)

    def take(self, key: Key) -> list[Key]:
        """The keys somebody pressed, up to this one; none while they may be an answer, or if they were one."""
        self._held.append(key)
        text = self._text()
        if (whole := _WHOLE.fullmatch(text)) is not None:
            self._held.clear()
            self.theme = _theme_of(whole)
            return []
        return [] if _may_begin(text) else self._let_go()

    def give_up(self) -> list[Key]:
        """The keys that were held back, since no more came; none if they can only be the beginning of an answer."""
        if self._text().startswith(_HEAD):
            self._held.clear()
        return self._let_go()

    def _text(self) -> str:
        return "".join(key.character or "\0" for key in self._held).lstrip(_ESCAPES)

    def _let_go(self) -> list[Key]:
        held, self._held = self._held, []
        return held


def _may_begin(text: str) -> bool:
    if len(text) <= len(_HEAD):
        return _HEAD.startswith(text)
    return text.startswith(_HEAD) and _BODY.fullmatch(text[len(_HEAD) :]) is not None


def _theme_of(whole: re.Match[str]) -> Theme:
    shares = (int(part, 16) / (16 ** len(part) - 1) for part in whole.groups())
    bright = sum(weight * share for weight, share in zip(_WEIGHTS, shares, strict=True))
    return Theme.LIGHT if bright > 0.5 else Theme.DARK
