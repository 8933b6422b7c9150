"""Deliver keys as they come, Esc included: textual by itself checks only ten times a second whether Esc begins a longer
key.
"""

from __future__ import annotations

import os
from codecs import getincrementaldecoder
from select import select

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

_AT_LEAST_EVERY = 0.1


class Keyboard(LinuxDriver):
    """Textual's own driver, which takes a lone Esc as such once nothing has followed it for long enough."""

    def run_input_thread(self) -> None:
        """Hand on what is typed until the page ends."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        patience = _AT_LEAST_EVERY
        while not self.exit_event.is_set():
            if not select([self.fileno], [], [], patience)[0]:
                messages, patience = parser.tick(), _AT_LEAST_EVERY
            elif typed := decode(os.read(self.fileno, 4096)):
                messages, patience = parser.feed(typed), constants.ESCAPE_DELAY
            else:
                continue
            for message in messages:
                self.process_message(message)
        # Reads what is still on its way, and no more, since the page has ended.
        super().run_input_thread()
