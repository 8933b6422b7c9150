"""Extended attributes and access control lists of copies, where no file is copied whole: see ``COPIES_WHOLE``."""

from __future__ import annotations


def attribute_names(file: int) -> list[str]:  # noqa: ARG001
    """None: they are not looked at here."""
    return []


def copy_attribute(file: int, copy: int, name: str) -> None:
    """Nothing to do: no name was given."""


def may_be_lost(name: str) -> bool:  # noqa: ARG001
    """None was given."""
    return True


def acl_of(file: int) -> bytes:  # noqa: ARG001
    """None: it is not looked at here."""
    return b""


def give_acl(file: int, acl: bytes) -> None:
    """Nothing to do: none was told."""
