"""Extended attributes where none are looked at: on macOS and Windows."""

from __future__ import annotations


def attribute_names(file: int) -> list[str]:  # noqa: ARG001
    """None: they are not looked at here."""
    return []


def copy_attribute(file: int, copy: int, name: str) -> None:
    """Nothing to do: no name was given."""


def attribute_of(file: int, name: str) -> bytes:  # noqa: ARG001
    """None: they are not looked at here."""
    return b""


def set_attribute(file: int, name: str, content: bytes) -> None:
    """Nothing to do: none was told."""


def remove_attribute(file: int, name: str) -> None:
    """Nothing to do: none was told."""
