"""Lasting decisions: files a user never wants to be asked about again."""

from __future__ import annotations

import os
from dataclasses import dataclass

from cleanup.language import tr
from cleanup.model.errors import UsageProblem
from cleanup.model.paths import is_whole


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """This content at this absolute path stays, and is not asked about; other content there, or a new copy of it
    elsewhere, is.
    """

    content: str
    path: bytes


def content_of(digest: str | None, size: int, modified: int) -> str:
    """What identifies a file's content: its digest, or its size and time of change if nothing read it."""
    return digest or f"{size}@{modified}"


def written(decision: Decision) -> str:
    """A decision on one line, as in settings and lists."""
    return f"{decision.content} {os.fsdecode(decision.path)}"


def parse_decision(text: str) -> Decision:
    """A decision as ``written`` gives it; raises UsageProblem."""
    content, _, path = text.partition(" ")
    named, colon, digest = content.partition(":")
    size, at, modified = content.partition("@")
    is_content = (colon and named.isidentifier() and _is_hex(digest)) or (
        at and size.isdecimal() and modified.removeprefix("-").isdecimal()
    )
    if not is_content or not is_whole(path) or "\0" in path:
        raise UsageProblem(
            tr("“{text}” is not a decision.", text=text),
            tr("Write it as “cleanup decisions” shows it: the content, a space, and the whole path."),
        )
    return Decision(content, os.fsencode(path))


def _is_hex(text: str) -> bool:
    return bool(text) and not set(text) - set("0123456789abcdef")
