"""How a page looks."""

from datetime import UTC, datetime
from typing import NamedTuple


class PageStyle(NamedTuple):
    """``home`` is shown as ``~``; ``binary`` shows KiB, MiB, GiB; ``most`` is the number of findings to list.

    ``width`` is in terminal cells, None for that of the terminal. ``headline_only`` shows the summary alone; ``full``
    shows everything, not only what fits on a small screen; ``listed`` means that the user asked for ``most``.
    ``scan_name`` is what suggested commands call this scan: None for its id, "" if it is not remembered.
    ``scan_options`` are the words that ask for the same scan again. ``offers`` are categories that are looked for only
    on request: name, number of files, seconds. ``now`` defaults to when the program started.
    """

    home: bytes = b""
    binary: bool = False
    most: int = 10
    width: int | None = None
    encoding: str = "utf-8"
    headline_only: bool = False
    full: bool = False
    listed: bool = False
    scan_name: str | None = None
    scan_options: tuple[str, ...] = ()
    offers: tuple[tuple[str, int, float], ...] = ()
    now: datetime = datetime.now(UTC)
