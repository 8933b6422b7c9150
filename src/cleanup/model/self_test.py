"""A self-test: what became of a file of our own on its way to the trash and back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tried:
    """One step: a stable word, what was found, for people, and whether that is as it must be."""

    step: str
    found: str
    ok: bool = True


@dataclass(frozen=True, slots=True)
class SelfTest:
    """The ``folder`` that the file was made in, the way it went (``mover``, "" if none), and each step.

    The first step that was not as it must be is the last.
    """

    folder: bytes
    mover: str
    steps: tuple[Tried, ...]

    @property
    def ok(self) -> bool:
        """Whether it went there and came back as it was."""
        return all(tried.ok for tried in self.steps)
