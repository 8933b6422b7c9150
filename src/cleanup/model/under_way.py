"""Files that a program is still downloading, by their names."""

from __future__ import annotations

UNDER_WAY = (
    b".!qb", b".!ut", b".aria2", b".bc!", b".crdownload", b".download", b".opdownload", b".part", b".partial",
    b".td", b".ytdl",
)  # fmt: skip
"""What browsers and download programs add to a name until the file is whole."""
