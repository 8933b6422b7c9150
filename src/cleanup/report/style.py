"""How a page is written."""

from datetime import UTC, datetime
from typing import NamedTuple


class PageStyle(NamedTuple):
    """``home`` is written ``~``; ``binary`` shows KiB, MiB, GiB; ``most`` is how many findings are shown.

    ``width`` is in terminal cells, None for as wide as the terminal. ``headline_only`` leaves all else out; ``full``
    shows all there is, rather than what fits on a small screen; ``listed`` shows so many findings, since somebody
    asked for them. ``scan_name`` is what commands call the scan that is shown: None for its id, "" where it is not
    remembered. ``scan_options`` are the words that ask for the same scan again. ``offers`` are categories that are
    looked for on request: name, number of files, seconds. ``now`` is when the program began, unless
    somebody says.
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
