"""What one scan is asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Selection:
    """Which files count: patterns are gitignore style, relative to each root; sizes are bytes."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    min_size: int = 1
    everything: bool = False
    cross_mounts: bool = False


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """Where to look and for what.

    ``roots`` are absolute paths; among the ``categories``, the user asked for those ``named`` by name; ``values`` are
    those of finders' options, whose ages end ``now``; ``jobs`` is the number of reading threads, 0 for as many as suit
    the disk; ``gentle`` leaves memory to other programs; ``with_droppings`` treats folders as empty that contain only
    what systems drop.
    """

    roots: tuple[bytes, ...]
    categories: tuple[str, ...]
    selection: Selection
    now: datetime
    jobs: int = 0
    use_cache: bool = True
    gentle: bool = False
    with_droppings: bool = False
    named: tuple[str, ...] = ()
    values: Mapping[str, int] = field(default_factory=dict)
