"""What can be shown of a file's contents besides its name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextHead:
    """The first lines of a text; ``whole`` when there is no more of it."""

    lines: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A small picture: rows of red, green, blue bytes, and the width and height of the original in pixels."""

    rows: tuple[bytes, ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class NoPreview:
    """Nothing can be shown, and why."""

    reason: str


Preview = TextHead | Picture | NoPreview
