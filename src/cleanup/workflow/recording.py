"""The troubles of a scan or a comparison, kept for its report while the listener hears of them."""

from __future__ import annotations

from cleanup.model.event import Listener
from cleanup.model.trouble import Trouble


class TroubleRecorder(Listener):
    """Passes everything on, and keeps the troubles for the report; if two finders could not read a file, only one."""

    def __init__(self, listen: Listener) -> None:
        self._troubles: dict[Trouble, None] = {}
        self.stage, self.advance = listen.stage, listen.advance  # type: ignore[method-assign]
        self.warn, self.stopped = listen.warn, listen.stopped  # type: ignore[method-assign]
        self._tell = listen.trouble

    def trouble(self, trouble: Trouble) -> None:
        if trouble not in self._troubles:
            self._troubles[trouble] = None
            self._tell(trouble)

    def in_order(self) -> tuple[Trouble, ...]:
        """The troubles so far, by path and stage."""
        return tuple(sorted(self._troubles, key=lambda trouble: (trouble.path, trouble.stage)))
