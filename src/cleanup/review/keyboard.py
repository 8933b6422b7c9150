"""Deliver keys as they come, Esc included: textual by itself checks only ten times a second whether Esc begins a longer
key, and takes Esc and the key after it for that key with Alt.
"""

from __future__ import annotations

import os
import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from select import select

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.message import Message

_AT_LEAST_EVERY = 0.1
_ESC = "\x1b"
# An Esc after which a key comes that begins nothing longer, and is not how terminals write an arrow with Alt.
_BY_ITSELF = re.compile(r"(\x1b)(?=[ -NQ-WYZ`ac-eg-~])")


class Keyboard(LinuxDriver):
    """Textual's own driver, which takes a lone Esc as such once nothing has followed it for long enough, or another key
    has."""

    def run_input_thread(self) -> None:
        """Hand on what is typed until the page ends."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        patience, begun = _AT_LEAST_EVERY, ""
        while not self.exit_event.is_set():
            messages: Iterable[Message]
            if not select([self.fileno], [], [], patience)[0]:
                messages = [*parser.tick(), *([Key("escape", _ESC)] if begun else [])]
                patience, begun = _AT_LEAST_EVERY, ""
            elif typed := decode(os.read(self.fileno, 4096)):
                typed = begun + typed
                begun = _ESC if typed.endswith(_ESC) else ""
                messages, patience = _fed(parser, typed.removesuffix(_ESC)), constants.ESCAPE_DELAY
            else:
                continue
            for message in messages:
                self.process_message(message)
        # Reads what is still on its way, and no more, since the page has ended.
        super().run_input_thread()


def _fed(parser: XTermParser, typed: str) -> Iterator[Message]:
    for part in filter(None, _BY_ITSELF.split(typed)):
        if part == _ESC:
            yield Key("escape", _ESC)
        else:
            yield from parser.feed(part)
