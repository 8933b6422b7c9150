"""What can stop the program, in words a user can act on."""

from __future__ import annotations


class CleanupError(Exception):
    """Something a user can correct; ``message`` says what is wrong, ``hint`` what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageProblem(CleanupError):
    """The command line asks for something impossible; raised before any work is done."""


class OutputProblem(CleanupError):
    """The result exists, but cannot be written where it should go."""


class DocumentProblem(CleanupError):
    """A settings, policy, plan, scan or protection file cannot be used."""


class StateProblem(CleanupError):
    """The state folder cannot be used: whatever would move files stops."""


class InterruptedWait(CleanupError):
    """The user did not want to wait any longer; nothing was done."""


class WayProblem(CleanupError):
    """A test file did not come back from the place where things were to go, so nothing moves there."""
