"""What all our JSON documents have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

SCHEMA_VERSION = 1


def write_list(values: Iterable[bytes], stream: BinaryIO) -> None:
    """Write encoded values, each on a line of its own."""
    separator = b"\n"
    for value in values:
        stream.write(separator + value)
        separator = b",\n"
