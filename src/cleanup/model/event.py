"""How the stages report what they are doing, without knowing who listens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleanup.model.trouble import Trouble


class Listener:
    """Is told about progress and says whether to stop; this one ignores everything and never stops."""

    def stage(self, name: str, files: int | None = None, size: int | None = None) -> None:
        """A stage begins; the amounts are how much there is to do (bytes), or None if unknown."""

    def advance(self, files: int, size: int, where: bytes) -> None:
        """This many more files and bytes are done; ``where`` is a path that was just worked on."""

    def trouble(self, trouble: Trouble) -> None:
        """Something could not be looked at; the run goes on."""

    def warn(self, message: str) -> None:
        """Something helpful is not available (a cache, say); the result is still right."""

    def over(self) -> None:
        """Nothing more is under way, and the result follows: remove what was shown about it."""

    def stopped(self) -> bool:
        """Whether the user asked to stop; the stages ask several times a second."""
        return False
