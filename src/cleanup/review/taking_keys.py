"""Which keys the page takes: none while it is too small, and not what the terminal answers about its colours."""

from __future__ import annotations

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.timer import Timer
from textual.widgets import Input

from cleanup.model.theme import Theme
from cleanup.review.background import Background
from cleanup.review.colours import COLOURS
from cleanup.review.probe import Ending

LEAST_WIDTH, LEAST_HEIGHT = 60, 16
# The keys that still work on a page too small to be shown.
_LEAVING = {"q", "escape", "ctrl+c", "ctrl+q", "ctrl+z"}
# How long to hold back keys that may be the beginning of an answer from the terminal.
_HELD_FOR = 0.3
ASKING = "asking"
"""The group of the workers that show a dialog."""


class TakingKeys(App[Ending]):
    """A page in the terminal's colours; the terminal's answer about them is told apart from what a person types."""

    def __init__(self, background: Background | None) -> None:
        """``background`` is the terminal's brightness."""
        super().__init__(ansi_color=True)
        for colours in COLOURS.values():
            self.register_theme(colours)
        self._background = background or Background(Theme.DARK)
        self._held_back: Timer | None = None
        self._show_colours()

    def get_driver_class(self) -> type[Driver]:
        """The driver for this terminal; on Unix, one that takes Esc at once."""
        driver = super().get_driver_class()
        if driver.__module__ != "textual.drivers.linux_driver":
            return driver
        from cleanup.review.keyboard import Keyboard

        return Keyboard

    async def on_event(self, event: events.Event) -> None:
        """Take no key and no click once the page is about to close: they were meant for something that is gone."""
        if isinstance(event, events.InputEvent) and (self._exit or not self.screen_stack):
            return
        if isinstance(event, events.Key) and self._is_small and event.key not in _LEAVING:
            return
        if not isinstance(event, events.Key) or not self._background.is_open:
            await super().on_event(event)
            return
        if self._held_back is not None:
            self._held_back.stop()
        for key in self._background.take(event):
            await super().on_event(key)
        if not self._background.is_open:
            self._show_colours()
        elif self._background.is_waiting:
            self._held_back = self.set_timer(_HELD_FOR, self._go_on_with_keys)

    def on_key(self, event: events.Key) -> None:
        """Take no key of the page while a dialog or the end of the page is on its way: it was not meant for what is
        there now.
        """
        on_its_way = any(worker.group == ASKING and not worker.is_finished for worker in self.workers)
        if self._exit or (on_its_way and len(self.screen_stack) == 1):
            event.prevent_default()
        elif isinstance(self.focused, Input) and event.is_printable and event.character:
            # Typed so soon that it reached the list; it belongs to the search.
            event.prevent_default()
            self.focused.insert_text_at_cursor(event.character)

    async def _go_on_with_keys(self) -> None:
        """Hand on the keys: nothing followed what could have been the beginning of an answer."""
        for key in self._background.give_up():
            await super().on_event(key)

    def _show_colours(self) -> None:
        self.theme = COLOURS[Theme.LIGHT if self._background.theme is Theme.LIGHT else Theme.DARK].name
        # Choosing a theme can change this.
        self.ansi_color = True

    @property
    def _is_small(self) -> bool:
        return self.size.width < LEAST_WIDTH or self.size.height < LEAST_HEIGHT

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """While the page is too small to be shown, allow only leaving."""
        return not self._is_small or action in {"leave", "show_all"} or not hasattr(self, f"action_{action}")
