"""What a review asks the disk, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from cleanup.model.inventory import Rows
from cleanup.model.preview import Preview


@dataclass(frozen=True, slots=True)
class Probe:
    """The only ways in which a review learns anything about the disk.

    ``changed`` looks at everything again and gives the numbers of what changed, until the given function says to stop;
    ``moved`` gives those that cleanup itself has moved since the scan. ``preview`` shows a thing in a number of columns
    and rows; ``problem_with`` says why a plan cannot be written to a file, or "". ``open_file`` shows a thing in its
    own program, ``open_folder`` its folder in the file manager; both say why that is impossible, or "". ``plans`` gives
    the saved plans of the scan: their names, and words about each.
    """

    changed: Callable[[Callable[[], bool]], Iterator[Rows]]
    moved: Callable[[], Rows]
    preview: Callable[[int, int, int], Preview]
    problem_with: Callable[[str], str]
    open_file: Callable[[int], str]
    open_folder: Callable[[int], str]
    plans: Callable[[], list[tuple[str, str]]] = list


class Outcome(StrEnum):
    """What the user wants done with the selection."""

    SAVE = "save"
    MOVE = "move"
    LEAVE = "leave"
    FORGET = "forget"
    OPEN = "open"
    SCAN = "scan"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a review ends: ``file`` is where to save the plan, or the plan to go on with. For someone who leaves,
    ``decide`` says to remember what is never asked again, ``keep`` to keep the marks for next time.
    """

    outcome: Outcome
    file: str = ""
    decide: bool = True
    keep: bool = False
